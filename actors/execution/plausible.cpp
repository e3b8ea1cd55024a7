#include "actors/execution/plausible.hpp"

namespace hft {

std::optional<std::string> implausible(const BrokerOrder& order) {
  if (!is_plausible(order.quantity)) return "a quantity of " + to_string(order.quantity);
  if (!is_plausible(order.filled)) return "a filled quantity of " + to_string(order.filled);
  if (order.filled.units > 0 && !is_plausible(order.average_price))
    return "an average price of " + to_string(order.average_price);
  return std::nullopt;
}

std::optional<std::string> implausible(const Execution& execution, Quantity cumulative) {
  if (!is_plausible(execution.price)) return "a fill price of " + to_string(execution.price);
  if (!is_plausible(execution.quantity) || execution.quantity.units == 0)
    return "a fill of " + to_string(execution.quantity) + " shares";
  if (!is_plausible(cumulative)) return "a filled quantity of " + to_string(cumulative);
  return std::nullopt;
}

} // namespace hft
