#include "actors/execution/retirements.hpp"

namespace hft {

namespace {

Signal against(const ModelId& model, const Symbol& symbol, Quantity held, DeskTime at) {
  Signal signal;
  signal.model = model;
  signal.symbol = symbol;
  signal.side = held > Quantity{} ? Side::Sell : Side::Buy;
  signal.quantity = abs(held);
  signal.caused_by = at.time;
  signal.received = at.now;
  return signal;
}

} // namespace

std::vector<Signal> Retirements::due(const Desk& desk, DeskTime at) {
  std::vector<Signal> signals;
  for (auto it = closing_.begin(); it != closing_.end();) {
    auto& [model, closing] = *it;
    if (desk.ledger().working(model) > 0 || desk.waiting().size(model) > 0 ||
        at.now < closing.next) {
      ++it;
      continue;
    }
    const auto standing = desk.standing(model);
    if (standing.positions.empty() || closing.attempts_left == 0) {
      it = closing_.erase(it);
      continue;
    }
    --closing.attempts_left;
    closing.next = at.now + pause_;
    for (const auto& [symbol, held] : standing.positions)
      signals.push_back(against(model, symbol, held, at));
    ++it;
  }
  return signals;
}

} // namespace hft
