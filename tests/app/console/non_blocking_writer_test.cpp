#define CAF_SUITE non_blocking_writer
#include "tests/test.hpp"

#include "app/console/non_blocking_writer.hpp"

#include <array>
#include <csignal>
#include <fcntl.h>
#include <unistd.h>

namespace non_blocking_writer_test {

using namespace hft;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t page = 4096;

/// A pipe of one page.
struct fixture {
  std::array<int, 2> ends{};
  fixture() {
    std::signal(SIGPIPE, SIG_IGN);
    CAF_REQUIRE_EQUAL(::pipe(ends.data()), 0);
    CAF_REQUIRE_EQUAL(::fcntl(ends[1], F_SETPIPE_SZ, static_cast<int>(page)),
                      static_cast<int>(page));
    ::fcntl(ends[0], F_SETFL, O_NONBLOCK);
  }
  ~fixture() {
    hang_up();
    ::close(ends[1]);
  }

  void hang_up() {
    if (ends[0] >= 0) ::close(std::exchange(ends[0], -1));
  }

  std::string read() const {
    std::string text(16 * page, ' ');
    const auto got = ::read(ends[0], text.data(), text.size());
    text.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    return text;
  }

  /// All that waits, read piece by piece.
  std::string read_all(NonBlockingWriter& outlet) const {
    std::string all;
    for (auto piece = read(); !piece.empty(); piece = read()) {
      all += piece;
      outlet.write("");
    }
    return all;
  }

  static std::string line(char letter, std::size_t length) {
    return std::string(length - 1, letter) + '\n';
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(outlet_tests, fixture)

CAF_TEST(what the reader has no room for waits and comes in order) {
  NonBlockingWriter outlet{ends[1]};
  outlet.write(line('a', page));
  outlet.write(line('b', page));
  outlet.write(line('c', 10));
  CAF_CHECK(!outlet.is_empty());
  CAF_CHECK(read_all(outlet) == line('a', page) + line('b', page) + line('c', 10));
  CAF_CHECK(outlet.is_empty());
}

CAF_TEST(what is too much is counted and told) {
  NonBlockingWriter outlet{ends[1], 100};
  outlet.write(line('a', 80));
  for (const char letter : {'b', 'c', 'd', 'e'}) outlet.write(line(letter, 60)); // one has room
  CAF_CHECK(read_all(outlet) == line('a', 80) + line('b', 60) + "(3 lines are left out)\n");
  outlet.write(line('f', 60));
  CAF_CHECK(read_all(outlet) == line('f', 60));
}

CAF_TEST(the end waits no longer than its patience for a reader) {
  NonBlockingWriter outlet{ends[1]};
  outlet.write(line('a', page));
  outlet.write(line('b', 10));
  outlet.finish(Duration{1ms});
  CAF_CHECK(read() == line('a', page));
  outlet.finish(std::nullopt);
  CAF_CHECK(read() == line('b', 10));
}

CAF_TEST(a reader who has gone costs nothing) {
  NonBlockingWriter outlet{ends[1]};
  outlet.write(line('a', page));
  outlet.write(line('b', 10));
  hang_up();
  outlet.finish(std::nullopt);
  outlet.write(line('c', 10));
  CAF_CHECK(outlet.is_empty());
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace non_blocking_writer_test
