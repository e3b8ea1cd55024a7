#include "adapters/simulated/venue_running.hpp"

namespace hft::simulated {

namespace {

Encoding encoding_of(const HttpRequest& request) {
  return request.header("content-type").find("msgpack") != std::string_view::npos
           ? Encoding::Msgpack
           : Encoding::Json;
}

} // namespace

DataStreamHub::Config RunningVenue::data_config() {
  DataStreamHub::Config config;
  config.check = [this](const ApiKeys& keys) { return router_.accepts(keys) ? 0 : 402; };
  config.call_after = [this](Duration delay, std::function<void()> task) {
    server_->call_after(delay, std::move(task));
  };
  config.on_change = [] {};
  return config;
}

OrderStreamHub::Config RunningVenue::orders_config() {
  OrderStreamHub::Config config;
  config.check = [this](const ApiKeys& keys) { return router_.accepts(keys); };
  config.call_after = [this](Duration delay, std::function<void()> task) {
    server_->call_after(delay, std::move(task));
  };
  config.on_change = [] {};
  return config;
}

RestRouter::Config RunningVenue::router_config() {
  RestRouter::Config config;
  config.key = options_.key;
  config.secret = options_.secret;
  config.rate_limit = options_.rate_limit;
  config.speed_text = [this] { return clock_.speed_text(); };
  config.speed = [this] { return clock_.full_speed() ? 1e6 : clock_.speed(); };
  config.held = [this] { return held(); };
  config.send_foreign = [this](const std::string& key, const Json& data) {
    sent_ += orders_.publish_foreign(key, data);
  };
  config.print = [this](std::vector<StreamEvent> events) { print(events); };
  config.faults_changed = [this] { apply_faults(); };
  return config;
}

AlpacaServer::Handlers RunningVenue::handlers() {
  AlpacaServer::Handlers handlers;
  handlers.answer = [this](const HttpRequest& request) { return answer(request); };
  handlers.upgrade = [this](const HttpRequest& request) { return upgrade(request); };
  handlers.is_event_stream = [](const HttpRequest& request) {
    return request.method == "GET" && request.path == "/v2/events/trades";
  };
  return handlers;
}

HttpResponse RunningVenue::answer(const HttpRequest& request) {
  if (!clock_.full_speed() && !options_.in_step) catch_up();
  auto response = router_.answer(request);
  // The answer goes out first, then what it caused.
  server_->post([this] { publish_orders(); });
  return response;
}

tl::expected<AlpacaServer::Accept, HttpResponse> RunningVenue::upgrade(const HttpRequest& request) {
  if (const auto rule = faults_.strike(FaultKind::RefuseUpgrade, {"GET", request.path, {}, {}}))
    return tl::unexpected(message_response(rule->code ? rule->code : 429, "too many requests"));
  if (const auto feed = data_feed_of(request.path))
    return data_.accept(*feed, encoding_of(request), request.keys());
  if (request.path == "/stream" || request.path == "/stream/")
    return orders_.accept(encoding_of(request), request.keys());
  if (request.path == "/v2/events/trades") return open_events(request);
  return tl::unexpected(message_response(404, "endpoint not found"));
}

tl::expected<AlpacaServer::Accept, HttpResponse>
RunningVenue::open_events(const HttpRequest& request) {
  const auto keys = request.keys();
  if (!keys) return tl::unexpected(message_response(401, "unauthorized."));
  if (!router_.accepts(*keys)) return tl::unexpected(message_response(403, "forbidden."));
  std::vector<OrderUpdate> missed;
  const auto since_id = request.parameter("since_id");
  const auto since = request.parameter("since");
  if (!since_id.empty()) {
    const auto id = event_id_from(since_id);
    if (!id) return tl::unexpected(message_response(400, "invalid since_id"));
    missed = engine_->exchange().events_after(keys->id, *id);
  } else if (!since.empty()) {
    const auto time = time_parameter(since);
    if (!time) return tl::unexpected(message_response(400, "invalid since"));
    missed = engine_->exchange().events_after(keys->id, 0);
    std::erase_if(missed, [&](const OrderUpdate& update) { return update.time < *time; });
  }
  return orders_.accept_events(keys->id, std::move(missed));
}

void RunningVenue::apply_faults() {
  engine_->exchange().hold_cancels(faults_.armed(FaultKind::HoldCancels));
  if (faults_.strike(FaultKind::CutData)) data_.cut_all();
  if (faults_.strike(FaultKind::CutOrders)) orders_.cut_all();
}

void RunningVenue::publish_orders() {
  sent_ += orders_.publish(engine_->exchange().take_updates());
  now_.store(engine_->now().nanoseconds, std::memory_order_relaxed);
}

void RunningVenue::print(const std::vector<StreamEvent>& events) {
  for (const auto& event : events) engine_->inject(event);
  sent_ += data_.broadcast(events, engine_->now());
}

} // namespace hft::simulated
