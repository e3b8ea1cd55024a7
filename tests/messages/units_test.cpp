#define CAF_SUITE units
#include "tests/test.hpp"

#include "messages/units.hpp"

#include <limits>
#include <stdexcept>

using namespace hft;

namespace {
// By value: CAF's macros outlive a temporary.
std::int64_t units_of(const char* text) {
  const auto units = parse_units(text);
  return units ? *units : -999;
}
} // namespace

CAF_TEST(decimal text becomes exact units and back) {
  CAF_CHECK_EQUAL(units_of("451.31"), 451'310'000'000);
  CAF_CHECK_EQUAL(units_of("-0.000000001"), -1);
  CAF_CHECK_EQUAL(units_of("1.5e2"), 150 * units_per_whole);
  CAF_CHECK_EQUAL(units_of("100.2500000000000"), 100'250'000'000);
  CAF_CHECK_EQUAL(format_units(451'310'000'000), "451.31");
  CAF_CHECK_EQUAL(format_units(-1), "-0.000000001");
  CAF_CHECK_EQUAL(format_units(std::numeric_limits<std::int64_t>::min()), "-9223372036.854775808");
}

CAF_TEST(what is no exact decimal is refused) {
  for (const auto* text :
       {"", "-", ".", "1.2.3", "1e", "abc", "1.0000000001", "9999999999999", "1 "})
    CAF_CHECK(!parse_units(text).has_value());
}

CAF_TEST(products are exact and rounded half to even) {
  CAF_CHECK_EQUAL(notional(cents(45131), shares(5)).units, 2'256'550'000'000);
  CAF_CHECK_EQUAL(notional(Price{1}, Quantity{500'000'000}).units, 0);
  CAF_CHECK_EQUAL(notional(Price{3}, Quantity{500'000'000}).units, 2);
  CAF_CHECK_EQUAL(notional(Price{-3}, Quantity{500'000'000}).units, -2);
}

CAF_TEST(sums that do not fit throw) {
  const Money most{std::numeric_limits<std::int64_t>::max()};
  bool threw = false;
  try {
    (void)(most + Money{1});
  } catch (const std::overflow_error&) {
    threw = true;
  }
  CAF_CHECK(threw);
}
