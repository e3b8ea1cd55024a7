#define CAF_SUITE market_record
#include "tests/test.hpp"

#include "adapters/simulated/market/bar_builder.hpp"
#include "adapters/simulated/market/generator.hpp"
#include "adapters/simulated/market/record/record.hpp"
#include "tests/adapters/simulated/market/plans.hpp"

#include <algorithm>

namespace record_test {

using namespace hft;
using namespace hft::simulated;
using namespace std::chrono_literals;

namespace {

const SessionPlan plan = plan_of(monday);
const Timeframe one_minute{1, Timeframe::Unit::Minute};
const Timeframe one_day{1, Timeframe::Unit::Day};

RecordSettings settings() {
  RecordSettings made;
  made.session = weekdays;
  return made;
}

Trade trade_at(Duration after_open, const Symbol& symbol, std::int64_t id, int size = 100) {
  Trade trade;
  trade.symbol = symbol;
  trade.id = id;
  trade.time = plan.open + after_open;
  trade.price = cents(10000);
  trade.size = shares(size);
  trade.conditions = size < 100 ? Conditions{" I"} : Conditions{" "};
  return trade;
}

RecordQuery query_of(std::vector<Symbol> symbols, std::size_t limit = 1000) {
  RecordQuery query;
  query.symbols = std::move(symbols);
  query.start = plan.pre_open;
  query.end = plan.post_end;
  query.limit = limit;
  return query;
}

/// All pages in a row, and how many there were.
template <class Ask>
auto walk(RecordQuery query, const Ask& ask, std::size_t& pages) {
  auto page = ask(query).value();
  auto items = page.items;
  for (pages = 1; !page.next.empty(); ++pages) {
    query.position = page.next;
    page = ask(query).value();
    items.insert(items.end(), page.items.begin(), page.items.end());
  }
  return items;
}

struct fixture {
  fixture() : record{settings()} { record.begin_session(plan, plan.open); }
  std::vector<std::int64_t> ids(const RecordQuery& query, std::size_t& pages) {
    std::vector<std::int64_t> found;
    for (const auto& trade : walk(
           query, [&](const auto& q) { return record.trades(q); }, pages))
      found.push_back(trade.id);
    return found;
  }
  MarketRecord record;
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(market_record_tests, fixture)

CAF_TEST(pages walk through symbols and equal times without loss or repetition) {
  for (int id = 1; id <= 5; ++id) record.record(trade_at(1s, "SPY", id));
  for (int id = 6; id <= 7; ++id) record.record(trade_at(2s, "SPY", id));
  for (int id = 8; id <= 9; ++id) record.record(trade_at(1s, "IBM", id));
  for (std::size_t limit = 1; limit <= 10; ++limit) {
    std::size_t pages = 0;
    const std::vector<std::int64_t> wanted{8, 9, 1, 2, 3, 4, 5, 6, 7};
    CAF_CHECK(ids(query_of({"IBM", "QQQ", "SPY"}, limit), pages) == wanted);
    CAF_CHECK_EQUAL(pages, (wanted.size() + limit - 1) / limit);
  }
}

CAF_TEST(descending pages are the same backwards) {
  for (int id = 1; id <= 5; ++id) record.record(trade_at(1s, "SPY", id));
  for (int id = 6; id <= 7; ++id) record.record(trade_at(2s, "SPY", id));
  for (std::size_t limit = 1; limit <= 8; ++limit) {
    auto query = query_of({"SPY"}, limit);
    query.descending = true;
    std::size_t pages = 0;
    CAF_CHECK((ids(query, pages) == std::vector<std::int64_t>{7, 6, 5, 4, 3, 2, 1}));
  }
}

CAF_TEST(both ends of a range belong to it) {
  for (int id = 1; id <= 5; ++id) record.record(trade_at(id * 1s, "SPY", id));
  auto query = query_of({"SPY"});
  query.start = plan.open + 2s;
  query.end = plan.open + 4s;
  std::size_t pages = 0;
  CAF_CHECK((ids(query, pages) == std::vector<std::int64_t>{2, 3, 4}));
}

CAF_TEST(a position of nobody is refused) {
  for (const auto* position : {"x", "SPY|1", "SPY|a|0", "AAPL|1|0", "||"}) {
    auto query = query_of({"SPY"});
    query.position = position;
    CAF_CHECK(!record.trades(query).has_value());
  }
}

CAF_TEST(late trades take their place) {
  record.record(trade_at(1s, "SPY", 1));
  record.record(trade_at(3s, "SPY", 3));
  record.record(trade_at(2s, "SPY", 2));
  std::size_t pages = 0;
  CAF_CHECK((ids(query_of({"SPY"}), pages) == std::vector<std::int64_t>{1, 2, 3}));
}

CAF_TEST(the latest trade is the last that sets a price) {
  record.record(trade_at(1s, "SPY", 1));
  record.record(trade_at(2s, "SPY", 2, 17));
  const auto latest = record.latest_trade("SPY");
  CAF_REQUIRE(latest.has_value());
  CAF_CHECK(latest->id == 1);
  CAF_CHECK(!record.latest_trade("IBM"));
}

CAF_TEST(memory is bounded and says what it dropped) {
  auto few = settings();
  few.most_trades = 3;
  MarketRecord small{few};
  for (int id = 1; id <= 5; ++id) small.record(trade_at(id * 1s, "SPY", id));
  CAF_CHECK_EQUAL(small.trades_dropped(), 2u);
  const auto page = small.trades(query_of({"SPY"}));
  CAF_REQUIRE(page.has_value());
  CAF_CHECK_EQUAL(page->items.front().id, 3);
}

CAF_TEST(a year of daily bars stands before the first session) {
  auto query = query_of({"SPY"});
  query.start = plan.pre_open - std::chrono::days{365};
  const auto bars = record.bars(query, one_day).value().items;
  CAF_CHECK_EQUAL(bars.size(), 260u);
  CAF_CHECK(bars.back().start == from_new_york(monday - 3, Duration{0}));
  for (const auto& bar : bars) {
    if (bar.low > bar.open || bar.low > bar.close || bar.high < bar.open || bar.high < bar.close ||
        bar.volume < shares(5'000'000))
      CAF_FAIL("a daily bar makes no sense: " << format_timestamp(bar.start));
  }
  MarketRecord again{settings()};
  again.begin_session(plan, plan.open);
  CAF_CHECK(again.bars(query, one_day).value().items == bars);
}

CAF_TEST(history leads to the prices played) {
  MarketGenerator generator{{1, plan, {"SPY"}, false, 1.0}};
  generator.start_at(plan.open);
  auto quote = generator.take();
  CAF_REQUIRE(std::holds_alternative<Quote>(quote));
  const auto bar = record.latest_minute_bar("SPY").value();
  CAF_CHECK(bar.start == plan.open - 1min);
  const auto ratio = to_double(bar.close) / to_double(std::get<Quote>(quote).bid);
  CAF_CHECK(ratio > 0.998 && ratio < 1.002);
}

CAF_TEST(history is scaled to where a recording starts) {
  auto scaled = settings();
  scaled.reference_prices = {{"SPY", cents(16741)}};
  MarketRecord tape{scaled};
  tape.begin_session(plan, plan.pre_open);
  const auto close = to_double(tape.previous_daily_bar("SPY").value().close);
  CAF_CHECK(close > 164 && close < 170);
}

CAF_TEST(bars played replace history and can be corrected) {
  Bar bar;
  bar.symbol = "SPY";
  bar.start = plan.open;
  bar.open = bar.high = bar.low = bar.close = bar.vwap = cents(10000);
  bar.volume = shares(100);
  record.record(bar);
  bar.kind = BarKind::Updated;
  bar.close = bar.high = cents(10100);
  record.record(bar);
  auto query = query_of({"SPY"});
  query.start = plan.open;
  const auto bars = record.bars(query, one_minute).value().items;
  CAF_REQUIRE_EQUAL(bars.size(), 1u);
  CAF_CHECK(bars.front().close == cents(10100));
}

CAF_TEST(minute bars page over days both ways) {
  auto query = query_of({"SPY"}, 500);
  query.start = plan_of(monday - 5).open;
  query.end = plan.open - 1ns;
  std::size_t pages = 0;
  auto bars = walk(
    query, [&](const auto& q) { return record.bars(q, one_minute); }, pages);
  CAF_CHECK(pages > 3);
  query.limit = 10'000;
  CAF_CHECK(record.bars(query, one_minute).value().items == bars);
  query.limit = 77;
  query.descending = true;
  std::reverse(bars.begin(), bars.end());
  CAF_CHECK(walk(
              query, [&](const auto& q) { return record.bars(q, one_minute); }, pages) == bars);
}

CAF_TEST(longer bars add up shorter ones) {
  auto query = query_of({"SPY"}, 10'000);
  query.start = plan_of(monday - 3).open;
  query.end = plan_of(monday - 3).close - 1ns;
  const auto minutes = record.bars(query, one_minute).value().items;
  const auto halves = record.bars(query, {30, Timeframe::Unit::Minute}).value().items;
  CAF_REQUIRE_EQUAL(minutes.size(), 390u);
  CAF_REQUIRE_EQUAL(halves.size(), 13u);
  Quantity volume;
  auto high = minutes.front().high;
  for (std::size_t i = 0; i < 30; ++i) {
    volume += minutes[i].volume;
    high = std::max(high, minutes[i].high);
  }
  CAF_CHECK(halves.front().volume == volume);
  CAF_CHECK(halves.front().high == high);
  CAF_CHECK(halves.front().open == minutes.front().open);
  CAF_CHECK(halves.front().close == minutes[29].close);
}

CAF_TEST(weeks begin on Mondays and months on their first) {
  auto query = query_of({"SPY"});
  query.start = from_new_york(make_date(2026, 1, 1), Duration{0});
  const auto weeks = record.bars(query, {1, Timeframe::Unit::Week}).value().items;
  const auto months = record.bars(query, {1, Timeframe::Unit::Month}).value().items;
  CAF_CHECK_EQUAL(weekday(new_york_date(weeks.front().start)), 1u);
  CAF_REQUIRE_EQUAL(months.size(), 2u);
  CAF_CHECK_EQUAL(format_date(new_york_date(months.back().start)), "2026-02-01");
}

CAF_TEST_FIXTURE_SCOPE_END()

CAF_TEST(timeframes are read as the broker writes them) {
  CAF_CHECK(parse_timeframe("1Min") == one_minute);
  CAF_CHECK(parse_timeframe("T") == one_minute);
  CAF_CHECK(parse_timeframe("1Day") == one_day);
  CAF_CHECK(parse_timeframe("1D") == one_day);
  CAF_CHECK((parse_timeframe("6Month") == Timeframe{6, Timeframe::Unit::Month}));
  for (const auto* text : {"", "60Min", "0Min", "24Hour", "2Day", "5Month", "Minute", "1", "-1Min"})
    CAF_CHECK(!parse_timeframe(text));
}

CAF_TEST(a bar starts at a multiple of its length) {
  const auto time = from_new_york(monday, 10h + 47min + 12s);
  CAF_CHECK(bar_start(time, {15, Timeframe::Unit::Minute}) == from_new_york(monday, 10h + 45min));
  CAF_CHECK(bar_start(time, {4, Timeframe::Unit::Hour}) == from_new_york(monday, 8h));
  CAF_CHECK(bar_start(time, {3, Timeframe::Unit::Month}) ==
            from_new_york(make_date(2026, 1, 1), 0h));
  CAF_CHECK(next_bar_start(from_new_york(make_date(2026, 1, 1), 0h), {3, Timeframe::Unit::Month}) ==
            from_new_york(make_date(2026, 4, 1), 0h));
}

} // namespace record_test
