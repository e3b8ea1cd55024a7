#define CAF_SUITE reload
#include "tests/test.hpp"

#include "app/service/reload.hpp"

namespace reload_test {

using namespace hft;

namespace {

struct Fixture {
  LiveLimits limits{RiskConfig{}};
  ServiceNotice notice;
  RunOptions options;
  RunOptions again;
  int told = 0;

  Fixture() {
    options.read_again = [this]() -> Result<RunOptions> { return again; };
  }
  std::string reload() {
    return reload_settings(options, limits, notice, [this] { ++told; });
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(reload_tests, Fixture)

CAF_TEST(limits are read again and taken to the desk) {
  again.limits = {"order_size=7"};
  again.max_signal_age = 2;
  CAF_CHECK_EQUAL(reload(), "The risk limits and the log level were read again.");
  CAF_CHECK(limits.now()->account.order_size == shares(7));
  CAF_CHECK(limits.now()->signal_age == std::chrono::seconds{2});
  CAF_CHECK_EQUAL(told, 1);
}

CAF_TEST(a wrong limit leaves everything as it was) {
  const auto before = limits.now();
  again.limits = {"nonsense=7"};
  CAF_CHECK(reload().find("The settings stay as they were: ") == 0);
  CAF_CHECK(limits.now() == before);
  CAF_CHECK_EQUAL(told, 0);
}

CAF_TEST(a file that cannot be read leaves everything as it was) {
  options.read_again = []() -> Result<RunOptions> {
    return fail(ErrorKind::BadArgument, "the configuration is wrong: no such file");
  };
  CAF_CHECK_EQUAL(reload(),
                  "The settings stay as they were: the configuration is wrong: no such file.");
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace reload_test
