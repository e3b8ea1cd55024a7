#include "adapters/cpquant/wire_order.hpp"

#include "adapters/cpquant/json_guard.hpp"
#include "adapters/cpquant/order_items.hpp"

#include <algorithm>

namespace hft::cpquant {

namespace {

BrokerFill read_fill(const Json& item) {
  BrokerFill made;
  const auto id = text_in(item, "id");
  // `20260302100000123::<execution id>`; the stream knows only the second part.
  const auto cut = id.find("::");
  const auto execution = ExecutionId::from(cut == std::string::npos ? id : id.substr(cut + 2));
  if (!execution || execution->empty()) throw Malformed{"its id cannot be read"};
  made.execution.id = *execution;
  made.execution.price.units = units_of(item, "price");
  made.execution.quantity.units = units_of(item, "qty");
  made.order_id = fixed_in<BrokerOrderId>(item, "order_id");
  made.symbol = symbol_in(item, "symbol");
  made.side = read_side(item);
  made.time = time_of(item, "transaction_time");
  made.cumulative.units = units_or_zero(item, "cum_qty");
  must_be_plausible(made.execution, made.cumulative);
  return made;
}

OrderStreamMessage read_stream_message(const Json& json) {
  OrderStreamMessage made;
  const auto stream = text_in(json, "stream");
  const auto* data = field(json, "data");
  made.text = stream;
  if (stream == "trade_updates" && data) {
    std::vector<UnreadItem> left_out;
    const auto* order = field(*data, "order");
    const auto read = [&](const Json&) { made.event = read_order_event(*data); };
    made.kind = OrderStreamMessage::Kind::Update;
    if (!read_or_leave_out(UnreadItem::Kind::Event, order ? *order : *data, left_out, read)) {
      made.kind = OrderStreamMessage::Kind::Unread;
      made.unread = left_out.front();
    }
  } else if (stream == "authorization" && data) {
    made.kind = text_in(*data, "status") == "authorized" ? OrderStreamMessage::Kind::Authorized
                                                         : OrderStreamMessage::Kind::Unauthorized;
  } else if (stream == "listening" && data) {
    made.kind = OrderStreamMessage::Kind::Listening;
    if (const auto* streams = field(*data, "streams"); streams && streams->is_array())
      for (const auto& name : *streams)
        if (name.is_string()) made.streams.push_back(name.get<std::string>());
  } else if (text_in(json, "action") == "error") {
    made.kind = OrderStreamMessage::Kind::Error;
    made.text = data ? text_in(*data, "error_message") : "";
  }
  return made;
}

} // namespace

Result<BrokerOrder> parse_order(std::string_view body) {
  return guarded<BrokerOrder>(
    "an order", body, [](const Json& json) { return read_order(json); }, door::order_answer);
}

Result<Listed<BrokerOrder>> parse_orders(std::string_view body) {
  return guarded_list<BrokerOrder>(
    "a list of orders", body, UnreadItem::Kind::Order, [](const Json& item, auto& made) {
      made.push_back(read_order(item));
      const auto* legs = field(item, "legs");
      if (!legs || !legs->is_array()) return;
      for (const auto& leg : *legs)
        read_or_leave_out(UnreadItem::Kind::Order, leg, made.left_out,
                          [&](const Json& x) { made.push_back(read_order(x)); });
    });
}

Result<FillPage> parse_fills(std::string_view body) {
  return guarded<FillPage>("a list of fills", body, [](const Json& json) {
    FillPage page;
    for (const auto& item : list_in(json)) {
      ++page.items;
      if (auto id = token_if_any(item, "id"); !id.empty()) page.last_id = std::move(id);
      if (text_if_any(item, "activity_type") == "FILL")
        read_or_leave_out(UnreadItem::Kind::Fill, item, page.left_out,
                          [&](const Json& x) { page.fills.push_back(read_fill(x)); });
    }
    return page;
  });
}

Result<OrderStreamMessage> decode_order_frame(std::string_view frame, bool binary) {
  if (frame == std::string_view{"\x01", 1}) {
    OrderStreamMessage heartbeat;
    heartbeat.kind = OrderStreamMessage::Kind::Heartbeat;
    return heartbeat;
  }
  const auto first = std::find_if(frame.begin(), frame.end(), [](char c) {
    return c != ' ' && c != '\n' && c != '\r' && c != '\t';
  });
  const bool like_json = first != frame.end() && *first == '{';
  const bool msgpack = binary && !like_json;
  const auto& bounds = door::order_frame;
  if (const auto fit = msgpack ? door::fit_msgpack(frame, bounds) : door::fit_json(frame, bounds);
      fit != door::Fit::Fits)
    return fail(ErrorKind::BadPayload,
                "the order stream sent a frame " + door::reason_of(fit, bounds));
  const auto json = msgpack ? parse_msgpack(frame, bounds) : parse_json(frame, bounds);
  return guarded_value<OrderStreamMessage>(
    "a frame of the order stream", json,
    [](const Json& value) { return read_stream_message(value); });
}

} // namespace hft::cpquant
