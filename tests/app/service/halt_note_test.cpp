#define CAF_SUITE halt_note
#include "app/service/halt_note.hpp"
#include "tests/temporary_directory.hpp"
#include "tests/test.hpp"

#include <fstream>
#include <sstream>

namespace halt_note_test {

using namespace hft;

namespace {

StatusSnapshot a_status(bool halted, const std::string& reason = {}) {
  StatusSnapshot status;
  status.desk.date = make_date(2026, 3, 2);
  status.desk.halted = halted;
  status.desk.halt_reason = reason;
  return status;
}

struct Fixture {
  TemporaryDirectory folder;
  std::filesystem::path file = folder.path / "halted";
  HaltNote note{file};

  std::string read() const {
    std::ifstream in{file};
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(halt_note_tests, Fixture)

CAF_TEST(a halt is noted with its reason until it is over) {
  note.on_progress(a_status(false));
  CAF_CHECK(!std::filesystem::exists(file));
  note.on_progress(a_status(true, "daily loss"));
  CAF_CHECK(read() == "daily loss\n");
  note.on_progress(a_status(true, "an operator"));
  CAF_CHECK(read() == "an operator\n");
  note.on_progress(a_status(false));
  CAF_CHECK(!std::filesystem::exists(file));
}

CAF_TEST(a note of an earlier run is old when this one trades) {
  std::ofstream{file} << "then\n";
  note.on_progress(a_status(false));
  CAF_CHECK(!std::filesystem::exists(file));
}

CAF_TEST(a desk that does not answer changes nothing) {
  note.on_progress(a_status(true, "daily loss"));
  auto silent = a_status(false);
  silent.desk_answers = false;
  note.on_progress(silent);
  note.on_progress(StatusSnapshot{}); // before the first desk
  CAF_CHECK(read() == "daily loss\n");
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace halt_note_test
