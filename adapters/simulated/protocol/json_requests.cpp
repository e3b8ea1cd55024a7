#include "adapters/simulated/protocol/json_requests.hpp"

#include <charconv>

namespace hft::simulated {

namespace {

VenueError malformed_request(std::string message) {
  return {422, 40010001, std::move(message), {}};
}

/// Reads fields of one object; the first of a wrong kind is remembered.
class Fields {
public:
  explicit Fields(const Json& object) : object_(object) {}

  void read(const char* key, std::string& into) {
    const auto found = object_.find(key);
    if (found == object_.end() || found->is_null()) return;
    if (found->is_string()) {
      into = found->get<std::string>();
    } else if (found->is_number()) {
      into = found->dump();
    } else {
      wrong_ = key;
    }
  }
  void read(const char* key, bool& into) {
    const auto found = object_.find(key);
    if (found == object_.end() || found->is_null()) return;
    if (found->is_boolean()) {
      into = found->get<bool>();
    } else if (found->is_string()) {
      into = found->get<std::string>() == "true";
    } else {
      wrong_ = key;
    }
  }
  const std::string& wrong() const { return wrong_; }

private:
  const Json& object_;
  std::string wrong_;
};

/// The object under `key`, or none when absent, null or empty.
const Json* child(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_object() ? &*found : nullptr;
}

} // namespace

Answer<PlaceRequest> place_request(std::string_view body) {
  const auto message = decode(body, Encoding::Json);
  if (message.is_discarded() || !message.is_object())
    return tl::unexpected(malformed_request("request body format is invalid"));
  PlaceRequest request;
  Fields fields{message};
  fields.read("symbol", request.symbol);
  fields.read("qty", request.qty);
  fields.read("notional", request.notional);
  fields.read("side", request.side);
  fields.read("type", request.type);
  fields.read("time_in_force", request.time_in_force);
  fields.read("limit_price", request.limit_price);
  fields.read("stop_price", request.stop_price);
  fields.read("trail_price", request.trail_price);
  fields.read("trail_percent", request.trail_percent);
  fields.read("client_order_id", request.client_order_id);
  fields.read("order_class", request.order_class);
  fields.read("position_intent", request.position_intent);
  fields.read("extended_hours", request.extended_hours);
  if (!fields.wrong().empty())
    return tl::unexpected(malformed_request(fields.wrong() + " is invalid"));
  if (const auto* profit = child(message, "take_profit")) {
    request.take_profit = true;
    request.take_profit_limit_price = scalar_at(*profit, "limit_price");
  }
  if (const auto* stop = child(message, "stop_loss")) {
    request.stop_loss = true;
    request.stop_loss_stop_price = scalar_at(*stop, "stop_price");
    request.stop_loss_limit_price = scalar_at(*stop, "limit_price");
  }
  return request;
}

Answer<ReplaceRequest> replace_request(std::string_view body) {
  const auto message = decode(body, Encoding::Json);
  if (message.is_discarded() || !message.is_object())
    return tl::unexpected(malformed_request("request body format is invalid"));
  ReplaceRequest request;
  Fields fields{message};
  fields.read("qty", request.qty);
  fields.read("time_in_force", request.time_in_force);
  fields.read("limit_price", request.limit_price);
  fields.read("stop_price", request.stop_price);
  fields.read("trail", request.trail);
  fields.read("client_order_id", request.client_order_id);
  if (!fields.wrong().empty())
    return tl::unexpected(malformed_request(fields.wrong() + " is invalid"));
  return request;
}

} // namespace hft::simulated
