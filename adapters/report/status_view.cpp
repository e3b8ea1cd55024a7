#include "adapters/report/status_view.hpp"

#include "messages/new_york.hpp"

#include <algorithm>

namespace hft::report {

namespace {

bool is_empty(const ModelBook& book) {
  const bool flat = std::all_of(book.positions.begin(), book.positions.end(),
                                [](const auto& held) { return held.quantity.units == 0; });
  return flat && book.realized.units == 0 && book.realized_today.units == 0;
}

bool runs(const StatusSnapshot& status, const ModelId& id) {
  return std::any_of(status.models.begin(), status.models.end(),
                     [&](const auto& model) { return model.id == id; });
}

void add(ModelCounts& sum, const ModelCounts& more) {
  sum.ticks += more.ticks;
  sum.signals += more.signals;
  sum.orders += more.orders;
  sum.fills += more.fills;
  sum.refused += more.refused;
}

void add(StatusTotals& totals, const ModelBook& book) {
  totals.realized += book.realized;
  totals.realized_today += book.realized_today;
  totals.unrealized += book.unrealized;
}

} // namespace

std::vector<ModelBook> unmanned_books(const StatusSnapshot& status) {
  std::vector<ModelBook> books;
  for (const auto& book : status.desk.models)
    if (!runs(status, book.id) && !is_empty(book)) books.push_back(book);
  return books;
}

std::string owner_of(const ModelBook& book) {
  return book.id.empty() ? "(not ours)" : book.id.str();
}

std::vector<std::string> unmanned_sentences(const StatusSnapshot& status) {
  std::vector<std::string> sentences;
  for (const auto& book : unmanned_books(status)) {
    if (book.id.empty()) continue; // what others did on the account is no model's to hold
    std::string held;
    for (const auto& position : book.positions)
      if (position.quantity.units != 0)
        held +=
          (held.empty() ? "" : ", ") + to_string(position.quantity) + ' ' + position.symbol.str();
    if (!held.empty())
      sentences.push_back(book.id.str() + " holds " + held + " and no model runs it");
  }
  return sentences;
}

StatusTotals totals_of(const StatusSnapshot& status) {
  StatusTotals totals;
  for (const auto& model : status.models) {
    add(totals.counts, model.counts);
    add(totals, model.book);
  }
  for (const auto& book : unmanned_books(status)) {
    add(totals.counts, book.counts);
    add(totals, book);
  }
  return totals;
}

std::string position_words(const std::vector<PositionReport>& positions) {
  std::string text;
  for (const auto& held : positions)
    if (held.quantity.units != 0)
      text += (text.empty() ? "" : " ") + held.symbol.str() + ' ' + to_string(held.quantity);
  return text.empty() ? "flat" : text;
}

std::string mark_words(const std::vector<PositionReport>& positions) {
  std::string text;
  for (const auto& held : positions) {
    if (held.quantity.units == 0) continue;
    text += (text.empty() ? "" : ", ") + held.symbol.str() + ' ' + to_string(held.quantity);
    text += held.mark.units == 0
              ? " at what it cost, for no price is known"
              : " at " + to_string(held.mark) + " of " + format_new_york_clock(held.mark_time);
  }
  return text;
}

std::string signed_cents(Money money) {
  const auto text = to_cents(money);
  return money.units > 0 && text.front() != '+' ? '+' + text : text;
}

std::string model_words(const ModelStatus& model) {
  auto text = model.name;
  auto separator = ':';
  for (const auto& [key, value] : model.parameters) {
    text += separator + key + '=' + value;
    separator = ',';
  }
  return text;
}

} // namespace hft::report
