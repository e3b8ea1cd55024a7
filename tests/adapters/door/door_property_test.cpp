#define CAF_SUITE door_properties
#include "tests/test.hpp"

#include "adapters/door/bounds.hpp"
#include "adapters/door/plausible.hpp"
#include "adapters/door/retry_after.hpp"
#include "adapters/door/shown_text.hpp"

#include <algorithm>
#include <rapidcheck.h>

namespace door_property_test {

using namespace hft;
using namespace hft::door;

namespace {

bool is_plain_line(std::string_view text) {
  return std::none_of(text.begin(), text.end(),
                      [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

/// A document of lists with so many values, as deep as told.
std::string nested(std::size_t depth, std::size_t width) {
  std::string text = "1";
  for (std::size_t i = 1; i < width; ++i) text += ",1";
  for (std::size_t i = 0; i < depth; ++i) text = '[' + text + ']';
  return text;
}

} // namespace

CAF_TEST(whatever is shown is one short line and stays what it is) {
  const bool holds = rc::check([](const std::string& text, std::uint8_t most) {
    const auto line = shown(text, std::size_t{most} + 3);
    RC_ASSERT(line.size() <= std::size_t{most} + 3);
    RC_ASSERT(is_plain_line(line));
    RC_ASSERT(is_showable(line));
    RC_ASSERT(shown(line, std::size_t{most} + 3) == line);
  });
  CAF_CHECK(holds);
}

CAF_TEST(bytes of every kind are shown as text) {
  const bool holds = rc::check([](const std::vector<std::uint8_t>& bytes) {
    const std::string text{bytes.begin(), bytes.end()};
    RC_ASSERT(is_showable(shown(text)));
    RC_ASSERT((is_showable(text) ? shown(text, text.size() + 3) == text : shown(text) != text));
  });
  CAF_CHECK(holds);
}

CAF_TEST(bounds judge lists by depth and by number) {
  const bool holds = rc::check([] {
    const auto depth = *rc::gen::inRange<std::size_t>(1, 60);
    const auto width = *rc::gen::inRange<std::size_t>(1, 60);
    const Bounds bounds{1'000, *rc::gen::inRange<std::size_t>(1, 60),
                        *rc::gen::inRange<std::size_t>(1, 120)};
    const auto fit = fit_json(nested(depth, width), bounds);
    RC_ASSERT((depth > bounds.depth || depth + width > bounds.values) == (fit != Fit::Fits));
  });
  CAF_CHECK(holds);
}

CAF_TEST(no bytes break the walk over msgpack) {
  const bool holds = rc::check([](const std::vector<std::uint8_t>& bytes) {
    const std::string text{bytes.begin(), bytes.end()};
    const auto fit = fit_msgpack(text, {1'000, 4, 20});
    RC_ASSERT(fit != Fit::Fits || text.size() <= 1'000);
  });
  CAF_CHECK(holds);
}

CAF_TEST(what passes for a print can be multiplied and a wait has an end) {
  const bool holds = rc::check([](std::int64_t price, std::int64_t size, const std::string& text) {
    const Price at{price};
    const Quantity of{size};
    if (is_print(at, of)) RC_ASSERT(exact_product(at, of) > 0);
    if (is_amount(at, of)) RC_ASSERT(magnitude(notional(at, of).units) <= INT64_MAX);
    const auto wait = wait_asked_for(text, text, Timestamp{});
    RC_ASSERT(!wait || (*wait > Duration{0} && *wait <= longest_wait));
  });
  CAF_CHECK(holds);
}

} // namespace door_property_test
