#define CAF_SUITE venue_step
#include "tests/test.hpp"

#include "actors/supervisor/venue_step.hpp"

namespace venue_step_test {

using namespace hft;
using namespace std::chrono_literals;

namespace {

constexpr MonotonicTime begin{1'000'000'000};

VenueStep with_swaps(std::vector<std::int64_t> times) {
  std::vector<TimedSwap> swaps;
  for (const auto time : times) swaps.push_back({Timestamp{time}, ModelSpec{"m1", "other", {}}});
  return VenueStep{std::move(swaps)};
}

} // namespace

CAF_TEST(a step is settled once with its number) {
  auto step = with_swaps({});
  CAF_CHECK(!step.settle().has_value());
  step.told({7, Timestamp{90}}, begin);
  CAF_CHECK(step.waits());
  const auto settled = step.settle();
  CAF_REQUIRE(settled.has_value());
  CAF_CHECK_EQUAL(settled->number, 7u);
  CAF_CHECK(settled->next_look == Timestamp{90});
  CAF_CHECK(!step.waits());
}

CAF_TEST(a swap is made once when its time has come) {
  auto step = with_swaps({10, 20});
  step.reached(Timestamp{9});
  CAF_CHECK(step.due_swaps().empty());
  step.reached(Timestamp{15});
  CAF_CHECK_EQUAL(step.due_swaps().size(), 1u);
  CAF_CHECK(step.swaps_are_under_way());
  CAF_CHECK(step.due_swaps().empty());
  step.swap_ended();
  CAF_CHECK(!step.swaps_are_under_way());
}

CAF_TEST(the venue goes no further than to the next swap) {
  auto step = with_swaps({10, 20});
  step.told({1, Timestamp{90}}, begin);
  CAF_CHECK(step.settle()->next_look == Timestamp{10});
  step.reached(Timestamp{10});
  step.due_swaps();
  step.told({2, Timestamp{15}}, begin);
  CAF_CHECK(step.settle()->next_look == Timestamp{15}); // the session's own change comes first
  step.told({3, std::nullopt}, begin);
  CAF_CHECK(step.settle()->next_look == Timestamp{20});
}

CAF_TEST(incidents of a step are told by model in the order they came) {
  auto step = with_swaps({});
  step.keep_incident("b", "b fell");
  step.keep_incident("a", "a fell");
  step.keep_incident({}, "the feed is silent");
  step.keep_incident("a", "a is back");
  CAF_CHECK_EQUAL(step.take_incidents(), (std::vector<std::string>{"the feed is silent", "a fell",
                                                                   "a is back", "b fell"}));
  CAF_CHECK(step.take_incidents().empty());
}

CAF_TEST(a step that waits for long stands still once) {
  auto step = with_swaps({});
  CAF_CHECK(!step.stands_still(begin + 60s));
  step.told({1, std::nullopt}, begin);
  CAF_CHECK(!step.stands_still(begin + 4s));
  CAF_CHECK(step.stands_still(begin + 5s));
  CAF_CHECK(!step.stands_still(begin + 60s));
  step.told({2, std::nullopt}, begin + 60s);
  CAF_CHECK(step.stands_still(begin + 65s));
}

} // namespace venue_step_test
