#define CAF_SUITE net_io_loop
#include "tests/test.hpp"

#include "adapters/net/io_loop.hpp"

#include <thread>

namespace io_loop_test {

using namespace hft;
using namespace hft::net;
using namespace std::chrono_literals;

CAF_TEST(dispatch on the loop runs at once and elsewhere later) {
  IoLoop loop;
  int count = 0;
  const auto add = [](void* number) { ++*static_cast<int*>(number); };
  loop.dispatch(add, &count);
  CAF_CHECK_EQUAL(count, 0);
  bool at_once = false;
  loop.post([&] {
    const auto before = count;
    loop.dispatch(add, &count);
    at_once = count == before + 1;
  });
  loop.run_until([&] { return count == 2; });
  CAF_CHECK(at_once);
}

CAF_TEST(the loop knows its thread) {
  IoLoop loop;
  bool inside = false;
  bool other = true;
  loop.post([&] { inside = loop.on_this_thread(); });
  loop.post([&] { loop.stop(); });
  loop.run();
  std::thread{[&] { other = loop.on_this_thread(); }}.join();
  CAF_CHECK(inside);
  CAF_CHECK(!other);
  CAF_CHECK(!loop.on_this_thread());
}

CAF_TEST(timers come in order and canceled ones never) {
  IoLoop loop;
  std::string order;
  loop.schedule(2ms, [&] { order += 'b'; });
  loop.schedule(1ms, [&] { order += 'a'; });
  auto never = loop.schedule(1ms, [&] { order += 'x'; });
  never.cancel();
  loop.schedule(3ms, [&] { loop.stop(); });
  loop.run();
  CAF_CHECK_EQUAL(order, "ab");
}

CAF_TEST(a stopped loop runs again) {
  IoLoop loop;
  int runs = 0;
  for (int i = 0; i < 2; ++i) {
    loop.post([&] {
      ++runs;
      loop.stop();
    });
    loop.run();
  }
  CAF_CHECK_EQUAL(runs, 2);
}

CAF_TEST(a stop that comes before the run is not lost) {
  IoLoop loop;
  loop.stop();
  loop.run();
  bool ran = false;
  loop.post([&] {
    ran = true;
    loop.stop();
  });
  loop.run();
  CAF_CHECK(ran);
}

} // namespace io_loop_test
