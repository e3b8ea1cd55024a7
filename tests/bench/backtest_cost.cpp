// What a backtest of stored days costs an event, call by call of the runner alone: no start of a
// program, no statistics, no report.
//   backtest_cost STORE FROM TO MODEL [touch|paper|realistic|pessimistic] [FILE]
// FILE gets the tables of orders and fills, to be compared with those of `hft backtest --out`.
// The yardstick, in the same run: reading the same rows of the store into messages.

#include "adapters/simulated/market/stored_market.hpp"
#include "app/research/backtest_recorder.hpp"
#include "app/research/backtest_runner.hpp"
#include "app/research/exports.hpp"
#include "models/catalog.hpp"

#include <cstdio>
#include <ctime>
#include <fstream>
#include <memory>
#include <string>

#include <sys/resource.h>

using namespace hft;

namespace {

struct NoJournal : OrderJournal {
  Result<void> append(Timestamp, const JournalEntry&) override { return {}; }
  Result<void> rotate(Date) override { return {}; }
  Result<void> prepare() override { return {}; }
};

double processor_seconds() {
  timespec used{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
  return static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) / 1e9;
}

double largest_memory() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  return static_cast<double>(used.ru_maxrss) / 1024;
}

using Calendar = std::shared_ptr<const MarketCalendar>;

Result<std::shared_ptr<simulated::StoredMarket>> market_of(char** argv, const Calendar& calendar) {
  simulated::StoredMarketRequest request;
  request.root = argv[1];
  request.symbols = {Symbol{"SPY"}};
  request.from = parse_date(argv[2]).value_or(Date{});
  request.to = parse_date(argv[3]).value_or(Date{});
  request.session = [calendar](Date date) { return calendar->session(date); };
  auto opened = simulated::StoredMarket::open(request);
  if (!opened) return tl::unexpected{opened.error()};
  return std::shared_ptr<simulated::StoredMarket>{std::move(*opened)};
}

/// The events of the same days, taken one by one.
void read_alone(simulated::StoredMarket& market, const MarketCalendar& calendar) {
  const auto began = processor_seconds();
  std::uint64_t count = 0;
  std::int64_t sum = 0;
  for (const auto date : market.days()) {
    auto source = market.open_day(*calendar.session(date));
    if (!source || !*source) continue;
    for (; (*source)->next_time(); (*source)->drop(), ++count)
      if (const auto* trade = (*source)->trade_at_hand()) sum += trade->price.units & 1;
  }
  const auto took = processor_seconds() - began;
  std::printf("reading alone: %.1f ns an event, made-up quotes among them%s\n",
              took / static_cast<double>(count) * 1e9, sum == 42 ? "." : "");
}

Result<void> play(char** argv, const char* profile, const char* file) {
  const auto calendar = std::make_shared<const MarketCalendar>();
  auto market = market_of(argv, calendar);
  if (!market) return tl::unexpected{market.error()};
  read_alone(**market, *calendar);
  research::BacktestSettings settings;
  settings.venue.profile = simulated::find_fill_profile(profile);
  settings.venue.session = [calendar](Date date) { return calendar->session(date); };
  settings.venue.keeps_past_sessions = false;
  settings.latency = settings.venue.profile->latency;
  settings.models.push_back({ModelId::truncated(argv[4]), argv[4], {}});
  settings.make_model = [](const ModelSpec& spec) { return make_model(spec, {Symbol{"SPY"}}); };
  settings.limits = [](Money equity) -> Result<RiskConfig> {
    RiskConfig risk;
    risk.account.gross_exposure = equity;
    risk.signal_age = Duration{0};
    return risk;
  };
  settings.calendar = calendar;
  settings.warm_up_windows = [](const Needs&, Timestamp) { return std::vector<TimeWindow>{}; };
  settings.program = "backtest_cost";
  for (const auto date : (*market)->days())
    settings.days.sessions.push_back(*calendar->session(date));
  settings.days.open = [market](const SessionPlan& plan) { return (*market)->open_day(plan); };
  NoJournal journal;
  research::BacktestRecorder recorder;
  auto observer = recorder.observer();
  double first_day = 0;
  observer.on_day_closed = [&, record = observer.on_day_closed](const research::DayClosed& day) {
    record(day);
    if (first_day == 0) first_day = largest_memory();
  };
  auto runner = research::BacktestRunner::open(std::move(settings), journal, std::move(observer));
  if (!runner) return tl::unexpected{runner.error()};
  const auto cash = (*runner)->account().equity;
  const auto began = processor_seconds();
  const auto outcome = (*runner)->run();
  const auto took = processor_seconds() - began;
  if (!outcome) return tl::unexpected{outcome.error()};
  const auto record = recorder.finish(*outcome, cash);
  const auto events = static_cast<double>(outcome->events);
  std::printf("%s: %.0f events and %zu orders in %.3f s of processor time: %.1f ns an event, %.2f "
              "million a second; %.0f MB after a day, %.0f MB after %zu\n",
              argv[4], events, record.orders.size(), took, took / events * 1e9, events / took / 1e6,
              first_day, largest_memory(), record.sessions.size());
  if (file == nullptr) return {};
  std::ofstream{file} << research::orders_csv(record) << research::fills_csv(record);
  return {};
}

} // namespace

int main(int argc, char** argv) {
  if (argc < 5) {
    std::puts("backtest_cost STORE FROM TO MODEL [PROFILE] [FILE]");
    return 2;
  }
  const auto done = play(argv, argc > 5 ? argv[5] : "touch", argc > 6 ? argv[6] : nullptr);
  if (!done) std::printf("%s\n", done.error().sentence.c_str());
  return done ? 0 : 1;
}
