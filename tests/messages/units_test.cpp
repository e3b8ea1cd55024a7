#define CAF_SUITE units
#include "tests/test.hpp"

#include "messages/units.hpp"

#include <limits>
#include <stdexcept>

namespace units_test {

using namespace hft;

namespace {
// By value: CAF's macros outlive a temporary.
std::int64_t units_of(const char* text) {
  const auto units = parse_units(text);
  return units ? *units : -999;
}

template <class Sum>
bool does_not_fit(Sum sum) {
  try {
    sum();
    return false;
  } catch (const std::overflow_error&) {
    return true;
  }
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

CAF_TEST(every amount that fits has a negative that fits) {
  const Money most{std::numeric_limits<std::int64_t>::max()};
  const Quantity least{-std::numeric_limits<std::int64_t>::max()};
  CAF_CHECK(-most == Money{-std::numeric_limits<std::int64_t>::max()});
  CAF_CHECK(does_not_fit([&] { return -most - Money{1}; }));
  CAF_CHECK(does_not_fit([&] { return least + Quantity{-1}; }));
  CAF_CHECK(does_not_fit([] { return checked_multiply(std::int64_t{1} << 62, -2); }));
  CAF_CHECK(does_not_fit([] { return checked_narrow(-(static_cast<int128>(1) << 63)); }));
  CAF_CHECK(abs(least) == Quantity{most.units});
  CAF_CHECK(!parse_units("-9223372036.854775808"));
  CAF_CHECK_EQUAL(units_of("-9223372036.854775807"), least.units);
}

CAF_TEST(exponents move the point exactly and no further than nine decimals) {
  CAF_CHECK_EQUAL(units_of("12.5e-8"), 125);
  CAF_CHECK_EQUAL(units_of("1e-9"), 1);
  CAF_CHECK(!parse_units("1e-10"));
  CAF_CHECK_EQUAL(units_of("10e-10"), 1);
  CAF_CHECK_EQUAL(units_of("0e999999"), 0);
  CAF_CHECK(!parse_units("1e999999"));
  CAF_CHECK_EQUAL(units_of("+.5"), units_per_whole / 2);
  CAF_CHECK_EQUAL(units_of("5."), 5 * units_per_whole);
}

CAF_TEST(whole units are what they say) {
  CAF_CHECK_EQUAL(shares(-3), Quantity{-3 * units_per_whole});
  CAF_CHECK_EQUAL(dollars(1), cents(100));
  CAF_CHECK_EQUAL(to_string(cents(5)), "0.05");
  CAF_CHECK_EQUAL(abs(shares(-3)), shares(3));
}

} // namespace units_test
