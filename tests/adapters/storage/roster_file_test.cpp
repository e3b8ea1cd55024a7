#define CAF_SUITE roster_file
#include "adapters/storage/roster_file.hpp"
#include "tests/temporary_directory.hpp"
#include "tests/test.hpp"

#include <fstream>

namespace roster_file_test {

using namespace hft;

CAF_TEST(a roster is read back as it was written) {
  const TemporaryDirectory directory;
  const auto file = directory.path / "account" / "instances.json";
  const ModelSpec modulo{"modulo", "modulo", {{"sell_divisor", "9"}}, RunsOn::Thread, false};
  const ModelSpec shadow{"modulo", "python:ideas/a.py", {}, RunsOn::Default, true};
  const Roster roster{
    make_date(2026, 3, 2), {modulo}, {{modulo, shadow, false}, {shadow, {}, true}}};

  CAF_REQUIRE(storage::write_roster(file, roster).has_value());

  const auto read = storage::read_roster(file);
  CAF_REQUIRE(read.has_value());
  CAF_CHECK(*read == roster);
}

CAF_TEST(a roster that is not there is empty and one that is torn is named) {
  const TemporaryDirectory directory;
  CAF_CHECK(storage::read_roster(directory.path / "none.json")->instances.empty());
  const auto file = directory.path / "torn.json";
  std::ofstream{file} << "{\"date\":";
  const auto read = storage::read_roster(file);
  CAF_REQUIRE(!read.has_value());
  CAF_CHECK(read.error().sentence.find("torn.json") != std::string::npos);
}

} // namespace roster_file_test
