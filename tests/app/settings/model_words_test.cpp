#define CAF_SUITE model_words
#include "tests/test.hpp"

#include "app/settings/model_words.hpp"
#include "app/wiring/warm_up_windows.hpp"

namespace model_words_test {

using namespace hft;

namespace {

Timestamp at(const char* text) {
  return parse_timestamp(text).value();
}

Needs minutes_of(int count) {
  Needs needs;
  needs.warm_up = std::chrono::minutes{count};
  return needs;
}

const MarketCalendar& calendar() {
  static const MarketCalendar made;
  return made;
}

} // namespace

CAF_TEST(where a model runs is a word behind its name) {
  const auto spec = read_model_words("fast=modulo@thread:sell_divisor=3");
  CAF_REQUIRE(spec.has_value());
  CAF_CHECK_EQUAL(spec->id.str(), "fast");
  CAF_CHECK_EQUAL(spec->name, "modulo");
  CAF_CHECK(spec->runs_on == RunsOn::Thread);
  CAF_CHECK_EQUAL(spec->parameters.at("sell_divisor"), "3");
  const auto plain = read_model_words("modulo");
  CAF_CHECK(plain.has_value() && plain->runs_on == RunsOn::Default);
  const auto wrong = read_model_words("modulo@moon");
  CAF_REQUIRE(!wrong.has_value());
  CAF_CHECK_EQUAL(wrong.error().sentence,
                  "model 'modulo@moon': nothing runs on 'moon'; write lane, scheduler or thread");
}

CAF_TEST(history reaches back over the night in session time) {
  // Tuesday 2026-03-03, ten minutes after the open.
  const auto windows = warm_up_windows(calendar(), minutes_of(30), at("2026-03-03T14:40:00Z"));
  CAF_REQUIRE_EQUAL(windows.size(), 2u);
  CAF_CHECK(windows[0].from == at("2026-03-02T20:40:00Z"));
  CAF_CHECK(windows[0].until == at("2026-03-02T21:00:00Z"));
  CAF_CHECK(windows[1].from == at("2026-03-03T14:30:00Z"));
  CAF_CHECK(windows[1].until > at("2026-03-03T14:40:00Z"));
}

CAF_TEST(before the open history is that of the last session and what comes) {
  // Monday before the open: Friday's last half hour.
  const auto windows = warm_up_windows(calendar(), minutes_of(30), at("2026-03-02T14:00:00Z"));
  CAF_REQUIRE_EQUAL(windows.size(), 2u);
  CAF_CHECK(windows[0].from == at("2026-02-27T20:30:00Z"));
  CAF_CHECK(windows[0].until == at("2026-02-27T21:00:00Z"));
  CAF_CHECK(windows[1].from == at("2026-03-02T14:00:00Z"));
}

} // namespace model_words_test
