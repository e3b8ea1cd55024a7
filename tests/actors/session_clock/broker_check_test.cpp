#define CAF_SUITE broker_check
#include "tests/test.hpp"

#include "actors/session_clock/broker_check.hpp"
#include "messages/new_york.hpp"

namespace broker_check_test {

using namespace hft;
using namespace std::chrono_literals;

namespace {

std::shared_ptr<const MarketCalendar> calendar() {
  static const auto made = std::make_shared<const MarketCalendar>();
  return made;
}

const Date monday = make_date(2026, 3, 2);

MonotonicTime real(Duration since_start) {
  return MonotonicTime{1'000'000'000} + since_start;
}

Timestamp at(Date date, int hour, int minute = 0) {
  return from_new_york(date, std::chrono::hours{hour} + std::chrono::minutes{minute});
}

/// What a broker of the same calendar says.
BrokerCalendar same_calendar() {
  const auto to = monday + 13;
  return {monday, to, calendar()->sessions(monday, to)};
}

BrokerClock same_clock(Timestamp time) {
  BrokerClock clock;
  clock.time.time = time;
  const auto plan = calendar()->session_at_or_after(time).value();
  const auto later = calendar()->next_session(plan.date).value();
  clock.is_open = plan.is_regular(time);
  clock.next_open = time < plan.open ? plan.open : later.open;
  clock.next_close = time < plan.close ? plan.close : later.close;
  return clock;
}

BrokerCheck agreed(BrokerCheckOptions options = {}) {
  BrokerCheck check{calendar(), options};
  check.on_calendar(same_calendar());
  check.on_clock(same_clock(at(monday, 10)), Duration{}, real(0s));
  return check;
}

} // namespace

CAF_TEST(before the broker has spoken everything is closed) {
  BrokerCheck check{calendar(), {}};
  const auto view = check.view(monday, real(0s));
  CAF_CHECK(view.all_closed);
  CAF_CHECK(!view.agrees);
  CAF_CHECK_EQUAL(view.sentence, "broker has not confirmed the calendar yet");
  check.on_clock(same_clock(at(monday, 10)), Duration{}, real(0s));
  CAF_CHECK(check.view(monday, real(0s)).all_closed);
  check.on_failure({ErrorKind::Unreachable, "GET /v2/calendar failed: connection refused"});
  CAF_CHECK_EQUAL(check.view(monday, real(0s)).sentence,
                  "broker has not confirmed the calendar yet: GET /v2/calendar failed: connection "
                  "refused");
}

CAF_TEST(a broker that says the same agrees) {
  CAF_CHECK(agreed().view(monday, real(0s)) == (BrokerView{true, false, {}, ""}));
}

CAF_TEST(a broker is not needed where nobody requires one) {
  BrokerCheck check{calendar(), {.required = false}};
  CAF_CHECK(!check.view(monday, real(0s)).all_closed);
  CAF_CHECK(!check.view(monday, real(0s)).agrees);
}

CAF_TEST(our clock fits that of the broker at every hour of a year) {
  BrokerCheck check{calendar(), {}};
  int disagreements = 0;
  for (int hour = 0; hour < 24 * 365; ++hour) {
    check.on_clock(same_clock(at(make_date(2025, 12, 1), 0) + std::chrono::hours{hour}), Duration{},
                   real(0s));
    disagreements += !check.view(make_date(2025, 1, 1), real(0s)).closed_dates.empty();
  }
  CAF_CHECK_EQUAL(disagreements, 0);
}

CAF_TEST(a session the broker does not have is closed) {
  auto check = agreed();
  auto theirs = same_calendar();
  theirs.sessions.erase(theirs.sessions.begin() + 1);
  check.on_calendar(theirs);
  const auto view = check.view(monday, real(0s));
  CAF_CHECK(!view.agrees);
  CAF_CHECK(!view.all_closed);
  CAF_CHECK(view.closed_dates == std::set<Date>{monday + 1});
  CAF_CHECK_EQUAL(view.sentence,
                  "calendar disagrees with the broker on 2026-03-03: the broker says closed, ours "
                  "09:30 to 16:00; the date counts as closed");
  CAF_CHECK(check.view(monday + 2, real(0s)).agrees); // by then it has passed
}

CAF_TEST(a session only the broker has stays closed and is told) {
  auto check = agreed();
  auto theirs = same_calendar();
  auto saturday = theirs.sessions.front();
  saturday.date = monday + 5;
  theirs.sessions.push_back(saturday);
  check.on_calendar(theirs);
  CAF_CHECK(check.view(monday, real(0s)).closed_dates == std::set<Date>{monday + 5});
  CAF_CHECK_EQUAL(check.view(monday, real(0s)).sentence,
                  "calendar disagrees with the broker on 2026-03-07: the broker says 09:30 to "
                  "16:00, ours closed (weekend); the date counts as closed");
}

CAF_TEST(other hours close the date) {
  auto check = agreed();
  auto theirs = same_calendar();
  theirs.sessions[2].close = at(monday + 2, 13);
  check.on_calendar(theirs);
  CAF_CHECK(check.view(monday, real(0s)).closed_dates == std::set<Date>{monday + 2});
  check.on_calendar(same_calendar());
  CAF_CHECK(check.view(monday, real(0s)).agrees);
}

CAF_TEST(a broker closed in our session closes the day until it agrees for a while) {
  auto check = agreed();
  auto clock = same_clock(at(monday, 11));
  clock.is_open = false;
  check.on_clock(clock, Duration{}, real(1s));
  CAF_CHECK(check.view(monday, real(1s)).closed_dates == std::set<Date>{monday});
  CAF_CHECK_EQUAL(check.view(monday, real(1s)).sentence,
                  "calendar disagrees with the broker on 2026-03-02: the broker says closed now, "
                  "ours 09:30 to 16:00; the date counts as closed");
  check.on_clock(same_clock(at(monday, 11, 1)), Duration{}, real(2s));
  check.on_clock(same_clock(at(monday, 11, 2)), Duration{}, real(3s));
  CAF_CHECK(!check.view(monday, real(3s)).agrees);
  check.on_clock(same_clock(at(monday, 11, 3)), Duration{}, real(4s));
  CAF_CHECK(check.view(monday, real(4s)).agrees);
}

CAF_TEST(a date the broker closed in the session stays closed after the close) {
  auto check = agreed();
  auto clock = same_clock(at(monday, 15, 57));
  clock.is_open = false;
  check.on_clock(clock, Duration{}, real(1s));
  CAF_CHECK(check.wants_calendar(monday));
  check.on_calendar(same_calendar());
  CAF_CHECK(!check.wants_calendar(monday));
  for (int i = 0; i < 5; ++i) // so close to the close that it proves nothing
    check.on_clock(same_clock(at(monday, 15, 59) + 56s), Duration{}, real(2s));
  for (int minute = 1; minute < 30; ++minute) // closed, as on any other day
    check.on_clock(same_clock(at(monday, 16, minute)), Duration{}, real(3s));
  CAF_CHECK(check.view(monday, real(4s)).closed_dates == std::set<Date>{monday});
  check.on_clock(same_clock(at(monday + 1, 4)), Duration{}, real(5s));
  CAF_CHECK(check.view(monday + 1, real(5s)).agrees);
}

CAF_TEST(at a boundary the two may differ for a moment) {
  auto check = agreed();
  auto clock = same_clock(at(monday, 9, 30) + 2s);
  clock.is_open = false;
  check.on_clock(clock, Duration{}, real(1s));
  CAF_CHECK(check.view(monday, real(1s)).agrees);
}

CAF_TEST(an earlier next close closes that date) {
  auto check = agreed();
  auto clock = same_clock(at(monday, 11));
  clock.next_close = at(monday, 13);
  check.on_clock(clock, Duration{}, real(1s));
  CAF_CHECK(check.view(monday, real(1s)).closed_dates == std::set<Date>{monday});
  clock = same_clock(at(monday, 11));
  clock.next_open = at(monday + 2, 9, 30);
  check.on_clock(clock, Duration{}, real(2s));
  CAF_CHECK(check.view(monday, real(2s)).closed_dates == std::set<Date>{monday + 1});
}

CAF_TEST(a silent broker is believed for a while) {
  auto check = agreed({.keeps_for = 10min});
  check.on_failure({ErrorKind::Unreachable, "GET /v2/clock failed: timeout"});
  CAF_CHECK(check.view(monday, real(10min)).agrees);
  const auto view = check.view(monday, real(10min + 1ns));
  CAF_CHECK(view.all_closed);
  CAF_CHECK_EQUAL(view.sentence, "broker has not confirmed the calendar for more than 600.0 s: GET "
                                 "/v2/clock failed: timeout");
  check.on_clock(same_clock(at(monday, 11)), Duration{}, real(11min));
  CAF_CHECK(check.view(monday, real(11min)).agrees);
}

CAF_TEST(dates the broker was not asked about are not open) {
  const auto check = agreed();
  CAF_CHECK(!check.view(monday + 13, real(0s)).all_closed);
  CAF_CHECK(check.view(monday + 14, real(0s)).all_closed);
}

CAF_TEST(the calendar is asked for ten sessions and again before they run out) {
  BrokerCheck check{calendar(), {}};
  CAF_CHECK(check.range(monday) == std::pair(monday, monday + 14));
  CAF_CHECK(check.wants_calendar(monday));
  check.on_calendar(same_calendar());
  CAF_CHECK(!check.wants_calendar(monday));
  CAF_CHECK(check.wants_calendar(monday + 9));
  CAF_CHECK(check.range(make_date(2029, 12, 31)).second == make_date(2029, 12, 31));
}

CAF_TEST(a wall clock far from that of the broker closes everything) {
  auto check = agreed();
  check.on_clock(same_clock(at(monday, 11)), Duration{-7s}, real(1s));
  CAF_CHECK(check.view(monday, real(1s)).all_closed);
  CAF_CHECK_EQUAL(check.view(monday, real(1s)).sentence,
                  "clock disagrees with the broker's: ours is 7.0 s ahead, the limit is 5.0 s; "
                  "everything counts as closed");
  check.on_clock(same_clock(at(monday, 11)), Duration{4s}, real(2s));
  CAF_CHECK(check.view(monday, real(2s)).agrees);
}

} // namespace broker_check_test
