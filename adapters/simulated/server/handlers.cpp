#include "adapters/simulated/server/running_venue.hpp"

#include <algorithm>
#include <charconv>

namespace hft::simulated {

namespace {

Encoding encoding_of(const HttpRequest& request) {
  return request.header("content-type").find("msgpack") != std::string_view::npos
           ? Encoding::Msgpack
           : Encoding::Json;
}

bool keeps_step(const HttpRequest& request) {
  return request.header("x-keeps-step") == "1";
}

std::optional<std::int64_t> integer_in(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

} // namespace

DataStreamHub::Config RunningVenue::data_config() {
  DataStreamHub::Config config;
  config.check = [this](const ApiKeys& keys) { return router_.accepts(keys) ? 0 : 402; };
  config.call_after = [this](Duration delay, std::function<void()> task) {
    server_->call_after(delay, std::move(task));
  };
  config.on_change = [] {};
  config.lockstep = &lockstep_;
  config.on_wishes = [this] { wishes_changed_ = true; };
  return config;
}

OrderStreamHub::Config RunningVenue::orders_config() {
  OrderStreamHub::Config config;
  config.check = [this](const ApiKeys& keys) { return router_.accepts(keys); };
  config.call_after = [this](Duration delay, std::function<void()> task) {
    server_->call_after(delay, std::move(task));
  };
  config.on_change = [] {};
  config.on_listeners = [this] { wishes_changed_ = true; };
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
  handlers.defer = [this](const HttpRequest& request, std::function<void(HttpResponse)> deliver) {
    return defer(request, std::move(deliver));
  };
  handlers.upgrade = [this](const HttpRequest& request) { return upgrade(request); };
  handlers.is_event_stream = [](const HttpRequest& request) {
    return request.method == "GET" && request.path == "/v2/events/trades";
  };
  return handlers;
}

HttpResponse RunningVenue::answer(const HttpRequest& request) {
  if (!clock_.full_speed() && !options_.in_step) catch_up();
  engine_->tell(told_time());
  auto response = router_.answer(request);
  // The answer goes out first, then what it caused.
  server_->post([this] { publish_orders(); });
  return response;
}

bool RunningVenue::defer(const HttpRequest& request, std::function<void(HttpResponse)> deliver) {
  const auto keys = request.keys();
  const auto cause = integer_in(request.header("x-cause-time"));
  const auto numbered = integer_in(request.header("x-request-number"));
  if (!keys || !cause || !numbered || *numbered <= 0 || !router_.accepts(*keys)) return false;
  const auto number = static_cast<std::uint64_t>(*numbered);
  const auto carry_out = [this, request, key = keys->id, number, deliver = std::move(deliver)] {
    auto response = router_.answer(request);
    const bool comes_now =
      response.delivery == HttpResponse::Delivery::Normal && response.delay <= Duration{0};
    if (comes_now) {
      lockstep_.record_answer(key, number);
      ++sent_;
    }
    deliver(std::move(response));
  };
  return lockstep_.receive(keys->id, number, Timestamp{*cause}, carry_out);
}

Timestamp RunningVenue::told_time() const {
  if (!lockstep_.any()) return engine_->now();
  if (clock_.full_speed() || lockstep_.awaited() > 0) return worked_off_;
  const Timestamp before_next{engine_->next_event().nanoseconds - 1};
  return std::max(worked_off_, std::min(clock_.now(monotonic_now()), before_next));
}

tl::expected<AlpacaServer::Accept, HttpResponse> RunningVenue::upgrade(const HttpRequest& request) {
  if (const auto rule = faults_.strike(FaultKind::RefuseUpgrade, {"GET", request.path, {}, {}}))
    return tl::unexpected(message_response(rule->code ? rule->code : 429, "too many requests"));
  if (const auto feed = data_feed_of(request.path))
    return data_.accept(*feed, encoding_of(request), request.keys(), keeps_step(request));
  if (request.path == "/stream" || request.path == "/stream/")
    return orders_.accept(encoding_of(request), request.keys(), keeps_step(request));
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
