#define CAF_SUITE config_file
#include "tests/test.hpp"

#include "app/settings/config_file.hpp"

namespace config_file_test {

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

CAF_TEST(what is no TOML is refused with its line) {
  const auto refused = [](const char* text, const char* where) {
    const auto why = refusal_of(text);
    CAF_MESSAGE(why);
    CAF_CHECK(why.starts_with(where) && why.size() > std::string_view{where}.size() + 5);
  };
  refused("\nvenue = \"paper\nseed = 1\n", "line 2: ");
  refused("venue = \"paper", "line 1: ");
  refused("seed = 1\nlimit = [\"a=1\"\nseed = 2\n", "line 3: ");
  refused("limit = \"a=1\"]", "line 1: ");
  refused("symbols = [SPY, QQQ]", "line 1: ");
  refused("venue = paper", "line 1: ");
  refused("limit = [\"a=1\"]\nseed = 1\nlimit = [\"b=2\"]\n", "line 3: ");
  refused("venue", "line 1: ");
  refused("venue =", "line 1: ");
  refused("limit = [,]", "line 1: ");
  refused("= 1", "line 1: ");
}

CAF_TEST(tables and arrays in arrays are no options) {
  CAF_CHECK_EQUAL(refusal_of("[venue]"),
                  "line 1: there are no tables here: options stand by themselves");
  CAF_CHECK_EQUAL(refusal_of("\nlimit = [[\"a=1\"]]"),
                  "line 2: limit takes a value or an array of values, nothing deeper");
}

} // namespace config_file_test
