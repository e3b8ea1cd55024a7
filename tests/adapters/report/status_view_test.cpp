#define CAF_SUITE status_view
#include "adapters/report/session_report.hpp"
#include "adapters/report/status_view.hpp"
#include "tests/test.hpp"

namespace status_view_test {

using namespace hft;

namespace {

ModelBook book(const char* id, std::int64_t quantity, std::int64_t realized) {
  ModelBook made;
  made.id = ModelId::truncated(id);
  made.positions = {{"SPY",
                     shares(quantity),
                     dollars(450),
                     {},
                     {},
                     dollars(460),
                     *parse_timestamp("2026-07-02T19:59:59Z")}};
  made.realized = made.realized_today = Money{realized * units_per_whole};
  return made;
}

/// One model that runs, one that does not, and trades of nobody's.
StatusSnapshot a_status() {
  StatusSnapshot status;
  ModelStatus model;
  model.id = "runs";
  model.name = "modulo";
  model.parameters = {{"sell_divisor", "9"}};
  model.book = book("runs", 5, 10);
  status.models = {model};
  status.desk.models = {model.book, book("idea", -310, 7), book("", 2, 0), book("done", 0, 0)};
  status.desk.positions = book("", -303, 0).positions;
  return status;
}

} // namespace

CAF_TEST(a position whose model does not run is named) {
  const auto sentences = report::unmanned_sentences(a_status());
  CAF_REQUIRE_EQUAL(sentences.size(), 1u);
  CAF_CHECK_EQUAL(sentences[0], "idea holds -310 SPY and no model runs it");
}

CAF_TEST(the rows add up to the total) {
  CAF_CHECK_EQUAL(report::unmanned_books(a_status()).size(), 2u);
  CAF_CHECK(report::totals_of(a_status()).realized == Money{17 * units_per_whole});
}

CAF_TEST(the price behind unrealized profit is said with its time) {
  CAF_CHECK_EQUAL(report::mark_words(a_status().desk.positions), "SPY -303 at 460 of 15:59:59");
  CAF_CHECK_EQUAL(report::model_words(a_status().models[0]), "modulo:sell_divisor=9");
}

CAF_TEST(phases are told once and the close is one of them) {
  std::vector<std::string> phases;
  for (const auto phase : {SessionPhase::PreOpen, SessionPhase::Regular, SessionPhase::Regular,
                           SessionPhase::AfterHours, SessionPhase::Closed})
    report::add_phase(phases, phase);
  const std::vector<std::string> wanted{"PreOpen", "Regular", "Closing", "AfterHours", "Closed"};
  CAF_CHECK(phases == wanted);
}

} // namespace status_view_test
