#include "actors/execution/desk.hpp"

#include <iterator>

// The kill switch: limits of the whole account that stop trading rather than refuse an order.

namespace hft {

std::optional<std::string> Desk::over_daily_loss() const {
  const auto limit = gate_.config().account.daily_loss;
  if (limit.units == 0) return std::nullopt;
  const auto loss = -gate_.profit_today(nullptr, book_, marks_);
  if (loss < static_cast<int128>(limit.units) * units_per_whole) return std::nullopt;
  return "daily loss " + to_cents(rounded(loss)) + " is over the account's allowance of " +
         to_cents(limit);
}

void Desk::watch_limits(DeskTime at, DeskOutput& out) {
  if (halted_) return flatten(at, out);
  auto why = over_daily_loss();
  if (!why) why = errors_.objection(at.time);
  if (!why) return;
  const bool flat = gate_.config().on_trip == OnTrip::Flatten;
  stop_trading(*why, false, at, out);
  write(at, journal::Tripped{flat});
  flatten_wanted_ = flat;
  cancel_working(at, out);
  flatten(at, out);
}

// Once nothing of ours works any more, one market order a position; after a crash on the way what
// is left then is closed.
void Desk::flatten(DeskTime at, DeskOutput& out) {
  if (!flatten_wanted_ || journal_failed_ || !ready() || our_working() != 0 || !waiting_.empty())
    return;
  if (!plan_ || !plan_->is_regular(at.time)) return;
  flatten_wanted_ = false;
  for (const auto& [model, held] : to_be_closed()) close_position(model, held, at, out);
  write(at, journal::Flattened{});
}

// Every model's positions. What adds to the account's position comes first: models that are long
// and short in one symbol are then closed without the account's going through zero on the way.
std::vector<std::pair<ModelId, PositionReport>> Desk::to_be_closed() const {
  std::vector<std::pair<ModelId, PositionReport>> adding;
  std::vector<std::pair<ModelId, PositionReport>> closing;
  for (const auto& model : book_.models()) {
    if (model.empty()) continue; // not ours to close
    for (auto& held : book_.report(model, marks_).positions) {
      if (held.quantity == Quantity{}) continue;
      const bool account_is_short = book_.account_position(held.symbol) < Quantity{};
      const bool is_short = held.quantity < Quantity{};
      (is_short == account_is_short ? closing : adding).emplace_back(model, std::move(held));
    }
  }
  std::move(closing.begin(), closing.end(), std::back_inserter(adding));
  return adding;
}

void Desk::close_position(const ModelId& model, const PositionReport& held, DeskTime at,
                          DeskOutput& out) {
  Order order;
  order.model = model;
  order.symbol = held.symbol;
  order.side = held.quantity.units > 0 ? Side::Sell : Side::Buy;
  order.quantity = abs(held.quantity);
  order.caused_by = at.time;
  order.client_order_id = next_id(model);
  wait(order, {}, true, at); // until nothing of the account is in its way, which may be now
  if (journal_failed_) return;
  ++sequences_[model];
  settle_waiting(WaitingOrder{waiting_.all().back()}, at, out);
}

// What the day's losses count from, so that a restart counts from there too.
void Desk::note_day(DeskTime at) {
  write(at, journal::DayBegan{{}, true, rounded(gate_.profit_at_start(nullptr))});
  for (const auto& model : book_.models())
    write(at, journal::DayBegan{model, false, rounded(gate_.profit_at_start(&model))});
}

} // namespace hft
