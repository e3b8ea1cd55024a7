// What the framework adds to a model's own work on an event, by the wall clock.
//   model_cost [BATCHES]    2000 batches of 64 frames for each line
// `host` is the choice of events, session, call, fence and count (`ModelHost`). `actors` is the
// whole way on the lane: the feed's actor looks up who wants a frame and sends it, the model's
// actor takes it, its seat and host show it to the model. It is measured as the difference between
// eleven models and one, so that what the feed does once a frame is not counted. `signal` is what a
// decision adds: judged, stamped, sent to the desk's actor.

#include "app/wall_clock.hpp"
#include "app/wiring/lane_actors.hpp"
#include "models/catalog.hpp"
#include "tests/actors/stand_in.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <thread>

using namespace hft;

namespace {

constexpr int frames_a_batch = 64;
const Timestamp open_time = *parse_timestamp("2026-03-02T14:30:00Z");

SessionPlan plan() {
  const auto close = open_time + std::chrono::hours{6};
  return {make_date(2026, 3, 2), open_time, open_time, close, close, false};
}

/// A market that moves, an event each `pace`: trades, and quotes in turns with them where asked.
std::vector<MarketFrame> market(std::size_t frames, std::size_t events_a_frame, bool quotes,
                                Duration pace = std::chrono::milliseconds{100}) {
  std::vector<MarketFrame> made;
  for (std::size_t i = 0; made.size() < frames;) {
    auto batch = std::make_shared<MarketBatch>();
    for (; batch->events.size() < events_a_frame; ++i) {
      const auto number = static_cast<std::int64_t>(i);
      const auto middle = 45'000 + number * 7919 % 41 - 20;
      const auto time = open_time + number * pace;
      if (quotes && i % 2 == 1)
        batch->events.emplace_back(Quote{"SPY", cents(middle - 1), cents(middle + 1),
                                         shares(number % 9 + 1), shares(number % 7 + 1), time, 'P',
                                         'P', 'B', Conditions{}});
      else
        batch->events.emplace_back(
          Trade{"SPY", number, cents(middle), shares(100), time, 'P', 'B', Conditions{}});
    }
    made.push_back({std::move(batch), Duration{0}});
  }
  return made;
}

/// Does nothing, or buys at every trade.
class Blank final : public Model {
public:
  explicit Blank(bool buys) : buys_(buys) {}
  Needs needs() const override {
    Needs needs;
    needs.symbols = {"SPY"};
    return needs;
  }
  void on_trade(const Trade& trade, Decisions& out) override {
    ++seen;
    if (buys_) out.buy(trade.symbol, shares(1));
  }
  std::uint64_t seen = 0;

private:
  bool buys_;
};

std::shared_ptr<ModelHost> host_of(const std::string& id, std::unique_ptr<Model> model) {
  HostOptions options;
  options.id = ModelId::truncated(id);
  options.name = id;
  options.plan = plan();
  options.conduct.event_budget =
    std::chrono::hours{1}; // read, not enforced: others have the machine, too
  options.conduct.stopwatch = monotonic_about_now;
  return std::make_shared<ModelHost>(options, std::move(model));
}

struct Quantiles {
  double p50 = 0;
  double p99 = 0;
};

/// Nanoseconds an event: each batch is timed as a whole.
class Timing {
public:
  explicit Timing(const std::vector<MarketFrame>& frames) : frames_(frames) {}

  template <class Show>
  void batch(Show show) {
    const auto begun = std::chrono::steady_clock::now();
    for (int i = 0; i < frames_a_batch; ++i) {
      show(frames_[next_]);
      if (++next_ == frames_.size()) next_ = 0;
    }
    const std::chrono::duration<double, std::nano> took = std::chrono::steady_clock::now() - begun;
    const auto events = frames_.front().batch->events.size() * frames_a_batch;
    taken_.push_back(took.count() / static_cast<double>(events));
  }
  /// Without the first tenth.
  Quantiles quantiles() {
    taken_.erase(taken_.begin(), taken_.begin() + static_cast<std::ptrdiff_t>(taken_.size() / 10));
    std::sort(taken_.begin(), taken_.end());
    return {taken_[taken_.size() / 2], taken_[taken_.size() * 99 / 100]};
  }

private:
  const std::vector<MarketFrame>& frames_;
  std::size_t next_ = 0;
  std::vector<double> taken_;
};

template <class Show>
Quantiles timed(const std::vector<MarketFrame>& frames, int batches, Show show) {
  Timing timing{frames};
  for (int i = 0; i < batches; ++i) timing.batch(show);
  return timing.quantiles();
}

/// A feed that says what it is told to.
struct Tape final : MarketFeed {
  void start(Listener listener) override { told = std::move(listener); }
  void want(const Subscriptions&) override {}
  void pause() override {}
  void resume() override {}
  void stop() override { told = {}; }
  Counts counts() const override { return {}; }
  Listener told;
};

/// A desk that counts signals.
class CountingDesk : public LaneActor<ExecutionActor::base> {
public:
  using LaneActor::LaneActor;
  ExecutionActor::behavior_type make_behavior() override {
    return stand_in::behavior<ExecutionActor>(this, [this](const Signal&) { ++signals; });
  }
  std::uint64_t signals = 0;
};

/// A feed and some models on a lane, shown frames there.
class House {
public:
  House(int models, bool buys) : loop_thread_([this] { loop_.run(); }) {
    config_.add_message_types<caf::id_block::hft>();
    system_ = std::make_unique<caf::actor_system>(config_);
    lane_ = std::make_unique<Lane>(*system_, loop_);
    desk_ = system_->spawn<CountingDesk>(*lane_);
    FeedActorConfig feed;
    feed.feed = tape_;
    feed.phase = SessionPhase::Regular;
    feed.plan = plan();
    feed_ = system_->spawn<LaneFeed>(*lane_, std::move(feed));
    for (int i = 0; i < models; ++i) {
      auto host = host_of("m" + std::to_string(i), std::make_unique<Blank>(buys));
      ModelActorConfig model;
      model.desk = desk_;
      models_.push_back(system_->spawn<LaneModel>(*lane_, host, model));
      caf::anon_send(feed_, Subscribe{host->id(), host->wanted(), models_.back(), nullptr});
      hosts_.push_back(std::move(host));
    }
  }

  /// Each batch is a call of the loop: what others sent to the lane meanwhile runs between.
  Quantiles shown(const std::vector<MarketFrame>& frames, int batches) {
    Timing timing{frames};
    for (int i = 0; i < batches; ++i)
      on_lane([&] { timing.batch([this](const auto& frame) { tape_->told.on_frame(frame); }); });
    const auto wanted =
      static_cast<std::uint64_t>(frames_a_batch * batches) * frames.front().batch->events.size();
    const auto all_seen = [&] {
      return std::all_of(hosts_.begin(), hosts_.end(),
                         [wanted](const auto& host) { return host->report().ticks == wanted; });
    };
    bool seen = false;
    for (int turn = 0; turn < 1000 && !seen; ++turn) on_lane([&] { seen = all_seen(); });
    if (!seen) std::puts("a model has not seen all"), std::exit(1);
    return timing.quantiles();
  }

  ~House() {
    for (const auto& model : models_) caf::anon_send(model, shutdown_atom_v);
    caf::anon_send(feed_, shutdown_atom_v);
    caf::anon_send(desk_, shutdown_atom_v);
    models_.clear();
    feed_ = nullptr;
    desk_ = nullptr;
    system_->await_all_actors_done();
    lane_.reset();
    system_.reset();
    loop_.stop();
    loop_thread_.join();
  }

private:
  void on_lane(const std::function<void()>& call) {
    std::promise<void> done;
    loop_.post([&] {
      call();
      done.set_value();
    });
    done.get_future().wait();
  }

  net::IoLoop loop_;
  std::thread loop_thread_;
  caf::actor_system_config config_;
  std::unique_ptr<caf::actor_system> system_;
  std::unique_ptr<Lane> lane_;
  std::shared_ptr<Tape> tape_ = std::make_shared<Tape>();
  ExecutionActor desk_;
  FeedActor feed_;
  std::vector<ModelActor> models_;
  std::vector<std::shared_ptr<ModelHost>> hosts_;
};

void publish_host(int batches) {
  for (const std::size_t events : {1, 2, 8, 64}) {
    const auto frames = market(1'024, events, false);
    auto host = host_of("idle", std::make_unique<Blank>(false));
    const auto taken = timed(frames, batches, [&](const auto& frame) { host->on_frame(frame); });
    std::printf("host, idle model, %2zu trades a frame:    p50 %6.1f  p99 %7.1f ns an event\n",
                events, taken.p50, taken.p99);
  }
}

/// The feed passes a trade on once, so each is another one; so many that they fit into memory.
std::vector<MarketFrame> new_trades(int batches, std::size_t events_a_frame) {
  return market(static_cast<std::size_t>(batches) * frames_a_batch, events_a_frame, false,
                std::chrono::microseconds{10});
}

void publish_actors(int asked) {
  for (const std::size_t events : {1, 2, 8, 64}) {
    const auto batches = std::min(asked, static_cast<int>(16'000 / events));
    const auto frames = new_trades(batches, events);
    const auto one = House{1, false}.shown(frames, batches);
    const auto eleven = House{11, false}.shown(frames, batches);
    std::printf("actors, %2zu trades a frame:              p50 %6.1f  p99 %7.1f ns an event and "
                "model (with one model %.0f an event)\n",
                events, (eleven.p50 - one.p50) / 10, (eleven.p99 - one.p99) / 10, one.p50);
  }
  const auto frames = new_trades(asked, 1);
  const auto quiet = House{1, false}.shown(frames, asked);
  const auto buying = House{1, true}.shown(frames, asked);
  std::printf("signal, to the desk's actor:            p50 %6.1f  p99 %7.1f ns a signal\n",
              buying.p50 - quiet.p50, buying.p99 - quiet.p99);
}

void show_bare(Model& model, const Needs& needs, const MarketFrame& frame, Decisions& out) {
  for (const auto& event : frame.batch->events) {
    if (const auto* trade = std::get_if<Trade>(&event); trade && needs.trades)
      model.on_trade(*trade, out);
    if (const auto* quote = std::get_if<Quote>(&event); quote && needs.quotes)
      model.on_quote(*quote, out);
  }
  out.clear();
}

void publish_catalog(int batches) {
  const auto frames = market(20'000, 1, true);
  for (const auto& entry : catalog()) {
    const auto make = [&] {
      return std::move(make_model({"bench", entry.name, {}}, {"SPY", "QQQ"}).value());
    };
    auto host = host_of(entry.name, make());
    const auto hosted = timed(frames, batches, [&](const auto& frame) { host->on_frame(frame); });
    const auto model = make();
    const auto needs = model->needs();
    Decisions out;
    const auto bare =
      timed(frames, batches, [&](const auto& frame) { show_bare(*model, needs, frame, out); });
    std::printf("%-22s hosted p50 %6.1f  bare p50 %6.1f  the host adds %5.1f ns an event\n",
                entry.name.c_str(), hosted.p50, bare.p50, hosted.p50 - bare.p50);
  }
}

} // namespace

int main(int argc, char** argv) {
  const auto batches = argc > 1 ? std::atoi(argv[1]) : 2'000;
  if (batches < 10) return std::fputs("model_cost [BATCHES], ten at least\n", stderr), 2;
  publish_host(batches);
  publish_actors(batches);
  publish_catalog(batches);
}
