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
    tell(out, "positions are flattened before the close", true);
    cancel_working(at, out);
  }
  if (at.now < next_flatten_ || standstill()) return;
  next_flatten_ = at.now + flatten_again_after;
  for (const auto& [model, held] : to_be_closed()) {
    const bool working = waiting_.has(model, held.symbol) ||
                         ledger_.leaves(&model, held.symbol, Side::Buy, {}).units != 0 ||
                         ledger_.leaves(&model, held.symbol, Side::Sell, {}).units != 0;
    if (!working) close_position(model, held, at, out);
  }
}

} // namespace hft
