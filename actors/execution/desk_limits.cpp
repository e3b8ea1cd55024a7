#include "actors/execution/desk.hpp"

// The kill switch: limits of the whole account that stop trading rather than refuse an order.

namespace hft {

std::optional<std::string> Desk::over_daily_loss() const {
  const auto limit = gate_.config().account.daily_loss;
  if (limit.units == 0) return std::nullopt;
  const auto loss = -gate_.profit_today(nullptr, book_, marks_);
  if (loss < static_cast<int128>(limit.units) * units_per_whole) return std::nullopt;
  return "daily loss " + to_cents(saturated_money(loss)) + " is over the account's allowance of " +
         to_cents(limit);
}

// A loss that comes with one price and goes with the next is none.
std::optional<std::string> Desk::lasting_loss(DeskTime at) {
  auto why = over_daily_loss();
  if (!why) {
    loss_since_.reset();
    return std::nullopt;
  }
  if (!loss_since_) loss_since_ = at.time;
  if (at.time - *loss_since_ < config_.loss_patience) return std::nullopt;
  return why;
}

void Desk::watch_limits(DeskTime at, DeskOutput& out) {
  if (halted_) return flatten(at, out);
  auto why = lasting_loss(at);
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
  if (!flatten_wanted_ || journal_failed_ || !ready() || our_working() != 0) return;
  if (!plan_ || !plan_->is_regular(at.time)) return;
  flatten_wanted_ = false;
  for (const auto& model : book_.models())
    if (!model.empty())
      for (const auto& held : book_.report(model, marks_).positions)
        if (held.quantity.units != 0) close_position(model, held, at, out);
  write(at, journal::Flattened{});
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
  if (!intend(order, {}, at)) return;
  out.orders.push_back(gate_.approve_closing(order));
}

// What the day's losses count from, so that a restart counts from there too.
void Desk::note_day(DeskTime at) {
  write(at, journal::DayBegan{{}, true, saturated_money(gate_.profit_at_start(nullptr))});
  for (const auto& model : book_.models())
    write(at, journal::DayBegan{model, false, saturated_money(gate_.profit_at_start(&model))});
}

} // namespace hft
