#pragma once

#include "messages/fixed_text.hpp"
#include "messages/order_terms.hpp"
#include "messages/timestamp.hpp"
#include "messages/units.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hft {

enum class Side : std::uint8_t { Buy, Sell };
enum class OrderType : std::uint8_t { Market, Limit, Stop, StopLimit, TrailingStop };
enum class TimeInForce : std::uint8_t { Day, Gtc, Opg, Cls, Ioc, Fok };

constexpr Side opposite(Side side) {
  return side == Side::Buy ? Side::Sell : Side::Buy;
}
/// Positive for a buy, negative for a sell.
inline Quantity signed_quantity(Side side, Quantity quantity) {
  return side == Side::Buy ? quantity : -quantity;
}

/// What a model wants done.
enum class SignalAction : std::uint8_t {
  Place,     ///< a new order
  Replace,   ///< new quantity and limit for the model's own order `reference`
  Cancel,    ///< take back the model's own order `reference`, with its group
  CancelAll, ///< take back all of the model's orders, of `symbol` where it names one
  Close,     ///< take back its orders in `symbol`, then sell or buy back what it holds of it
};

/// A model's wish, stamped by its actor with who, why and when; not yet an order.
struct Signal {
  ModelId model;
  SignalAction action = SignalAction::Place;
  std::uint32_t reference = 0; ///< the model's own number for the order; 0 when it keeps none
  Symbol symbol;
  Side side = Side::Buy;
  Quantity quantity;
  OrderType type = OrderType::Market;
  TimeInForce time_in_force = TimeInForce::Day;
  Price limit_price; ///< for Limit and StopLimit
  bool extended_hours = false;
  Timestamp caused_by;        ///< the time stamped on the event that led to it
  MonotonicTime received;     ///< when the frame with that event had been read
  std::uint64_t sequence = 0; ///< counts a model's signals from 1
  SharedTerms terms;
  bool operator==(const Signal&) const = default;
  template <class Inspector>
  friend auto inspect(Inspector& f, Signal& x) {
    return f(x.model, x.action, x.reference, x.symbol, x.side, x.quantity, x.type, x.time_in_force,
             x.limit_price, x.extended_hours, x.caused_by, x.received, x.sequence);
  }
};

/// An order as we mean to send it.
struct Order {
  ClientOrderId client_order_id;
  ModelId model;
  std::uint32_t reference = 0;
  Symbol symbol;
  Side side = Side::Buy;
  Quantity quantity;
  OrderType type = OrderType::Market;
  TimeInForce time_in_force = TimeInForce::Day;
  Price limit_price;
  Price stop_price;
  bool extended_hours = false;
  Timestamp caused_by;
  MonotonicTime received;
  SharedTerms terms; ///< its `stop_price` is the one above
  Leg leg = Leg::None;
  bool operator==(const Order&) const = default;
};

/// An order that passed the risk gate; only RiskGate can make one, and gateways take nothing else.
class ApprovedOrder {
public:
  const Order& order() const { return order_; }

private:
  friend class RiskGate;
  explicit ApprovedOrder(const Order& order) : order_(order) {}
  Order order_;
};

/// Where an order stands. The first two are ours, the rest the broker's words for it.
enum class OrderState : std::uint8_t {
  Intended, ///< journaled; the broker has not answered yet
  Unknown,  ///< submitted without a clear answer: may or may not exist
  PendingNew,
  Accepted,
  New,
  Held,
  PartiallyFilled,
  Filled,
  DoneForDay,
  Canceled,
  Expired,
  Replaced,
  PendingCancel,
  PendingReplace,
  Rejected,
  Suspended,
  Stopped,
  Calculated,
  AcceptedForBidding,
  PendingReview,
  Other, ///< a status this program has no name for; kept and shown as the broker spelt it
};
std::string_view to_string(OrderState state);
/// The broker's spelling (`partially_filled`); `Other` for what we do not know.
OrderState order_state_from(std::string_view text);
/// Filled, Canceled, Expired, Replaced, Rejected: never left again.
bool is_terminal(OrderState state);

std::string_view to_string(Side side);
std::string_view to_string(OrderType type);
std::string_view to_string(TimeInForce time_in_force);
std::optional<Side> side_from(std::string_view text);
std::optional<OrderType> order_type_from(std::string_view text);
std::optional<TimeInForce> time_in_force_from(std::string_view text);

/// An order as the broker describes it: in an answer, a list or beside an event.
struct BrokerOrder {
  BrokerOrderId id;
  ClientOrderId client_order_id;
  Symbol symbol;
  Side side = Side::Buy;
  OrderType type = OrderType::Market;
  TimeInForce time_in_force = TimeInForce::Day;
  OrderState state = OrderState::Other;
  std::string status;  ///< as the broker spelt it
  Quantity quantity;   ///< zero for notional orders
  Quantity filled;     ///< cumulative: the truth
  Price average_price; ///< of the filled quantity; zero when none
  Price limit_price;
  Price stop_price;
  BrokerOrderId replaced_by;
  BrokerOrderId replaces;
  Timestamp created;
  Timestamp updated;
  Timestamp submitted;
  bool extended_hours = false;
  Contingency contingency = Contingency::None;
  std::vector<BrokerOrder> legs{}; ///< as it was told with them; none where they come alone
  bool operator==(const BrokerOrder&) const = default;
};

/// What happened to an order, in the broker's terms.
enum class OrderEventKind : std::uint8_t {
  Accepted,
  PendingNew,
  New,
  PartialFill,
  Fill,
  DoneForDay,
  Canceled,
  Expired,
  Replaced,
  Rejected,
  Stopped,
  Suspended,
  Calculated,
  PendingCancel,
  PendingReplace,
  ReplaceRejected,
  CancelRejected,
  Held,
  Restated,
  Snapshot, ///< no event: the state of an order as a request answered it
  Other,    ///< an event this program has no name for
};
std::string_view to_string(OrderEventKind kind);
OrderEventKind order_event_kind_from(std::string_view text);

/// One execution of an order, as an event or an activity tells it.
struct Execution {
  ExecutionId id;
  Price price;
  Quantity quantity;                ///< of this execution, not cumulative
  std::optional<Quantity> position; ///< the account's position after it, negative when short
  bool operator==(const Execution&) const = default;
};

struct OrderEvent {
  OrderEventKind kind = OrderEventKind::Other;
  std::string name;                   ///< the event as the broker spelt it
  BrokerOrder order;                  ///< the order after the event
  std::optional<Execution> execution; ///< on fills
  Timestamp time;
  std::string reason; ///< why, where the broker says so
  bool operator==(const OrderEvent&) const = default;
};

/// One of our orders got filled, by so much, now. `model` is empty for orders that are not ours;
/// `client_order_id` is where models' opposite holdings were settled against each other.
struct Fill {
  ModelId model;
  std::uint32_t reference = 0;
  ClientOrderId client_order_id;
  ExecutionId execution_id;
  Symbol symbol;
  Side side = Side::Buy;
  Quantity quantity;
  Price price;
  Quantity leaves;         ///< still to be filled
  Quantity model_position; ///< the model's position after it
  Timestamp time;
  Leg leg = Leg::None; ///< which exit of a group it filled
  bool operator==(const Fill&) const = default;
  template <class Inspector>
  friend auto inspect(Inspector& f, Fill& x) {
    return f(x.model, x.reference, x.client_order_id, x.execution_id, x.symbol, x.side, x.quantity,
             x.price, x.leaves, x.model_position, x.time);
  }
};

enum class Refusal : std::uint8_t {
  NotReady,     ///< the order stream is down or the books are not reconciled yet
  Halted,       ///< an operator or a limit stopped trading
  SessionPhase, ///< no new orders in this phase
  StaleSignal,  ///< older than the configured age
  StaleData,    ///< no recent price to judge the order by
  SymbolHalted,
  OrderSize,
  OrderNotional,
  PositionLimit,
  GrossExposure,
  PriceCollar,
  OrderRate,
  OpenOrders,
  DailyLoss,
  WashTrade,        ///< would meet another of our own orders
  RequestBudget,    ///< the broker's requests a minute are used up
  BadOrder,         ///< it makes no sense: zero quantity, no limit price, an unknown reference
  Venue,            ///< the broker refused it
  PriceIncrement,   ///< a price between two ticks, where rounding is not wished
  Asset,            ///< the broker does not trade it, or not in parts of a share
  ShortSale,        ///< not of this account, of this asset or of a part of a share
  PositionCrossing, ///< what is held stands behind other orders until they end
  HeldBack,         ///< the broker refused the same several times: not asked again for a while
};
std::string_view to_string(Refusal refusal);

/// A signal that became no order, and why.
struct OrderRefused {
  ModelId model;
  std::uint32_t reference = 0;
  Symbol symbol;
  Side side = Side::Buy;
  Quantity quantity;
  Refusal refusal = Refusal::BadOrder;
  std::string sentence; ///< names the limit, the value and the allowance
  Timestamp caused_by;
  bool operator==(const OrderRefused&) const = default;
  template <class Inspector>
  friend auto inspect(Inspector& f, OrderRefused& x) {
    return f(x.model, x.reference, x.symbol, x.side, x.quantity, x.refusal, x.sentence,
             x.caused_by);
  }
};

/// A model's order reached an end that was no fill: Canceled, Expired, Rejected, Replaced.
struct OrderClosed {
  ModelId model;
  std::uint32_t reference = 0;
  ClientOrderId client_order_id;
  Symbol symbol;
  OrderState state = OrderState::Canceled;
  Quantity filled;
  Timestamp time;
  Leg leg = Leg::None;
  bool operator==(const OrderClosed&) const = default;
  template <class Inspector>
  friend auto inspect(Inspector& f, OrderClosed& x) {
    return f(x.model, x.reference, x.client_order_id, x.symbol, x.state, x.filled, x.time);
  }
};

/// What an instance holds and has working at the moment a model takes it over.
struct InstanceBook {
  struct WorkingOrder {
    std::uint32_t reference = 0; ///< zero when its maker kept none
    Symbol symbol;
    Side side = Side::Buy;
    Quantity leaves;
    Price limit_price; ///< zero for market orders
    OrderType type = OrderType::Market;
    Price stop_price; ///< zero where it has none
    Leg leg = Leg::None;
    bool operator==(const WorkingOrder&) const = default;
  };
  std::map<Symbol, Quantity> positions; ///< negative when short; not named: none
  std::vector<WorkingOrder> orders;
  std::map<Symbol, Price> average_prices{}; ///< of what is held, where they are known
  bool operator==(const InstanceBook&) const = default;
};

/// A position of the account as the broker tells it; negative when short.
struct BrokerPosition {
  Symbol symbol;
  Quantity quantity;
  Price average_entry;
  Price current;
  bool operator==(const BrokerPosition&) const = default;
};

} // namespace hft
