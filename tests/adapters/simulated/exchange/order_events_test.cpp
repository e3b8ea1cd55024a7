#define CAF_SUITE order_events
#include "tests/test.hpp"

#include "adapters/simulated/exchange/order_events.hpp"

namespace order_events_test {

using namespace hft;
using namespace hft::simulated;

namespace {

OrderUpdate of(const char* key) {
  OrderUpdate update;
  update.account_key = key;
  return update;
}

} // namespace

CAF_TEST(events are numbered one after the other and taken once) {
  OrderEvents events{10};
  events.restore_last_number(41);
  events.add(of("a"));
  events.add(of("b"));
  const auto taken = events.take();
  CAF_CHECK_EQUAL(taken.size(), 2u);
  CAF_CHECK_EQUAL(taken.back().event_id, 43u);
  CAF_CHECK(events.take().empty());
}

CAF_TEST(an account reads its own events again as long as they are kept) {
  OrderEvents events{2};
  for (const auto* key : {"a", "a", "b", "a"}) events.add(of(key));
  CAF_CHECK_EQUAL(events.after("a", 0).size(), 1u); // the two first are gone
  CAF_CHECK_EQUAL(events.after("b", 2).size(), 1u);
  CAF_CHECK(events.after("b", 3).empty());
}

CAF_TEST(nothing is kept when nothing is to be) {
  OrderEvents events{0};
  events.add(of("a"));
  CAF_CHECK(events.after("a", 0).empty());
  CAF_CHECK_EQUAL(events.take().size(), 1u);
}

} // namespace order_events_test
