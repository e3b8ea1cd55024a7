#pragma once

#include "messages/order.hpp"

#include <limits>
#include <string>
#include <variant>
#include <vector>

namespace hft {

/// A part of an order's cumulative filled quantity: the shares after `from` up to `until`.
struct FillSlice {
  Quantity from;
  Quantity until;
  Price price;
  bool derived =
    false; ///< priced from the broker's average, until the execution itself is heard of
  Quantity size() const { return until - from; }
};

/// One order as far as it is known.
struct LedgerEntry {
  Order order; ///< an order that is not ours has an empty model
  BrokerOrderId broker_id;
  OrderState state = OrderState::Intended;
  Quantity filled;               ///< booked: the sum of the slices
  int128 cost = 0;               ///< of what is booked, in 1e-18 dollars
  std::vector<FillSlice> slices; ///< sorted, disjoint
  std::vector<ExecutionId> executions;
  ClientOrderId replaces;
  BrokerOrderId replaced_by;
  Timestamp updated; ///< the newest time the broker stamped on what we heard
  Timestamp sent;
  bool absent = false; ///< ended because the broker did not know it: an inference, not its word
  bool cancel_wanted = false;
  bool repeat_told = false; ///< that an execution id came again for something else
  std::size_t place = std::numeric_limits<std::size_t>::max(); ///< among the working orders

  bool ended() const { return is_terminal(state); }
  Quantity leaves() const { return order.quantity > filled ? order.quantity - filled : Quantity{}; }
  Price average_price() const {
    return filled.units == 0 ? Price{} : Price{checked_narrow(cost / filled.units)};
  }
};

enum class AnomalyKind : std::uint8_t {
  Overfill,      ///< more filled than ordered
  LateFill,      ///< filled after it had ended
  Adopted,       ///< an order at the broker that we did not send
  Resurrected,   ///< the broker did not know it when asked, and now does
  Contradiction, ///< the broker's description differs from what we sent, or from itself
  RepeatedId,    ///< the broker used an id a second time
  LeftAlone,     ///< it is somebody else's: no model of ours is concerned
  Moved,         ///< shares or cash of ours moved without an order
  Missing        ///< a model's shares are not in the account any more
};
std::string_view to_string(AnomalyKind kind);

/// Something that ought not to happen, told in one sentence.
struct Anomaly {
  AnomalyKind kind = AnomalyKind::Contradiction;
  ClientOrderId client_order_id;
  std::string sentence;
};

/// A fill that was booked at a derived price turned out to have cost this much more: for a buy what
/// was paid above it, for a sale what was received below it. In 1e-18 dollars.
struct FillRepriced {
  ModelId model;
  Symbol symbol;
  int128 more_cost = 0;
};

using LedgerFact = std::variant<Fill, FillRepriced, OrderClosed, OrderRefused, Anomaly>;
using LedgerFacts = std::vector<LedgerFact>;

} // namespace hft
