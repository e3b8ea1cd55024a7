#define CAF_SUITE story
#include "tests/test.hpp"

#include "app/story.hpp"
#include "messages/new_york.hpp"

using namespace hft;
using namespace std::chrono_literals;

namespace {

SessionChanged entering(SessionPhase to) {
  const auto date = make_date(2026, 7, 2);
  SessionChanged changed;
  changed.to = to;
  changed.plan = {date,
                  from_new_york(date, 4h),
                  from_new_york(date, 9h + 30min),
                  from_new_york(date, 16h),
                  from_new_york(date, 20h),
                  false};
  return changed;
}

} // namespace

CAF_TEST(each phase is told in a sentence with New York times) {
  CAF_CHECK_EQUAL(phase_sentence(entering(SessionPhase::PreOpen)),
                  "The session of 2026-07-02 opens at 09:30 and closes at 16:00 New York time.");
  CAF_CHECK_EQUAL(phase_sentence(entering(SessionPhase::Regular)),
                  "The regular session of 2026-07-02 is open until 16:00 New York time.");
  CAF_CHECK_EQUAL(phase_sentence(entering(SessionPhase::Closed)),
                  "The market is closed; the session of 2026-07-02 opens at 09:30 New York time.");
}

CAF_TEST(a close against the calendar says why) {
  auto changed = entering(SessionPhase::Closed);
  changed.reason = "the broker is silent";
  CAF_CHECK_EQUAL(phase_sentence(changed),
                  "The market counts as closed, against our calendar: the broker is silent.");
}

CAF_TEST(a report tells each model in a sentence) {
  StatusSnapshot report;
  ModelStatus model;
  model.id = "modulo";
  model.counts = {100, 5, 4, 3, 1};
  PositionReport held;
  held.symbol = "SPY";
  held.quantity = Quantity{-5 * units_per_whole};
  model.book.positions = {held};
  report.models = {model};
  const auto told = report_sentences(report);
  CAF_REQUIRE_EQUAL(told.size(), 1u);
  CAF_CHECK_EQUAL(told[0], "Model modulo saw 100 ticks and made 5 signals: 4 orders, 3 fills, 1 "
                           "refusals; it holds -5 SPY, realized 0.00 and unrealized 0.00 dollars.");
}
