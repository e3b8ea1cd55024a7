#define CAF_SUITE config_file
#include "tests/test.hpp"

#include "app/config_file.hpp"

using namespace hft;

namespace {

using Values = std::vector<std::string>;

/// The values of the file's only option.
Values values_of(std::string_view text) {
  const auto entries = read_config(text);
  if (!entries) return {"refused", entries.error().sentence};
  return entries->size() == 1 ? entries->front().values : Values{"several options"};
}

/// Why a text is refused; empty when it is not.
std::string refusal_of(std::string_view text) {
  const auto entries = read_config(text);
  return entries ? std::string{} : entries.error().sentence;
}

} // namespace

CAF_TEST(options have strings numbers dates and truths) {
  CAF_CHECK(values_of("venue = \"paper\"") == Values{"paper"});
  CAF_CHECK(values_of("venue = 'paper' # the account\n") == Values{"paper"});
  CAF_CHECK(values_of("speed = 0.5") == Values{"0.5"});
  CAF_CHECK(values_of("seed = 1_000") == Values{"1000"});
  CAF_CHECK(values_of("date = 2026-07-02\r\n") == Values{"2026-07-02"});
  CAF_CHECK(values_of("quiet = true") == Values{"true"});
}

CAF_TEST(an array may take several lines with comments and a comma at the end) {
  CAF_CHECK((values_of("limit = [\n  \"order_size=1\", # small\n\n  \"position=5\",\n]\n") ==
             Values{"order_size=1", "position=5"}));
  CAF_CHECK((values_of("symbols=[\"SPY\",'QQQ']") == Values{"SPY", "QQQ"}));
  CAF_CHECK(values_of("symbols = []").empty());
}

CAF_TEST(what stands in quotes is no comment and no separator) {
  CAF_CHECK(values_of("model = \"modulo:a=1,b=2 # [x]\"") == Values{"modulo:a=1,b=2 # [x]"});
  CAF_CHECK(values_of(R"(env-file = "a\\b\"c")") == Values{"a\\b\"c"});
  CAF_CHECK(values_of(R"(env-file = 'a\b')") == Values{"a\\b"});
}

CAF_TEST(an entry knows its line) {
  const auto entries =
    read_config("# head\n\nvenue = \"paper\"\nlimit = [\n\"a=1\"\n]\nseed = 2\n");
  CAF_REQUIRE(entries.has_value());
  CAF_REQUIRE_EQUAL(entries->size(), 3u);
  CAF_CHECK_EQUAL((*entries)[0].line, 3);
  CAF_CHECK_EQUAL((*entries)[1].line, 4);
  CAF_CHECK_EQUAL((*entries)[2].line, 7);
}

CAF_TEST(a quote that is not closed is refused with its line) {
  CAF_CHECK_EQUAL(refusal_of("\nvenue = \"paper\nseed = 1\n"), "line 2: a quote is not closed");
  CAF_CHECK_EQUAL(refusal_of("venue = \"paper"), "line 1: a quote is not closed");
}

CAF_TEST(a bracket that is not closed is refused with its line) {
  CAF_CHECK_EQUAL(refusal_of("seed = 1\nlimit = [\"a=1\",\n\"b=2\"\n"),
                  "line 2: the bracket of limit is not closed");
  CAF_CHECK_EQUAL(refusal_of("limit = [\"a=1\"\nseed = 1\n"),
                  "line 2: in limit a comma or a closing bracket is missing");
  CAF_CHECK_EQUAL(refusal_of("limit = \"a=1\"]"),
                  "line 1: after the value of limit the line goes on");
}

CAF_TEST(words without quotes are refused) {
  CAF_CHECK_EQUAL(refusal_of("symbols = [SPY, QQQ]"),
                  "line 1: the value SPY of symbols stands without quotes");
  CAF_CHECK_EQUAL(refusal_of("venue = paper"),
                  "line 1: the value paper of venue stands without quotes");
}

CAF_TEST(an option that is set twice is refused) {
  CAF_CHECK_EQUAL(refusal_of("limit = [\"a=1\"]\nseed = 1\nlimit = [\"b=2\"]\n"),
                  "line 3: limit is set again, after line 1");
}

CAF_TEST(what is no option with a value is refused) {
  CAF_CHECK_EQUAL(refusal_of("venue"), "line 1: after venue comes = and its value");
  CAF_CHECK_EQUAL(refusal_of("venue ="), "line 1: venue has no value that can be read");
  CAF_CHECK_EQUAL(refusal_of("limit = [,]"), "line 1: limit has no value that can be read");
  CAF_CHECK_EQUAL(refusal_of("limit = [[\"a=1\"]]"), "line 1: limit has no value that can be read");
  CAF_CHECK_EQUAL(refusal_of("= 1"), "line 1: an option's name is missing");
  CAF_CHECK_EQUAL(refusal_of("[venue]"),
                  "line 1: there are no tables here: options stand by themselves");
}
