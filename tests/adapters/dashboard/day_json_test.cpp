#define CAF_SUITE day_json
#include "adapters/dashboard/day_json.hpp"
#include "tests/test.hpp"

#include <nlohmann/json.hpp>

namespace day_json_test {

using namespace hft;
using namespace hft::dashboard;
using Json = nlohmann::json;

namespace {

ModelNotes noted(const ModelId& model, int second, const std::string& text,
                 const std::string& plot = {}, double value = 0) {
  ModelNote note;
  note.time = {second * 1'000'000'000LL};
  note.text = text;
  note.plot = plot;
  note.value = value;
  return {model, {note}, 0};
}

/// A line that goes up for hours and has one peak.
report::DayRecord a_long_line() {
  report::DayRecord day;
  for (int i = 0; i < 10'000; ++i)
    day.apply({{}, noted("alpha", i, "", "rsi", i == 5'000 ? 1e6 : i)});
  return day;
}

} // namespace

CAF_TEST(a remark is told with its model and text and the time it was made at) {
  report::DayRecord day;
  day.apply({Timestamp{1}, noted("alpha", 7, "<b>RSI</b> 28 \"low\"")});
  const auto facts = Json::parse(facts_json(day, 0, 10));
  CAF_REQUIRE_EQUAL(facts.size(), 1u);
  CAF_CHECK_EQUAL(facts[0]["kind"], "note");
  CAF_CHECK_EQUAL(facts[0]["model"], "alpha");
  CAF_CHECK_EQUAL(facts[0]["sentence"], "<b>RSI</b> 28 \"low\"");
  CAF_CHECK_EQUAL(facts[0]["time"], 7000);
}

CAF_TEST(a page that opens gets the newest remarks first) {
  report::DayRecord day;
  for (int i = 0; i < 500; ++i) day.apply({{}, noted("alpha", i, std::to_string(i))});
  const auto begun = Json::parse(day_json(day));
  CAF_CHECK_EQUAL(begun["notes"].size(), 200u);
  CAF_CHECK_EQUAL(begun["notes"][0]["sentence"], "499");
}

CAF_TEST(a long line is as wide as asked and keeps its peak) {
  const auto day = a_long_line();
  const auto told = Json::parse(plots_json(day, 100));
  CAF_CHECK_EQUAL(told["left_out"], false);
  const auto& points = told["plots"]["rsi"]["alpha"];
  CAF_CHECK(points.size() > 100 && points.size() <= 400);
  CAF_CHECK_EQUAL(points.front(), (Json{0, 0.0}));
  CAF_CHECK_EQUAL(points.back(), (Json{9'999'000, 9999.0}));
  const bool peak = std::any_of(points.begin(), points.end(), [](const Json& point) {
    return point == Json{5'000'000, 1e6};
  });
  CAF_CHECK(peak);
}

CAF_TEST(the status names the lines and what is not kept) {
  auto day = a_long_line();
  auto more = noted("beta", 1, "", "atr", 2);
  more.dropped = 12;
  day.apply({{}, more});
  const auto page = Json::parse(newest_status(day, {}))["dashboard"];
  CAF_CHECK_EQUAL(page["plots"], (Json{"atr", "rsi"}));
  CAF_CHECK_EQUAL(page["notes_dropped"], 12);
}

CAF_TEST(names that are no text of ours stay names) {
  report::DayRecord day;
  day.apply({{}, noted("alpha", 1, "", "__proto__", 1)});
  day.apply({{}, noted("alpha", 1, "", "a\xff", 1)});
  const auto told = Json::parse(plots_json(day, 100));
  CAF_CHECK_EQUAL(told["plots"].size(), 2u);
  CAF_CHECK(told["plots"].contains("__proto__"));
}

} // namespace day_json_test
