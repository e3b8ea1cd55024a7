#define CAF_SUITE start_pause
#include "tests/test.hpp"

#include "app/service/start_pause.hpp"

#include <unistd.h>

namespace start_pause_test {

using namespace hft;
using namespace std::chrono_literals;

namespace {

const Timestamp now{1'000'000'000'000'000'000};

Duration pause_after(int bad) {
  return start_pause(std::vector<Timestamp>(static_cast<std::size_t>(bad), now - 1min), now);
}

} // namespace

CAF_TEST(the first restart is at once and later ones wait longer) {
  CAF_CHECK(pause_after(0) == 0s);
  CAF_CHECK(pause_after(1) == 0s);
  CAF_CHECK(pause_after(2) == 5s);
  CAF_CHECK(pause_after(3) == 20s);
  CAF_CHECK(pause_after(4) == 60s);
}

CAF_TEST(the longest wait outlasts the brokers memory of a lost connection) {
  CAF_CHECK(pause_after(5) > 90s);
  CAF_CHECK(pause_after(500) == pause_after(5));
}

CAF_TEST(what happened long ago no longer counts) {
  CAF_CHECK(start_pause({now - 31min, now - 31min, now - 31min}, now) == 0s);
  CAF_CHECK(start_pause({now + 1h, now + 1h, now + 1h}, now) == 0s); // a clock set back
}

CAF_TEST(the log of starts is kept until a good end) {
  const auto folder =
    std::filesystem::temp_directory_path() / ("hft-starts-" + std::to_string(getpid()));
  std::filesystem::create_directories(folder);
  const StartLog log{folder};
  CAF_CHECK(log.bad_starts().empty());
  for (int i = 0; i < 12; ++i) log.record_start(now + i * 1s);
  CAF_CHECK_EQUAL(log.bad_starts().size(), 10u);
  CAF_CHECK(log.bad_starts().back() == now + 11s);
  log.record_good_end();
  CAF_CHECK(log.bad_starts().empty());
  std::filesystem::remove_all(folder);
}

} // namespace start_pause_test
