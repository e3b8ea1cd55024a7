#define CAF_SUITE display
#include "tests/test.hpp"

#include "app/display.hpp"

#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include <cstdio>
#include <memory>
#include <sstream>
#include <unistd.h>

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

CAF_TEST_FIXTURE_SCOPE_END()
