#define CAF_SUITE run_file
#include "tests/test.hpp"

#include "adapters/report/run_file.hpp"

#include <nlohmann/json.hpp>

namespace run_file_test {

using namespace hft;
using namespace hft::report;
using Json = nlohmann::ordered_json;

namespace {

/// One of everything, with values that no double keeps.
RunRecord full_record() {
  RunRecord record;
  record.run = {"r1",
                RunKind::Live,
                "0.1",
                "d",
                "touch",
                "paper",
                "iex",
                make_date(2026, 1, 5),
                make_date(2026, 1, 5),
                Money{1'000'000'000'000'001},
                Timestamp{5},
                3};
  record.remarks = {{"a", "b"}};
  record.parameters = {{"m", "size", "\"5\" < 6"}};
  record.sessions = {{make_date(2026, 1, 5), Timestamp{10}, Timestamp{9'000'000'000'000}, true}};
  record.models = {
    {"m", "modulo", 18'446'744'073'709'551'615u, 2, 3, 4, 5, Money{-1}, Money{1}, Money{2}}};
  record.closes = {{"", make_date(2026, 1, 5), Money{-7}, Money{1}, Money{2}, Money{3}}};
  record.marks = {{Timestamp{11}, Money{1}, Money{2}, Money{3}}};
  record.held_before = {{"m", "SPY", shares(-1), Price{1}}};
  record.splits = {{Timestamp{12}, "SPY", shares(1), shares(2)}};
  record.orders = {{"o", "m", "SPY", Side::Sell, OrderType::StopLimit, shares(1), Price{3},
                    Price{4}, Timestamp{1}, Timestamp{2}, std::nullopt, OrderState::Unknown,
                    Quantity{1}, true}};
  record.fills = {{"f",
                   "o",
                   "m",
                   "SPY",
                   Side::Sell,
                   Timestamp{20},
                   Price{100'000'000'001},
                   Quantity{1},
                   Money{1},
                   Price{1},
                   std::nullopt,
                   Timestamp{19},
                   {Price{1}, {}, Price{3}, {}}}};
  record.refusals = {{"m", "order_size", 2}};
  record.bars = {
    {"SPY", Timestamp{1}, Duration{60}, Price{2}, Price{3}, Price{1}, Price{2}, shares(1)}};
  record.warnings = {{"gap", "SPY", make_date(2026, 1, 5), 1, "hole"}};
  record.latency = RunLatency{1.5, 2.25, 3, 4};
  record.benchmark = "SPY";
  record.benchmark_closes = {{make_date(2026, 1, 2), Price{5}}};
  record.reruns = {{Rerun::Kind::Size, 2.5, Money{-1}, 7}};
  record.incidents = {{Timestamp{1}, "x"}};
  return record;
}

std::string sentence_of(const std::string& text) {
  const auto parsed = parse_run(text);
  return parsed ? std::string{"taken"} : parsed.error().sentence;
}

/// The full record as JSON, changed.
template <class Change>
std::string changed(Change change) {
  auto json = Json::parse(run_json(full_record()));
  change(json);
  return sentence_of(json.dump());
}

bool says(const std::string& sentence, std::string_view part) {
  CAF_MESSAGE(sentence);
  return sentence.find(part) != std::string::npos;
}

} // namespace

CAF_TEST(a record read again is the same) {
  const auto again = parse_run(run_json(full_record()));

  CAF_REQUIRE(again);
  CAF_CHECK(*again == full_record());
}

CAF_TEST(an empty record read again is the same) {
  CAF_CHECK(parse_run(run_json(RunRecord{})) == RunRecord{});
}

CAF_TEST(another version is refused by its number) {
  CAF_CHECK(says(changed([](Json& json) { json["version"] = 2; }),
                 "its version is 2, this program reads 1"));
}

CAF_TEST(what is no record is refused) {
  CAF_CHECK(says(sentence_of("{}"), "it is no run record"));
  CAF_CHECK(says(sentence_of("[1"), "no whole JSON"));
}

CAF_TEST(a record cut anywhere is refused) {
  const auto text = run_json(full_record());
  std::size_t taken = 0;
  for (std::size_t length = 0; length + 2 < text.size(); length += 7)
    if (parse_run(std::string_view{text}.substr(0, length))) ++taken;

  CAF_CHECK_EQUAL(taken, 0u);
}

CAF_TEST(a wrong value is named with its table row and field) {
  CAF_CHECK(says(changed([](Json& json) { json["fills"]["rows"][0][6] = 100.5; }),
                 "fills, row 1: price cannot be 100.5"));
  CAF_CHECK(
    says(changed([](Json& json) { json["run"]["from"] = "2026-02-30"; }), "run: from cannot be"));
  CAF_CHECK(
    says(changed([](Json& json) { json["models"]["rows"][0][2] = -1; }), "ticks cannot be -1"));
}

CAF_TEST(a field too many or too few is named) {
  CAF_CHECK(
    says(changed([](Json& json) { json["run"]["more"] = 1; }), "run: it has a field too many"));
  CAF_CHECK(says(changed([](Json& json) { json["more"] = 1; }), "a part too many"));
  CAF_CHECK(says(changed([](Json& json) { json.erase("bars"); }), "bars is missing"));
  CAF_CHECK(says(changed([](Json& json) { json["orders"]["rows"][0].erase(13); }),
                 "extended_hours is missing"));
  CAF_CHECK(
    says(changed([](Json& json) { json["closes"]["columns"][1] = "day"; }), "its columns are"));
}

CAF_TEST(what contradicts itself is refused) {
  CAF_CHECK(says(changed([](Json& json) { json["fills"]["rows"][0][7] = "0"; }),
                 "the quantity is not positive"));
  CAF_CHECK(
    says(changed([](Json& json) { json["fills"]["rows"][0][1] = "p"; }), "there is no order p"));
  CAF_CHECK(
    says(changed([](Json& json) { json["fills"]["rows"][0][2] = "n"; }), "there is no model n"));
  CAF_CHECK(
    says(changed([](Json& json) { json["bars"]["rows"][0][5] = "9"; }), "contradict each other"));
  CAF_CHECK(says(changed([](Json& json) { json["closes"]["rows"][0][1] = "2026-01-06"; }),
                 "no session has its date"));
  CAF_CHECK(says(
    changed([](Json& json) { json["sessions"]["rows"].push_back(json["sessions"]["rows"][0]); }),
    "sessions, row 2: it is not after"));
}

CAF_TEST(a record written before the notes of models were kept is still read) {
  RunRecord record;
  CAF_CHECK(run_json(record).find("\"notes\"") == std::string::npos);
  CAF_CHECK(parse_run(run_json(record)).value() == record);
  record.notes = {{parse_timestamp("2026-07-02T14:00:00Z").value(), "m", "rsi", 28.125, ""},
                  {parse_timestamp("2026-07-02T14:00:00Z").value(), "m", "", 0, "low"}};
  CAF_CHECK(parse_run(run_json(record)).value() == record);
}

} // namespace run_file_test
