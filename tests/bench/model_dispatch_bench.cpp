// What it costs to bring an event to a model, beyond the model's own work: `per_event` in seconds.

#include "actors/feed/gap_filler.hpp"
#include "actors/feed/priority_frames.hpp"
#include "actors/feed/stream_health.hpp"
#include "actors/feed/subscription_table.hpp"
#include "actors/feed/transit_lag.hpp"
#include "actors/model/model_host.hpp"
#include "models/catalog.hpp"

#include <benchmark/benchmark.h>

using namespace hft;

namespace {

const auto open_time = parse_timestamp("2026-03-02T14:30:00Z").value();

SessionPlan plan() {
  return {
    make_date(2026, 3, 2), open_time, open_time, open_time + std::chrono::hours{6}, {}, false};
}

/// `events` trades of as many symbols as asked, sizes that make `modulo` do nothing.
MarketFrame frame(std::int64_t events, const std::vector<Symbol>& symbols) {
  auto batch = std::make_shared<MarketBatch>();
  for (std::int64_t i = 0; i < events; ++i) {
    Trade trade;
    trade.symbol = symbols[static_cast<std::size_t>(i) % symbols.size()];
    trade.id = i;
    trade.price = dollars(450);
    trade.size = shares(100);
    trade.time = open_time + Duration{i};
    batch->events.push_back(trade);
  }
  return {std::move(batch), Duration{0}};
}

class Idle final : public Model {
public:
  explicit Idle(std::vector<Symbol> symbols) : symbols_(std::move(symbols)) {}
  Needs needs() const override {
    Needs needs;
    needs.symbols = symbols_;
    return needs;
  }
  void on_trade(const Trade& trade, Decisions&) override { benchmark::DoNotOptimize(&trade); }

private:
  std::vector<Symbol> symbols_;
};

void host_frame(benchmark::State& state, std::unique_ptr<Model> model, const MarketFrame& frame) {
  ModelHost host{{"bench", "bench", plan()}, std::move(model)};
  for (auto _ : state) benchmark::DoNotOptimize(host.on_frame(frame).size());
  const auto events = static_cast<double>(frame.batch->events.size());
  state.counters["per_event"] = benchmark::Counter(
    events, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

void host_one_symbol(benchmark::State& state) {
  host_frame(state, std::make_unique<Idle>(std::vector<Symbol>{"SPY"}),
             frame(state.range(0), {"SPY"}));
}
BENCHMARK(host_one_symbol)->Arg(1)->Arg(8)->Arg(64);

void host_fifty_symbols(benchmark::State& state) {
  std::vector<Symbol> symbols;
  for (int i = 0; i < 50; ++i) symbols.push_back(Symbol::truncated("S" + std::to_string(100 + i)));
  host_frame(state, std::make_unique<Idle>(symbols), frame(state.range(0), symbols));
}
BENCHMARK(host_fifty_symbols)->Arg(64);

void host_other_symbol(benchmark::State& state) {
  host_frame(state, std::make_unique<Idle>(std::vector<Symbol>{"SPY"}),
             frame(state.range(0), {"QQQ"}));
}
BENCHMARK(host_other_symbol)->Arg(64);

void host_modulo(benchmark::State& state) {
  host_frame(state, std::move(make_model({"modulo", "modulo", {}}, {}).value()),
             frame(state.range(0), {"SPY"}));
}
BENCHMARK(host_modulo)->Arg(1)->Arg(64);

/// A market that moves, for models that look at it: trades and quotes in turns, ten a second.
std::vector<MarketEvent> moving_market(std::int64_t events) {
  std::vector<MarketEvent> made;
  for (std::int64_t i = 0; i < events; ++i) {
    const auto middle = 45'000 + i * 7919 % 41 - 20;
    const auto time = open_time + Duration{i * 100'000'000};
    const Symbol symbol = i % 4 < 2 ? "SPY" : "QQQ";
    if (i % 2 == 0) {
      made.emplace_back(
        Trade{symbol, i, cents(middle), shares(i % 300 + 1), time, 'P', 'B', Conditions{}});
    } else {
      made.emplace_back(Quote{symbol, cents(middle - 1), cents(middle + 1), shares(i % 9 + 1),
                              shares(i % 7 + 1), time, 'P', 'P', 'B', Conditions{}});
    }
  }
  return made;
}

MarketFrame frame_of(const MarketEvent& event) {
  auto batch = std::make_shared<MarketBatch>();
  batch->events.push_back(event);
  return {std::move(batch), Duration{0}};
}

/// Each model of the catalog on one event a frame, through its host: filter, timers, call, stamps.
void hosted(benchmark::State& state, const std::string& name) {
  std::vector<MarketFrame> frames;
  for (const auto& event : moving_market(20'000)) frames.push_back(frame_of(event));
  ModelHost host{{"bench", name, plan()},
                 std::move(make_model({"bench", name, {}}, {"SPY", "QQQ"}).value())};
  std::size_t i = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(host.on_frame(frames[i]).size());
    if (++i == frames.size()) i = 0;
  }
}

/// The same events given to the model itself: what is its own work.
void bare(benchmark::State& state, const std::string& name) {
  const auto events = moving_market(20'000);
  const auto model = std::move(make_model({"bench", name, {}}, {"SPY", "QQQ"}).value());
  const auto needs = model->needs();
  Decisions out;
  std::size_t i = 0;
  for (auto _ : state) {
    const auto& event = events[i];
    if (const auto* trade = std::get_if<Trade>(&event); trade && needs.trades)
      model->on_trade(*trade, out);
    if (const auto* quote = std::get_if<Quote>(&event); quote && needs.quotes)
      model->on_quote(*quote, out);
    out.clear();
    if (++i == events.size()) i = 0;
  }
}

[[maybe_unused]] const bool shelf_registered = [] {
  for (const auto& entry : catalog()) {
    const auto name = entry.name;
    benchmark::RegisterBenchmark(("hosted/" + name).c_str(),
                                 [name](benchmark::State& state) { hosted(state, name); });
    benchmark::RegisterBenchmark(("bare/" + name).c_str(),
                                 [name](benchmark::State& state) { bare(state, name); });
  }
  return true;
}();

/// Everything the feed does to a frame of one trade before it sends it on.
void feed_one_trade(benchmark::State& state) {
  const auto models = state.range(0);
  SubscriptionTable table;
  Subscriptions wanted;
  wanted.add(Channel::Trades, "SPY");
  for (std::int64_t i = 0; i < models; ++i)
    table.set(ModelId::truncated("m" + std::to_string(i)), wanted);
  StreamHealth health;
  health.watch(wanted, {});
  TransitLag lag{1.0};
  GapFiller gaps;
  PriorityFrames first;
  const auto one = frame(1, {"SPY"});
  for (auto _ : state) {
    health.on_batch(*one.batch);
    benchmark::DoNotOptimize(lag.lag_of(*one.batch));
    benchmark::DoNotOptimize(gaps.on_frame(one, wanted.of(Channel::Trades), true));
    benchmark::DoNotOptimize(first.is_due(*one.batch));
    benchmark::DoNotOptimize(table.route(*one.batch).size());
  }
}
BENCHMARK(feed_one_trade)->Arg(1)->Arg(8);

} // namespace
