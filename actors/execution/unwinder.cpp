#include "actors/execution/unwinder.hpp"

namespace hft {

namespace {

Signal against(Desk& desk, const ModelId& model, const Symbol& symbol, Quantity held, DeskTime at) {
  Signal signal;
  signal.model = model;
  signal.symbol = symbol;
  signal.side = held > Quantity{} ? Side::Sell : Side::Buy;
  signal.quantity = desk.closer().closable(symbol, signal.side, abs(held));
  signal.caused_by = at.time;
  if (!at.in_step) signal.received = at.now;
  return signal;
}

} // namespace

std::vector<Signal> Unwinder::due(Desk& desk, DeskTime at, DeskOutput& out) {
  std::vector<Signal> signals;
  for (auto it = closing_.begin(); it != closing_.end();) {
    auto& [model, closing] = *it;
    if (desk.ledger().working(model) > 0 || desk.waiting().size(model) > 0 ||
        at.now < closing.next) {
      ++it;
      continue;
    }
    const auto standing = desk.standing(model);
    // What the market does not take, others who hold the opposite may settle with it.
    if (closing.attempts_left == 0)
      for (const auto& [symbol, held] : standing.positions)
        desk.closer().settle_opposites(symbol, &model, at, out);
    if (standing.positions.empty() || closing.attempts_left == 0) {
      it = closing_.erase(it);
      continue;
    }
    --closing.attempts_left;
    closing.next = at.now + pause_;
    for (const auto& [symbol, held] : standing.positions) {
      desk.closer().record_missing(model, symbol, held, at, out);
      auto signal = against(desk, model, symbol, held, at);
      if (signal.quantity > Quantity{}) signals.push_back(std::move(signal));
    }
    ++it;
  }
  return signals;
}

} // namespace hft
