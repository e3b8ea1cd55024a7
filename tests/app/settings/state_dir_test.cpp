#define CAF_SUITE state_dir
#include "tests/temporary_directory.hpp"
#include "tests/test.hpp"

#include "app/settings/state_dir.hpp"

#include <cstdlib>
#include <fstream>

namespace state_dir_test {

using namespace hft;
namespace fs = std::filesystem;

namespace {

struct fixture {
  TemporaryDirectory directory;
  const fs::path& folder = directory.path;

  void write_books(const std::string& account, int age) {
    const auto dir = account_dir(folder, account);
    fs::create_directories(dir);
    std::ofstream{dir / "journal"} << "x";
    const auto then = fs::file_time_type::clock::now() - std::chrono::hours{age};
    fs::last_write_time(dir / "journal", then);
    fs::last_write_time(dir, then);
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(state_dir_tests, fixture)

CAF_TEST(a state directory is made for its owner alone) {
  const auto made = open_state_dir((folder / "a" / "b").string());
  CAF_REQUIRE(made.has_value());
  CAF_CHECK((fs::status(*made).permissions() & fs::perms::all) == fs::perms::owner_all);
}

CAF_TEST(a file in its place is one sentence) {
  std::ofstream{folder / "file"} << "x";
  const auto made = open_state_dir((folder / "file").string());
  CAF_REQUIRE(!made.has_value());
  CAF_CHECK(made.error().fault == ErrorKind::Storage);
}

CAF_TEST(account names cannot leave the directory) {
  CAF_CHECK_EQUAL(account_dir(folder, "../../etc").filename().string(), "______etc");
}

CAF_TEST(the newest books are the ones written last) {
  write_books("old", 5);
  write_books("new", 1);
  CAF_CHECK_EQUAL(newest_account_dir(folder)->filename().string(), "new");
}

CAF_TEST(a state directory that cannot be read is not an empty one) {
  CAF_CHECK(newest_account_dir(folder / "nothing")->empty());
  std::ofstream{folder / "accounts"} << "x";
  const auto newest = newest_account_dir(folder);
  CAF_REQUIRE(!newest.has_value());
  CAF_CHECK_EQUAL(newest.error().sentence, "the folder " + (folder / "accounts").string() +
                                             " cannot be read: Not a directory");
}

CAF_TEST(pruning keeps the newest of its kind and all others) {
  write_books("simulated-1", 3);
  write_books("simulated-2", 2);
  write_books("paper", 9);
  prune_accounts(folder, "simulated-", 1);
  CAF_CHECK(!fs::exists(account_dir(folder, "simulated-1")));
  CAF_CHECK(fs::exists(account_dir(folder, "simulated-2")));
  CAF_CHECK(fs::exists(account_dir(folder, "paper")));
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace state_dir_test
