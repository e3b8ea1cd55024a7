#pragma once

/// For files in `adapters/cpquant` only.

#include "adapters/cpquant/json_fields.hpp"
#include "messages/order.hpp"

#include <vector>

namespace hft::cpquant {

/// Each throws `Malformed`.
BrokerOrder read_order(const Json& item);
OrderEvent read_order_event(const Json& data);
/// Throws `Malformed` for an execution that cannot be: of no price, of no shares, or of more than
/// the order was for (zero: not known).
void must_be_plausible(const Execution& execution, Quantity ordered);
/// `sell_short` and the like count as their side.
Side read_side(const Json& item);

} // namespace hft::cpquant
