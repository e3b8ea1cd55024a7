#define CAF_SUITE door_limits
#include "tests/test.hpp"

#include "adapters/door/limits.hpp"

#include <fstream>
#include <sstream>

namespace limits_test {

using namespace hft::door;

namespace {

std::string page() {
  std::ifstream file{HFT_DOCS "/input-limits.md"};
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

} // namespace

CAF_TEST(the page of limits says what the code does) {
  const auto text = page();
  std::string expected;
  for (const auto& row : limit_table()) expected += "| " + row.what + " | " + row.limit + " |\n";
  const auto at = text.find("| REST answer, unpacked |");
  CAF_REQUIRE(at != std::string::npos);
  CAF_CHECK_EQUAL(text.substr(at, expected.size()), expected);
}

} // namespace limits_test
