#define CAF_SUITE day_counts
#include "tests/test.hpp"

#include "actors/execution/day_counts.hpp"

namespace day_counts_test {

using namespace hft;

CAF_TEST(what a model sends and fills and is refused is counted apart from others) {
  DayCounts counts;
  counts.on_sent("modulo");
  counts.on_sent("modulo");
  counts.on_filled("modulo");
  counts.on_refused("trend", Refusal::Halted);
  counts.on_rejected("trend");
  const auto& models = counts.models();
  CAF_CHECK_EQUAL(models.at("modulo").orders, 2u);
  CAF_CHECK_EQUAL(models.at("modulo").fills, 1u);
  CAF_CHECK_EQUAL(models.at("modulo").refused, 0u);
  CAF_CHECK_EQUAL(models.at("trend").orders, 0u);
  CAF_CHECK_EQUAL(models.at("trend").refused, 2u);
}

CAF_TEST(a refusal of ours counts by its reason and one of the brokers does not ) {
  DayCounts counts;
  counts.on_refused("modulo", Refusal::Halted);
  counts.on_refused("trend", Refusal::Halted);
  counts.on_refused("trend", Refusal::OrderSize);
  counts.on_rejected("trend");
  const auto& refusals = counts.refusals();
  CAF_CHECK_EQUAL(refusals.size(), 2u);
  CAF_CHECK_EQUAL(refusals.at(std::string{to_string(Refusal::Halted)}), 2u);
  CAF_CHECK_EQUAL(refusals.at(std::string{to_string(Refusal::OrderSize)}), 1u);
}

CAF_TEST(another date counts from zero and remembers what was realized before it) {
  const auto money = [](std::int64_t whole) { return Money{whole * units_per_whole}; };
  DayCounts counts;
  counts.on_sent("modulo");
  counts.on_refused("modulo", Refusal::Halted);
  counts.begin({{"modulo", money(30)}});
  CAF_CHECK(counts.models().empty());
  CAF_CHECK(counts.refusals().empty());
  CAF_CHECK(counts.realized_today("modulo", money(50)) == money(20));
  CAF_CHECK(counts.realized_today("newcomer", money(50)) == money(50));
  counts.forget();
  CAF_CHECK(counts.realized_today("modulo", money(50)) == money(50));
}

} // namespace day_counts_test
