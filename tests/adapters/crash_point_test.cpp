#define CAF_SUITE crash_point

#include "adapters/crash_point.hpp"

#include "tests/test.hpp"

namespace crash_point_test {

using namespace hft;

CAF_TEST(unarmed no point is due) {
  crash::armed = -1;
  CAF_CHECK(!crash_due(CrashPoint::OrderIntended));
}

CAF_TEST(an armed point is due at the passing it was armed for and no other is) {
  CAF_REQUIRE(arm_crash_point("order.sent:3").has_value());

  CAF_CHECK(!crash_due(CrashPoint::OrderSent));
  CAF_CHECK(!crash_due(CrashPoint::OrderIntended));
  CAF_CHECK(!crash_due(CrashPoint::OrderSent));
  CAF_CHECK(crash_due(CrashPoint::OrderSent));
}

CAF_TEST(without a count the first passing is meant) {
  CAF_REQUIRE(arm_crash_point("journal.record").has_value());
  CAF_CHECK(crash_due(CrashPoint::JournalRecord));
}

CAF_TEST(what is no point is refused and those there are get named) {
  const auto unknown = arm_crash_point("lunch");
  CAF_REQUIRE(!unknown.has_value());
  CAF_CHECK(unknown.error().sentence.find("order.intended") != std::string::npos);
  CAF_CHECK(!arm_crash_point("order.sent:0").has_value());
  CAF_CHECK(!arm_crash_point("order.sent:two").has_value());
}

} // namespace crash_point_test
