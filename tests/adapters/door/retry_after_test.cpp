#define CAF_SUITE door_retry_after
#include "tests/test.hpp"

#include "adapters/door/retry_after.hpp"

namespace retry_after_test {

using namespace hft;
using namespace hft::door;
using namespace std::chrono_literals;

namespace {

const Timestamp now = parse_timestamp("2026-03-02T15:00:00Z").value();

std::optional<Duration> wait(std::string_view retry_after, std::string_view reset = {}) {
  return wait_asked_for(retry_after, reset, now);
}

} // namespace

CAF_TEST(seconds are waited) {
  CAF_CHECK(wait("20") == 20s);
  CAF_CHECK(wait(" 1 ") == 1s);
  CAF_CHECK(wait("1.5") == 2s);
}

CAF_TEST(a date is waited for) {
  CAF_CHECK(wait("Mon, 02 Mar 2026 15:00:30 GMT") == 30s);
  CAF_CHECK(parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT") ==
            parse_timestamp("1994-11-06T08:49:37Z"));
  CAF_CHECK(!parse_http_date("Sun, 06 Foo 1994 08:49:37 GMT"));
  CAF_CHECK(!parse_http_date("Sunday, 06-Nov-94 08:49:37 GMT"));
}

CAF_TEST(the reset of the limit counts when nothing else does) {
  const auto at = std::to_string(now.nanoseconds / 1'000'000'000 + 12);
  CAF_CHECK(wait("", at) == 12s);
  CAF_CHECK(wait("soon", at) == 12s);
  CAF_CHECK(wait("3", at) == 3s);
}

CAF_TEST(no time to come is no time) {
  for (const auto* text :
       {"", "0", "-5", "soon", "1e9", "0x10", "1.", "Mon, 02 Mar 2026 14:00:00 GMT"})
    CAF_CHECK(!wait(text));
  CAF_CHECK(!wait("", "1000"));
  CAF_CHECK(!wait("", "99999999999999999999"));
}

CAF_TEST(a wait without end is cut) {
  CAF_CHECK(wait("86400") == longest_wait);
  CAF_CHECK(wait("99999999999999999999999") == longest_wait);
  CAF_CHECK(wait("", "8999999999") == longest_wait);
  CAF_CHECK(wait("Mon, 02 Mar 2226 15:00:30 GMT") == longest_wait);
}

} // namespace retry_after_test
