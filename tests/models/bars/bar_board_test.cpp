#define CAF_SUITE bar_board
#include "tests/test.hpp"

#include "models/bars/bar_board.hpp"

namespace bar_board_test {

using namespace hft;

namespace {

SessionPlan plan() {
  SessionPlan plan;
  plan.date = parse_date("2026-03-02").value();
  const auto at = [](const char* text) { return parse_timestamp(text).value(); };
  plan.pre_open = at("2026-03-02T09:00:00Z");
  plan.open = at("2026-03-02T14:30:00Z");
  plan.close = at("2026-03-02T21:00:00Z");
  plan.post_end = at("2026-03-03T01:00:00Z");
  return plan;
}

/// `14:31:05` UTC of that day.
Timestamp at(const std::string& clock) {
  return parse_timestamp("2026-03-02T" + clock + "Z").value();
}

Trade print(const std::string& clock, const Symbol& symbol, int cents_, int size) {
  Trade trade;
  trade.symbol = symbol;
  trade.price = cents(cents_);
  trade.size = shares(size);
  trade.time = at(clock);
  return trade;
}

BarBoard board(std::vector<Symbol> symbols, std::vector<BarSize> sizes, std::size_t keep = 3) {
  BarBoard made{std::move(symbols), std::move(sizes), keep, false};
  made.set_plan(plan());
  return made;
}

std::string text_of(const Bar& bar) {
  return bar.symbol.str() + ' ' + to_string(bar.size) + ' ' + to_string(bar.open) + ' ' +
         to_string(bar.high) + ' ' + to_string(bar.low) + ' ' + to_string(bar.close) + ' ' +
         to_string(bar.volume) + ' ' + format_timestamp(bar.start).substr(11) + ' ' +
         format_timestamp(bar.end).substr(11);
}

using Texts = std::vector<std::string>;

Texts texts_of(const BarBoard::Closed& closed) {
  Texts texts;
  for (const auto& bar : closed.bars) texts.push_back(text_of(bar));
  return texts;
}

constexpr BarSize one_minute{1, BarUnit::Minute};
constexpr BarSize five_minutes{5, BarUnit::Minute};

} // namespace

CAF_TEST(a bar holds the prints from its start to before its end and is stamped with its end) {
  auto bars = board({"SPY"}, {one_minute});
  bars.add(print("14:30:00", "SPY", 1000, 10));
  bars.add(print("14:30:30", "SPY", 1010, 20));
  bars.add(print("14:30:59.999", "SPY", 990, 30));
  CAF_CHECK(!bars.is_due(at("14:30:59.999")));
  CAF_CHECK(bars.is_due(at("14:31:00")));
  CAF_CHECK_EQUAL(texts_of(bars.close(at("14:31:00"))),
                  (Texts{"SPY 1m 10 10.1 9.9 9.9 60 14:30:00Z 14:31:00Z"}));
  CAF_CHECK(bars.close(at("14:35:00")).bars.empty()); // nothing was printed since
}

CAF_TEST(bars begin at the open and the last ends at the close) {
  auto hours = board({"SPY"}, {{1, BarUnit::Hour}});
  hours.add(print("20:45:00", "SPY", 1000, 10));
  CAF_CHECK_EQUAL(texts_of(hours.close(at("21:00:00"))),
                  (Texts{"SPY 1h 10 10 10 10 10 20:30:00Z 21:00:00Z"}));
  hours.add(print("21:00:00", "SPY", 1000, 10)); // after the close
  CAF_CHECK(hours.close(at("22:00:00")).bars.empty());
  auto days = board({"SPY"}, {{1, BarUnit::Day}});
  days.add(print("15:00:00", "SPY", 1000, 10));
  days.add(print("20:59:00", "SPY", 1100, 10));
  CAF_CHECK_EQUAL(texts_of(days.close(at("21:00:00"))),
                  (Texts{"SPY 1d 10 11 10 11 20 14:30:00Z 21:00:00Z"}));
}

CAF_TEST(a print too late for its bar changes none) {
  auto bars = board({"SPY"}, {one_minute});
  bars.add(print("14:30:10", "SPY", 1000, 10));
  bars.close(at("14:31:00"));
  bars.add(print("14:30:59", "SPY", 5000, 10));
  bars.add(print("14:31:10", "SPY", 1001, 10));
  CAF_CHECK_EQUAL(texts_of(bars.close(at("14:32:00"))),
                  (Texts{"SPY 1m 10.01 10.01 10.01 10.01 10 14:31:00Z 14:32:00Z"}));
}

CAF_TEST(a print that sets no last price counts as volume only) {
  auto bars = board({"SPY"}, {one_minute});
  auto odd = print("14:30:01", "SPY", 9999, 7);
  odd.conditions = "I";
  bars.add(odd);
  CAF_CHECK(bars.close(at("14:31:00")).bars.empty());
  bars.add(print("14:31:01", "SPY", 1000, 10));
  odd.time = at("14:31:02");
  bars.add(odd);
  CAF_CHECK_EQUAL(texts_of(bars.close(at("14:32:00"))),
                  (Texts{"SPY 1m 10 10 10 10 17 14:31:00Z 14:32:00Z"}));
}

CAF_TEST(bars of several sizes close the earliest end first) {
  auto bars = board({"SPY"}, {five_minutes, one_minute});
  bars.add(print("14:30:01", "SPY", 1000, 10));
  bars.close(at("14:34:10"));
  bars.add(print("14:34:10", "SPY", 1005, 10));
  CAF_CHECK_EQUAL(texts_of(bars.close(at("14:36:00"))),
                  (Texts{"SPY 1m 10.05 10.05 10.05 10.05 10 14:34:00Z 14:35:00Z",
                         "SPY 5m 10 10.05 10 10.05 20 14:30:00Z 14:35:00Z"}));
}

CAF_TEST(bars of volume and of trades end with the trade that fills them) {
  auto bars = board({"SPY"}, {{100, BarUnit::Share}, {2, BarUnit::Trade}});
  CAF_CHECK(bars.add(print("14:30:01", "SPY", 1000, 60)).bars.empty());
  CAF_CHECK_EQUAL(texts_of(bars.add(print("14:30:02", "SPY", 1001, 60))),
                  (Texts{"SPY 100v 10 10.01 10 10.01 120 14:30:01Z 14:30:02Z",
                         "SPY 2t 10 10.01 10 10.01 120 14:30:01Z 14:30:02Z"}));
  CAF_CHECK(bars.add(print("14:30:02", "SPY", 1002, 60)).bars.empty());
}

CAF_TEST(a set of bars holds all symbols once each has traded) {
  auto bars = board({"QQQ", "SPY"}, {one_minute});
  bars.add(print("14:30:01", "SPY", 1000, 10));
  CAF_CHECK(bars.close(at("14:31:00")).sets.empty()); // QQQ has no price yet
  bars.add(print("14:31:01", "QQQ", 2000, 10));
  const auto sets = bars.close(at("14:32:00")).sets;
  CAF_REQUIRE_EQUAL(sets.size(), 1u);
  CAF_CHECK(sets[0].end == at("14:32:00"));
  CAF_REQUIRE_EQUAL(sets[0].bars.size(), 2u);
  CAF_CHECK_EQUAL(text_of(sets[0].bars[0]), "QQQ 1m 20 20 20 20 10 14:31:00Z 14:32:00Z");
  CAF_CHECK_EQUAL(text_of(sets[0].bars[1]), "SPY 1m 10 10 10 10 0 14:31:00Z 14:32:00Z");
  CAF_CHECK(sets[0].find("SPY") == &sets[0].bars[1]);
  CAF_CHECK(sets[0].find("IBM") == nullptr);
}

CAF_TEST(the newest bars are kept in columns without a gap) {
  auto bars = board({"SPY"}, {one_minute}, 3);
  for (int minute = 30; minute < 50; ++minute) {
    const auto clock = "14:" + std::to_string(minute) + ":01";
    bars.close(at(clock));
    bars.add(print(clock, "SPY", 1000 + minute, 10));
  }
  const auto kept = bars.history("SPY", one_minute);
  CAF_REQUIRE(kept != nullptr);
  const auto closes = kept->close();
  CAF_CHECK((std::vector<double>{closes.begin(), closes.end()} ==
             std::vector<double>{10.46, 10.47, 10.48}));
  CAF_CHECK_EQUAL(kept->end().back(), at("14:49:00").nanoseconds);
  CAF_CHECK(bars.history("SPY", five_minutes) == nullptr);
}

CAF_TEST(minute bars of history make the bars that trades would have made) {
  auto of_trades = board({"SPY"}, {five_minutes});
  auto of_minutes = board({"SPY"}, {five_minutes});
  auto minutes = board({"SPY"}, {one_minute});
  for (int second = 0; second < 300; second += 7) {
    auto trade = print("14:30:00", "SPY", 1000 + second * 13 % 50, 10 + second);
    trade.time = trade.time + std::chrono::seconds{second};
    of_trades.add(trade);
    for (const auto& bar : minutes.close(trade.time).bars) of_minutes.add(bar);
    minutes.add(trade);
  }
  for (const auto& bar : minutes.close(at("14:35:00")).bars) of_minutes.add(bar);
  CAF_CHECK_EQUAL(texts_of(of_minutes.close(at("14:35:00"))),
                  texts_of(of_trades.close(at("14:35:00"))));
}

CAF_TEST(a split converts the bar in the making and those that were kept) {
  auto bars = board({"SPY"}, {one_minute});
  bars.add(print("14:30:01", "SPY", 1000, 10));
  bars.close(at("14:31:00"));
  bars.add(print("14:31:01", "SPY", 1000, 10));
  bars.convert("SPY", 0.5);
  CAF_CHECK_EQUAL(bars.history("SPY", one_minute)->close().back(), 5.0);
  CAF_CHECK_EQUAL(bars.history("SPY", one_minute)->volume().back(), 20.0);
  CAF_CHECK_EQUAL(texts_of(bars.close(at("14:32:00"))),
                  (Texts{"SPY 1m 5 5 5 5 20 14:31:00Z 14:32:00Z"}));
}

CAF_TEST(sizes of bars are read and written) {
  for (const auto* text : {"30s", "5m", "1h", "1d", "10000v", "500t"})
    CAF_CHECK_EQUAL(to_string(bar_size_from(text).value()), text);
  for (const auto* text : {"", "m", "0m", "-1m", "5", "5 m", "2d", "17h", "5x", "99999999999v"})
    CAF_CHECK(!bar_size_from(text));
}

} // namespace bar_board_test
