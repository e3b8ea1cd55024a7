#pragma once

#include "messages/order.hpp"

#include <tl/expected.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hft::simulated {

/// A UUID as text; empty means none (`null` on the wire).
using Uuid = BrokerOrderId;

/// The broker's order classes; `None` is the empty text an ordinary order is sent and shown with.
enum class OrderClass : std::uint8_t { None, Simple, Bracket, Oco, Oto };
std::string_view to_string(OrderClass order_class);
std::optional<OrderClass> order_class_from(std::string_view text);

enum class PositionIntent : std::uint8_t { BuyToOpen, BuyToClose, SellToOpen, SellToClose };
std::string_view to_string(PositionIntent intent);
std::optional<PositionIntent> position_intent_from(std::string_view text);

/// The broker's order object. An empty optional, time or id is `null` on the wire. `order_class`,
/// `side`, `type`, `time_in_force` and `state` are spelt by their
/// `to_string`.
struct VenueOrder {
  Uuid id;
  ClientOrderId client_order_id;
  Timestamp created_at;
  Timestamp updated_at;
  Timestamp submitted_at;
  std::optional<Timestamp> filled_at;
  std::optional<Timestamp> expired_at;
  std::optional<Timestamp> canceled_at;
  std::optional<Timestamp> failed_at;
  std::optional<Timestamp> replaced_at;
  std::optional<Timestamp> cancel_requested_at;
  Timestamp expires_at;
  Uuid replaced_by;
  Uuid replaces;
  Uuid asset_id;
  Symbol symbol;
  OrderClass order_class = OrderClass::None;
  OrderType type = OrderType::Market;
  Side side = Side::Buy;
  TimeInForce time_in_force = TimeInForce::Day;
  std::optional<Money> notional;    ///< set for orders in dollars
  std::optional<Quantity> quantity; ///< empty for orders in dollars
  Quantity filled;
  std::optional<Price> average_price; ///< of what is filled, rounded half to even at 1e-9
  std::optional<Price> limit_price;
  std::optional<Price> stop_price; ///< of a trailing stop: where it stands now
  std::optional<Price> trail_price;
  std::optional<Price> trail_percent; ///< per cent, not dollars: 1.5 is 1.5 %
  std::optional<Price> high_water_mark;
  OrderState state = OrderState::PendingNew;
  bool extended_hours = false;
  PositionIntent position_intent = PositionIntent::BuyToOpen;
  Uuid parent;                  ///< of a leg; not on the wire
  std::vector<VenueOrder> legs; ///< without legs of their own; empty is `null`

  /// What is left to fill; zero for orders in dollars.
  Quantity leaves() const { return quantity ? *quantity - filled : Quantity{}; }
};

/// POST /v2/orders as it came: every value the text of a JSON string or number. An absent field,
/// `null` and the empty string are the same.
struct PlaceRequest {
  std::string symbol;
  std::string qty;
  std::string notional;
  std::string side;
  std::string type;
  std::string time_in_force;
  std::string limit_price;
  std::string stop_price;
  std::string trail_price;
  std::string trail_percent;
  std::string client_order_id;
  std::string order_class;
  std::string position_intent;
  std::string take_profit_limit_price;
  std::string stop_loss_stop_price;
  std::string stop_loss_limit_price;
  bool take_profit = false; ///< the object was there
  bool stop_loss = false;   ///< the object was there
  bool extended_hours = false;
};

/// PATCH /v2/orders/{id} as it came; absent fields keep their values.
struct ReplaceRequest {
  std::string qty{};
  std::string time_in_force{};
  std::string limit_price{};
  std::string stop_price{};
  std::string trail{};
  std::string client_order_id{};
};

/// A refusal as the broker words it: `{"code":..,"message":..}` plus `extra` as strings.
struct VenueError {
  int http = 422;
  long code = 42210000;
  std::string message;
  std::vector<std::pair<std::string, std::string>> extra;
};

template <class T>
using Answer = tl::expected<T, VenueError>;

inline tl::unexpected<VenueError> refuse(VenueError error) {
  return tl::unexpected{std::move(error)};
}

/// GET /v2/orders. `after` and `until` are exclusive and compare with `submitted_at`; the two
/// cursors are order ids, exclusive as well.
struct OrderQuery {
  enum class Status { Open, Closed, All };
  Status status = Status::Open;
  std::size_t limit = 50; ///< at most 500
  std::optional<Timestamp> after{};
  std::optional<Timestamp> until{};
  bool ascending = false;
  bool nested = false; ///< legs inside their parents; otherwise flat
  std::vector<Symbol> symbols{};
  std::optional<Side> side{};
  std::string asset_class{}; ///< empty or `us_equity`; anything else matches nothing
  std::string before_order_id{};
  std::string after_order_id{};
};

/// What happened to an order; one trade_updates frame.
struct OrderUpdate {
  std::uint64_t event_id = 0; ///< increasing over all accounts, from 1
  std::string account_key;
  OrderEventKind event = OrderEventKind::New;
  VenueOrder order;           ///< after the event, with its legs
  Uuid execution_id;          ///< on every event
  std::optional<Price> price; ///< the three of them on Fill and PartialFill only
  std::optional<Quantity> quantity;
  std::optional<Quantity> position_quantity;
  Timestamp time;
};

} // namespace hft::simulated
