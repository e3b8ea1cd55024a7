#define CAF_SUITE store_import
#include "tests/test.hpp"

#include "adapters/simulated/market/tape/reader.hpp"
#include "adapters/store/corporate_actions.hpp"
#include "adapters/store/exporters/exporter.hpp"
#include "adapters/store/importers/importer.hpp"
#include "adapters/store/row_stream.hpp"
#include "messages/new_york.hpp"
#include "tests/temporary_directory.hpp"

namespace importer_test {

using namespace hft;
using namespace hft::store;

namespace {

const Date day = make_date(2013, 10, 7);

struct Store {
  TemporaryDirectory folder;
  Catalog catalog{folder.path};
  ImportSettings settings;
  ImportResult result;

  Result<void> import(const std::string& name, const std::string& text) {
    Importer importer{catalog, settings};
    const auto done = importer.import_bytes(name, std::make_shared<const std::string>(text));
    if (!done) return done;
    auto finished = importer.finish();
    if (!finished) return tl::unexpected{finished.error()};
    result = std::move(*finished);
    return {};
  }
  Rows rows(const Symbol& symbol, DataKind kind, Date date = day) const {
    const auto entry = catalog.find(symbol, kind, date);
    if (!entry) return Rows{kind};
    return *StoreReader::open(entry->path)->read_all();
  }
  std::string exported(const Symbol& symbol, DataKind kind, ExportFormat format,
                       Date date = day) const {
    auto reader = *StoreReader::open(catalog.find(symbol, kind, date)->path);
    std::string text;
    const auto done = export_rows(reader, format, [&](std::string_view piece) {
      text += piece;
      return true;
    });
    return done ? text : done.error().sentence;
  }
  std::uint64_t found(DataTrouble trouble) const { return result.quality.of(trouble); }
};

const std::string engine_trades = "34200000,1674800,100,D,1,0\n"
                                  "34200000,1674900,37,P,20000020,0\n"
                                  "34200001,1674800,2500,K,20002020,1";
const std::string engine_quotes = "34200000,1674700,300,0,0,P,1,0\n"
                                  "34200000,0,0,1674900,3000,Q,1,0\n"
                                  "34200007,1674600,100,1674900,100,P,1,1";

} // namespace

CAF_TEST(the lines of the engine come out as they went in) {
  Store store;
  CAF_REQUIRE(store.import("spy_20131007_trade.csv", engine_trades));
  CAF_REQUIRE(store.import("spy_20131007_quote.csv", engine_quotes));
  CAF_CHECK_EQUAL(store.exported("SPY", DataKind::Trades, ExportFormat::Lean), engine_trades);
  CAF_CHECK_EQUAL(store.exported("SPY", DataKind::Quotes, ExportFormat::Lean), engine_quotes);
}

CAF_TEST(the same bytes under the name of another day are another day) {
  Store store;
  Importer importer{store.catalog, store.settings};
  const auto bytes = std::make_shared<const std::string>(engine_trades);
  for (const auto* name :
       {"spy_20131007_trade.csv", "spy_20131008_trade.csv", "spy_20131008_trade.csv"})
    CAF_REQUIRE(importer.import_bytes(name, bytes));
  CAF_REQUIRE(importer.finish());
  for (const auto date : {make_date(2013, 10, 7), make_date(2013, 10, 8)})
    CAF_CHECK_EQUAL(store.rows("SPY", DataKind::Trades, date).size(), 3u);
}

CAF_TEST(a stored day plays as its tape does) {
  Store store;
  simulated::TapeOptions options;
  CAF_REQUIRE(store.import("spy_20131007_trade.csv", engine_trades));
  const auto path = store.catalog.find("SPY", DataKind::Trades, day)->path;
  options.files = {path.string()};
  auto stored = simulated::open_tape(options);
  auto tape = simulated::open_tape_bytes("spy_20131007_trade.csv", engine_trades, {});
  CAF_REQUIRE(stored);
  CAF_REQUIRE(tape);
  int same = 0;
  int played = 0;
  while ((*tape)->next_time() && (*stored)->next_time()) {
    same += (*tape)->take() == (*stored)->take() ? 1 : 0;
    ++played;
  }
  CAF_CHECK_GREATER_OR_EQUAL(played, 4); // the trades, and a quote made up around the first
  CAF_CHECK_EQUAL(same, played);
  CAF_CHECK(!(*tape)->next_time() && !(*stored)->next_time());
}

CAF_TEST(csv goes back into a store to the same rows) {
  Store store;
  CAF_REQUIRE(store.import("spy_20131007_trade.csv", engine_trades));
  CAF_REQUIRE(store.import("spy_20131007_quote.csv", engine_quotes));
  for (const auto kind : {DataKind::Trades, DataKind::Quotes}) {
    Store other;
    CAF_REQUIRE(other.import("anything", store.exported("SPY", kind, ExportFormat::Csv)));
    CAF_CHECK(other.rows("SPY", kind).same_rows(store.rows("SPY", kind)));
  }
}

CAF_TEST(minute and daily bars of the engine are told by their lines) {
  Store store;
  CAF_REQUIRE(store.import("minute/spy/20131007_trade.csv",
                           "34200000,1674800,1675000,1674000,1674900,12345\n"
                           "34260000,1674900,1675000,1674500,1674600,100\n"));
  CAF_REQUIRE(store.import("daily/spy.csv", "20131007 00:00,1674800,1675000,1674000,1674900,99\n"
                                            "20131008 00:00,1674800,1675000,1674000,1674900,9\n"));
  const auto minutes = store.rows("SPY", DataKind::MinuteBars);
  CAF_REQUIRE_EQUAL(minutes.size(), 2u);
  Bar bar;
  read_bar(minutes, 0, bar);
  CAF_CHECK(bar.open == *parse_price("167.48"));
  CAF_CHECK(bar.volume == shares(12345));
  CAF_CHECK(bar.start == from_new_york(day, std::chrono::minutes{570}));
  CAF_CHECK_EQUAL(store.rows("SPY", DataKind::DailyBars).size(), 2u);
}

CAF_TEST(factor and map files become corporate actions) {
  Store store;
  CAF_REQUIRE(store.import("factor_files/aapl.csv", "20140606,0.98,0.142857143,645.57\n"
                                                    "20140806,0.99,1,94.96\n"
                                                    "20501231,1,1,0\n"));
  CAF_REQUIRE(
    store.import("map_files/meta.csv", "20120518,fb,Q\n20220608,fb,Q\n20501231,meta,Q\n"));
  const auto actions = corporate_actions(store.rows("AAPL", DataKind::Actions));
  CAF_REQUIRE_EQUAL(actions.size(), 3u);
  CAF_CHECK(actions[0].kind == ActionKind::Split);
  CAF_CHECK(actions[0].new_rate == shares(7));
  CAF_CHECK(actions[0].old_rate == shares(1));
  CAF_CHECK(actions[2].cash == *parse_price("0.9496"));
  const auto names = corporate_actions(store.rows("META", DataKind::Actions));
  CAF_REQUIRE_EQUAL(names.size(), 1u);
  CAF_CHECK_EQUAL(names[0].word.other_symbol, "FB");
}

CAF_TEST(the pages of the broker are told by their brackets) {
  Store store;
  CAF_REQUIRE(store.import(
    "pages.json",
    R"({"trades":{"SPY":[{"t":"2013-10-07T13:30:00.123456789Z","p":167.48,"s":0.5,"i":7,"x":"V","z":"B","c":["@"]}]},"next_page_token":"x"})"
    R"({"symbol":"SPY","quotes":[{"t":"2013-10-07T13:30:00Z","bp":167.4,"bs":3,"bx":"V","ap":167.5,"as":4,"ax":"V","c":["R"],"z":"B"}]})"
    R"({"bars":{"SPY":[{"t":"2013-10-07T13:30:00Z","o":1,"h":3,"l":1,"c":2,"v":10,"n":4,"vw":1.5}]}})"
    R"({"bars":{"SPY":[{"t":"2013-10-07T04:00:00Z","o":1,"h":3,"l":1,"c":2,"v":10}]}})"
    R"({"corporate_actions":{"cash_dividends":[{"symbol":"SPY","rate":0.84,"ex_date":"2013-10-07","id":"d"}]}})"));
  const auto trades = store.rows("SPY", DataKind::Trades);
  CAF_REQUIRE_EQUAL(trades.size(), 1u);
  CAF_CHECK_EQUAL(trades.columns[column::size][0], units_per_whole / 2);
  CAF_CHECK_EQUAL(trades.time(0).nanoseconds % 1'000'000'000, 123'456'789);
  const auto kept = store.catalog.find("SPY", DataKind::Trades, day);
  CAF_CHECK_EQUAL(kept->header.provenance.feed, "iex");
  CAF_CHECK_EQUAL(store.rows("SPY", DataKind::Quotes).size(), 1u);
  CAF_CHECK_EQUAL(store.rows("SPY", DataKind::MinuteBars).size(), 1u);
  CAF_CHECK_EQUAL(store.rows("SPY", DataKind::DailyBars).size(), 1u);
  CAF_CHECK_EQUAL(store.rows("SPY", DataKind::Actions).size(), 1u);
}

CAF_TEST(daily files of the market give the symbols that are wanted) {
  Store store;
  store.settings.symbols = {"SPY"};
  const auto time = std::to_string(from_new_york(day, std::chrono::hours{10}).nanoseconds + 1);
  CAF_REQUIRE(store.import(
    "2013-10-07.csv",
    "ticker,conditions,correction,exchange,id,participant_timestamp,price,sequence_number,sip_"
    "timestamp,size,tape,trf_id,trf_timestamp\n"
    "QQQ,\"12,37\",0,11,5,1,79.1,9," +
      time +
      ",1,3,0,0\n"
      "SPY,\"12,37\",0,11,5,1,167.1,9," +
      time + ",12,2,0,0\n"));
  const auto rows = store.rows("SPY", DataKind::Trades);
  CAF_REQUIRE_EQUAL(rows.size(), 1u);
  const auto mark = *mark_from(rows.word(0));
  CAF_CHECK_EQUAL(mark.exchange, 'P');
  CAF_CHECK_EQUAL(mark.tape, 'B');
  CAF_CHECK_EQUAL(mark.conditions.str(), "TI");
  CAF_CHECK(!store.catalog.find("QQQ", DataKind::Trades, day));
}

CAF_TEST(bad data are counted by their kind) {
  Store store;
  store.settings.hours = [](Date date) -> std::optional<RegularHours> {
    return RegularHours{from_new_york(date, std::chrono::minutes{570}),
                        from_new_york(date, std::chrono::hours{16})};
  };
  std::string lines;
  for (int second = 0; second < 23'400; second += 10)
    if (second < 10'000 || second > 12'000)
      lines += std::to_string(34'200'000 + second * 1000) + ",1674800,100,D,1,0\n";
  lines += "40000000,16748000,100,D,1,0\n"; // ten times the price, and out of order
  lines += "rubbish\n";
  CAF_REQUIRE(store.import("spy_20131007_trade.csv", lines));
  CAF_CHECK_EQUAL(store.found(DataTrouble::Gap), 1u);
  CAF_CHECK_EQUAL(store.found(DataTrouble::Unsorted), 1u);
  CAF_CHECK_EQUAL(store.found(DataTrouble::PowerOfTen), 1u);
  CAF_CHECK_EQUAL(store.found(DataTrouble::Malformed), 1u);
  auto tape =
    simulated::open_tape({{store.catalog.find("SPY", DataKind::Trades, day)->path}, {}, {}});
  CAF_REQUIRE(tape);
  while ((*tape)->next_time()) (void)(*tape)->take();
  CAF_CHECK_EQUAL((*tape)->troubles().malformed, 1u);
}

CAF_TEST(a trade that comes again and an item of another symbol are left out) {
  Store store;
  store.settings.symbols = {"SPY"};
  const std::string item = R"({"t":"2013-10-07T13:30:00Z","p":167.48,"s":5,"i":7,"x":"P"})";
  CAF_REQUIRE(store.import("p.json", R"({"trades":{"QQQ":[)" + item + R"(],"SPY":[)" + item + "," +
                                       item + "]}}"));
  CAF_CHECK_EQUAL(store.found(DataTrouble::Duplicate), 1u);
  CAF_CHECK_EQUAL(store.found(DataTrouble::WrongSymbol), 1u);
  CAF_CHECK_EQUAL(store.rows("SPY", DataKind::Trades).size(), 1u);
}

CAF_TEST(crossed quotes are counted and kept) {
  Store store;
  CAF_REQUIRE(store.import("spy_20131007_quote.csv", "34200000,1674900,300,1674700,100,P,1,0\n"));
  CAF_CHECK_EQUAL(store.found(DataTrouble::Crossed), 1u);
  CAF_CHECK_EQUAL(store.rows("SPY", DataKind::Quotes).size(), 1u);
}

CAF_TEST(other rows of a day that is there need to be asked for) {
  Store store;
  CAF_REQUIRE(store.import("spy_20131007_trade.csv", engine_trades));
  CAF_REQUIRE(store.import("spy_20131007_trade.csv", engine_trades));
  CAF_CHECK(store.result.files.front().outcome == Catalog::Outcome::Same);
  CAF_CHECK(!store.import("spy_20131007_trade.csv", engine_trades + "\n34200009,1,1,D,1,0"));
  store.settings.replace = true;
  CAF_CHECK(store.import("spy_20131007_trade.csv", engine_trades + "\n34200009,1,1,D,1,0"));
}

CAF_TEST(what is of no form is refused with its name) {
  Store store;
  for (const std::string text : {"", "hello\n", "1,2,3\n", "{\"trades\":", "[1", "HFTSTOR1"}) {
    const auto done = store.import("odd", text);
    CAF_REQUIRE(!done);
    CAF_CHECK(done.error().sentence.find("odd") != std::string::npos);
  }
}

CAF_TEST(dbn has the records Databento describes) {
  Store store;
  CAF_REQUIRE(store.import("spy_20131007_trade.csv", engine_trades));
  const auto dbn = store.exported("SPY", DataKind::Trades, ExportFormat::Dbn);
  CAF_CHECK_EQUAL(dbn.substr(0, 4), std::string("DBN\x01", 4));
  const auto metadata = static_cast<std::size_t>(static_cast<unsigned char>(dbn[4])) +
                        static_cast<std::size_t>(static_cast<unsigned char>(dbn[5])) * 256;
  CAF_REQUIRE_EQUAL(dbn.size(), 8 + metadata + 3 * 48);
  const auto record = dbn.substr(8 + metadata, 48);
  CAF_CHECK_EQUAL(record[0], 12);                     // words of four bytes
  CAF_CHECK_EQUAL(record[1], 0);                      // a trade
  CAF_CHECK_EQUAL(record.substr(28, 2), "TN");        // action and side
  CAF_CHECK_EQUAL(static_cast<int>(record[24]), 100); // size
}

CAF_TEST(npz has an array a column) {
  Store store;
  CAF_REQUIRE(store.import("spy_20131007_trade.csv", engine_trades));
  const auto npz = store.exported("SPY", DataKind::Trades, ExportFormat::Npz);
  CAF_CHECK(npz.starts_with("PK\x03\x04"));
  for (const auto* name : {"time.npy", "price.npy", "size.npy", "id.npy", "exchange.npy"})
    CAF_CHECK(npz.find(name) != std::string::npos);
}

} // namespace importer_test
