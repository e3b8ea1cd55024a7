#define CAF_SUITE display
#include "tests/test.hpp"

#include "app/console/display.hpp"

#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include <cstdio>
#include <memory>
#include <sstream>
#include <unistd.h>

namespace display_test {

using namespace hft;
using namespace std::chrono_literals;

namespace {

struct fixture {
  std::FILE* out = std::tmpfile();
  ~fixture() { std::fclose(out); }

  std::string written() {
    std::string all(static_cast<std::size_t>(::lseek(fileno(out), 0, SEEK_END)), ' ');
    std::rewind(out);
    const auto read = std::fread(all.data(), 1, all.size(), out);
    all.resize(read);
    return all;
  }

  static Order order() {
    Order made;
    made.model = "modulo";
    made.symbol = "SPY";
    made.side = Side::Sell;
    made.quantity = shares(5);
    return made;
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(display_tests, fixture)

CAF_TEST(an order is one line without colours off a terminal) {
  Display display{fileno(out)};
  display.ordered(order());
  display.flush(MonotonicTime{} + Duration{1s});
  CAF_CHECK_EQUAL(written(), "--:--:--  order      modulo sell 5 SPY market\n");
}

CAF_TEST(a burst is counted instead of shown) {
  Display display{fileno(out), 2};
  for (int i = 0; i < 10; ++i) display.ordered(order());
  display.flush(MonotonicTime{} + Duration{1s});
  display.flush(MonotonicTime{} + Duration{2s});
  const auto text = written();
  CAF_CHECK(text.find("8 orders, 0 fills, 0 refusals") != std::string::npos);
}

CAF_TEST(at the level debug all orders are logged with their ids and otherwise none) {
  const auto before = spdlog::default_logger();
  std::ostringstream log;
  const auto logger = std::make_shared<spdlog::logger>(
    "debugging", std::make_shared<spdlog::sinks::ostream_sink_st>(log));
  logger->set_pattern("%v");
  spdlog::set_default_logger(logger);
  Display display{fileno(out), 1};
  display.ordered(order());
  display.flush(MonotonicTime{} + Duration{1s});
  CAF_CHECK_EQUAL(log.str(), "");
  logger->set_level(spdlog::level::debug);
  auto named = order();
  named.client_order_id = "20260702-modulo-1";
  display.ordered(named);
  display.ordered(named);         // one too many to be shown
  CAF_CHECK_EQUAL(log.str(), ""); // whoever tells it does not wait for the log
  display.flush(MonotonicTime{} + Duration{2s});
  spdlog::set_default_logger(before);
  const std::string line = "--:--:--  order      modulo sell 5 SPY market (20260702-modulo-1)\n";
  CAF_CHECK_EQUAL(log.str(), line + line);
}

CAF_TEST(quiet is measured from the last line) {
  Display display{fileno(out)};
  display.note("ready", "now");
  display.flush(MonotonicTime{} + Duration{1s});
  CAF_CHECK(display.quiet_for(MonotonicTime{} + Duration{4s}) == Duration{3s});
}

CAF_TEST(how far a session is) {
  SessionPlan plan;
  plan.open = *parse_timestamp("2026-07-02T13:30:00Z");
  plan.close = *parse_timestamp("2026-07-02T20:00:00Z");
  CAF_CHECK_EQUAL(session_progress(plan, *parse_timestamp("2026-07-02T14:40:12Z")),
                  "18%, 5:19 left");
  CAF_CHECK_EQUAL(session_progress(plan, plan.close), "");
}

CAF_TEST(progress tells profit since the start and what the account is worth) {
  Display display{fileno(out)};
  display.account_begins_with(Money{1'000'000 * units_per_whole}, false);
  StatusSnapshot status;
  status.desk.ready = true;
  status.session.phase = SessionPhase::Regular;
  status.models.emplace_back();
  status.models[0].book.realized = Money{5 * units_per_whole};
  display.progress(status);
  status.models[0].book.unrealized = Money{-7 * units_per_whole};
  display.progress(status);
  display.flush(MonotonicTime{} + Duration{1s});
  const auto text = written();
  CAF_CHECK(text.find("profit 0.00, equity 1000000.00") != std::string::npos);
  CAF_CHECK(text.find("profit -7.00, equity 999993.00") != std::string::npos);
}

CAF_TEST(the profit of a fresh account counts what was made before it is first shown) {
  Display display{fileno(out)};
  display.account_begins_with(Money{1'000'000 * units_per_whole}, true);
  StatusSnapshot status;
  status.desk.ready = true;
  status.models.emplace_back();
  status.models[0].book.realized = Money{-5 * units_per_whole};
  display.progress(status);
  display.flush(MonotonicTime{} + Duration{1s});
  CAF_CHECK(written().find("profit -5.00, equity 999995.00") != std::string::npos);
}

CAF_TEST(the summary names a model that was quarantined) {
  StatusSnapshot status;
  status.models.emplace_back();
  status.models[0].id = "idea";
  status.models[0].state = ModelState::Quarantined;
  status.models[0].last_fault = "division by zero";
  const auto text = summary_text(status, {"Regular"});
  CAF_CHECK(text.find("  quarantined, it did not trade to the end: division by zero\n") !=
            std::string::npos);
}

CAF_TEST(the table is 80 columns wide at most and its rows add up) {
  StatusSnapshot status;
  status.models.emplace_back();
  status.models[0].id = "a_model_with_a_long_name";
  status.models[0].counts = {999'999, 9'999, 9'999, 9'999, 9'999};
  status.desk.models.emplace_back();
  status.desk.models[0].id = "idea";
  status.desk.models[0].realized_today = status.desk.models[0].realized = Money{units_per_whole};
  const auto text = summary_text(status, {"PreOpen", "Regular"});
  CAF_CHECK(text.find("idea ") != std::string::npos);
  CAF_CHECK(text.find("1.00        0.00\n  holds flat") != std::string::npos);
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace display_test
