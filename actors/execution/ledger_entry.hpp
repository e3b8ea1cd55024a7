#pragma once

#include "actors/execution/order_fills.hpp"

#include <limits>
#include <string>
#include <variant>
#include <vector>

namespace hft {

/// One order as far as it is known.
struct LedgerEntry {
  Order order; ///< an order that is not ours has an empty model
  BrokerOrderId broker_id;
  OrderState state = OrderState::Intended;
  OrderFills fills; ///< what is booked
  ClientOrderId replaces;
  BrokerOrderId replaced_by;
  Timestamp updated; ///< the newest time the broker stamped on what we heard
  Timestamp sent;
  /// Its end is what we concluded, from a refusing answer or because the broker did not know it. It
  /// is taken back when the broker shows the order alive.
  bool inferred_end = false;
  bool cancel_wanted = false;
  Timestamp cancel_sent;    ///< the last cancel
  bool repeat_told = false; ///< that an execution id came again for something else
  std::size_t place = std::numeric_limits<std::size_t>::max(); ///< among the working orders
  LedgerEntry* parent = nullptr;                               ///< whose exit it is
  std::vector<LedgerEntry*> exits; ///< those of its group that are known and not forgotten
  unsigned exits_told = 0;         ///< how many were ever known

  bool ended() const { return is_terminal(state); }
  Quantity filled() const { return fills.total(); }
  Quantity leaves() const {
    return order.quantity > filled() ? order.quantity - filled() : Quantity{};
  }
  /// It ends soon by itself: it neither rests at a price nor waits for an auction.
  bool in_flight() const {
    if (leaves() == Quantity{}) return false;
    if (cancel_wanted || state == OrderState::PendingCancel) return true;
    if (order.time_in_force == TimeInForce::Ioc || order.time_in_force == TimeInForce::Fok)
      return true;
    return order.type == OrderType::Market && order.time_in_force != TimeInForce::Opg &&
           order.time_in_force != TimeInForce::Cls;
  }
  Price average_price() const { return fills.average_price(); }
  Contingency contingency() const { return order.terms->contingency; }
  /// What it may still fill beside the other orders of its group, of which only one fills: an exit
  /// waits for its entry, and a stop-loss stands behind the take-profit that works.
  Quantity exposed() const;
};

/// How many exits the broker makes orders of their own of: of an OCO the first is the order itself.
constexpr unsigned exits_of(Contingency contingency) {
  switch (contingency) {
    case Contingency::None: return 0;
    case Contingency::Bracket: return 2;
    case Contingency::Oco:
    case Contingency::Oto: return 1;
  }
  return 0;
}

enum class AnomalyKind : std::uint8_t {
  Overfill,      ///< more filled than ordered
  LateFill,      ///< filled after it had ended
  Adopted,       ///< an order at the broker that we did not send
  Resurrected,   ///< we had concluded that it ended or never was, and the broker has it
  Contradiction, ///< the broker's description differs from what we sent, or from itself
  RepeatedId,    ///< the broker used an id a second time
  Implausible,   ///< figures that cannot be: kept out of the books
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

/// Shares that were booked as nobody's were filled by an exit of a model's order: a fill of that
/// model follows.
struct FillClaimed {
  Symbol symbol;
  Side side = Side::Buy;
  Quantity quantity;
  Price price;
};

using LedgerFact =
  std::variant<Fill, FillRepriced, OrderClosed, OrderRefused, Anomaly, FillClaimed>;
using LedgerFacts = std::vector<LedgerFact>;

} // namespace hft
