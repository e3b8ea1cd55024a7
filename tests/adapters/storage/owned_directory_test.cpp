#define CAF_SUITE owned_directory
#include "tests/temporary_directory.hpp"
#include "tests/test.hpp"

#include "adapters/storage/owned_directory.hpp"

#include <fcntl.h>
#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

namespace owned_directory_test {

using namespace hft;
using namespace hft::storage;
namespace fs = std::filesystem;

namespace {

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::string refusal(const fs::path& path, Links links = Links::Refuse) {
  const auto opened = OwnedDirectory::open(path, links);
  return opened ? "" : opened.error().sentence;
}

struct fixture {
  TemporaryDirectory directory;
  const fs::path& folder = directory.path;
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(owned_directory_tests, fixture)

CAF_TEST(what is written is read again and lies there for its owner alone) {
  const auto made = OwnedDirectory::make(folder / "a" / "b");
  CAF_REQUIRE(made.has_value());
  CAF_REQUIRE(made->replace("c", "first").has_value());
  CAF_REQUIRE(made->replace("c", "second").has_value());
  CAF_CHECK(made->read("c", 100).value() == std::optional<std::string>{"second"});
  CAF_CHECK(made->read("d", 100).value() == std::nullopt);
  struct stat status {};
  ::stat((folder / "a" / "b" / "c").c_str(), &status);
  CAF_CHECK_EQUAL(status.st_mode & 0777, 0600u);
  ::stat((folder / "a" / "b").c_str(), &status);
  CAF_CHECK_EQUAL(status.st_mode & 0777, 0700u);
}

CAF_TEST(a directory that every user can write is refused) {
  fs::permissions(folder, fs::perms::all);
  CAF_CHECK(has(refusal(folder), "can be written by every user"));
}

CAF_TEST(a directory of another user is refused) {
  if (::geteuid() != 0) return; // nobody else can give it away
  CAF_REQUIRE_EQUAL(::chown(folder.c_str(), 65534, 65534), 0);
  CAF_CHECK(has(refusal(folder), "belongs to user 65534"));
}

CAF_TEST(a link is followed only where it is allowed) {
  fs::create_directory(folder / "real");
  fs::create_directory_symlink("real", folder / "link");
  CAF_CHECK(has(refusal(folder / "link"), "symbolic link"));
  CAF_CHECK_EQUAL(refusal(folder / "link", Links::Follow), "");
  const auto parent = OwnedDirectory::open(folder);
  CAF_REQUIRE(parent.has_value());
  const auto below = parent->subdirectory("link");
  CAF_CHECK(!below && has(below.error().sentence, "symbolic link"));
  CAF_CHECK(parent->subdirectory("fresh").has_value());
}

CAF_TEST(nothing is written or read through a link) {
  std::ofstream{folder / "victim"} << "untouched";
  fs::create_directory(folder / "state");
  fs::create_symlink("../victim", folder / "state" / "a.new");
  fs::create_symlink("../victim", folder / "state" / "b");
  const auto state = OwnedDirectory::open(folder / "state");
  CAF_REQUIRE(state.has_value());
  CAF_CHECK(state->replace("a", "new").has_value());
  CAF_CHECK(!state->read("b", 100).has_value());
  CAF_CHECK(!state->open_file("b", O_RDWR).has_value());
  CAF_CHECK(state->replace("b", "ours").has_value());
  std::string victim;
  std::ifstream{folder / "victim"} >> victim;
  CAF_CHECK_EQUAL(victim, "untouched");
  CAF_CHECK(state->read("b", 100).value() == std::optional<std::string>{"ours"});
}

CAF_TEST(pipes and folders and large files are refused without waiting) {
  const auto state = OwnedDirectory::open(folder);
  CAF_REQUIRE(state.has_value());
  ::mkfifo((folder / "pipe").c_str(), 0600);
  fs::create_directory(folder / "folder");
  std::ofstream{folder / "large"} << std::string(101, 'x');
  CAF_CHECK(has(state->read("pipe", 100).error().sentence, "no regular file"));
  CAF_CHECK(has(state->read("folder", 100).error().sentence, "no regular file"));
  CAF_CHECK(has(state->read("large", 100).error().sentence, "more than 100 bytes"));
  CAF_CHECK(has(read_bounded(folder / "pipe", 100).error().sentence, "no regular file"));
  CAF_CHECK(has(read_bounded(folder / "large", 100).error().sentence, "too large"));
  CAF_CHECK(has(read_bounded("/dev/zero", 100).error().sentence, "no regular file"));
  CAF_CHECK(read_bounded(folder / "none", 100).value() == std::nullopt);
}

CAF_TEST(a file that every user can write is refused) {
  std::ofstream{folder / "open"} << "x";
  fs::permissions(folder / "open", fs::perms::all);
  CAF_CHECK(has(OwnedDirectory::open(folder)->read("open", 9).error().sentence, "every user"));
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace owned_directory_test
