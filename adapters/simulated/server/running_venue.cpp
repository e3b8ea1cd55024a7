#include "adapters/simulated/server/running_venue.hpp"

#include "adapters/life_sign.hpp"
#include "adapters/simulated/engine/causal_time.hpp"
#include "adapters/simulated/server/state_file.hpp"
#include "adapters/storage/bounded_file.hpp"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <ctime>
#include <limits>

namespace hft::simulated {

namespace {

constexpr Duration shortest_latency = std::chrono::microseconds{1};

Result<std::string> read_file(const std::string& file) {
  auto text = storage::read_bounded(file, storage::largest_written_file);
  if (!text) return fail(ErrorKind::Storage, "venue: " + text.error().sentence);
  if (!*text) return fail(ErrorKind::Storage, "venue cannot read " + file);
  return std::move(**text);
}

constexpr Duration together_at_full_speed = longest_step;
constexpr Duration together = std::chrono::hours{1};
constexpr Duration shortest_tick = std::chrono::milliseconds{1};
constexpr Duration longest_tick = std::chrono::milliseconds{50};
constexpr auto patience = std::chrono::seconds{10};
constexpr std::size_t frames_a_tick = 200;

/// Events shortly after the next go with it, but none past its second: a barrier comes between,
/// so that no order meets a session that had ended when its cause was sent.
Timestamp horizon(Timestamp next) {
  const Timestamp last_of_second{(second_of(next) + 1) * units_per_whole - 1};
  return std::min(next + together_at_full_speed, last_of_second);
}

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

RunningVenue::RunningVenue(VenueOptions options, std::unique_ptr<VenueEngine> engine)
  : options_(std::move(options)),
    engine_(std::move(engine)),
    clock_(engine_->now(), options_.speed),
    now_(engine_->now().nanoseconds),
    lockstep_(std::max(options_.latency, shortest_latency)),
    data_(data_config(), faults_),
    orders_(orders_config(), faults_),
    router_(router_config(), *engine_, faults_),
    worked_off_(engine_->now()) {}

Result<void> RunningVenue::prepare() {
  faults_.set_clock([this] { return engine_->now(); });
  if (!options_.faults_file.empty()) {
    const auto text = read_file(options_.faults_file);
    if (!text) return tl::unexpected(text.error());
    if (const auto added = faults_.add(*text); !added)
      return fail(added.error().fault, options_.faults_file + ": " + added.error().sentence);
  }
  if (!options_.state_file.empty()) {
    const auto state = read_state(options_.state_file);
    if (!state) return tl::unexpected(state.error());
    if (!state->empty())
      if (const auto restored = engine_->exchange().restore(*state); !restored)
        return fail(restored.error().fault, options_.state_file + ": " + restored.error().sentence);
    saved_revision_ = engine_->exchange().revision();
  }
  auto server = AlpacaServer::listen(options_.port, handlers());
  if (!server) return tl::unexpected(server.error());
  server_ = std::move(*server);
  apply_faults();
  return {};
}

void RunningVenue::run() {
  LifeSign sign{"venue"};
  const std::function<void()> give_sign = [&] {
    sign.beat();
    server_->call_after(life_sign_interval, give_sign);
  };
  give_sign();
  if (!held()) clock_.start(monotonic_now());
  started_.store(true, std::memory_order_release);
  save_now_and_then();
  test_tick();
  if (!clock_.full_speed()) tick();
  while (!stopping_.load(std::memory_order_acquire)) {
    if (clock_.full_speed()) {
      run_at_full_speed();
    } else {
      server_->run_one();
      if (options_.in_step) keep_step();
    }
  }
  server_->close();
  save();
  const auto troubles = engine_->troubles();
  for (const auto& sentence : troubles.sentences) std::fprintf(stderr, "%s\n", sentence.c_str());
  if (troubles.malformed > 0)
    std::fprintf(stderr, "venue skipped %llu lines or items of its tape\n",
                 static_cast<unsigned long long>(troubles.malformed));
}

void RunningVenue::stop() {
  stopping_.store(true, std::memory_order_release);
  server_->post([] {});
}

Timestamp RunningVenue::now() const {
  if (options_.speed > 0 && !options_.in_step && started_.load(std::memory_order_acquire))
    return clock_.now(monotonic_now());
  return {now_.load(std::memory_order_relaxed)};
}

void RunningVenue::save_now_and_then() {
  if (options_.state_file.empty()) return;
  server_->call_after(std::chrono::seconds{1}, [this] {
    save();
    save_now_and_then();
  });
}

void RunningVenue::save() {
  if (options_.state_file.empty() || engine_->exchange().revision() == saved_revision_) return;
  saved_revision_ = engine_->exchange().revision();
  if (const auto written = write_state(options_.state_file, engine_->exchange().save()); !written)
    std::fprintf(stderr, "%s\n", written.error().sentence.c_str());
}

DataStreamHub::Config RunningVenue::data_config() {
  DataStreamHub::Config config;
  config.check = [this](const ApiKeys& keys) { return router_.accepts(keys) ? 0 : 402; };
  config.call_after = [this](Duration delay, std::function<void()> task) {
    server_->call_after(delay, std::move(task));
  };
  config.on_change = [] {};
  config.lockstep = &lockstep_;
  config.on_wishes = [this] { barrier_.wish_changed(); };
  return config;
}

OrderStreamHub::Config RunningVenue::orders_config() {
  OrderStreamHub::Config config;
  config.check = [this](const ApiKeys& keys) { return router_.accepts(keys); };
  config.call_after = [this](Duration delay, std::function<void()> task) {
    server_->call_after(delay, std::move(task));
  };
  config.on_change = [] {};
  config.on_listeners = [this] { barrier_.wish_changed(); };
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
    barrier_.sent(orders_.publish_foreign(key, data));
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
      barrier_.sent(1);
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
  barrier_.sent(orders_.publish(engine_->exchange().take_updates()));
  now_.store(engine_->now().nanoseconds, std::memory_order_relaxed);
}

void RunningVenue::print(const std::vector<StreamEvent>& events) {
  for (const auto& event : events) engine_->inject(event);
  barrier_.sent(data_.broadcast(events, engine_->now()));
}

MonotonicTime monotonic_now() {
  timespec time{};
  clock_gettime(CLOCK_MONOTONIC, &time);
  return {static_cast<std::int64_t>(time.tv_sec) * units_per_whole + time.tv_nsec};
}

bool RunningVenue::play(Timestamp until, Duration window) {
  if (faults_.timed()) apply_faults();
  frame_.clear();
  const auto played = engine_->play(until, window, frame_);
  if (!lockstep_.any()) worked_off_ = engine_->now();
  barrier_.sent_frame(data_.broadcast(frame_, engine_->now()));
  publish_orders();
  return played;
}

void RunningVenue::catch_up() {
  const auto now = clock_.now(monotonic_now());
  for (std::size_t i = 0; i < frames_a_tick && play(now, together); ++i) {}
}

/// Whether time stands because nobody has subscribed.
bool RunningVenue::held() const {
  const bool waits = clock_.full_speed() || (options_.in_step && engine_->has_data());
  return waits && pace() == Pace::Hold;
}

void RunningVenue::tick() {
  if (!held()) clock_.start(monotonic_now());
  if (!options_.in_step) catch_up();
  const auto wait = clock_.real_time_until(engine_->next_event(), monotonic_now());
  server_->call_after(std::clamp(wait, shortest_tick, longest_tick), [this] { tick(); });
}

void RunningVenue::keep_step() {
  if (held() && clock_.started()) return clock_.slip(engine_->now(), monotonic_now());
  for (std::size_t i = 0; i < frames_a_tick; ++i) {
    while (server_->poll() > 0) {}
    if (stopping_.load(std::memory_order_acquire)) return;
    if (!step(clock_.now(monotonic_now()))) break;
  }
  const auto real = monotonic_now();
  const auto due = lockstep_.any() ? step_end(*engine_, options_.latency) : engine_->next_event();
  if (due <= clock_.now(real)) clock_.slip(engine_->now(), real);
}

void RunningVenue::test_tick() {
  const auto period = clock_.full_speed() ? 5.0 : std::max(0.1, 5.0 / clock_.speed());
  const std::chrono::duration<double> delay{period};
  server_->call_after(std::chrono::duration_cast<Duration>(delay), [this] { test_tick(); });
  if (!data_.test_subscribed()) return;
  const Symbol symbol{"FAKEPACA"};
  const auto time = now();
  Trade trade{symbol, ++test_trades_, Price{134'560'000'000}, shares(3), time, 'N',
              'A',    Conditions{" "}};
  Quote quote{symbol,
              Price{133'850'000'000},
              Price{135'770'000'000},
              shares(400),
              shares(100),
              time,
              'O',
              'R',
              'A',
              Conditions{"R"}};
  data_.broadcast_test({MarketEvent{trade}, MarketEvent{quote}});
}

Pace RunningVenue::pace() const {
  return pace_at(engine_->now(), engine_->session(), data_.subscribed(), engine_->has_data());
}

std::size_t RunningVenue::awaited() const {
  return data_.awaited() + orders_.awaited() + lockstep_.awaited();
}

bool RunningVenue::time_may_move() {
  if (barrier_.wishes_changed() && lockstep_.any()) return raise_barrier(), false;
  if (awaited() > 0) return false;
  lockstep_.schedule(engine_->now(), engine_->session(), engine_->arrivals());
  if (lockstep_.any()) return worked_off_ = engine_->now(), true;
  if (barrier_.is_due(pace(), engine_->now(), engine_->next_event())) return raise_barrier(), false;
  barrier_.pass();
  return true;
}

bool RunningVenue::step(Timestamp until) {
  if (!time_may_move()) return awaited() == 0;
  if (lockstep_.any()) return step_together(until);
  const auto next = engine_->next_event();
  const bool due = next <= until;
  if (due)
    play(std::min(until, horizon(next)), together_at_full_speed);
  else
    play(until, together);
  return due;
}

bool RunningVenue::step_together(Timestamp until) {
  const auto end = step_end(*engine_, options_.latency);
  if (end > until) return false;
  const auto boundary = engine_->next_boundary();
  while (play(end, together_at_full_speed) && engine_->next_event() <= end) {}
  const bool passed = engine_->now() >= boundary;
  const bool long_ago = second_of(engine_->now()) != second_of(barrier_.told());
  if (barrier_.has_sent() || passed || long_ago) raise_barrier();
  return true;
}

void RunningVenue::run_at_full_speed() {
  while (server_->poll() > 0) {}
  // What woke us may have been `stop`, and nothing else may ever come.
  if (stopping_.load(std::memory_order_acquire)) return;
  if (barrier_.wishes_changed() && lockstep_.any()) raise_barrier();
  if (awaited() > 0) return server_->run_one();
  if (!time_may_move()) return;
  switch (pace()) {
    case Pace::Hold: return server_->run_one();
    case Pace::Leap: return leap();
    case Pace::Play:
      if (lockstep_.any())
        step_together({std::numeric_limits<std::int64_t>::max()});
      else
        play(horizon(engine_->next_event()), together_at_full_speed);
  }
  clock_.advance_to(engine_->now());
}

void RunningVenue::leap() {
  const auto& plan = engine_->session();
  const auto following = engine_->session_after(plan.date);
  const auto target = engine_->now() < plan.pre_open ? plan.pre_open
                      : following                    ? following->pre_open
                                                     : engine_->now();
  if (target == engine_->now()) return server_->run_one(); // the calendar ends here
  engine_->leap(target);
  worked_off_ = engine_->now();
  publish_orders();
  clock_.advance_to(engine_->now());
}

void RunningVenue::raise_barrier() {
  const auto number = barrier_.raise(engine_->now());
  data_.end_step(number, barrier_.told(),
                 [this](const std::string& key) { return orders_.updates_sent(key); });
  data_.ping_all();
  orders_.ping_all();
  if (awaited() == 0 || barrier_watched_) return;
  barrier_watched_ = true;
  watch_barrier(barrier_.number());
}

void RunningVenue::watch_barrier(std::uint64_t number) {
  server_->call_after(patience, [this, number] {
    if (barrier_.number() == number) {
      data_.cut_awaited();
      orders_.cut_awaited();
      lockstep_.give_up_missing();
    }
    barrier_watched_ = false;
    if (awaited() == 0) return;
    barrier_watched_ = true;
    watch_barrier(barrier_.number());
  });
}

} // namespace hft::simulated
