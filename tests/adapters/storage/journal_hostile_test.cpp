#define CAF_SUITE journal_hostile
#include "tests/test.hpp"

#include "tests/adapters/storage/journal_fixture.hpp"

#include <sys/wait.h>
#include <unistd.h>

namespace journal_hostile_test {

using namespace hft;
using namespace hft::storage;
namespace fs = std::filesystem;

namespace {

/// A journal with three records, and its file.
struct fixture {
  fixture() {
    for (const auto* text : {"one", "two", "three"})
      CAF_REQUIRE(journal->append(an_hour, journal::Noted{text}).has_value());
    file = files_in(directory.path).front();
  }
  std::string trouble(const Result<void>& result) {
    if (result) return "";
    CAF_CHECK(result.error().fault == ErrorKind::Storage);
    return result.error().sentence;
  }
  std::string trouble_of_claim() {
    const auto claimed = FileJournal::claim(directory.path, {});
    return claimed ? "" : claimed.error().sentence;
  }
  bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
  }

  TemporaryDirectory directory;
  std::unique_ptr<FileJournal> journal = open_journal(directory.path);
  fs::path file;
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(journal_hostile_tests, fixture)

CAF_TEST(a forked copy of the process keeps no journal from its successor) {
  int wake[2] = {};
  CAF_REQUIRE_EQUAL(::pipe(wake), 0);
  const auto copy = ::fork();
  if (copy == 0) {
    ::close(wake[1]);
    char none = 0;
    while (::read(wake[0], &none, 1) > 0) {}
    ::_exit(0);
  }
  journal.reset();
  CAF_CHECK_EQUAL(trouble_of_claim(), "");
  ::close(wake[1]);
  ::waitpid(copy, nullptr, 0);
  ::close(wake[0]);
}

CAF_TEST(a journal cut to nothing under the mapping fails its next append) {
  fs::resize_file(file, 0);
  CAF_CHECK(has(trouble(journal->append(an_hour, journal::Noted{"four"})), "cut short"));
  CAF_CHECK(has(trouble(journal->prepare()), "cut short"));
}

CAF_TEST(a journal cut by a byte fails its next append) {
  fs::resize_file(file, fs::file_size(file) - 1);
  CAF_CHECK(has(trouble(journal->append(an_hour, journal::Noted{"four"})), "cut short"));
}

CAF_TEST(a journal that was deleted fails) {
  fs::remove(file);
  CAF_CHECK(has(trouble(journal->prepare()), "deleted"));
  CAF_CHECK(has(trouble(journal->append(an_hour, journal::Noted{"four"})), "deleted"));
}

CAF_TEST(a byte changed by another program is found) {
  CAF_CHECK(journal->prepare().has_value());
  CAF_CHECK(journal->prepare().has_value());
  std::fstream written{file, std::ios::in | std::ios::out | std::ios::binary};
  written.seekp(150);
  written.put('\x5a');
  written.close();
  CAF_CHECK(has(trouble(journal->prepare()), "changed by another program"));
  CAF_CHECK(has(trouble(journal->append(an_hour, journal::Noted{"four"})), "changed"));
}

CAF_TEST(a second journal is refused though its locks were deleted) {
  fs::remove(directory.path / "journal.lock");
  const auto second = FileJournal::open(directory.path, a_date, {}, {});
  CAF_REQUIRE(!second.has_value());
  CAF_CHECK(has(second.error().sentence, "another running hft"));
}

CAF_TEST(a second journal is refused where only the files were moved to) {
  TemporaryDirectory elsewhere;
  fs::rename(file, elsewhere.path / file.filename());
  const auto second = FileJournal::open(elsewhere.path, a_date, {}, {});
  CAF_REQUIRE(!second.has_value());
  CAF_CHECK(has(second.error().sentence, "another running hft"));
}

CAF_TEST(a link in place of a journal or its lock is not followed) {
  journal.reset();
  fs::remove(directory.path / "journal.lock");
  fs::create_symlink("/etc/passwd", directory.path / "journal.lock");
  const auto locked = FileJournal::open(directory.path, a_date, {}, {});
  CAF_CHECK(!locked && has(locked.error().sentence, "symbolic link"));
  fs::remove(directory.path / "journal.lock");
  fs::rename(file, directory.path / "real");
  fs::create_symlink("real", file);
  CAF_CHECK(!FileJournal::open(directory.path, a_date, {}, {}).has_value());
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace journal_hostile_test
