#define CAF_SUITE print_judge
#include "tests/test.hpp"

#include "actors/feed/print_judge.hpp"
#include "tests/actors/feed/events.hpp"

namespace print_judge_test {

using namespace hft;
using namespace std::chrono_literals;

namespace {

constexpr std::int64_t hour = 3'600'000; // milliseconds

/// How many of these events pass at ten o'clock.
std::size_t passing(PrintJudge& judge, std::vector<MarketEvent> events, std::int64_t now = 0) {
  const auto batch = std::make_shared<const MarketBatch>(batch_of(std::move(events), now));
  return judge.judge(batch, ten_and(now))->events.size();
}

PrintJudge live() {
  return PrintJudge{{}, 1.0};
}

Bar bar_at(std::int64_t milliseconds) {
  Bar bar;
  bar.symbol = "SPY";
  bar.start = ten_and(milliseconds);
  return bar;
}

} // namespace

CAF_TEST(prints of now pass untouched) {
  auto judge = live();
  const auto batch = std::make_shared<const MarketBatch>(
    batch_of({trade_at(-20, "SPY", 7), quote_at(-10, "SPY")}, 0));
  CAF_CHECK(judge.judge(batch, ten_and(0)) == batch);
  CAF_CHECK_EQUAL(judge.counts().all(), 0u);
  CAF_CHECK(!judge.news(real(0)));
}

CAF_TEST(what is ahead of the clock of the venue is no trade of now) {
  auto judge = live();
  CAF_CHECK_EQUAL(passing(judge, {trade_at(4'900, "SPY", 1)}), 1u);
  CAF_CHECK_EQUAL(passing(judge, {trade_at(hour, "SPY", 2)}), 0u);
  CAF_CHECK_EQUAL(passing(judge, {trade_at(6'000, "SPY", 3)}), 0u);
  CAF_CHECK_EQUAL(passing(judge, {quote_at(hour, "SPY")}), 0u);
  CAF_CHECK_EQUAL(passing(judge, {bar_at(hour)}), 0u);
  CAF_CHECK_EQUAL(judge.counts().ahead, 4u);
}

CAF_TEST(what is long past is no trade of now) {
  auto judge = live();
  CAF_CHECK_EQUAL(passing(judge, {trade_at(-119'000, "SPY", 1)}), 1u);
  CAF_CHECK_EQUAL(passing(judge, {trade_at(-5 * hour, "SPY", 2)}), 0u);
  CAF_CHECK_EQUAL(passing(judge, {trade_at(-121'000, "SPY", 3)}), 0u);
  CAF_CHECK_EQUAL(passing(judge, {quote_at(-5 * hour, "SPY")}), 0u);
  CAF_CHECK_EQUAL(passing(judge, {bar_at(-5 * hour)}), 1u); // corrected long after
  CAF_CHECK_EQUAL(judge.counts().behind, 3u);
}

CAF_TEST(a late report among prints of now is no trade of now) {
  auto judge = live();
  CAF_CHECK_EQUAL(passing(judge, {quote_at(0, "SPY")}), 1u);
  CAF_CHECK_EQUAL(passing(judge, {trade_at(-29'000, "SPY", 1)}), 1u);
  CAF_CHECK_EQUAL(passing(judge, {trade_at(-31'000, "SPY", 2)}), 0u);
}

CAF_TEST(a backlog that comes in its order passes) {
  auto judge = live();
  for (std::int64_t second = 0; second < 60; ++second)
    CAF_CHECK_EQUAL(passing(judge, {trade_at(second * 1'000, "SPY", second + 1)}, 60'000), 1u);
}

CAF_TEST(what waited for us may be as old as it waited) {
  auto judge = live();
  const auto batch =
    std::make_shared<const MarketBatch>(batch_of({trade_at(-300'000, "SPY", 1)}, 0));
  CAF_CHECK(judge.judge(batch, ten_and(0), 200s) == batch);
}

CAF_TEST(a print is decided on once) {
  auto judge = live();
  CAF_CHECK_EQUAL(passing(judge, {trade_at(0, "SPY", 7), trade_at(0, "SPY", 7)}), 1u);
  CAF_CHECK_EQUAL(passing(judge, {trade_at(5, "SPY", 7)}), 0u); // stamped anew
  CAF_CHECK_EQUAL(passing(judge, {trade_at(0, "IBM", 7)}), 1u);
  auto elsewhere = trade_at(0, "SPY", 7);
  elsewhere.exchange = 'Q';
  CAF_CHECK_EQUAL(passing(judge, {elsewhere}), 1u);
  elsewhere.tape = 'C';
  CAF_CHECK_EQUAL(passing(judge, {elsewhere}), 1u);
  CAF_CHECK_EQUAL(judge.counts().repeated, 2u);
}

CAF_TEST(a print without an id is always new) {
  auto judge = live();
  CAF_CHECK_EQUAL(passing(judge, {trade_at(0, "SPY", 0), trade_at(0, "SPY", 0)}), 2u);
}

CAF_TEST(history and stream decide on a print once) {
  auto judge = live();
  CAF_CHECK_EQUAL(passing(judge, {trade_at(0, "SPY", 1)}), 1u);
  std::vector<Trade> fetched{trade_at(0, "SPY", 1), trade_at(1, "SPY", 2), trade_at(1, "SPY", 2)};
  judge.keep_new(fetched);
  CAF_REQUIRE_EQUAL(fetched.size(), 1u);
  CAF_CHECK_EQUAL(fetched[0].id, 2);
  CAF_CHECK_EQUAL(passing(judge, {trade_at(1, "SPY", 2)}), 0u);
}

CAF_TEST(ids begin anew with a date) {
  auto judge = live();
  judge.on_date(make_date(2026, 3, 2));
  CAF_CHECK_EQUAL(passing(judge, {trade_at(0, "SPY", 1)}), 1u);
  judge.on_date(make_date(2026, 3, 2));
  CAF_CHECK_EQUAL(passing(judge, {trade_at(0, "SPY", 1)}), 0u);
  judge.on_date(make_date(2026, 3, 3));
  CAF_CHECK_EQUAL(passing(judge, {trade_at(0, "SPY", 1)}), 1u);
}

CAF_TEST(memory is bounded and recent prints stay in it) {
  PrintMemory memory;
  for (std::int64_t id = 1; id <= 1'000'000; ++id) memory.is_new(trade_at(0, "SPY", id));
  std::size_t known = 0;
  for (std::int64_t id = 900'001; id <= 1'000'000; ++id)
    if (!memory.is_new(trade_at(0, "SPY", id))) ++known;
  CAF_CHECK(known > 99'800);
}

CAF_TEST(an id is seen again wherever it was remembered) {
  PrintMemory memory;
  const auto is_new = [&memory](std::int64_t id, char exchange, const char* symbol) {
    auto trade = trade_at(0, "SPY", id);
    trade.symbol = Symbol::truncated(symbol);
    trade.exchange = exchange;
    return memory.is_new(trade);
  };
  for (std::int64_t id = 10; id < 20; ++id) CAF_CHECK(is_new(id, 'P', "SPY"));
  CAF_CHECK(!is_new(15, 'P', "SPY"));
  CAF_CHECK(is_new(15, 'Q', "SPY")); // another exchange's
  CAF_CHECK(!is_new(15, 'Q', "SPY"));
  CAF_CHECK(is_new(15, 'P', "IBM"));
  CAF_CHECK(is_new(3, 'P', "SPY")); // before the first
  CAF_CHECK(!is_new(3, 'P', "SPY"));
  CAF_CHECK(is_new(100, 'P', "SPY")); // a leap
  CAF_CHECK(is_new(101, 'P', "SPY"));
  CAF_CHECK(!is_new(19, 'P', "SPY"));
  CAF_CHECK(!is_new(101, 'P', "SPY"));
  CAF_CHECK(is_new(50, 'P', "SPY")); // within the leap
  CAF_CHECK(is_new(INT64_MIN, 'P', "SPY"));
  CAF_CHECK(is_new(INT64_MAX, 'P', "SPY"));
  CAF_CHECK(!is_new(INT64_MIN, 'P', "SPY"));
  CAF_CHECK(!is_new(INT64_MAX, 'P', "SPY"));
  memory.forget();
  CAF_CHECK(is_new(15, 'P', "SPY"));
}

CAF_TEST(a faster venue has so much more time on its way) {
  PrintJudge judge{{}, 300.0};
  CAF_CHECK_EQUAL(passing(judge, {trade_at(1'400'000, "SPY", 1)}), 1u);
  CAF_CHECK_EQUAL(passing(judge, {trade_at(1'600'000, "SPY", 2)}), 0u);
}

CAF_TEST(a venue that keeps no time is judged by repeats alone) {
  PrintJudge judge{{}, 0};
  CAF_CHECK_EQUAL(passing(judge, {trade_at(5 * hour, "SPY", 1)}), 1u);
  CAF_CHECK_EQUAL(passing(judge, {trade_at(-5 * hour, "SPY", 2)}), 1u);
  CAF_CHECK_EQUAL(passing(judge, {trade_at(5 * hour, "SPY", 1)}), 0u);
}

CAF_TEST(limits can be set and lifted) {
  PrintJudge judge{{.ahead = 0s, .behind = 1s, .out_of_order = 0s}, 1.0};
  CAF_CHECK_EQUAL(passing(judge, {trade_at(hour, "SPY", 1)}), 1u);
  CAF_CHECK_EQUAL(passing(judge, {trade_at(-1'001, "SPY", 2)}), 0u);
}

CAF_TEST(what was kept out is told once in a while) {
  auto judge = live();
  passing(judge, {trade_at(hour, "SPY", 1), trade_at(0, "SPY", 2), trade_at(0, "SPY", 2)});
  const auto first = judge.news(real(0)).value();
  CAF_CHECK_EQUAL(first,
                  "kept out what is no trade of now, 1 seen before, 1 ahead of the venue's clock: "
                  "first a trade of SPY at 10 stamped 2026-03-02T16:00:00Z");
  passing(judge, {trade_at(-5 * hour, "IBM", 1)});
  CAF_CHECK(!judge.news(real(599'999)));
  CAF_CHECK(judge.news(real(600'000)).value().find("1 long past: first a trade of IBM") !=
            std::string::npos);
  CAF_CHECK(!judge.news(real(2'000'000)));
}

} // namespace print_judge_test
