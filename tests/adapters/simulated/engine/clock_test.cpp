#define CAF_SUITE venue_clock
#include "tests/test.hpp"

#include "adapters/simulated/engine/clock.hpp"
#include "adapters/simulated/protocol/faults.hpp"
#include "adapters/simulated/protocol/rest_message.hpp"
#include "messages/new_york.hpp"

namespace clock_test {

using namespace hft;
using namespace hft::simulated;
using namespace std::chrono_literals;

namespace {

SessionPlan plan_of(Date date) {
  return {date,
          from_new_york(date, 4h),
          from_new_york(date, 9h + 30min),
          from_new_york(date, 16h),
          from_new_york(date, 20h),
          false};
}

const SessionPlan tuesday = plan_of(make_date(2024, 3, 5));

FaultRule a_rule(FaultKind kind) {
  FaultRule rule;
  rule.kind = kind;
  return rule;
}

} // namespace

CAF_TEST(a clock with a speed runs that much faster than real time) {
  VenueClock clock{tuesday.open, 300};
  CAF_CHECK(clock.now({5}) == tuesday.open);
  clock.start({0});
  CAF_CHECK(clock.now({1'000'000'000}) == tuesday.open + 300s);
  CAF_CHECK(clock.real_time_until(tuesday.open + 600s, {1'000'000'000}) == 1s);
  CAF_CHECK_EQUAL(clock.speed_text(), "300");
}

CAF_TEST(a clock at full speed is moved and never goes back) {
  VenueClock clock{tuesday.open, 0};
  clock.start({0});
  clock.advance_to(tuesday.close);
  clock.advance_to(tuesday.open);
  CAF_CHECK(clock.now({99}) == tuesday.close);
  CAF_CHECK_EQUAL(clock.speed_text(), "max");
}

CAF_TEST(without a subscriber the session waits and the night is skipped) {
  CAF_CHECK(pace_at(tuesday.pre_open, tuesday, false, true) == Pace::Hold);
  CAF_CHECK(pace_at(tuesday.close - Duration{1}, tuesday, false, true) == Pace::Hold);
  CAF_CHECK(pace_at(tuesday.close, tuesday, false, true) == Pace::Leap);
  CAF_CHECK(pace_at(tuesday.pre_open - Duration{1}, tuesday, false, true) == Pace::Leap);
}

CAF_TEST(with a subscriber everything is played) {
  CAF_CHECK(pace_at(tuesday.pre_open, tuesday, true, true) == Pace::Play);
  CAF_CHECK(pace_at(tuesday.close, tuesday, true, true) == Pace::Play);
}

CAF_TEST(a session without data is not played) {
  CAF_CHECK(pace_at(tuesday.pre_open, tuesday, true, false) == Pace::Hold);
}

CAF_TEST(after the last session of the week comes Monday) {
  const auto weekdays = [](Date date) -> std::optional<SessionPlan> {
    if (weekday(date) == 0 || weekday(date) == 6) return std::nullopt;
    return plan_of(date);
  };
  const auto friday = plan_of(make_date(2024, 3, 8));
  CAF_CHECK(session_at_or_after(weekdays, friday.post_end)->date == make_date(2024, 3, 11));
  CAF_CHECK(session_at_or_after(weekdays, friday.post_end - Duration{1})->date == friday.date);
}

CAF_TEST(a fault strikes after its skips and only so many times) {
  Faults faults;
  CAF_REQUIRE(faults.add(R"({"kind":"drop_update","event":"fill","skip":1,"times":1})"));
  const FaultSubject fill{{}, {}, "fill", "SPY"};
  CAF_CHECK(!faults.strike(FaultKind::DropUpdate, {{}, {}, "new", "SPY"}));
  CAF_CHECK(!faults.strike(FaultKind::DropUpdate, fill));
  CAF_CHECK(faults.strike(FaultKind::DropUpdate, fill).has_value());
  CAF_CHECK(!faults.strike(FaultKind::DropUpdate, fill));
  CAF_CHECK(!faults.armed(FaultKind::DropUpdate));
}

CAF_TEST(a fault on requests matches method and path) {
  Faults faults;
  auto rule = a_rule(FaultKind::AnswerNever);
  rule.method = "POST";
  rule.path = "/v2/orders";
  faults.add(rule);
  CAF_CHECK(!faults.strike(FaultKind::AnswerNever, {"GET", "/v2/orders", {}, {}}));
  CAF_CHECK(faults.strike(FaultKind::AnswerNever, {"POST", "/v2/orders", {}, {}}).has_value());
}

CAF_TEST(a fault plan with a mistake is refused as a whole) {
  Faults faults;
  const auto added = faults.add(R"([{"kind":"cut_data"},{"kind":"explode"}])");
  CAF_REQUIRE(!added);
  CAF_CHECK(added.error().sentence.find("\"explode\"") != std::string::npos);
  CAF_CHECK(!faults.armed(FaultKind::CutData));
  CAF_CHECK(!faults.add(R"({"kind":"cut_data","tims":1})"));
}

CAF_TEST(every fault has a name of its own) {
  for (const auto& entry : fault_table()) {
    Faults faults;
    const auto plan = R"({"kind":")" + std::string{entry.name} + R"("})";
    CAF_CHECK(faults.add(plan).has_value());
    CAF_CHECK(faults.armed(entry.kind));
  }
}

CAF_TEST(a target is split and decoded) {
  HttpRequest request;
  parse_target("/v2/stocks/trades?symbols=SPY%2CQQQ&start=2024-03-05T00%3A00%3A00%2B00%3A00&x",
               request);
  CAF_CHECK_EQUAL(request.path, "/v2/stocks/trades");
  CAF_CHECK_EQUAL(request.parameter("symbols"), "SPY,QQQ");
  CAF_CHECK_EQUAL(request.parameter("start"), "2024-03-05T00:00:00+00:00");
  CAF_CHECK_EQUAL(request.parameter("x"), "");
}

CAF_TEST(keys come from headers or an authorization) {
  HttpRequest request;
  CAF_CHECK(!request.keys());
  request.headers["authorization"] = "Basic a2V5OnNlY3JldA==";
  const auto keys = request.keys();
  CAF_REQUIRE(keys);
  CAF_CHECK_EQUAL(keys->id, "key");
  CAF_CHECK_EQUAL(keys->secret, "secret");
}

CAF_TEST(tokens survive base64 of every length) {
  const std::vector<std::string> texts{"", "a", "ab", "abc", "trades|SPY|\xff\xfe"};
  for (const auto& text : texts)
    CAF_CHECK_EQUAL(base64_decoded(base64_encoded(text)).value_or(std::string{"?"}), text);
  CAF_CHECK(!base64_decoded("a b"));
}

} // namespace clock_test
