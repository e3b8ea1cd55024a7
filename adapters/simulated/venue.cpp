#include "adapters/simulated/venue.hpp"

#include "adapters/simulated/alpaca_server.hpp"
#include "adapters/simulated/data_stream_hub.hpp"
#include "adapters/simulated/order_stream_hub.hpp"
#include "adapters/simulated/rest_router.hpp"
#include "adapters/simulated/venue_engine.hpp"
#include "adapters/simulated/venue_json_state.hpp"

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <sstream>

namespace hft::simulated {

namespace {

constexpr Duration together_at_full_speed = std::chrono::milliseconds{20};
constexpr Duration together = std::chrono::hours{1};
constexpr Duration shortest_tick = std::chrono::milliseconds{1};
constexpr Duration longest_tick = std::chrono::milliseconds{50};
constexpr auto patience = std::chrono::seconds{10};
constexpr std::size_t frames_a_barrier = 100;
constexpr std::size_t frames_a_tick = 200;
constexpr int rounds_a_moment =
  64; ///< barriers before time moves although orders still answer orders

MonotonicTime monotonic_now() {
  timespec time{};
  clock_gettime(CLOCK_MONOTONIC, &time);
  return {static_cast<std::int64_t>(time.tv_sec) * units_per_whole + time.tv_nsec};
}

std::int64_t second_of(Timestamp time) {
  return time.nanoseconds / units_per_whole;
}

Encoding encoding_of(const HttpRequest& request) {
  return request.header("content-type").find("msgpack") != std::string_view::npos
           ? Encoding::Msgpack
           : Encoding::Json;
}

Result<std::string> read_file(const std::string& file) {
  std::ifstream in{file, std::ios::binary};
  std::stringstream text;
  text << in.rdbuf();
  if (!in) return fail(Fault::Storage, "venue cannot read " + file);
  return text.str();
}

class RunningVenue final : public Venue {
public:
  RunningVenue(VenueOptions options, std::unique_ptr<VenueEngine> engine)
    : options_(std::move(options)),
      engine_(std::move(engine)),
      clock_(engine_->now(), options_.speed),
      now_(engine_->now().nanoseconds),
      data_(data_config(), faults_),
      orders_(orders_config(), faults_),
      router_(router_config(), *engine_, faults_) {}

  Result<void> prepare() {
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
          return fail(restored.error().fault,
                      options_.state_file + ": " + restored.error().sentence);
      saved_revision_ = engine_->exchange().revision();
    }
    auto server = AlpacaServer::listen(options_.port, handlers());
    if (!server) return tl::unexpected(server.error());
    server_ = std::move(*server);
    apply_faults();
    return {};
  }

  std::uint16_t port() const override { return server_->port(); }

  void run() override {
    clock_.start(monotonic_now());
    started_.store(true, std::memory_order_release);
    save_now_and_then();
    test_tick();
    if (!clock_.full_speed()) tick();
    while (!stopping_.load(std::memory_order_acquire)) {
      if (clock_.full_speed()) {
        run_at_full_speed();
      } else {
        server_->run_one();
      }
    }
    server_->close();
    save();
  }

  void stop() override {
    stopping_.store(true, std::memory_order_release);
    server_->post([] {});
  }

  Timestamp now() const override {
    if (options_.speed > 0 && started_.load(std::memory_order_acquire))
      return clock_.now(monotonic_now());
    return {now_.load(std::memory_order_relaxed)};
  }

private:
  DataStreamHub::Config data_config() {
    DataStreamHub::Config config;
    config.check = [this](const ApiKeys& keys) { return router_.accepts(keys) ? 0 : 402; };
    config.call_after = [this](Duration delay, std::function<void()> task) {
      server_->call_after(delay, std::move(task));
    };
    config.on_change = [] {};
    return config;
  }

  OrderStreamHub::Config orders_config() {
    OrderStreamHub::Config config;
    config.check = [this](const ApiKeys& keys) { return router_.accepts(keys); };
    config.call_after = [this](Duration delay, std::function<void()> task) {
      server_->call_after(delay, std::move(task));
    };
    config.on_change = [] {};
    return config;
  }

  RestRouter::Config router_config() {
    RestRouter::Config config;
    config.key = options_.key;
    config.secret = options_.secret;
    config.rate_limit = options_.rate_limit;
    config.speed_text = [this] { return clock_.speed_text(); };
    config.held = [this] { return clock_.full_speed() && pace() == Pace::Hold; };
    config.print = [this](std::vector<StreamEvent> events) { print(events); };
    config.faults_changed = [this] { apply_faults(); };
    return config;
  }

  AlpacaServer::Handlers handlers() {
    AlpacaServer::Handlers handlers;
    handlers.answer = [this](const HttpRequest& request) { return answer(request); };
    handlers.upgrade = [this](const HttpRequest& request) { return upgrade(request); };
    handlers.is_event_stream = [](const HttpRequest& request) {
      return request.method == "GET" && request.path == "/v2/events/trades";
    };
    return handlers;
  }

  HttpResponse answer(const HttpRequest& request) {
    if (!clock_.full_speed()) catch_up();
    auto response = router_.answer(request);
    // The answer goes out first, then what it caused.
    server_->post([this] { publish_orders(); });
    return response;
  }

  tl::expected<AlpacaServer::Accept, HttpResponse> upgrade(const HttpRequest& request) {
    if (const auto rule = faults_.strike(FaultKind::RefuseUpgrade, {"GET", request.path, {}, {}}))
      return tl::unexpected(message_response(rule->code ? rule->code : 429, "too many requests"));
    if (const auto feed = data_feed_of(request.path))
      return data_.accept(*feed, encoding_of(request), request.keys());
    if (request.path == "/stream" || request.path == "/stream/")
      return orders_.accept(encoding_of(request), request.keys());
    if (request.path == "/v2/events/trades") return open_events(request);
    return tl::unexpected(message_response(404, "endpoint not found"));
  }

  tl::expected<AlpacaServer::Accept, HttpResponse> open_events(const HttpRequest& request) {
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

  void apply_faults() {
    engine_->exchange().hold_cancels(faults_.armed(FaultKind::HoldCancels));
    if (faults_.strike(FaultKind::CutData)) data_.cut_all();
    if (faults_.strike(FaultKind::CutOrders)) orders_.cut_all();
  }

  void publish_orders() {
    sent_ += orders_.publish(engine_->exchange().take_updates());
    now_.store(engine_->now().nanoseconds, std::memory_order_relaxed);
  }

  void print(const std::vector<StreamEvent>& events) {
    for (const auto& event : events) engine_->inject(event);
    sent_ += data_.broadcast(events, engine_->now());
  }

  /// Plays one frame; false when nothing was due until then.
  bool play(Timestamp until, Duration window) {
    frame_.clear();
    const auto played = engine_->play(until, window, frame_);
    const auto sent = data_.broadcast(frame_, engine_->now());
    sent_ += sent;
    data_sent_ += sent > 0 ? 1 : 0;
    publish_orders();
    return played;
  }

  void catch_up() {
    const auto now = clock_.now(monotonic_now());
    for (std::size_t i = 0; i < frames_a_tick && play(now, together); ++i) {}
  }

  void tick() {
    catch_up();
    const auto wait = clock_.real_time_until(engine_->next_event(), monotonic_now());
    server_->call_after(std::clamp(wait, shortest_tick, longest_tick), [this] { tick(); });
  }

  void test_tick() {
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

  Pace pace() const {
    return pace_at(engine_->now(), engine_->session(), data_.subscribed(), engine_->has_data());
  }

  bool barrier_due() const {
    if (sent_ == 0 || rounds_ >= rounds_a_moment) return false;
    return data_sent_ >= frames_a_barrier || pace() != Pace::Play ||
           second_of(engine_->next_event()) != second_of(engine_->now());
  }

  /// Events shortly after the next go with it, but none past its second: a barrier comes between,
  /// so that no order meets a session that had ended when its cause was sent.
  static Timestamp horizon(Timestamp next) {
    const Timestamp last_of_second{(second_of(next) + 1) * units_per_whole - 1};
    return std::min(next + together_at_full_speed, last_of_second);
  }

  /// One step of discrete time: clients first, then the clock.
  void run_at_full_speed() {
    while (server_->poll() > 0) {}
    if (data_.awaited() + orders_.awaited() > 0) return server_->run_one();
    if (barrier_due()) return raise_barrier();
    if (rounds_ >= rounds_a_moment) sent_ = 0;
    rounds_ = 0;
    switch (pace()) {
      case Pace::Hold: return server_->run_one();
      case Pace::Leap: return leap();
      case Pace::Play: play(horizon(engine_->next_event()), together_at_full_speed);
    }
    clock_.advance_to(engine_->now());
  }

  void leap() {
    const auto& plan = engine_->session();
    const auto following = engine_->session_after(plan.date);
    const auto target = engine_->now() < plan.pre_open ? plan.pre_open
                        : following                    ? following->pre_open
                                                       : engine_->now();
    if (target == engine_->now()) return server_->run_one(); // the calendar ends here
    engine_->leap(target);
    publish_orders();
    clock_.advance_to(engine_->now());
  }

  void raise_barrier() {
    ++rounds_;
    ++barrier_;
    sent_ = 0;
    data_sent_ = 0;
    data_.ping_all();
    orders_.ping_all();
    if (data_.awaited() + orders_.awaited() == 0 || barrier_watched_) return;
    barrier_watched_ = true;
    watch_barrier(barrier_);
  }

  /// Cuts who has not answered one and the same barrier for ten seconds.
  void watch_barrier(std::uint64_t number) {
    server_->call_after(patience, [this, number] {
      if (barrier_ == number) {
        data_.cut_awaited();
        orders_.cut_awaited();
      }
      barrier_watched_ = false;
      if (data_.awaited() + orders_.awaited() == 0) return;
      barrier_watched_ = true;
      watch_barrier(barrier_);
    });
  }

  void save_now_and_then() {
    if (options_.state_file.empty()) return;
    server_->call_after(std::chrono::seconds{1}, [this] {
      save();
      save_now_and_then();
    });
  }

  void save() {
    if (options_.state_file.empty() || engine_->exchange().revision() == saved_revision_) return;
    saved_revision_ = engine_->exchange().revision();
    if (const auto written = write_state(options_.state_file, engine_->exchange().save()); !written)
      std::fprintf(stderr, "%s\n", written.error().sentence.c_str());
  }

  VenueOptions options_;
  std::unique_ptr<VenueEngine> engine_;
  VenueClock clock_;
  std::atomic<std::int64_t> now_;
  std::atomic<bool> started_{false};
  std::atomic<bool> stopping_{false};
  Faults faults_;
  DataStreamHub data_;
  OrderStreamHub orders_;
  RestRouter router_;
  VenueEngine::Frame frame_;
  std::uint64_t saved_revision_ = 0;
  std::size_t sent_ = 0;      ///< messages since the last barrier
  std::size_t data_sent_ = 0; ///< frames of market data among them
  int rounds_ = 0;
  std::uint64_t barrier_ = 0;
  bool barrier_watched_ = false;
  std::int64_t test_trades_ = 0;
  std::unique_ptr<AlpacaServer> server_; ///< the last: its connections use all of the above
};

} // namespace

Result<std::unique_ptr<Venue>> Venue::open(VenueOptions options) {
  auto engine = VenueEngine::open(options);
  if (!engine) return tl::unexpected(engine.error());
  auto venue = std::make_unique<RunningVenue>(std::move(options), std::move(*engine));
  if (const auto prepared = venue->prepare(); !prepared) return tl::unexpected(prepared.error());
  return venue;
}

} // namespace hft::simulated
