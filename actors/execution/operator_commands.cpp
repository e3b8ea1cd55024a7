#include "actors/execution/operator_commands.hpp"

#include <algorithm>
#include <variant>

namespace hft {

namespace {

const LedgerEntry* order_named(const OrderLedger& ledger, const std::string& id) {
  if (const auto ours = ClientOrderId::from(id))
    if (const auto* entry = ledger.find(*ours)) return entry;
  const auto brokers = BrokerOrderId::from(id);
  return brokers ? ledger.find(*brokers) : nullptr;
}

/// `310 of modulo, -5 of trend`: what models hold of a symbol; empty when they hold nothing.
std::string held_by_models(const Desk& desk, const Symbol& symbol) {
  std::string text;
  for (const auto& model : desk.book().models()) {
    if (model.empty()) continue;
    for (const auto& [of, quantity] : desk.standing(model).positions)
      if (of == symbol && quantity.units != 0)
        text += (text.empty() ? "" : ", ") + to_string(quantity) + " of " + model.str();
  }
  return text;
}

} // namespace

CommandResult OperatorCommands::carry_out(const DeskCommand& command, Desk& desk, DeskTime at,
                                          DeskOutput& out) {
  return std::visit([&](const auto& what) { return carry(what, desk, at, out); }, command.what);
}

CommandResult OperatorCommands::carry(const CancelOrder& command, Desk& desk, DeskTime at,
                                      DeskOutput& out) {
  const auto* entry = order_named(desk.ledger(), command.id);
  if (!entry) return {false, "no order has the id " + command.id + " (see hft control orders)"};
  const auto id = entry->order.client_order_id;
  if (entry->ended())
    return {false, "order " + id.str() + " is " + std::string{to_string(entry->state)} +
                     ": there is nothing to cancel"};
  if (entry->cancel_wanted) return {true, "order " + id.str() + " is being canceled already"};
  desk.cancel_order(id, at, out);
  return {true, "canceling order " + id.str()};
}

CommandResult OperatorCommands::carry(const CloseSymbol& command, Desk& desk, DeskTime at,
                                      DeskOutput& out) {
  const auto& symbol = command.symbol;
  const auto held = held_by_models(desk, symbol);
  if (held.empty()) return {false, "no model holds " + symbol.str()};
  if (const auto why = desk.closing_objection(at))
    return {false, symbol.str() + " cannot be closed: " + *why};
  Closing closing{symbol, {}};
  for (const auto* entry : desk.ledger().working_orders()) {
    if (entry->order.symbol != symbol || entry->order.model.empty()) continue;
    closing.awaited.push_back(entry->order.client_order_id);
  }
  for (const auto& id : closing.awaited) desk.cancel_order(id, at, out);
  std::erase_if(closing_, [&](const Closing& other) { return other.symbol == symbol; });
  closing_.push_back(std::move(closing));
  on_pulse(desk, at, out);
  return {true, "closing " + symbol.str() + ": " + held};
}

CommandResult OperatorCommands::carry(const FlattenAll&, Desk& desk, DeskTime at, DeskOutput& out) {
  const auto why = desk.closing_objection(at);
  desk.flatten_all(at, out);
  return {true, "trading is halted, working orders are canceled and every position of a model is " +
                  (why ? "closed as soon as that is possible: " + *why
                       : std::string{"being closed; hft control resume trades again"})};
}

void OperatorCommands::on_pulse(Desk& desk, DeskTime at, DeskOutput& out) {
  std::erase_if(closing_, [&](Closing& closing) {
    std::erase_if(closing.awaited, [&](const ClientOrderId& id) {
      const auto* entry = desk.ledger().find(id);
      return !entry || entry->ended();
    });
    if (!closing.awaited.empty() || desk.closing_objection(at)) return false;
    desk.closer().close_symbol(closing.symbol, at, out);
    return true;
  });
}

} // namespace hft
