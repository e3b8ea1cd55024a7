#include "actors/model/warm_up.hpp"

#include "models/bars/bar_board.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace hft {

namespace {

using Identity = std::tuple<Symbol, char, char, std::int64_t, Timestamp>;

Identity identity_of(const Trade& trade) {
  return {trade.symbol, trade.exchange, trade.tape, trade.id, trade.time};
}

Timestamp known_at(const MarketEvent& event) {
  const auto* bar = std::get_if<Bar>(&event);
  return bar != nullptr ? end_of(*bar) : time_of(event);
}

bool builds_of_minutes(const Needs& needs) {
  return std::any_of(needs.bar_sizes.begin(), needs.bar_sizes.end(), is_made_of_minutes);
}

bool builds_of_trades(const Needs& needs) {
  return !std::all_of(needs.bar_sizes.begin(), needs.bar_sizes.end(), is_made_of_minutes);
}

constexpr Duration first_span = std::chrono::minutes{15};
constexpr Duration longest_span = std::chrono::hours{64}; ///< of sessions: two weeks
constexpr int growth = 4;

bool wants_history(const Needs& needs) {
  const bool of_time =
    needs.warm_up.count() > 0 || needs.warm_up_days > 0 || needs.warm_up_since_open;
  const bool of_bars = needs.keep_bars > 1 && builds_of_minutes(needs);
  return !needs.symbols.empty() &&
         (of_bars || needs.keep_trades > 0 ||
          (of_time && (needs.trades || needs.bars || !needs.bar_sizes.empty())));
}

} // namespace

WarmUp::WarmUp(const Needs& needs)
  : needs_(needs),
    trade_span_(first_span),
    wanted_(wants_history(needs)) {}

bool WarmUp::asks_trades() const {
  return needs_.trades || builds_of_trades(needs_);
}

std::optional<Needs> WarmUp::needs_of_trades() const {
  if (needs_.keep_trades == 0) return std::nullopt;
  Needs needs;
  needs.symbols = needs_.symbols;
  needs.extended_hours = needs_.extended_hours;
  needs.warm_up = trade_span_;
  return needs;
}

std::vector<TimeWindow> WarmUp::joined(std::vector<TimeWindow> windows,
                                       const std::vector<TimeWindow>& of_trades) const {
  const auto own = windows;
  for (auto window : of_trades) {
    window.trades_only = true;
    // Windows of one session end together.
    for (const auto& other : own)
      if (asks_trades() && !other.bars_only && other.until == window.until)
        window.until = other.from - Duration{1};
    if (window.from <= window.until) windows.push_back(window);
  }
  return windows;
}

void WarmUp::judge_length() {
  is_short_ = false;
  if (needs_.keep_trades == 0 || !is_answered() || !failure_.empty()) return;
  if (trade_span_ >= longest_span) return;
  std::map<Symbol, std::size_t> counts;
  for (const auto& event : events_)
    if (const auto* trade = std::get_if<Trade>(&event)) ++counts[trade->symbol];
  is_short_ = std::any_of(needs_.symbols.begin(), needs_.symbols.end(), [&](const Symbol& symbol) {
    return counts[symbol] < needs_.keep_trades;
  });
  if (is_short_) trade_span_ *= growth;
}

std::vector<HistoryQuestion> WarmUp::ask(const std::vector<TimeWindow>& windows,
                                         std::uint64_t& next_number) {
  std::vector<HistoryQuestion> questions;
  asked_ = true;
  open_.clear();
  events_.clear();
  failure_.clear();
  handed_out_ = 0;
  is_short_ = false;
  for (const auto& window : windows)
    for (const auto& symbol : needs_.symbols)
      for (const auto channel : {Channel::Trades, Channel::Bars}) {
        const bool trades = channel == Channel::Trades;
        if (trades ? window.bars_only : window.trades_only) continue;
        if (!(trades ? window.trades_only || asks_trades()
                     : needs_.bars || builds_of_minutes(needs_)))
          continue;
        questions.push_back({next_number, symbol, channel, window});
        open_.insert(next_number++);
      }
  return questions;
}

bool WarmUp::on_answer(std::uint64_t number, const Result<std::vector<MarketEvent>>& events) {
  if (open_.erase(number) == 0) return false;
  if (events)
    events_.insert(events_.end(), events->begin(), events->end());
  else if (failure_.empty())
    failure_ = events.error().sentence;
  judge_length();
  return true;
}

void WarmUp::arrange(std::span<const MarketFrame> live) {
  std::set<Identity> trades;
  std::set<std::pair<Symbol, Timestamp>> bars;
  for (const auto& frame : live)
    for (const auto& event : frame.batch->events) {
      if (const auto* trade = std::get_if<Trade>(&event)) trades.insert(identity_of(*trade));
      if (const auto* bar = std::get_if<Bar>(&event)) bars.insert({bar->symbol, bar->start});
    }
  std::erase_if(events_, [&](const MarketEvent& event) {
    if (const auto* trade = std::get_if<Trade>(&event)) return trades.contains(identity_of(*trade));
    const auto* bar = std::get_if<Bar>(&event);
    return bar != nullptr && bars.contains({bar->symbol, bar->start});
  });
  std::stable_sort(events_.begin(), events_.end(), [](const MarketEvent& a, const MarketEvent& b) {
    return known_at(a) < known_at(b);
  });
}

std::span<const MarketEvent> WarmUp::next(std::size_t most) {
  const auto count = std::min(most, events_.size() - handed_out_);
  const std::span<const MarketEvent> slice{events_.data() + handed_out_, count};
  handed_out_ += count;
  return slice;
}

} // namespace hft
