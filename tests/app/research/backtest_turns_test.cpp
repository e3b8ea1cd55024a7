#define CAF_SUITE backtest_turns
#include "tests/test.hpp"

#include "app/research/backtest_turns.hpp"

#include <string>
#include <vector>

namespace backtest_turns_test {

using hft::research::Turns;

namespace {

struct Log {
  std::vector<std::string> lines;
  void operator()(std::string line) { lines.push_back(std::move(line)); }
  std::string text() const {
    std::string all;
    for (const auto& line : lines) all += (all.empty() ? "" : " ") + line;
    return all;
  }
};

} // namespace

CAF_TEST(what is sent to an idle member is done within the turn of its sender) {
  Turns turns;
  Turns::Member feed, model;
  Log log;

  turns.send(feed, [&] {
    log("feed");
    turns.send(model, [&] { log("model"); });
    log("back");
  });

  CAF_CHECK_EQUAL(log.text(), "feed model back");
}

CAF_TEST(what is sent to a member in its turn waits for the end of what it does) {
  Turns turns;
  Turns::Member desk, model;
  Log log;

  turns.send(model, [&] {
    turns.send(desk, [&] {
      log("order");
      turns.send(model, [&] { log("refusal"); });
    });
    log("signals");
  });

  CAF_CHECK_EQUAL(log.text(), "order signals refusal");
}

CAF_TEST(a turn that is too long is cut off and goes on when all others have had theirs) {
  Turns turns;
  Turns::Member desk;
  int done = 0;

  turns.send(desk, [&] {
    for (int i = 0; i < 100; ++i) turns.send(desk, [&] { ++done; });
  });
  CAF_CHECK_EQUAL(done, 63);
  CAF_CHECK(!desk.is_idle());
  turns.settle();

  CAF_CHECK_EQUAL(done, 100);
  CAF_CHECK(desk.is_idle());
}

} // namespace backtest_turns_test
