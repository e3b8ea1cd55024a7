#define CAF_SUITE tape_pages
#include "tests/test.hpp"

#include "adapters/simulated/market/tape/pages.hpp"
#include "adapters/simulated/market/tape/reader.hpp"
#include "messages/new_york.hpp"
#include "tests/adapters/simulated/market/tape/archives.hpp"

namespace pages_test {

using namespace hft;
using namespace hft::simulated;

namespace {

const std::string spy_item =
  R"({"t":"2026-03-02T15:00:00.123456789Z","x":"V","p":451.3175,"s":17,"c":["@","I"],"i":5592,"z":"B"})";
const std::string later_item =
  R"({"t":"2026-03-02T15:00:01Z","x":"P","p":451,"s":31,"i":2,"z":"B"})";
const std::string quote_item =
  R"({"t":"2026-03-02T15:00:00Z","bx":"Q","bp":451.3,"bs":200,"ax":"P","ap":451.33,"as":100,"c":["R"],"z":"B"})";

TapePages pages_of(const std::string& text, const std::optional<Symbol>& symbol = std::nullopt) {
  auto pages = read_tape_pages(text, "page.json", symbol);
  if (!pages) CAF_FAIL(pages.error().sentence);
  return std::move(*pages);
}

} // namespace

CAF_TEST(a page keeps nanoseconds and exact prices) {
  const auto pages = pages_of(R"({"trades":{"SPY":[)" + spy_item + R"(]},"next_page_token":null})");
  CAF_REQUIRE_EQUAL(pages.trades.size(), 1u);
  const auto& trade = pages.trades.front();
  CAF_CHECK_EQUAL(format_timestamp(trade.time), "2026-03-02T15:00:00.123456789Z");
  CAF_CHECK_EQUAL(to_string(trade.price), "451.3175");
  CAF_CHECK(trade.size == shares(17));
  CAF_CHECK_EQUAL(trade.id, 5592);
  CAF_CHECK_EQUAL(trade.exchange, 'V');
  CAF_CHECK_EQUAL(trade.tape, 'B');
  CAF_CHECK_EQUAL(trade.conditions.str(), "@I");
}

CAF_TEST(single and multi form and arrays and concatenations are read) {
  const auto multi = R"({"trades":{"SPY":[)" + spy_item + R"(]},"next_page_token":"x"})";
  const auto single = R"({"symbol":"SPY","trades":[)" + later_item + R"(],"next_page_token":null})";
  const auto quotes = R"({"quotes":{"SPY":[)" + quote_item + R"(]},"next_page_token":null})";
  const std::vector<std::string> forms{multi + single + quotes,
                                       multi + "\n" + single + "\n" + quotes,
                                       "[" + multi + "," + single + "," + quotes + "]",
                                       "[[" + multi + "," + single + "]," + quotes + "]"};
  for (const auto& form : forms) {
    const auto pages = pages_of(form);
    CAF_CHECK_EQUAL(pages.trades.size(), 2u);
    CAF_CHECK_EQUAL(pages.quotes.size(), 1u);
    CAF_CHECK_EQUAL(pages.troubles.malformed, 0u);
  }
}

CAF_TEST(bare lists belong to the symbol given) {
  const auto pages = pages_of("[" + spy_item + "," + quote_item + "]", Symbol{"SPY"});
  CAF_CHECK_EQUAL(pages.trades.front().symbol.str(), "SPY");
  CAF_CHECK_EQUAL(pages.quotes.front().symbol.str(), "SPY");
  CAF_CHECK_EQUAL(pages_of("[" + spy_item + "]").troubles.malformed, 1u);
}

CAF_TEST(no data is no trouble) {
  const auto pages =
    pages_of(R"({"symbol":"SPY","trades":null,"next_page_token":null}{"trades":{}})");
  CAF_CHECK_EQUAL(pages.troubles.malformed, 0u);
}

CAF_TEST(items that make no sense are counted and named) {
  const auto pages = pages_of(R"({"trades":{"SPY":[{"t":"noon","p":1,"s":1},{"p":1,"s":1},5,)"
                              R"({"t":"2026-03-02T15:00:01Z","p":-1,"s":1},)"
                              R"({"t":"2026-03-02T15:00:01Z","p":1,"s":1e300},)" +
                              later_item + "]}}");
  CAF_CHECK_EQUAL(pages.trades.size(), 1u);
  CAF_CHECK_EQUAL(pages.troubles.malformed, 5u);
  CAF_CHECK_EQUAL(pages.troubles.sentences.front(),
                  "tape skips a part of page.json: item 1: t is no time");
}

CAF_TEST(text that is no JSON is refused) {
  for (const auto* text : {"{\"trades\":", "trades", "[1,2"}) {
    const auto pages = read_tape_pages(text, "page.json", std::nullopt);
    CAF_REQUIRE(!pages.has_value());
    CAF_CHECK(pages.error().sentence.starts_with("tape cannot read page.json: "));
  }
}

CAF_TEST(pages play by time with the quote before its trade) {
  const auto text = R"({"trades":{"SPY":[)" + later_item + "," + spy_item + R"(]}})" +
                    R"({"quotes":{"SPY":[)" + quote_item + "]}}";
  const auto source = open_tape_bytes("saved.json.gz", gzip(text), {}).value();
  CAF_CHECK(source->date() == make_date(2026, 3, 2));
  CAF_CHECK(std::holds_alternative<Quote>(source->take()));
  CAF_CHECK(std::get<Trade>(source->take()).size == shares(17));
  CAF_CHECK(std::get<Trade>(source->take()).size == shares(31));
  CAF_CHECK(!source->next_time());
}

CAF_TEST(a file of brackets alone is refused before it is parsed) {
  const auto refused = read_tape_pages(std::string(100'000, '['), "page.json", std::nullopt);
  CAF_REQUIRE(!refused.has_value());
  CAF_CHECK_EQUAL(refused.error().sentence, "tape cannot read page.json: it is nested too deep");
}

CAF_TEST(pages of several dates play the one asked for) {
  auto other = spy_item;
  other.replace(other.find("03-02"), 5, "03-03");
  const auto text = R"({"trades":{"SPY":[)" + spy_item + "," + other + "]}}";
  TapeOptions options;
  CAF_CHECK(open_tape_bytes("a.json", text, options).value()->date() == make_date(2026, 3, 2));
  options.date = make_date(2026, 3, 3);
  const auto source = open_tape_bytes("a.json", text, options).value();
  CAF_CHECK(source->date() == make_date(2026, 3, 3));
  CAF_CHECK_EQUAL(source->troubles().malformed, 1u);
}

} // namespace pages_test
