#include "actors/execution/desk.hpp"

#include <set>

namespace hft {

void Desk::approach_close(DeskTime at, DeskOutput& out) {
  const auto may_send = [this] { return state_.phase() == TradingPhase::Trading; };
  while (const auto step = session_close_.due(plan_, at, may_send())) switch (*step) {
      case SessionCloseStep::CancelWorking: cancel_working(at, out); break;
      case SessionCloseStep::BeginFlattening:
        state_.begin_flattening();
        write(at, journal::Noted{"positions are flattened before the close"});
        tell(out, "positions are flattened before the close", true);
        cancel_working(at, out);
        break;
      case SessionCloseStep::ClosePositions: close_idle_positions(at, out); break;
    }
}

// Every position of a model for which nothing is on its way.
void Desk::close_idle_positions(DeskTime at, DeskOutput& out) {
  std::set<Symbol> mixed; // held on both sides, and orders of models still work
  for (const auto& symbol : book_.symbols()) {
    settle_opposites(symbol, nullptr, at, out);
    if (book_.opposite_holdings(symbol)) mixed.insert(symbol);
  }
  for (const auto& model : book_.models()) {
    if (model.empty()) continue; // not ours to close
    for (const auto& held : book_.report(model, marks_).positions) {
      const bool working = mixed.contains(held.symbol) || waiting_.has(model, held.symbol) ||
                           ledger_.works_for(model, held.symbol);
      if (held.quantity.units != 0 && !working) close_position(model, held, at, out);
    }
  }
}

void Desk::pursue_close(DeskTime at, DeskOutput& out) {
  if (!desk_close_.under_way()) return;
  const auto step = desk_close_.due(at.now, our_working() != 0, poll_.number(), poll_.next());
  if (!step) return;
  switch (*step) {
    case DeskCloseStep::CancelAgain: return cancel_again(at, out);
    case DeskCloseStep::Look:
      fetch(at, out);
      desk_close_.on_look(*poll_.number());
      return;
    case DeskCloseStep::Finish: finish_close(at, out);
  }
}

void Desk::cancel_again(DeskTime at, DeskOutput& out) {
  for (const auto* entry : ledger_.working_orders())
    if (!entry->order.model.empty() && entry->cancel_wanted)
      look_ups_.ask(entry->order.client_order_id);
  cancel_working(at, out);
}

void Desk::finish_close(DeskTime at, DeskOutput& out) {
  auto left = our_working();
  for (const auto* entry : ledger_.working_orders())
    if (!entry->order.model.empty())
      tell(out, "order " + entry->order.client_order_id.str() +
                  " may still work at the broker: " + std::string{to_string(entry->state)});
  if (!desk_close_.looked()) {
    left += ledger_.inferred_ends();
    tell(out, "the broker could not be asked whether orders it refused work after all");
  }
  out.closed = left;
  write(at, journal::Closed{left ? "with orders left working" : "quiet"});
}

} // namespace hft
