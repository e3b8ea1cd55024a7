#include "adapters/cpquant/wire_market.hpp"

#include "adapters/cpquant/json_fields.hpp"
#include "adapters/cpquant/market_items.hpp"
#include "adapters/cpquant/wire_scanner.hpp"
#include "adapters/door/bounds.hpp"
#include "messages/result.hpp"

namespace hft::cpquant {

namespace {

Subscriptions read_subscriptions(const Json& item) {
  Subscriptions made;
  for (std::size_t i = 0; i < channel_count; ++i) {
    const auto channel = static_cast<Channel>(i);
    const auto* list = field(item, std::string{to_string(channel)}.c_str());
    if (!list) continue;
    if (!list->is_array()) throw Malformed{"a channel of it is no list"};
    for (const auto& entry : *list) {
      if (!entry.is_string()) throw Malformed{"a symbol of it is no text"};
      const auto& name = entry.get_ref<const std::string&>();
      made.add(channel, name == "*" ? Symbol{"*"} : symbol_from(name));
    }
  }
  return made;
}

Control read_control(const std::string& type, const Json& item) {
  Control control;
  if (type == "subscription") {
    control.kind = Control::Kind::Subscription;
    control.subscriptions = read_subscriptions(item);
    return control;
  }
  control.message = text_in(item, "msg");
  if (type == "error") {
    control.kind = Control::Kind::Error;
    const auto code = integer_or(item, "code", 0);
    control.code = code >= 0 && code < 100'000 ? static_cast<int>(code) : 0;
  } else if (type == "success" && control.message == "connected") {
    control.kind = Control::Kind::Connected;
  } else if (type == "success" && control.message == "authenticated") {
    control.kind = Control::Kind::Authenticated;
  }
  return control;
}

void read_item(const Json& item, Decoded& into) {
  if (!item.is_object()) throw Malformed{"it is no object"};
  const auto type = text_in(item, "T");
  if (type.empty()) throw Malformed{"it has no T"};
  if (type == "success" || type == "error" || type == "subscription") {
    into.control.push_back(read_control(type, item));
    return;
  }
  if (type == "i" || type == "o" || type == "n") return; // imbalances and news: known, not ours
  into.events.push_back(read_market_item(type, symbol_in(item, "S"), item));
}

void count_malformed(Decoded& into, const std::string& reason) {
  ++into.malformed;
  if (into.sentence.empty())
    into.sentence = "the data stream sent an item that cannot be read: " + reason;
}

} // namespace

Decoded decode_market_frame(std::string_view frame, bool binary) {
  Decoded made;
  const bool like_json = !frame.empty() && (frame.front() == '[' || frame.front() == '{');
  const bool msgpack = binary && !like_json;
  const auto& bounds = door::data_frame;
  const auto fit = msgpack ? door::fit_msgpack(frame, bounds) : door::fit_json(frame, bounds);
  if (fit != door::Fit::Fits) {
    made.malformed = 1;
    made.beyond_bounds = true;
    made.sentence = "the data stream sent a frame " + door::reason_of(fit, bounds);
    return made;
  }
  const auto json = msgpack ? parse_msgpack(frame, bounds) : parse_json(frame, bounds);
  if (!json) {
    made.malformed = 1;
    made.sentence = "the data stream sent a frame of " + std::to_string(frame.size()) +
                    " bytes that is no " + (msgpack ? "msgpack" : "JSON");
    return made;
  }
  const auto read = [&](const Json& item) {
    try {
      read_item(item, made);
    } catch (const Malformed& e) {
      count_malformed(made, e.what());
    } catch (const Json::exception&) {
      count_malformed(made, "it is built in another way than expected");
    }
  };
  if (json->is_array())
    for (const auto& item : *json) read(item);
  else
    read(*json);
  return made;
}

Decoded MarketDecoder::decode(std::string_view frame, bool binary) {
  Decoded made;
  if (frame.size() > door::data_frame.bytes) return decode_market_frame(frame, binary);
  // A trade takes about 110 bytes; too many is cheaper than moving.
  made.events.reserve(frame.size() / 100 + 1);
  if (scan_market_frame(frame, {minute_, minute_start_}, made.events)) return made;
  return decode_market_frame(frame, binary);
}

std::string auth_message(std::string_view key, std::string_view secret) {
  return Json{{"action", "auth"}, {"key", key}, {"secret", secret}}.dump(
    -1, ' ', false, Json::error_handler_t::replace);
}

std::string subscription_message(std::string_view action, const Subscriptions& subscriptions) {
  Json message{{"action", action}};
  for (std::size_t i = 0; i < channel_count; ++i) {
    const auto channel = static_cast<Channel>(i);
    if (subscriptions.of(channel).empty()) continue;
    auto& list = message[std::string{to_string(channel)}] = Json::array();
    for (const auto& symbol : subscriptions.of(channel)) list.push_back(symbol.str());
  }
  return message.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string as_msgpack(std::string_view json) {
  const auto message = parse_json(json);
  ensure(message.has_value(), "a message of ours is no JSON");
  std::string bytes;
  Json::to_msgpack(*message, bytes);
  return bytes;
}

} // namespace hft::cpquant
