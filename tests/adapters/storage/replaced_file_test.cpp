#define CAF_SUITE replaced_file
#include "tests/test.hpp"

#include "adapters/storage/replaced_file.hpp"
#include "tests/temporary_directory.hpp"

#include <fstream>
#include <iterator>

namespace replaced_file_test {

using namespace hft;
namespace fs = std::filesystem;

namespace {

struct Folder {
  TemporaryDirectory folder;
  fs::path file = folder.path / "state";

  static std::string content(const fs::path& path) {
    std::ifstream in{path};
    return {std::istreambuf_iterator<char>{in}, {}};
  }
  bool is_alone() const { return !fs::exists(file.string() + ".new"); }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(replaced_file_tests, Folder)

CAF_TEST(a file is written and replaced whole with nothing left beside it) {
  CAF_REQUIRE(storage::replace_file(file, "old").has_value());
  CAF_REQUIRE(storage::replace_file(file, "new", storage::Reaches::Disk).has_value());
  CAF_CHECK_EQUAL(content(file), "new");
  CAF_CHECK(is_alone());
}

CAF_TEST(what a run that died left beside is no hindrance) {
  std::ofstream{file.string() + ".new"} << "half of i";
  CAF_REQUIRE(storage::replace_file(file, "whole").has_value());
  CAF_CHECK_EQUAL(content(file), "whole");
}

CAF_TEST(a link that lies beside is not written through) {
  const auto elsewhere = folder.path / "elsewhere";
  std::ofstream{elsewhere} << "precious";
  fs::create_symlink(elsewhere, file.string() + ".new");
  CAF_REQUIRE(storage::replace_file(file, "mine").has_value());
  CAF_CHECK_EQUAL(content(elsewhere), "precious");
  CAF_CHECK_EQUAL(content(file), "mine");
}

CAF_TEST(a write that fails says why and leaves the old file) {
  const auto nowhere = folder.path / "missing" / "state";
  const auto missing = storage::replace_file(nowhere, "x");
  CAF_REQUIRE(!missing.has_value());
  CAF_CHECK_EQUAL(missing.error().sentence, "No such file or directory");
  fs::create_directories(file / "full"); // a folder that is not empty stands in its place
  CAF_CHECK(!storage::replace_file(file, "x").has_value());
  CAF_CHECK(is_alone());
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace replaced_file_test
