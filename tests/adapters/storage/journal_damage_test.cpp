#define CAF_SUITE journal_damage
#include "tests/test.hpp"

#include "tests/adapters/storage/journal_fixture.hpp"

namespace journal_damage_test {

using namespace hft;
using namespace hft::storage;

namespace {

// A closed journal of three records in one file.
struct ThreeRecords : TemporaryDirectory {
  ThreeRecords() {
    auto journal = open_journal(path);
    for (int i = 1; i <= 3; ++i) (void)journal->append(an_hour, journal::Intent{an_order(i), {}});
    journal.reset();
    file = files_in(path).front();
    good = content_of(file);
    lines = lines_of(path);
  }
  std::filesystem::path file;
  std::string good;
  std::vector<std::string> lines;
};

// Cut at `size`, the reader shows the whole records before it and a writer goes on after them.
bool survives_cut_at(ThreeRecords& journal, std::size_t size) {
  put_content(journal.file, journal.good.substr(0, size));
  std::vector<JournalRecord> shown;
  auto next = open_journal(journal.path, &shown);
  if (!next || !next->append(an_hour, journal::Noted{"after"}).has_value()) return false;
  const bool untouched = content_of(journal.file) == journal.good.substr(0, size);
  next.reset();
  const auto lines = lines_of(journal.path);
  bool same = lines.size() == shown.size() + 1;
  for (std::size_t i = 0; i < shown.size(); ++i) same = same && lines[i] == journal.lines[i];
  for (const auto& file : files_in(journal.path))
    if (file != journal.file) std::filesystem::remove(file);
  return same && untouched;
}

} // namespace

CAF_TEST(a journal cut off at any byte keeps every whole record and is never truncated) {
  ThreeRecords journal;
  CAF_REQUIRE_EQUAL(journal.lines.size(), 3u);
  std::size_t survived = 0;
  for (std::size_t size = 0; size <= journal.good.size(); ++size)
    survived += survives_cut_at(journal, size) ? 1 : 0;
  CAF_CHECK_EQUAL(survived, journal.good.size() + 1);
}

CAF_TEST(a flipped bit anywhere before the last record is found and named) {
  ThreeRecords journal;
  const auto last = journal.good.size() - (journal.good.size() - 48) / 3;
  std::size_t found = 0;
  for (std::size_t i = 0; i < last; ++i) {
    auto bad = journal.good;
    bad[i] = static_cast<char>(bad[i] ^ 0x10);
    put_content(journal.file, bad);
    const auto end = verify_journal(journal.path);
    found +=
      !end.has_value() && end.error().sentence.find(journal.file.string()) != std::string::npos ? 1
                                                                                                : 0;
  }
  CAF_CHECK_EQUAL(found, last);
}

CAF_TEST(a corrupt record is named by file and offset and number) {
  ThreeRecords journal;
  auto bad = journal.good;
  bad[48 + 40] = 'X';
  put_content(journal.file, bad);
  const auto opened = FileJournal::open(journal.path, a_date, {}, {});
  CAF_REQUIRE(!opened.has_value());
  CAF_CHECK_EQUAL(opened.error().sentence,
                  "journal " + journal.file.string() +
                    " is corrupt at offset 48, record 1: its checksum is wrong");
}

CAF_TEST(a torn last record is named and the rest is good) {
  ThreeRecords journal;
  put_content(journal.file, journal.good.substr(0, journal.good.size() - 9));
  const auto end = verify_journal(journal.path);
  CAF_REQUIRE(end.has_value());
  CAF_CHECK_EQUAL(end->records, 2u);
  CAF_CHECK_EQUAL(end->torn.size(), 1u);
}

CAF_TEST(a missing file leaves a hole that is found) {
  TemporaryDirectory directory;
  for (int i = 1; i <= 3; ++i)
    CAF_REQUIRE(open_journal(directory.path)->append(an_hour, journal::Noted{"x"}).has_value());
  const auto files = files_in(directory.path);
  CAF_REQUIRE_EQUAL(files.size(), 3u);
  std::filesystem::remove(files[1]);
  const auto end = verify_journal(directory.path);
  CAF_REQUIRE(!end.has_value());
  CAF_CHECK(end.error().sentence.find("records before it are missing") != std::string::npos);
}

CAF_TEST(zeros after the last record are room and no damage) {
  ThreeRecords journal;
  put_content(journal.file, journal.good + std::string(5000, '\0'));
  const auto end = verify_journal(journal.path);
  CAF_REQUIRE(end.has_value());
  CAF_CHECK_EQUAL(end->records, 3u);
  CAF_CHECK(end->torn.empty());
}

} // namespace journal_damage_test
