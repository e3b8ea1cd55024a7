#pragma once

#include "adapters/cpquant/listed.hpp"
#include "messages/gateway.hpp"
#include "messages/order.hpp"
#include "messages/result.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hft::cpquant {

/// A new order as people write one. Exactly one of quantity and notional; prices as its type asks.
struct NewOrder {
  Symbol symbol;
  Side side = Side::Buy;
  std::optional<Quantity> quantity;
  std::optional<Money> notional;
  OrderType type = OrderType::Market;
  TimeInForce time_in_force = TimeInForce::Day;
  std::optional<Price> limit_price;
  std::optional<Price> stop_price;
  std::optional<Price> trail_price;
  std::optional<std::string> trail_percent; ///< decimal text, e.g. "1.5"
  bool extended_hours = false;
  ClientOrderId
    client_order_id;       ///< empty: the broker makes one, and a lost answer cannot be traced
  std::string order_class; ///< bracket, oco, oto or empty
  std::optional<Price> take_profit;
  std::optional<Price> stop_loss;
  std::optional<Price> stop_loss_limit;
};

/// What changes on a working order; what is empty stays.
struct OrderChange {
  std::optional<Quantity> quantity;
  std::optional<TimeInForce> time_in_force;
  std::optional<Price> limit_price;
  std::optional<Price> stop_price;
  std::optional<Price> trail;
  ClientOrderId client_order_id;
};

/// One order; BadPayload with one sentence when it cannot be read.
Result<BrokerOrder> parse_order(std::string_view body);
/// A list of orders, with the legs of nested ones as orders of their own. One that cannot be read
/// is left out and named: whether its absence matters, its ids tell.
Result<Listed<BrokerOrder>> parse_orders(std::string_view body);
/// FILL activities as they come in a page; `last_id` is the page token for the next.
struct FillPage {
  std::vector<BrokerFill> fills;
  std::vector<UnreadItem> left_out;
  std::size_t items = 0;
  std::string last_id;
};
Result<FillPage> parse_fills(std::string_view body);

/// What the order stream says.
struct OrderStreamMessage {
  enum class Kind : std::uint8_t {
    Authorized,
    Unauthorized,
    Listening,
    Update,
    Unread, ///< an update that could not be read
    Error,
    Heartbeat,
    Other
  };
  Kind kind = Kind::Other;
  std::string text;                 ///< of an Error; the stream's name otherwise
  std::vector<std::string> streams; ///< of Listening
  std::optional<OrderEvent> event;  ///< of Update
  std::optional<UnreadItem> unread; ///< of Unread
};

/// Reads JSON of either opcode, and msgpack.
Result<OrderStreamMessage> decode_order_frame(std::string_view frame, bool binary);

} // namespace hft::cpquant
