#include "actors/execution/position_crossing.hpp"

namespace hft {

namespace {

// One order seen from its own side: `held` is what it would close, negative when it only adds.
struct View {
  Quantity held;
  Quantity own;   // open orders of its side: they stand for shares that are held
  Quantity other; // open orders of the opposite side
  bool own_in_flight = false;
  bool other_in_flight = false;
};

View seen_from(const SymbolExposure& x, Side side) {
  if (side == Side::Sell)
    return {x.position, x.open_sells, x.open_buys, x.sells_in_flight, x.buys_in_flight};
  return {-x.position, x.open_buys, x.open_sells, x.buys_in_flight, x.sells_in_flight};
}

} // namespace

CrossingPlan plan_crossing(const SymbolExposure& exposure, Side side, Quantity quantity) {
  using enum CrossingPlan::Step;
  const auto view = seen_from(exposure, side);
  const auto waits = [&](CrossingPlan::Step step) { return CrossingPlan{step, {}, quantity, {}}; };
  // Two orders of ours that would meet are a wash trade, and where the first ends nobody knows yet.
  if (view.other_in_flight) return waits(Wait);
  if (view.held > Quantity{}) {
    const auto free = view.held - view.own;
    if (quantity <= free) return {Send, quantity, {}, {}};
    if (free > Quantity{}) return {Split, free, quantity - free, {}};
    return waits(view.own_in_flight ? Wait : Refuse);
  }
  // Nothing to close: it opens. Beside an opposite order that would open too the broker refuses it.
  if (view.held == Quantity{} && view.other > Quantity{}) return waits(Refuse);
  return {Send, quantity, {}, quantity};
}

} // namespace hft
