#define CAF_SUITE stored_market
#include "tests/test.hpp"

#include "adapters/simulated/market/stored_market.hpp"

#include "adapters/store/row_stream.hpp"
#include "messages/new_york.hpp"

#include <filesystem>
#include <string>
#include <unistd.h>

namespace stored_market_test {

using namespace hft;
using namespace hft::simulated;

namespace {

constexpr int first_day = 3; ///< of June 2024, a Monday

std::optional<SessionPlan> weekday_session(Date date) {
  if (weekday(date) == 0 || weekday(date) == 6) return std::nullopt;
  const auto at = [&](int hours, int minutes) {
    return from_new_york(date, std::chrono::hours{hours} + std::chrono::minutes{minutes});
  };
  return SessionPlan{date, at(4, 0), at(9, 30), at(16, 0), at(20, 0), false};
}

/// A store in a folder of its own, gone at the end.
struct TestStore {
  std::filesystem::path root =
    std::filesystem::temp_directory_path() / ("hft-stored-market-" + std::to_string(::getpid()));
  store::Catalog catalog{root};

  TestStore() { std::filesystem::remove_all(root); }
  ~TestStore() { std::filesystem::remove_all(root); }

  static Date day(int offset) { return make_date(2024, 6, first_day) + offset; }
  void write(store::DataKind kind, const Symbol& symbol, Date date, store::Rows rows) {
    store::FileHeader header;
    header.kind = kind;
    header.symbol = symbol;
    const auto period = store::period_of(kind, date);
    header.first_date = period.first;
    header.last_date = period.last;
    header.provenance.feed = "sip";
    CAF_REQUIRE(catalog.write(header, rows, {}, false));
  }
  void trades(const Symbol& symbol, int offset, std::int64_t price, bool suspect = false) {
    store::RowsBuilder builder{store::DataKind::Trades};
    for (const auto minutes : {30, 31}) {
      Trade trade;
      trade.time =
        from_new_york(day(offset), std::chrono::hours{9} + std::chrono::minutes{minutes});
      trade.price = cents(price);
      trade.size = shares(100);
      store::Mark mark;
      if (suspect && minutes == 30) mark.bits = store::Mark::Suspect;
      builder.add(trade, mark);
    }
    write(store::DataKind::Trades, symbol, day(offset), builder.take());
  }
  void minutes(const Symbol& symbol, int offset, std::int64_t price) {
    store::RowsBuilder builder{store::DataKind::MinuteBars};
    Bar bar;
    bar.start = weekday_session(day(offset))->open;
    bar.open = bar.high = bar.low = bar.close = cents(price);
    bar.volume = shares(100);
    builder.add(bar);
    write(store::DataKind::MinuteBars, symbol, day(offset), builder.take());
  }
  void renamed(const Symbol& symbol, int offset, const std::string& before) {
    store::RowsBuilder builder{store::DataKind::Actions};
    builder.add({from_new_york(day(offset), Duration{0}).nanoseconds,
                 static_cast<std::int64_t>(store::ActionKind::Rename), 0, 0, 0, 0, 0, 0},
                store::action_word({before, "", "test"}));
    write(store::DataKind::Actions, symbol, day(offset), builder.take());
  }
  Result<std::unique_ptr<StoredMarket>> open(std::vector<Symbol> symbols, int until = 4) {
    StoredMarketRequest request;
    request.root = root.string();
    request.symbols = std::move(symbols);
    request.from = day(0);
    request.to = day(until);
    request.session = weekday_session;
    return StoredMarket::open(request);
  }
  /// `SPY 100` for each trade or bar of a day, quotes left out.
  static std::string played(StoredMarket& market, int offset) {
    const auto source = market.open_day(*weekday_session(day(offset)));
    CAF_REQUIRE(source);
    std::string text;
    while (*source && (*source)->next_time()) {
      const auto event = (*source)->take();
      if (const auto* trade = std::get_if<Trade>(&event))
        text += trade->symbol.str() + ' ' + to_string(trade->price) + ' ';
      if (const auto* bar = std::get_if<Bar>(&event))
        text += bar->symbol.str() + " bar " + to_string(bar->open) + ' ';
    }
    return text;
  }
};

} // namespace

CAF_TEST(the days of a store are its sessions with data and those without are named) {
  TestStore store;
  store.trades("SPY", 0, 10'000);
  store.trades("SPY", 2, 10'200);
  const auto market = store.open({"SPY"});
  CAF_REQUIRE(market);
  CAF_CHECK_EQUAL((*market)->days().size(), 2u);
  CAF_CHECK_EQUAL((*market)->missing().size(), 3u);
  CAF_CHECK((*market)->missing().front().date == TestStore::day(1));
  CAF_CHECK_EQUAL(TestStore::played(**market, 2), "SPY 102 SPY 102 ");
}

CAF_TEST(the finest data of a day are played) {
  TestStore store;
  store.trades("SPY", 0, 10'000);
  store.minutes("SPY", 0, 9'900);
  store.minutes("SPY", 1, 10'100);
  const auto market = store.open({"SPY"});
  CAF_REQUIRE(market);
  CAF_CHECK_EQUAL(TestStore::played(**market, 0), "SPY 100 SPY 100 ");
  CAF_CHECK_EQUAL(TestStore::played(**market, 1), "SPY bar 101 SPY bar 101 ");
}

CAF_TEST(suspect rows are not played but counted) {
  TestStore store;
  store.trades("SPY", 0, 10'000, true);
  const auto market = store.open({"SPY"});
  CAF_REQUIRE(market);
  const auto source = (*market)->open_day(*weekday_session(TestStore::day(0)));
  CAF_REQUIRE(source);
  CAF_CHECK_EQUAL((*source)->troubles().malformed, 1u);
  CAF_CHECK_EQUAL(TestStore::played(**market, 0), "SPY 100 ");
}

CAF_TEST(days under an earlier name are played under the one asked for) {
  TestStore store;
  store.trades("FB", 0, 10'000);
  store.trades("META", 1, 10'100);
  store.renamed("META", 1, "FB");
  const auto market = store.open({"META"}, 1);
  CAF_REQUIRE(market);
  CAF_CHECK_EQUAL((*market)->days().size(), 2u);
  CAF_CHECK_EQUAL(TestStore::played(**market, 0), "META 100 META 100 ");
  CAF_CHECK_EQUAL(TestStore::played(**market, 1), "META 101 META 101 ");
}

CAF_TEST(what was traded before the first day is there for warming up) {
  TestStore store;
  store.trades("SPY", 0, 10'000);
  store.minutes("SPY", 1, 10'100);
  store.trades("SPY", 2, 10'200);
  const auto market = store.open({"SPY"});
  CAF_REQUIRE(market);
  const auto from = weekday_session(TestStore::day(0))->open;
  const auto until = weekday_session(TestStore::day(2))->open;
  CAF_CHECK_EQUAL((*market)->past("SPY", Channel::Trades, from, until).size(), 3u);
  CAF_CHECK_EQUAL((*market)->past("SPY", Channel::Bars, from, until).size(), 1u);
}

CAF_TEST(a store without the symbol or the days says so) {
  TestStore store;
  store.trades("SPY", 0, 10'000);
  const auto none = store.open({"QQQ"});
  CAF_REQUIRE(!none);
  CAF_CHECK(none.error().sentence.find("QQQ from 2024-06-03 to 2024-06-07") != std::string::npos);
}

} // namespace stored_market_test
