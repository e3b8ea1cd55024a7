#define CAF_SUITE session_times
#include "tests/test.hpp"

#include "adapters/simulated/exchange/session_times.hpp"
#include "messages/new_york.hpp"
#include "tests/adapters/simulated/exchange/broken_invariant.hpp"

namespace session_times_test {

using namespace hft;
using namespace hft::simulated;

namespace {

const Date monday = make_date(2026, 3, 2);

Timestamp at(Date date, int hours, int minutes = 0) {
  return from_new_york(date, std::chrono::hours{hours} + std::chrono::minutes{minutes});
}

SessionTimes at_ten_on_monday() {
  SessionTimes times{nullptr};
  times.find_first(at(monday, 10));
  return times;
}

VenueOrder order_of(TimeInForce time_in_force, bool extended = false) {
  VenueOrder order;
  order.time_in_force = time_in_force;
  order.extended_hours = extended;
  return order;
}

} // namespace

CAF_TEST(before a session is known nothing trades and nothing is routed) {
  const SessionTimes times{nullptr};
  CAF_CHECK(!times.known());
  CAF_CHECK(!times.is_regular());
  CAF_CHECK(!times.is_routable(order_of(TimeInForce::Day)));
  CAF_CHECK(!times.next_boundary());
}

CAF_TEST(the first session is the one that is on and what is behind of it is not passed again) {
  auto times = at_ten_on_monday();
  CAF_CHECK_EQUAL(times.plan().date.days, monday.days);
  CAF_CHECK_EQUAL(times.boundaries_left(), 2);
  CAF_CHECK(*times.next_boundary() == at(monday, 16));
  CAF_CHECK(times.pass_boundary() == Boundary::Close);
  CAF_CHECK(times.pass_boundary() == Boundary::PostEnd);
  CAF_CHECK(!times.next_boundary());
  CAF_CHECK(breaks_invariant([&] { times.pass_boundary(); }));
}

CAF_TEST(a first session that is over at eight in the evening is the next one) {
  SessionTimes times{nullptr};
  times.find_first(at(make_date(2026, 3, 6), 20)); // a Friday
  CAF_CHECK_EQUAL(times.plan().date.days, make_date(2026, 3, 9).days);
  CAF_CHECK_EQUAL(times.boundaries_left(), 4);
}

CAF_TEST(time only moves on) {
  auto times = at_ten_on_monday();
  times.move_to(at(monday, 9));
  CAF_CHECK(times.now() == at(monday, 10));
  times.restore(at(monday, 9));
  CAF_CHECK(times.now() == at(monday, 10));
  times.move_to(at(monday, 11));
  CAF_CHECK(times.now() == at(monday, 11));
}

CAF_TEST(orders of a day end at the close or with the extended hours or on the next day) {
  auto times = at_ten_on_monday();
  CAF_CHECK(times.expiry_of(order_of(TimeInForce::Day)) == at(monday, 16));
  CAF_CHECK(times.expiry_of(order_of(TimeInForce::Day, true)) == at(monday, 20));
  CAF_CHECK(times.expiry_of(order_of(TimeInForce::Opg)) == at(monday + 1, 9, 30));
  times.move_to(at(monday, 16));
  CAF_CHECK(times.expiry_of(order_of(TimeInForce::Day)) == at(monday + 1, 16));
  CAF_CHECK(times.expiry_of(order_of(TimeInForce::Gtc)) ==
            at(monday, 16) + std::chrono::hours{24 * 90});
}

CAF_TEST(an opening order waits for its auction and others for their hours) {
  auto times = at_ten_on_monday();
  auto opening = order_of(TimeInForce::Opg);
  opening.expires_at = times.expiry_of(opening); // tomorrow's open
  CAF_CHECK(!times.is_routable(opening));
  opening.expires_at = at(monday, 9, 30);
  CAF_CHECK(times.is_routable(opening));
  times.move_to(at(monday, 17));
  CAF_CHECK(!times.is_routable(order_of(TimeInForce::Day)));
  CAF_CHECK(times.is_routable(order_of(TimeInForce::Day, true)));
}

CAF_TEST(the calendar decides over the days and their hours) {
  const auto early = [](Date date) -> std::optional<SessionPlan> {
    if (date == make_date(2026, 3, 3)) return std::nullopt;
    return SessionPlan{date, at(date, 4), at(date, 9, 30), at(date, 13), at(date, 17), true};
  };
  SessionTimes times{early};
  times.find_first(at(monday, 12));
  CAF_CHECK(times.expiry_of(order_of(TimeInForce::Day)) == at(monday, 13));
  times.begin_next();
  CAF_CHECK_EQUAL(times.plan().date.days, make_date(2026, 3, 4).days);
}

} // namespace session_times_test
