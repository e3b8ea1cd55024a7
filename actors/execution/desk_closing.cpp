#include "actors/execution/desk.hpp"

namespace hft {

// The last minutes of a session: what works is canceled, then what is held is sold or bought back.

namespace {

constexpr Duration flatten_again_after = std::chrono::seconds{2};

bool is_last(Duration lead, const std::optional<SessionPlan>& plan, Timestamp time) {
  return lead > Duration::zero() && plan && plan->close - lead <= time && time < plan->close;
}

} // namespace

void Desk::approach_close(DeskTime at, DeskOutput& out) {
  if (!canceled_before_close_ && is_last(config_.cancel_lead, plan_, at.time)) {
    canceled_before_close_ = true;
    cancel_working(at, out);
  }
  if (!is_last(config_.flatten_lead, plan_, at.time)) return;
  if (!flattening_) {
    flattening_ = true;
    write(at, journal::Noted{"positions are flattened before the close"});
    tell(out, "positions are flattened before the close");
    cancel_working(at, out);
  }
  if (at.now < next_flatten_ || standstill()) return;
  flatten_for_close(at, out);
  next_flatten_ = at.now + flatten_again_after;
}

// One order a model and symbol, no larger than a limit allows; the rest follows when it has ended.
void Desk::flatten_for_close(DeskTime at, DeskOutput& out) {
  for (const auto& model : book_.models()) {
    if (model.empty()) continue; // not ours to close
    for (const auto& symbol : book_.symbols()) {
      const auto held = book_.position(model, symbol);
      const bool working = ledger_.leaves(&model, symbol, Side::Buy, {}).units != 0 ||
                           ledger_.leaves(&model, symbol, Side::Sell, {}).units != 0;
      if (held.units == 0 || working) continue;
      Order order;
      order.model = model;
      order.symbol = symbol;
      order.side = held.units > 0 ? Side::Sell : Side::Buy;
      order.quantity = abs(held);
      for (const auto limit :
           {gate_.config().account.order_size, gate_.limits_of(model).order_size})
        if (limit.units != 0 && limit < order.quantity) order.quantity = limit;
      order.caused_by = at.time;
      order.received = at.now;
      auto verdict = approve(order, nullptr, at);
      if (const auto* refusal = std::get_if<OrderRefused>(&verdict))
        out.facts.push_back(*refusal);
      else
        out.orders.push_back(std::get<ApprovedOrder>(verdict));
    }
  }
}

} // namespace hft
