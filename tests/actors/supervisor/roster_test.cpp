#define CAF_SUITE roster
#include "actors/supervisor/roster.hpp"
#include "tests/test.hpp"

namespace roster_test {

using namespace hft;

namespace {

const auto today = make_date(2026, 3, 2);

ModelSpec spec(const char* id, const char* name,
               std::map<std::string, std::string> parameters = {}) {
  return {ModelId::truncated(id), name, std::move(parameters)};
}

const std::vector<ModelSpec> line = {spec("modulo", "modulo"), spec("trend", "ema_cross")};

Roster left(std::vector<RosterEntry> instances) {
  return {today, line, std::move(instances)};
}

} // namespace

CAF_TEST(without an earlier roster what the command line says starts) {
  const auto restored = restore(line, {}, today, true);
  CAF_REQUIRE_EQUAL(restored.instances.size(), 2u);
  CAF_CHECK(restored.instances[0].spec == line[0]);
  CAF_CHECK(restored.told.empty());
}

CAF_TEST(a swapped instance comes back with the parameters of the swap) {
  const auto swapped = spec("modulo", "momentum", {{"lookback", "7"}});
  const auto restored =
    restore(line, left({{swapped, {}, false}, {line[1], {}, false}}), today, true);
  CAF_CHECK(restored.instances[0].spec == swapped);
  CAF_CHECK(restored.instances[1].spec == line[1]);
  CAF_REQUIRE_EQUAL(restored.told.size(), 1u);
  CAF_CHECK_EQUAL(
    restored.told[0],
    "model modulo goes on as momentum:lookback=7, to which it was changed while running");
}

CAF_TEST(a spawned instance and one in shadow come back) {
  auto shadow = spec("modulo", "momentum");
  shadow.shadow = true;
  const auto idea = spec("idea", "modulo");
  const auto restored = restore(
    line, left({{line[0], shadow, false}, {line[1], {}, false}, {idea, {}, false}}), today, true);
  CAF_REQUIRE_EQUAL(restored.instances.size(), 3u);
  CAF_CHECK(restored.instances[0].beside == shadow);
  CAF_CHECK(restored.instances[2].spec == idea);
  CAF_CHECK_EQUAL(restored.told.size(), 2u);
}

CAF_TEST(an instance that was stopped stays stopped on its date and starts on the next) {
  const auto before = left({{line[0], {}, true}, {line[1], {}, false}});
  CAF_CHECK(restore(line, before, today, true).instances[0].stopped);
  CAF_CHECK(!restore(line, before, today + 1, true).instances[0].stopped);
}

CAF_TEST(a changed command line wins over what ran before) {
  const auto swapped = spec("modulo", "momentum");
  auto other = line;
  other[0].parameters["sell_divisor"] = "9";
  const auto restored = restore(other, left({{swapped, {}, false}}), today, true);
  CAF_CHECK(restored.instances[0].spec == other[0]);
  CAF_REQUIRE_EQUAL(restored.told.size(), 1u);
  CAF_CHECK(restored.told[0].find("as the command line says") != std::string::npos);
  other.erase(other.begin());
  CAF_CHECK_EQUAL(restore(other, left({{swapped, {}, false}}), today, true).instances.size(), 1u);
}

CAF_TEST(told not to nothing comes back and what is left out is named) {
  const auto restored = restore(
    line, left({{spec("modulo", "momentum"), {}, false}, {spec("idea", "pairs"), {}, false}}),
    today, false);
  CAF_CHECK_EQUAL(restored.instances.size(), 2u);
  CAF_CHECK(restored.instances[0].spec == line[0]);
  CAF_REQUIRE_EQUAL(restored.told.size(), 2u);
  CAF_CHECK(restored.told[1].find("idea (pairs)") != std::string::npos);
}

} // namespace roster_test
