#include "models/model.hpp"

#include <cmath>

namespace hft {

namespace {

Decision order_of(const Symbol& symbol, Side side, Quantity quantity, OrderType type,
                  std::uint32_t reference) {
  Decision decision;
  decision.symbol = symbol;
  decision.side = side;
  decision.quantity = quantity;
  decision.type = type;
  decision.reference = reference;
  return decision;
}

OrderTerms terms_of(Contingency contingency, const Exits& exits) {
  OrderTerms terms;
  terms.contingency = contingency;
  terms.take_profit = exits.take_profit;
  terms.stop_loss = exits.stop_loss;
  terms.stop_loss_limit = exits.stop_loss_limit;
  terms.take_profit_reference = exits.take_profit_reference;
  terms.stop_loss_reference = exits.stop_loss_reference;
  return terms;
}

Contingency of_entry(const Exits& exits) {
  const bool both = exits.take_profit.units != 0 && exits.stop_loss.units != 0;
  return both ? Contingency::Bracket : Contingency::Oto;
}

} // namespace

Decision& Decisions::market(const Symbol& symbol, Side side, Quantity quantity,
                            std::uint32_t reference) {
  return add(order_of(symbol, side, quantity, OrderType::Market, reference));
}

Decision& Decisions::market(const Symbol& symbol, Side side, Money notional,
                            std::uint32_t reference) {
  auto& decision = market(symbol, side, Quantity{}, reference);
  OrderTerms terms;
  terms.notional = notional;
  decision.terms = terms;
  return decision;
}

Decision& Decisions::limit(const Symbol& symbol, Side side, Quantity quantity, Price price,
                           std::uint32_t reference) {
  auto& decision = add(order_of(symbol, side, quantity, OrderType::Limit, reference));
  decision.limit_price = price;
  return decision;
}

Decision& Decisions::stop(const Symbol& symbol, Side side, Quantity quantity, Price stop_price,
                          std::uint32_t reference) {
  auto& decision = add(order_of(symbol, side, quantity, OrderType::Stop, reference));
  OrderTerms terms;
  terms.stop_price = stop_price;
  decision.terms = terms;
  return decision;
}

Decision& Decisions::stop_limit(const Symbol& symbol, Side side, Quantity quantity,
                                Price stop_price, Price limit_price, std::uint32_t reference) {
  auto& decision = stop(symbol, side, quantity, stop_price, reference);
  decision.type = OrderType::StopLimit;
  decision.limit_price = limit_price;
  return decision;
}

Decision& Decisions::trailing_stop(const Symbol& symbol, Side side, Quantity quantity, Trail trail,
                                   std::uint32_t reference) {
  auto& decision = add(order_of(symbol, side, quantity, OrderType::TrailingStop, reference));
  OrderTerms terms;
  terms.trail = trail.dollars;
  terms.trail_percent = trail.percent;
  decision.terms = terms;
  return decision;
}

Decision& Decisions::bracket(const Symbol& symbol, Side side, Quantity quantity, const Exits& exits,
                             std::uint32_t reference) {
  auto& decision = market(symbol, side, quantity, reference);
  decision.terms = terms_of(of_entry(exits), exits);
  return decision;
}

Decision& Decisions::bracket(const Symbol& symbol, Side side, Quantity quantity, Price limit_price,
                             const Exits& exits, std::uint32_t reference) {
  auto& decision = limit(symbol, side, quantity, limit_price, reference);
  decision.terms = terms_of(of_entry(exits), exits);
  return decision;
}

Decision& Decisions::oco(const Symbol& symbol, Side side, Quantity quantity, const Exits& exits,
                         std::uint32_t reference) {
  auto& decision = limit(symbol, side, quantity, exits.take_profit, reference);
  decision.terms = terms_of(Contingency::Oco, exits);
  return decision;
}

Decision& Decisions::replace(std::uint32_t reference, const Symbol& symbol, Side side,
                             Quantity quantity, Price price) {
  auto& decision = limit(symbol, side, quantity, price, reference);
  decision.action = SignalAction::Replace;
  return decision;
}

Decision& Decisions::replace(std::uint32_t reference, const Symbol& symbol, Side side,
                             Quantity quantity, Price stop_price, Price limit_price) {
  auto& decision = stop_limit(symbol, side, quantity, stop_price, limit_price, reference);
  decision.action = SignalAction::Replace;
  return decision;
}

void Decisions::cancel(std::uint32_t reference, const Symbol& symbol) {
  Decision decision;
  decision.action = SignalAction::Cancel;
  decision.symbol = symbol;
  decision.reference = reference;
  add(decision);
}

void Decisions::cancel_all() {
  cancel_all(Symbol{});
}

void Decisions::cancel_all(const Symbol& symbol) {
  Decision decision;
  decision.action = SignalAction::CancelAll;
  decision.symbol = symbol;
  add(decision);
}

void Decisions::close(const Symbol& symbol, std::uint32_t reference) {
  Decision decision;
  decision.action = SignalAction::Close;
  decision.symbol = symbol;
  decision.reference = reference;
  add(decision);
}

void Decisions::plot(std::string_view name, double value) {
  if (std::isfinite(value)) remarks_.push_back({std::string{name.substr(0, 60)}, value, {}});
}

} // namespace hft
