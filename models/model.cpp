#include "models/model.hpp"

#include <cmath>

namespace hft {

void Decisions::market(const Symbol& symbol, Side side, Quantity quantity) {
  Decision decision;
  decision.symbol = symbol;
  decision.side = side;
  decision.quantity = quantity;
  decisions_.push_back(decision);
}

void Decisions::limit(const Symbol& symbol, Side side, Quantity quantity, Price price,
                      std::uint32_t reference) {
  Decision decision;
  decision.symbol = symbol;
  decision.side = side;
  decision.quantity = quantity;
  decision.type = OrderType::Limit;
  decision.limit_price = price;
  decision.reference = reference;
  decisions_.push_back(decision);
}

void Decisions::replace(std::uint32_t reference, const Symbol& symbol, Side side, Quantity quantity,
                        Price price) {
  limit(symbol, side, quantity, price, reference);
  decisions_.back().action = SignalAction::Replace;
}

void Decisions::cancel(std::uint32_t reference, const Symbol& symbol) {
  Decision decision;
  decision.action = SignalAction::Cancel;
  decision.symbol = symbol;
  decision.reference = reference;
  decisions_.push_back(decision);
}

void Decisions::plot(std::string_view name, double value) {
  if (std::isfinite(value)) remarks_.push_back({std::string{name.substr(0, 60)}, value, {}});
}

} // namespace hft
