#include "adapters/simulated/protocol/order_stream_client.hpp"

#include "adapters/simulated/protocol/json.hpp"

namespace hft::simulated {

namespace {

/// Both spellings: keys inside `data`, and the data stream's `auth`.
ApiKeys keys_in(const Json& message) {
  const auto data = message.value("data", Json::object());
  if (const auto token = data.is_object() ? text_at(data, "oauth_token") : ""; !token.empty())
    return {token, token};
  if (data.is_object() && data.contains("key_id"))
    return {text_at(data, "key_id"), text_at(data, "secret_key")};
  return {text_at(message, "key"), text_at(message, "secret")};
}

bool wants_updates(const Json& message) {
  const auto data = message.find("data");
  if (data == message.end() || !data->is_object()) return false;
  const auto streams = data->find("streams");
  if (streams == data->end() || !streams->is_array()) return false;
  for (const auto& stream : *streams)
    if (stream == "trade_updates") return true;
  return false;
}

Json authorization(bool granted, std::string_view action) {
  return {{"stream", "authorization"},
          {"data", {{"status", granted ? "authorized" : "unauthorized"}, {"action", action}}}};
}

Json problem(std::string_view text) {
  return {{"action", "error"}, {"data", {{"error_message", text}}}};
}

} // namespace

void OrderStreamClient::open(const std::optional<ApiKeys>& header_keys) {
  if (header_keys) authenticate(*header_keys);
}

bool OrderStreamClient::authenticate(const ApiKeys& keys) {
  if (!check_(keys)) return false;
  authenticated_ = true;
  key_ = keys.id;
  return true;
}

StreamReply OrderStreamClient::receive(std::string_view payload, bool binary) {
  const auto reply = [this](const Json& message, bool close = false) {
    return StreamReply{{encode(message, encoding_)}, close};
  };
  const auto message = decode(payload, binary ? encoding_ : Encoding::Json);
  if (message.is_discarded() || !message.is_object())
    return reply(problem("request is not readable"));
  const auto action = text_at(message, "action");
  if (action == "authenticate" || action == "auth") {
    const auto granted = authenticated_ || authenticate(keys_in(message));
    return reply(authorization(granted, "authenticate"), !granted);
  }
  if (action != "listen") return reply(problem("unknown action"));
  if (!authenticated_) return reply(authorization(false, "listen"));
  listening_ = wants_updates(message);
  auto streams = Json::array();
  if (listening_) streams.push_back("trade_updates");
  return reply({{"stream", "listening"}, {"data", {{"streams", std::move(streams)}}}});
}

std::string OrderStreamClient::frame(const OrderUpdate& update) const {
  return frame(to_json(update));
}

std::string OrderStreamClient::frame(const Json& data) const {
  return encode({{"stream", "trade_updates"}, {"data", data}}, encoding_);
}

} // namespace hft::simulated
