#define CAF_SUITE narration
#include "tests/test.hpp"

#include "app/console/narration.hpp"
#include "messages/new_york.hpp"

namespace narration_test {

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

CAF_TEST(a start says who trades where) {
  ModelSpec modulo;
  modulo.id = "modulo";
  modulo.name = "modulo";
  auto trend = modulo;
  trend.id = "trend";
  trend.name = "ema_cross";
  CAF_CHECK_EQUAL(start_sentence("0.1.0", "paper", "PA1", {modulo}),
                  "hft 0.1.0 starts on account PA1 at paper with model modulo.");
  CAF_CHECK_EQUAL(
    start_sentence("0.1.0", "paper", "PA1", {modulo, trend}),
    "hft 0.1.0 starts on account PA1 at paper with models modulo, trend (ema_cross).");
}

CAF_TEST(each hour of the regular session has its word once) {
  const auto date = make_date(2026, 7, 2);
  StatusSnapshot status;
  status.session.plan = entering(SessionPhase::Regular).plan;
  ModelStatus model;
  model.counts = {100, 5, 4, 3, 1};
  status.models = {model};
  PositionReport held;
  held.symbol = "SPY";
  held.quantity = Quantity{-5 * units_per_whole};
  status.desk.positions = {held};
  status.desk.orders_open = 2;
  HourlyProgress hourly;
  const auto at = [&](Duration time) { return hourly.at(from_new_york(date, time), status); };
  CAF_CHECK(!at(8h + 50min));
  CAF_CHECK(!at(9h + 10min)); // not open yet
  CAF_CHECK(!at(9h + 59min));
  CAF_CHECK_EQUAL(at(10h + 1min).value_or("nothing"),
                  "10:00 New York time: So far 100 ticks, 4 orders and 3 fills; 2 orders are open. "
                  "The account holds -5 SPY.");
  CAF_CHECK(!at(10h + 2min));
  CAF_CHECK(at(15h).has_value());
  CAF_CHECK(!at(16h));
}

CAF_TEST(a start in the middle of an hour waits for the next one) {
  StatusSnapshot status;
  status.session.plan = entering(SessionPhase::Regular).plan;
  HourlyProgress hourly;
  CAF_CHECK(!hourly.at(from_new_york(make_date(2026, 7, 2), 12h + 1min), status));
}

CAF_TEST(the hourly word waits until the desk answers) {
  StatusSnapshot status;
  status.session.plan = entering(SessionPhase::Regular).plan;
  const auto date = make_date(2026, 7, 2);
  HourlyProgress hourly;
  hourly.at(from_new_york(date, 11h + 59min), status);
  status.desk_answers = false;
  CAF_CHECK(!hourly.at(from_new_york(date, 12h + 1min), status));
  status.desk_answers = true;
  CAF_CHECK(hourly.at(from_new_york(date, 12h + 2min), status).has_value());
}

CAF_TEST(what others say becomes a sentence) {
  CAF_CHECK_EQUAL(as_sentence("the order stream is down"), "The order stream is down.");
  CAF_CHECK_EQUAL(as_sentence("It is open."), "It is open.");
  CAF_CHECK_EQUAL(as_sentence(""), "");
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

} // namespace narration_test
