#define CAF_SUITE tape_reader
#include "tests/test.hpp"

#include "adapters/simulated/market/tape/csv.hpp"
#include "adapters/simulated/market/tape/names.hpp"
#include "adapters/simulated/market/tape/reader.hpp"
#include "messages/new_york.hpp"
#include "tests/adapters/simulated/market/tape/archives.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iostream>

namespace reader_test {

using namespace hft;
using namespace hft::simulated;
using namespace std::chrono_literals;

namespace {

const Date day = make_date(2013, 10, 7);
const std::string three_trades = "34200000,1674100,100,P,1,0\n"
                                 "34200000,1674200,1700,Q,20000020,0\n"
                                 "34200005,1674150,3,D,0,0\n";

std::unique_ptr<MarketSource> opened(const std::string& name, const std::string& bytes,
                                     const TapeOptions& options = {}) {
  auto source = open_tape_bytes(name, bytes, options);
  if (!source) CAF_FAIL(source.error().sentence);
  return std::move(*source);
}

std::string sentence_of(const std::string& name, const std::string& bytes,
                        const TapeOptions& options = {}) {
  const auto source = open_tape_bytes(name, bytes, options);
  return source ? "it was opened" : source.error().sentence;
}

template <class T>
std::vector<T> all(MarketSource& source) {
  std::vector<T> found;
  while (source.next_time()) {
    const auto event = source.take();
    if (const auto* one = std::get_if<T>(&event)) found.push_back(*one);
  }
  return found;
}

std::vector<std::string> sizes(MarketSource& source) {
  std::vector<std::string> found;
  for (const auto& trade : all<Trade>(source)) found.push_back(to_string(trade.size));
  return found;
}

const std::vector<std::string> three_sizes{"100", "1700", "3"};

/// Where the recorded samples lie; empty, with a word about it, when they are not there.
std::string samples() {
  const auto* const shared = std::getenv("HFT_SHARED");
  const auto root = shared != nullptr ? std::filesystem::path{shared}
                                      : std::filesystem::path{__FILE__} / "../../../../../shared";
  const auto folder = (root / "data/ticks").lexically_normal();
  if (std::filesystem::is_directory(folder)) return folder.string() + "/";
  std::cerr << "SKIPPED: no recorded samples in " << folder << "; set HFT_SHARED to have them\n";
  return "";
}

} // namespace

CAF_TEST(a plain file plays every trade in its order) {
  const auto source = opened("spy_20131007_trade.csv", three_trades);
  const auto trades = all<Trade>(*source);
  CAF_REQUIRE_EQUAL(trades.size(), 3u);
  CAF_CHECK_EQUAL(trades[0].symbol.str(), "SPY");
  CAF_CHECK(trades[0].time == from_new_york(day, 9h + 30min));
  CAF_CHECK_EQUAL(to_string(trades[0].price), "167.41");
  CAF_CHECK(trades[1].size == shares(1700));
  CAF_CHECK_EQUAL(trades[1].exchange, 'Q');
  CAF_CHECK_EQUAL(trades[1].conditions.str(), " F");
  CAF_CHECK_EQUAL(to_string(trades[2].price), "167.415");
  CAF_CHECK(trades[2].time == trades[0].time + 5ms);
  CAF_CHECK(source->date() == day);
}

CAF_TEST(gzip and zip play the same) {
  CAF_CHECK(sizes(*opened("spy_20131007_trade.csv.gz", gzip(three_trades))) == three_sizes);
  for (const bool deflated : {false, true}) {
    const auto archive = zip({{"20131007_spy_Trade_Tick.csv", three_trades, deflated}});
    const auto source = opened("/data/equity/usa/tick/spy/20131007_trade.zip", archive);
    CAF_CHECK(sizes(*source) == three_sizes);
    CAF_CHECK(source->date() == day);
    CAF_CHECK_EQUAL(source->symbols().front().str(), "SPY");
  }
}

CAF_TEST(several gzip members and a missing last line end are one tape) {
  const auto cut = three_trades.find('\n') + 1;
  const auto bytes = gzip(three_trades.substr(0, cut)) +
                     gzip(three_trades.substr(cut, three_trades.size() - cut - 1));
  CAF_CHECK(sizes(*opened("spy_20131007_trade.csv.gz", bytes)) == three_sizes);
}

CAF_TEST(lines across the pieces of unpacking stay whole) {
  std::string text;
  for (int i = 0; i < 20'000; ++i)
    text += "34200000,1674100," + std::to_string(i + 1) + ",P,1,0\r\n";
  const auto trades = all<Trade>(*opened("spy_20131007_trade.csv.gz", gzip(text)));
  CAF_REQUIRE_EQUAL(trades.size(), 20'000u);
  for (int i = 0; i < 20'000; ++i)
    if (trades[static_cast<std::size_t>(i)].size != shares(i + 1))
      CAF_FAIL("line " << i << " is torn");
}

CAF_TEST(names say symbol and date and kind) {
  const auto full = read_tape_name("ticks/brk.b_20131007_quote.csv.gz");
  CAF_CHECK_EQUAL(full.symbol.value().str(), "BRK.B");
  CAF_CHECK(full.date == day);
  CAF_CHECK(full.quotes == true);
  const auto folder = read_tape_name("tick/spy/20131007_trade.zip");
  CAF_CHECK_EQUAL(folder.symbol.value().str(), "SPY");
  CAF_CHECK(folder.quotes == false);
  CAF_CHECK_EQUAL(read_tape_name("20131007_ibm_Quote_Tick.csv").symbol.value().str(), "IBM");
  CAF_CHECK(!read_tape_name("morning.csv").symbol);
  CAF_CHECK(!read_tape_name("spy_20131332_trade.csv").date);
}

CAF_TEST(what the name does not say is taken from the options) {
  TapeOptions options;
  options.files = {"morning.csv"};
  options.symbols = {"SPY"};
  options.date = day;
  const auto source = opened("morning.csv", three_trades, options);
  CAF_CHECK_EQUAL(source->symbols().front().str(), "SPY");
  CAF_CHECK(sizes(*source) == three_sizes);
  CAF_CHECK_EQUAL(opened("ibm_20131007_trade.csv", three_trades, options)->symbols().front().str(),
                  "IBM");
}

CAF_TEST(a side of zeros keeps the quote that stood) {
  const auto quotes =
    all<Quote>(*opened("ibm_20131007_quote.csv", "34200000,1823300,100,0,0,K,1,0\n"
                                                 "34200000,0,0,1823400,200,N,1,0\n"
                                                 "34200001,1823200,300,0,0,P,1,0\n"));
  CAF_REQUIRE_EQUAL(quotes.size(), 3u);
  CAF_CHECK(quotes[0].ask.units == 0);
  CAF_CHECK_EQUAL(to_string(quotes[1].bid), "182.33");
  CAF_CHECK_EQUAL(to_string(quotes[2].bid), "182.32");
  CAF_CHECK_EQUAL(to_string(quotes[2].ask), "182.34");
  CAF_CHECK(quotes[2].ask_size == shares(200));
  CAF_CHECK_EQUAL(quotes[2].bid_exchange, 'P');
  CAF_CHECK_EQUAL(quotes[2].ask_exchange, 'N');
}

CAF_TEST(trades without quotes get quotes around them) {
  const auto source = opened("spy_20131007_trade.csv", three_trades);
  Quote quote;
  std::size_t quotes = 0;
  while (source->next_time()) {
    const auto event = source->take();
    if (const auto* one = std::get_if<Quote>(&event)) {
      quote = *one;
      ++quotes;
    } else {
      const auto& trade = std::get<Trade>(event);
      CAF_CHECK(quote.bid < trade.price && trade.price < quote.ask);
      CAF_CHECK(quote.time <= trade.time);
    }
  }
  CAF_CHECK_EQUAL(quotes, 3u);
  CAF_CHECK_EQUAL(to_string(quote.bid), "167.41");
  CAF_CHECK_EQUAL(to_string(quote.ask), "167.42");
}

CAF_TEST(an entry of quotes spares the made up ones) {
  const auto source = opened(
    "spy.zip", zip({{"20131007_spy_Trade_Tick.csv", three_trades},
                    {"20131007_spy_Quote_Tick.csv", "34200000,1674000,100,1674300,100,P,1,0\n"}}));
  CAF_CHECK_EQUAL(all<Quote>(*source).size(), 1u);
}

CAF_TEST(starting late gives the rest and a quote at once) {
  const auto source = opened("spy_20131007_trade.csv", three_trades + "34300000,1674150,9,P,1,0\n");
  source->start_at(from_new_york(day, 9h + 31min));
  CAF_CHECK(std::holds_alternative<Quote>(source->take()));
  CAF_CHECK(std::get<Trade>(source->take()).size == shares(9));
  CAF_CHECK(!source->next_time());
}

CAF_TEST(malformed lines are counted and named and passed over) {
  const auto source =
    opened("spy_20131007_trade.csv", "34200000,1674100,100,P,1,0\nrubbish\n34200000,x,100,P,1,0\n"
                                     "86400000,1674100,100,P,1,0\n34200000,1674100,0,P,1,0\n"
                                     "34200000,1674100,100,,1,0\n34200000,1674100,100,P,g,0\n\n"
                                     "34200000,99999999999999999,100,P,1,0\n-5,1674100,100,P,1,0\n"
                                     "34200001,1674100,5,P,1,0\n");
  CAF_CHECK((sizes(*source) == std::vector<std::string>{"100", "5"}));
  const auto troubles = source->troubles();
  CAF_CHECK_EQUAL(troubles.malformed, 8u);
  CAF_CHECK_EQUAL(
    troubles.sentences.front(),
    "tape skips line 2 of spy_20131007_trade.csv: it has not the right number of fields");
}

CAF_TEST(torn and unknown files are refused with a sentence) {
  const auto whole = gzip(three_trades);
  const auto torn = sentence_of("spy_20131007_trade.csv.gz", whole.substr(0, whole.size() - 9));
  CAF_CHECK_EQUAL(torn,
                  "tape cannot read spy_20131007_trade.csv.gz: the compressed text ends too early");
  auto damaged = whole;
  damaged[whole.size() / 2] = static_cast<char>(damaged[whole.size() / 2] ^ 0x55);
  CAF_CHECK(sentence_of("spy_20131007_trade.csv.gz", damaged).starts_with("tape cannot read"));
  const auto archive = zip({{"20131007_spy_Trade_Tick.csv", three_trades}});
  auto wrong = archive;
  wrong[14] ^= 1; // a bit of the checksum, which stands there twice
  wrong[archive.find("PK\x01\x02") + 16] ^= 1;
  CAF_CHECK(sentence_of("spy.zip", wrong).find("CRC") != std::string::npos);
  for (std::size_t length = 4; length < archive.size() / 2; length += 3) // in its text or before
    CAF_CHECK(sentence_of("spy.zip", archive.substr(0, length)).starts_with("tape cannot"));
  CAF_CHECK(sentence_of("spy_20131007_trade.txt", three_trades).find(".csv") != std::string::npos);
  CAF_CHECK(sentence_of("morning.csv", three_trades).find("whose it is") != std::string::npos);
  CAF_CHECK(sentence_of("spy_trade.csv", three_trades).find("which day") != std::string::npos);
  CAF_CHECK(!open_tape({{"/nonexistent/spy_20131007_trade.csv"}, {}, {}}).has_value());
  CAF_CHECK(!open_tape({}).has_value());
}

CAF_TEST(every packing plays the same) {
  const auto* const entry = "20131007_spy_Trade_Tick.csv";
  const std::pair<const char*, std::string> files[] = {
    {"spy_20131007_trade.csv.bz2",
     archived(three_trades, ARCHIVE_FILTER_BZIP2, ARCHIVE_FORMAT_RAW, entry)},
    {"spy_20131007_trade.csv.xz",
     archived(three_trades, ARCHIVE_FILTER_XZ, ARCHIVE_FORMAT_RAW, entry)},
    {"spy_20131007_trade.csv.zst",
     archived(three_trades, ARCHIVE_FILTER_ZSTD, ARCHIVE_FORMAT_RAW, entry)},
    {"ticks.tar", archived(three_trades, ARCHIVE_FILTER_NONE, ARCHIVE_FORMAT_TAR_USTAR, entry)},
    {"ticks.tar.gz", archived(three_trades, ARCHIVE_FILTER_GZIP, ARCHIVE_FORMAT_TAR_USTAR, entry)},
    {"ticks.zip", archived(three_trades, ARCHIVE_FILTER_NONE, ARCHIVE_FORMAT_ZIP, entry)},
    {"ticks.zip", zip64(entry, three_trades)},
  };
  for (const auto& [name, bytes] : files) CAF_CHECK(sizes(*opened(name, bytes)) == three_sizes);
}

CAF_TEST(lines written otherwise play where their meaning is clear) {
  const auto plays = [](const std::string& text) {
    return sizes(*opened("spy_20131007_trade.csv", text)) == three_sizes;
  };
  const auto with = [](std::string from, char to) {
    std::replace(from.begin(), from.end(), ',', to);
    return from;
  };
  std::string wide{"\xff\xfe"};
  for (const char c : three_trades) wide += {c, '\0'};
  std::string quoted = "\"34200000\",\"1674100\",\"100\",\"P\",\"1\",\"0\"\r\n";
  quoted += "34200000, 1674200 ,1700,\"Q\", 20000020,0\r\n34200005,1674150,3,D,0,0";
  CAF_CHECK(plays("\xef\xbb\xbf" + three_trades));
  CAF_CHECK(plays(wide));
  CAF_CHECK(plays(quoted));
  CAF_CHECK(plays(with(three_trades, ';')));
  CAF_CHECK(plays(with(three_trades, '\t')));
  CAF_CHECK(plays(with(three_trades, ' ')));
  CAF_CHECK(plays("time,price,size,exchange,condition,suspicious\n" + three_trades));
}

CAF_TEST(a tape of which no line can be read is refused with the line and the reason) {
  const auto* const name = "spy_20131007_trade.csv";
  CAF_CHECK_EQUAL(sentence_of(name, "rubbish\nrubbish\n"),
                  "tape cannot play spy_20131007_trade.csv: none of its lines can be read: tape "
                  "skips line 1 of spy_20131007_trade.csv: it has not the right number of fields");
  CAF_CHECK(sentence_of(name, "34200000|1674100|100|P|1|0\n").find("line 1") != std::string::npos);
  CAF_CHECK(sentence_of(name, std::string(100'000, '1')).find("longer than") != std::string::npos);
  CAF_CHECK(sentence_of(name, "").find("no trade and no quote") != std::string::npos);
  CAF_CHECK(sentence_of("spy_20131007_trade.csv.gz", gzip("")).find("no trade") !=
            std::string::npos);
  CAF_CHECK(sentence_of("spy_20131007_trade.csv.xz", std::string{"\xfd\x37zXZ\0", 6})
              .starts_with("tape cannot"));
}

CAF_TEST(a long line is passed over as one and a bomb is refused) {
  const auto long_line = std::string(200'000, '7') + "\n" + three_trades;
  const auto source = opened("spy_20131007_trade.csv.gz", gzip(long_line));
  CAF_CHECK(sizes(*source) == three_sizes);
  CAF_CHECK_EQUAL(source->troubles().malformed, 1u);
  const auto bomb = gzip(std::string(std::size_t{300} << 20, '\n'));
  CAF_CHECK(sentence_of("spy_20131007_trade.csv.gz", bomb).find("no recording") !=
            std::string::npos);
}

CAF_TEST(entries of two dates are refused) {
  const auto sentence =
    sentence_of("spy.zip", zip({{"20131007_spy_Trade_Tick.csv", three_trades},
                                {"20131008_spy_Trade_Tick.csv", three_trades}}));
  CAF_CHECK(sentence.find("2013-10-08") != std::string::npos);
}

CAF_TEST(flags become the codes of the tape) {
  CAF_CHECK_EQUAL(conditions_of_flags(1, ' ').str(), " ");
  CAF_CHECK_EQUAL(conditions_of_flags(0x20000020, '@').str(), "@F");
  CAF_CHECK_EQUAL(conditions_of_flags(0x2000, ' ').str(), " T");
  CAF_CHECK_EQUAL(conditions_of_flags(0x80000001, ' ').str(), " I");
  CAF_CHECK_EQUAL(conditions_of_flags(0x4800, ' ').str(), " Z");
  CAF_CHECK_EQUAL(conditions_of_flags(0xffffffff, ' ').view().size(), Conditions::max_length);
}

CAF_TEST(the recorded day of SPY plays whole) {
  const auto folder = samples();
  if (folder.empty()) return;
  const auto source = open_tape({{folder + "spy_20131007_trade.csv.gz"}, {}, {}});
  CAF_REQUIRE(source.has_value());
  std::int64_t volume = 0;
  const auto trades = all<Trade>(**source);
  for (const auto& trade : trades) volume += trade.size.units / units_per_whole;
  CAF_CHECK_EQUAL(trades.size(), 250'601u);
  CAF_CHECK_EQUAL(volume, 97'062'721);
  CAF_CHECK_EQUAL((*source)->troubles().malformed, 0u);
}

CAF_TEST(recorded trades and quotes of two symbols merge by time) {
  const auto folder = samples();
  if (folder.empty()) return;
  const auto source =
    open_tape({{folder + "ibm_20131007_trade.csv.gz", folder + "ibm_20131007_quote.csv.gz",
                folder + "bac_20131007_trade.csv.gz"},
               {},
               {}});
  CAF_REQUIRE(source.has_value());
  std::size_t trades = 0;
  std::size_t ibm_quotes = 0;
  Timestamp last;
  bool sorted = true;
  while ((*source)->next_time()) {
    const auto event = (*source)->take();
    sorted = sorted && last <= time_of(event);
    last = time_of(event);
    trades += std::holds_alternative<Trade>(event) ? 1U : 0U;
    ibm_quotes +=
      std::holds_alternative<Quote>(event) && symbol_of(event) == Symbol{"IBM"} ? 1U : 0U;
  }
  CAF_CHECK(sorted);
  CAF_CHECK_EQUAL(trades, 24'293u + 88'172u);
  CAF_CHECK_EQUAL(ibm_quotes, 109'067u);
}

} // namespace reader_test
