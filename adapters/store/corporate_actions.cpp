#include "adapters/store/corporate_actions.hpp"

#include "messages/new_york.hpp"

#include <algorithm>
#include <numeric>

namespace hft::store {

std::string_view to_string(ActionKind kind) {
  switch (kind) {
    case ActionKind::Split: return "split";
    case ActionKind::Dividend: return "dividend";
    case ActionKind::Rename: return "rename";
    case ActionKind::StockDividend: return "stock dividend";
    case ActionKind::SpinOff: return "spin-off";
    case ActionKind::Merger: return "merger";
  }
  return "unknown";
}

std::string action_word(const ActionWord& word) {
  return word.other_symbol + '\n' + word.id + '\n' + word.source;
}

ActionWord action_word_from(std::string_view word) {
  ActionWord said;
  const auto first = std::min(word.find('\n'), word.size());
  said.other_symbol = word.substr(0, first);
  word.remove_prefix(std::min(first + 1, word.size()));
  const auto second = std::min(word.find('\n'), word.size());
  said.id = word.substr(0, second);
  word.remove_prefix(std::min(second + 1, word.size()));
  said.source = word;
  return said;
}

std::vector<CorporateActionRow> corporate_actions(const Rows& rows) {
  std::vector<CorporateActionRow> actions;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    CorporateActionRow action;
    action.date = new_york_date(rows.time(row));
    action.kind = static_cast<ActionKind>(rows.columns[column::action][row]);
    action.old_rate = {rows.columns[column::old_rate][row]};
    action.new_rate = {rows.columns[column::new_rate][row]};
    action.cash = {rows.columns[column::cash][row]};
    action.word = action_word_from(rows.word(row));
    actions.push_back(std::move(action));
  }
  return actions;
}

std::pair<std::int64_t, std::int64_t> simple_ratio(std::int64_t a, std::int64_t b) {
  for (std::int64_t below = 1; below <= 1000; ++below) {
    const auto exact = static_cast<int128>(a) * below;
    const auto above = static_cast<std::int64_t>((exact + b / 2) / b);
    if (above < 1 || above > 1000) continue;
    const auto off = magnitude(exact - static_cast<int128>(above) * b);
    if (off * 1'000'000 < static_cast<int128>(above) * b) return {above, below};
  }
  const auto common = std::max<std::int64_t>(std::gcd(a, b), 1);
  // Rates are kept in units of 1e-9.
  const auto scale = std::max<std::int64_t>(1, std::max(a, b) / common / 1'000'000'000 + 1);
  return {a / common / scale, b / common / scale};
}

std::int64_t dividend_of(std::int64_t factor, std::int64_t next_factor, std::int64_t reference) {
  constexpr std::int64_t step = units_per_whole / 10'000;
  const auto exact = static_cast<int128>(reference) * (next_factor - factor) / next_factor;
  const auto rounded = (exact + step / 2) / step * step;
  return static_cast<std::int64_t>(rounded);
}

} // namespace hft::store
