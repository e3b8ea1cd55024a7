#define CAF_SUITE note_file
#include "tests/test.hpp"

#include "adapters/storage/note_file.hpp"
#include "tests/temporary_directory.hpp"

#include <fstream>

namespace note_file_test {

using namespace hft;
using namespace hft::storage;

namespace {

KeptNote remark(const char* at, const char* text, std::uint64_t sequence = 0) {
  return {"rsi", {parse_timestamp(at).value(), sequence, "", 0, text}};
}

KeptNote point(const char* at, double value) {
  return {"rsi", {parse_timestamp(at).value(), 0, "rsi", value, ""}};
}

const Date second = parse_date("2026-07-02").value();

} // namespace

CAF_TEST(notes come back as they were by their time) {
  const TemporaryDirectory folder;
  const std::vector<KeptNote> notes{remark("2026-07-02T14:05:00Z", "low \"band\" \\ \xc3\xa9", 7),
                                    point("2026-07-02T14:00:00Z", 28.125),
                                    remark("2026-07-03T14:00:00Z", "another day")};
  const auto left_out = append_notes(folder.path / "notes", notes);
  CAF_REQUIRE(left_out.has_value());
  CAF_CHECK_EQUAL(*left_out, 0u);
  const auto found = read_notes(folder.path / "notes", second).value();
  CAF_REQUIRE_EQUAL(found.size(), 2u);
  CAF_CHECK(found[0] == notes[1]);
  CAF_CHECK(found[1] == notes[0]);
  CAF_CHECK_EQUAL(note_dates(folder.path / "notes").size(), 2u);
}

CAF_TEST(a torn last line is left out and spoils no later one) {
  const TemporaryDirectory folder;
  const std::vector<KeptNote> one{remark("2026-07-02T14:00:00Z", "whole")};
  CAF_REQUIRE(append_notes(folder.path, one).has_value());
  std::ofstream{folder.path / "2026-07-02.jsonl", std::ios::app} << R"({"at":"2026-07-02T1)";
  CAF_REQUIRE(append_notes(folder.path, one).has_value());
  CAF_CHECK_EQUAL(read_notes(folder.path, second).value().size(), 2u);
}

CAF_TEST(where there are none there are none) {
  const TemporaryDirectory folder;
  CAF_CHECK(note_dates(folder.path / "notes").empty());
  CAF_CHECK(read_notes(folder.path / "notes", second).value().empty());
}

CAF_TEST(lines that are no notes are refused with what is missing) {
  const auto refused = [](const char* line) { return read_note_line(line).error().sentence; };
  CAF_CHECK_EQUAL(refused("[]"), "a note cannot be read: it is no JSON object");
  CAF_CHECK_EQUAL(refused(R"({"model":"m"})"), "a note cannot be read: it has no time");
  CAF_CHECK_EQUAL(refused(R"({"at":"2026-07-02T14:00:00Z"})"),
                  "a note cannot be read: it names no model");
  CAF_CHECK(
    !read_note_line(R"({"at":"2026-07-02T14:00:00Z","model":"m","record":"plot","name":"x"})"));
}

CAF_TEST(people read a note in one line) {
  const auto said = note_text(remark("2026-07-02T14:00:00Z", "RSI 28.1"));
  CAF_CHECK_EQUAL(said, "2026-07-02T14:00:00Z remark rsi: RSI 28.1");
  const auto drawn = note_text(point("2026-07-02T14:00:00Z", 28.125));
  CAF_CHECK_EQUAL(drawn, "2026-07-02T14:00:00Z plot rsi: rsi 28.125000");
}

} // namespace note_file_test
