#define CAF_SUITE market_generator
#include "tests/test.hpp"

#include "adapters/simulated/market/bar_builder.hpp"
#include "adapters/simulated/market/generator.hpp"
#include "tests/adapters/simulated/market/plans.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace generator_test {

using namespace hft;
using namespace hft::simulated;
using namespace std::chrono_literals;

namespace {

GeneratorConfig config_of(std::vector<Symbol> symbols, std::uint64_t seed = 1) {
  GeneratorConfig config;
  config.seed = seed;
  config.plan = plan_of(monday);
  config.symbols = std::move(symbols);
  return config;
}

std::vector<MarketEvent> all_of(MarketSource& source) {
  std::vector<MarketEvent> events;
  while (source.next_time()) events.push_back(source.take());
  return events;
}

std::vector<MarketEvent> day_of(const GeneratorConfig& config) {
  MarketGenerator generator{config};
  return all_of(generator);
}

template <class T>
std::vector<T> only(const std::vector<MarketEvent>& events) {
  std::vector<T> found;
  for (const auto& event : events)
    if (const auto* one = std::get_if<T>(&event)) found.push_back(*one);
  return found;
}

std::vector<Trade> regular(const std::vector<MarketEvent>& events) {
  auto trades = only<Trade>(events);
  std::erase_if(trades,
                [plan = plan_of(monday)](const Trade& t) { return !plan.is_regular(t.time); });
  return trades;
}

double part(const std::vector<Trade>& trades, const std::function<bool(std::int64_t)>& belongs) {
  const auto count = std::count_if(trades.begin(), trades.end(), [&](const Trade& trade) {
    return belongs(trade.size.units / units_per_whole);
  });
  return static_cast<double>(count) / static_cast<double>(trades.size());
}

bool within(double value, double low, double high) {
  return low <= value && value <= high;
}

} // namespace

CAF_TEST(a regular day of SPY has more than a hundred thousand trades) {
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    const auto trades = regular(day_of(config_of({"SPY"}, seed))).size();
    CAF_CHECK(within(static_cast<double>(trades), 105'000, 120'000));
  }
}

CAF_TEST(an early close has as many trades) {
  auto config = config_of({"SPY"});
  config.plan = plan_of(monday, true);
  auto trades = only<Trade>(day_of(config));
  std::erase_if(trades, [&](const Trade& t) { return !config.plan.is_regular(t.time); });
  CAF_CHECK(trades.size() > 100'000);
}

CAF_TEST(the first and the last half hour are the busiest) {
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    std::vector<long> halves(13);
    for (const auto& trade : regular(day_of(config_of({"SPY"}, seed))))
      ++halves[static_cast<std::size_t>((trade.time - plan_of(monday).open) / 30min)];
    const auto busiest_inside = *std::max_element(halves.begin() + 1, halves.end() - 1);
    CAF_CHECK(halves.front() > busiest_inside);
    CAF_CHECK(halves.back() > busiest_inside);
  }
}

CAF_TEST(extended hours are thin and marked) {
  const auto plan = plan_of(monday);
  const auto events = day_of(config_of({"SPY"}));
  std::size_t before = 0;
  std::size_t after = 0;
  std::size_t unmarked = 0;
  for (const auto& trade : only<Trade>(events)) {
    if (plan.is_regular(trade.time)) continue;
    (trade.time < plan.open ? before : after) += 1;
    const auto codes = trade.conditions.view();
    unmarked += codes.find('T') == codes.npos && codes.find_first_of("6M") == codes.npos ? 1U : 0U;
  }
  CAF_CHECK(within(static_cast<double>(before), 800, 3'000));
  CAF_CHECK(within(static_cast<double>(after), 800, 3'000));
  CAF_CHECK_EQUAL(unmarked, 0u);
}

CAF_TEST(sizes are odd and round and mixed lots with rare blocks) {
  const auto trades = regular(day_of(config_of({"SPY"})));
  CAF_CHECK(within(part(trades, [](auto size) { return size < 100; }), 0.35, 0.45));
  CAF_CHECK(within(part(trades, [](auto size) { return size % 100 == 0; }), 0.40, 0.55));
  CAF_CHECK(
    within(part(trades, [](auto size) { return size > 100 && size % 100 != 0; }), 0.08, 0.2));
  CAF_CHECK(within(part(trades, [](auto size) { return size >= 10'000; }), 0.0005, 0.005));
  CAF_CHECK(within(part(trades, [](auto size) { return size % 17 == 0; }), 0.01, 0.05));
  CAF_CHECK(within(part(trades, [](auto size) { return size % 31 == 0; }), 0.005, 0.04));
}

CAF_TEST(odd lots and only they carry the condition I) {
  for (const auto& trade : only<Trade>(day_of(config_of({"AAPL"})))) {
    const bool odd = trade.size < shares(100);
    const bool marked = trade.conditions.view().find('I') != std::string_view::npos;
    if (odd != marked) CAF_FAIL("trade " << trade.id << " is marked wrongly");
  }
}

CAF_TEST(some trades off exchange carry conditions that set no last price) {
  std::size_t trades = 0;
  std::size_t rare = 0;
  std::size_t on_exchange = 0;
  for (const auto& trade : only<Trade>(day_of(config_of({"SPY"})))) {
    ++trades;
    if (trade.conditions.view().find_first_of("W4ZP") == std::string_view::npos) continue;
    ++rare;
    on_exchange += trade.exchange == 'D' ? 0U : 1U;
    CAF_CHECK(!minute_effect(trade.conditions).open_close);
  }
  CAF_CHECK(within(static_cast<double>(rare) / static_cast<double>(trades), 0.001, 0.01));
  CAF_CHECK_EQUAL(on_exchange, 0u);
}

CAF_TEST(quotes bracket the trades) {
  for (const Symbol symbol : {Symbol{"SPY"}, Symbol{"BAC"}}) {
    std::size_t inside = 0;
    std::size_t trades = 0;
    std::size_t quotes = 0;
    Quote quote;
    for (const auto& event : day_of(config_of({symbol}))) {
      if (const auto* one = std::get_if<Quote>(&event)) {
        quote = *one;
        ++quotes;
        if (!(quote.bid < quote.ask) || quote.bid.units <= 0 ||
            quote.bid_size.units % shares(100).units != 0)
          CAF_FAIL("a quote makes no sense at " << format_timestamp(quote.time));
      } else {
        const auto& trade = std::get<Trade>(event);
        ++trades;
        inside += quote.bid <= trade.price && trade.price <= quote.ask ? 1U : 0U;
      }
    }
    CAF_CHECK(inside * 100 > trades * 98);
    CAF_CHECK(inside < trades);
    CAF_CHECK(quotes >= trades && quotes <= 2 * trades);
  }
}

CAF_TEST(events come by time and ids are unique on each exchange) {
  const auto events = day_of(config_of({"SPY", "QQQ"}));
  CAF_CHECK(std::is_sorted(events.begin(), events.end(),
                           [](const auto& a, const auto& b) { return time_of(a) < time_of(b); }));
  std::set<std::tuple<Symbol, char, std::int64_t>> ids;
  const auto trades = only<Trade>(events);
  for (const auto& trade : trades) ids.insert({trade.symbol, trade.exchange, trade.id});
  CAF_CHECK_EQUAL(ids.size(), trades.size());
}

CAF_TEST(arrivals come in bursts) {
  std::map<std::int64_t, double> seconds;
  const auto noon = plan_of(monday).open + 150min;
  for (const auto& trade : regular(day_of(config_of({"SPY"}))))
    if (noon <= trade.time && trade.time < noon + 60min) ++seconds[(trade.time - noon) / 1s];
  double sum = 0;
  double squares = 0;
  for (int second = 0; second < 3600; ++second) {
    sum += seconds[second];
    squares += seconds[second] * seconds[second];
  }
  const auto mean = sum / 3600;
  CAF_CHECK(squares / 3600 - mean * mean > 1.5 * mean); // Independent arrivals would give the mean.
}

CAF_TEST(the official prices are printed at the open and the close) {
  const auto plan = plan_of(monday);
  std::map<char, std::vector<Trade>> official;
  for (const auto& trade : only<Trade>(day_of(config_of({"IBM"}))))
    for (const auto code : {'O', 'Q', '6', 'M'})
      if (trade.conditions.view().find(code) != std::string_view::npos)
        official[code].push_back(trade);
  for (const auto code : {'O', 'Q', '6', 'M'}) CAF_REQUIRE_EQUAL(official[code].size(), 1u);
  CAF_CHECK(official['O'].front().time >= plan.open && official['O'].front().time < plan.open + 2s);
  CAF_CHECK(official['6'].front().time >= plan.close &&
            official['6'].front().time < plan.close + 2s);
  CAF_CHECK(official['Q'].front().price == official['O'].front().price);
  CAF_CHECK(official['M'].front().price == official['6'].front().price);
  CAF_CHECK_EQUAL(official['O'].front().exchange, 'N');
}

CAF_TEST(the same seed makes the same day and another seed another) {
  const auto day = day_of(config_of({"SPY"}, 7));
  CAF_CHECK(day == day_of(config_of({"SPY"}, 7)));
  CAF_CHECK(day != day_of(config_of({"SPY"}, 8)));
}

CAF_TEST(a symbol does not depend on the company it keeps) {
  const auto alone = day_of(config_of({"IBM"}));
  auto together = day_of(config_of({"SPY", "IBM", "BAC"}));
  std::erase_if(together, [](const MarketEvent& e) { return symbol_of(e) != Symbol{"IBM"}; });
  CAF_CHECK(alone == together);
}

CAF_TEST(starting late gives the end of the whole day) {
  const auto plan = plan_of(monday);
  const auto whole = day_of(config_of({"SPY", "QQQ"}));
  for (const auto start : {plan.pre_open, plan.open + 17s, plan.close - 1min, plan.close + 90min,
                           plan.post_end + 1h}) {
    MarketGenerator late{config_of({"SPY", "QQQ"})};
    late.start_at(start);
    const auto from = std::find_if(whole.begin(), whole.end(),
                                   [&](const auto& event) { return time_of(event) >= start; });
    CAF_CHECK(all_of(late) == std::vector<MarketEvent>(from, whole.end()));
  }
}

CAF_TEST(starting late within the minute at hand drops what is before) {
  MarketGenerator generator{config_of({"SPY"})};
  const auto start = plan_of(monday).open + 30s;
  generator.start_at(start - 20s);
  generator.start_at(start);
  MarketGenerator direct{config_of({"SPY"})};
  direct.start_at(start);
  CAF_CHECK(generator.next_time() == direct.next_time());
  CAF_CHECK(generator.take() == direct.take());
}

CAF_TEST(a quiet day has quotes and no trades) {
  auto config = config_of({"SPY"});
  config.quiet = true;
  const auto events = day_of(config);
  CAF_CHECK(only<Trade>(events).empty());
  CAF_CHECK(only<Quote>(events).size() > 100'000);
}

CAF_TEST(days join and prices stay plausible) {
  Price last;
  for (const auto date : {make_date(2026, 3, 3), make_date(2026, 3, 4), make_date(2026, 3, 5)}) {
    auto config = config_of({"SPY"});
    config.plan = plan_of(date);
    const auto trades = only<Trade>(day_of(config));
    if (last.units != 0)
      CAF_CHECK(within(to_double(trades.front().price) / to_double(last), 0.98, 1.02));
    last = trades.back().price;
    CAF_CHECK(within(to_double(last), 400, 750));
    const auto [low, high] = std::minmax_element(
      trades.begin(), trades.end(), [](const auto& a, const auto& b) { return a.price < b.price; });
    CAF_CHECK(within(to_double(high->price) / to_double(low->price), 1.001, 1.06));
  }
}

CAF_TEST(unknown symbols trade less than SPY at some price of their own) {
  const auto some = regular(day_of(config_of({"ZZZZ"})));
  CAF_CHECK(within(static_cast<double>(some.size()), 20'000, 70'000));
  CAF_CHECK(within(to_double(some.front().price), 5, 500));
  CAF_CHECK_EQUAL(some.front().tape, 'C');
}

} // namespace generator_test
