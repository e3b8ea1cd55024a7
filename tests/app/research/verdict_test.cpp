#define CAF_SUITE research_verdict
#include "tests/test.hpp"

#include "app/research/verdict.hpp"
#include "tests/app/research/made_record.hpp"

#include <algorithm>

namespace verdict_test {

using namespace hft;
using namespace hft::research;

namespace {

Verdict verdict_on(const report::RunRecord& record) {
  return verdict_of(record, statistics_of(record));
}

/// The weight of the finding of that name; -1 when there is none.
int weight_of(const Verdict& verdict, std::string_view name) {
  const auto found = std::find_if(verdict.findings.begin(), verdict.findings.end(),
                                  [&](const Finding& one) { return one.name == name; });
  return found == verdict.findings.end() ? -1 : static_cast<int>(found->weight);
}

constexpr int against = static_cast<int>(Weight::Against);
constexpr int doubt = static_cast<int>(Weight::Doubt);
constexpr int favour = static_cast<int>(Weight::For);

report::RunRecord winner() {
  auto record = flat_record({1100, 1200, 1300, 1400});
  add_fill(record, minute(0, 1), Side::Buy, 1, dollars(100), money(10));
  return record;
}

} // namespace

CAF_TEST(few trades are no ground for belief) {
  CAF_CHECK_EQUAL(weight_of(verdict_on(winner()), "few trades"), against);
}

CAF_TEST(a profit made in one day is named with its date) {
  auto record = flat_record({990, 980, 1500, 1490});
  add_fill(record, minute(0, 1), Side::Buy, 1, dollars(100));

  const auto verdict = verdict_on(record);

  CAF_CHECK_EQUAL(weight_of(verdict, "one lucky day"), against);
  const auto lucky = std::find_if(verdict.findings.begin(), verdict.findings.end(),
                                  [](const Finding& one) { return one.name == "one lucky day"; });
  CAF_CHECK(lucky->sentence.find("2026-01-08") != std::string::npos);
  CAF_CHECK(lucky->sentence.find("-$30.00") != std::string::npos);
  CAF_CHECK_EQUAL(weight_of(verdict_on(winner()), "no lucky day"), favour);
}

CAF_TEST(a result that dies with a little delay is not to be believed) {
  auto record = winner();
  record.reruns.push_back({report::Rerun::Kind::Delay, 100, money(-1), 1});
  CAF_CHECK_EQUAL(weight_of(verdict_on(record), "dies at +100 ms"), against);

  record.reruns[0].profit = money(150);
  CAF_CHECK_EQUAL(weight_of(verdict_on(record), "weak at +100 ms"), doubt);

  record.reruns[0].profit = money(390);
  CAF_CHECK_EQUAL(weight_of(verdict_on(record), "stands +100 ms"), favour);
}

CAF_TEST(twice the fee is reckoned where no rerun tells it) {
  auto record = winner();
  record.fills[0].fee = money(500);
  CAF_CHECK_EQUAL(weight_of(verdict_on(record), "dies at twice the fee"), against);

  record.reruns.push_back({report::Rerun::Kind::Fees, 2, money(399), 1});
  CAF_CHECK_EQUAL(weight_of(verdict_on(record), "stands twice the fee"), favour);
}

CAF_TEST(stale fills and fills outside hours are told) {
  auto record = winner();
  record.fills[0].data_at = minute(0, 0);
  add_fill(record, minute(3, 391), Side::Sell, 1, dollars(100));

  const auto verdict = verdict_on(record);

  CAF_CHECK_EQUAL(weight_of(verdict, "stale fills"), against);
  CAF_CHECK_EQUAL(weight_of(verdict, "fills outside hours"), against);
}

CAF_TEST(a loss is called a loss) {
  auto record = flat_record({990});
  add_fill(record, minute(0, 1), Side::Buy, 1, dollars(100));

  CAF_CHECK_EQUAL(verdict_on(record).headline, "It loses: -$10.00 after fees.");
}

CAF_TEST(the heaviest finding comes first) {
  auto record = winner();
  record.warnings.push_back({"gap", "SPY", day(0), 3, "no trade"});

  const auto verdict = verdict_on(record);

  CAF_CHECK(verdict.weight == Weight::Against);
  CAF_CHECK(std::is_sorted(verdict.findings.begin(), verdict.findings.end(),
                           [](const auto& a, const auto& b) { return a.weight < b.weight; }));
  CAF_CHECK_EQUAL(weight_of(verdict, "data warnings"), doubt);
}

CAF_TEST(a run without a fill says so) {
  CAF_CHECK_EQUAL(verdict_on(flat_record({1000})).headline, "Nothing was traded.");
}

} // namespace verdict_test
