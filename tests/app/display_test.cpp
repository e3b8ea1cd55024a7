#define CAF_SUITE display
#include "tests/test.hpp"

#include "app/display.hpp"

#include <cstdio>
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

CAF_TEST(quiet is measured from the last line) {
  Display display{fileno(out)};
  display.note("ready", "now");
  display.flush(MonotonicTime{} + Duration{1s});
  CAF_CHECK(display.quiet_for(MonotonicTime{} + Duration{4s}) == Duration{3s});
}

CAF_TEST_FIXTURE_SCOPE_END()
