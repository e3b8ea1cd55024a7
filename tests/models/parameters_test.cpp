#define CAF_SUITE parameters
#include "tests/test.hpp"

#include "models/parameters.hpp"

namespace parameters_test {

using namespace hft;

namespace {

const std::vector<Parameter> declared{
  {"symbol", ParameterType::Ticker, "SPY", "", "", "a symbol"},
  {"count", ParameterType::Integer, "3", "1", "10", "an integer"},
  {"weight", ParameterType::Number, "0.5", "0", "1", "a number"},
  {"note", ParameterType::Text, "", "", "", "some text"},
  {"eager", ParameterType::Flag, "false", "", "", "a flag"},
  {"limit", ParameterType::Price, "1.25", "0.01", "", "a price"},
  {"lot", ParameterType::Quantity, "5", "", "100", "a quantity"},
};

Result<Settings> read(const std::map<std::string, std::string>& given,
                      const std::vector<Symbol>& symbols = {}) {
  return Settings::read("probe", declared, given, symbols);
}

std::string refusal(const std::map<std::string, std::string>& given) {
  const auto settings = read(given);
  return settings ? "taken" : settings.error().sentence;
}

template <class Call>
bool throws(Call call) {
  try {
    call();
  } catch (const std::logic_error&) {
    return true;
  }
  return false;
}

} // namespace

CAF_TEST(what is not given has its declared default) {
  const auto settings = read({}).value();
  CAF_CHECK_EQUAL(settings.integer("count"), 3);
  CAF_CHECK_EQUAL(settings.number("weight"), 0.5);
  CAF_CHECK_EQUAL(settings.text("note"), "");
  CAF_CHECK_EQUAL(settings.flag("eager"), false);
  CAF_CHECK(settings.price("limit") == cents(125));
  CAF_CHECK(settings.quantity("lot") == shares(5));
  CAF_CHECK(settings.symbol("symbol") == Symbol{"SPY"});
  CAF_CHECK(!settings.is_given("count"));
}

CAF_TEST(what is given is read by its type) {
  const auto settings = read({{"count", "10"},
                              {"weight", "0.25"},
                              {"note", "a:b"},
                              {"eager", "yes"},
                              {"limit", "0.01"},
                              {"lot", "1.5"},
                              {"symbol", "BRK.B"}})
                          .value();
  CAF_CHECK_EQUAL(settings.integer("count"), 10);
  CAF_CHECK_EQUAL(settings.number("weight"), 0.25);
  CAF_CHECK_EQUAL(settings.text("note"), "a:b");
  CAF_CHECK_EQUAL(settings.flag("eager"), true);
  CAF_CHECK(settings.price("limit") == cents(1));
  CAF_CHECK_EQUAL(settings.quantity("lot").units, 1'500'000'000);
  CAF_CHECK(settings.symbol("symbol") == Symbol{"BRK.B"});
  CAF_CHECK(settings.is_given("count"));
}

CAF_TEST(an unknown parameter is refused and near names are offered) {
  CAF_CHECK_EQUAL(refusal({{"cuont", "3"}}),
                  "model probe has no parameter 'cuont': did you mean count?");
  CAF_CHECK_EQUAL(refusal({{"zzzzzz", "3"}}),
                  "model probe has no parameter 'zzzzzz': it takes symbol, count, weight, note, "
                  "eager, limit or lot");
}

CAF_TEST(a value of the wrong type is refused) {
  CAF_CHECK_EQUAL(refusal({{"count", "3.5"}}),
                  "model probe parameter count='3.5': not a whole number");
  CAF_CHECK_EQUAL(refusal({{"count", ""}}), "model probe parameter count='': not a whole number");
  CAF_CHECK_EQUAL(refusal({{"count", "99999999999999999999"}}),
                  "model probe parameter count='99999999999999999999': not a whole number");
  CAF_CHECK_EQUAL(refusal({{"weight", "inf"}}), "model probe parameter weight='inf': not a number");
  CAF_CHECK_EQUAL(refusal({{"eager", "maybe"}}),
                  "model probe parameter eager='maybe': not true or false");
  CAF_CHECK_EQUAL(refusal({{"symbol", "spy"}}),
                  "model probe parameter symbol='spy': not a symbol in capital letters of at most "
                  "23 characters");
}

CAF_TEST(a value out of range is refused with what is allowed) {
  CAF_CHECK_EQUAL(refusal({{"count", "0"}}),
                  "model probe parameter count='0': out of range, allowed is 1 to 10");
  CAF_CHECK_EQUAL(refusal({{"limit", "0.009"}}),
                  "model probe parameter limit='0.009': out of range, allowed is at least 0.01");
  CAF_CHECK_EQUAL(
    refusal({{"lot", "100.000000001"}}),
    "model probe parameter lot='100.000000001': out of range, allowed is at most 100");
  CAF_CHECK_EQUAL(refusal({{"count", "1"}}), "taken");
  CAF_CHECK_EQUAL(refusal({{"count", "10"}}), "taken");
}

CAF_TEST(an unnamed symbol follows the default symbols unless they hold its own default) {
  CAF_CHECK(read({}, {"QQQ", "IBM"})->symbol("symbol") == Symbol{"QQQ"});
  CAF_CHECK(read({}, {"QQQ", "SPY"})->symbol("symbol") == Symbol{"SPY"});
  CAF_CHECK(read({{"symbol", "SPY"}}, {"QQQ"})->symbol("symbol") == Symbol{"SPY"});
}

CAF_TEST(a second symbol follows a second default symbol and else is what is declared) {
  const std::vector<Parameter> two{{"y", ParameterType::Ticker, "SPY", "", "", ""},
                                   {"x", ParameterType::Ticker, "QQQ", "", "", ""}};
  const auto x_of = [&](const std::vector<Symbol>& defaults) {
    return Settings::read("probe", two, {}, defaults)->symbol("x");
  };
  CAF_CHECK(x_of({"SPY"}) == Symbol{"QQQ"});
  CAF_CHECK(x_of({"IWM"}) == Symbol{"QQQ"});
  CAF_CHECK(x_of({"IWM", "DIA"}) == Symbol{"DIA"});
  CAF_CHECK(x_of({}) == Symbol{"QQQ"});
}

CAF_TEST(lists and times of day and durations are read) {
  const std::vector<Parameter> declared{
    {"levels", ParameterType::List, "0.5+1+2", "", "", ""},
    {"from", ParameterType::TimeOfDay, "09:35", "09:30", "16:00", ""},
    {"hold", ParameterType::TimeSpan, "5m", "1s", "1h", ""}};
  const auto given = [&](const std::map<std::string, std::string>& values) {
    return Settings::read("probe", declared, values);
  };
  const auto plain = given({}).value();
  CAF_CHECK(plain.numbers("levels") == (std::vector<double>{0.5, 1, 2}));
  CAF_CHECK(plain.time_of_day("from") == std::chrono::minutes{575});
  CAF_CHECK(plain.duration("hold") == std::chrono::minutes{5});
  const auto other = given({{"levels", "a;b c"}, {"from", "15:59:30"}, {"hold", "1.5s"}}).value();
  CAF_CHECK(other.list("levels") == (std::vector<std::string>{"a", "b", "c"}));
  CAF_CHECK(other.time_of_day("from") == std::chrono::seconds{57'570});
  CAF_CHECK(other.duration("hold") == std::chrono::milliseconds{1'500});
  CAF_CHECK(throws([&] { (void)other.numbers("levels"); }));
  const auto refused = [&](const std::map<std::string, std::string>& values) {
    return given(values).error().sentence;
  };
  CAF_CHECK_EQUAL(refused({{"from", "9:35"}}), "model probe parameter from='9:35': not a time of "
                                               "day in New York, as 09:35 or 15:59:30");
  CAF_CHECK_EQUAL(refused({{"from", "16:00:01"}}), "model probe parameter from='16:00:01': out of "
                                                   "range, allowed is 09:30 to 16:00");
  CAF_CHECK_EQUAL(refused({{"hold", "5"}}),
                  "model probe parameter hold='5': not a time, as 250ms, 30s, 5m, 1h or 1d");
  CAF_CHECK_EQUAL(refused({{"hold", "90m"}}),
                  "model probe parameter hold='90m': out of range, allowed is 1s to 1h");
}

CAF_TEST(asking for what is not declared throws) {
  const auto settings = read({}).value();
  CAF_CHECK(throws([&] { (void)settings.integer("nothing"); }));
  CAF_CHECK(throws([&] { (void)settings.number("count"); }));
}

} // namespace parameters_test
