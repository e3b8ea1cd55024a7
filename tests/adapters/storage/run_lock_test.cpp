#define CAF_SUITE run_lock
#include "tests/temporary_directory.hpp"
#include "tests/test.hpp"

#include "adapters/storage/run_lock.hpp"

#include <filesystem>
#include <fstream>
#include <optional>

namespace run_lock_test {

using namespace hft;
using namespace hft::storage;
namespace fs = std::filesystem;

namespace {

struct fixture {
  TemporaryDirectory directory;

  Result<RunLock> take(const std::string& holder) { return RunLock::take(directory.path, holder); }
};

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

} // namespace

CAF_TEST_FIXTURE_SCOPE(run_lock_tests, fixture)

CAF_TEST(a second run is told who holds the directory) {
  const auto first = take("process 17, begun at noon");
  CAF_REQUIRE(first.has_value());
  const auto second = take("process 18, begun later");
  CAF_REQUIRE(!second.has_value());
  CAF_CHECK(second.error().fault == ErrorKind::Storage);
  CAF_CHECK(has(second.error().sentence, "another running hft holds it"));
  CAF_CHECK(has(second.error().sentence, "process 17, begun at noon"));
}

CAF_TEST(a deleted lock file lets nobody in) {
  const auto first = take("process 17");
  CAF_REQUIRE(first.has_value());
  fs::remove(directory.path / "run.lock");
  CAF_CHECK(!take("process 18").has_value());
}

CAF_TEST(what a run leaves behind holds nobody off) {
  take("process 17");
  CAF_CHECK(fs::exists(directory.path / "run.lock"));
  CAF_CHECK(take("process 18").has_value());
}

CAF_TEST(a link in the place of the lock is refused) {
  std::ofstream{directory.path / "victim"} << "untouched";
  fs::create_symlink(directory.path / "victim", directory.path / "run.lock");
  CAF_CHECK(!take("process 17").has_value());
  std::string text;
  std::ifstream{directory.path / "victim"} >> text;
  CAF_CHECK_EQUAL(text, "untouched");
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace run_lock_test
