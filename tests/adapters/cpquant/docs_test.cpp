#define CAF_SUITE cpquant_docs
#include "tests/test.hpp"

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace docs_test {

namespace {

std::string read(const std::string& path) {
  std::ifstream file{path, std::ios::binary};
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::vector<std::string> cpp_blocks(const std::string& text) {
  std::vector<std::string> blocks;
  const std::string open = "```cpp\n";
  for (auto at = text.find(open); at != std::string::npos; at = text.find(open, at)) {
    at += open.size();
    blocks.push_back(text.substr(at, text.find("```", at) - at));
  }
  return blocks;
}

} // namespace

CAF_TEST(every example of the documentation is compiled) {
  const auto blocks = cpp_blocks(read("../../../docs/cpquant.md"));
  const auto compiled = read("examples.cpp");
  CAF_CHECK(blocks.size() >= 3);
  for (const auto& block : blocks)
    if (compiled.find(block) == std::string::npos)
      CAF_FAIL("this example is not compiled: " << block);
}

} // namespace docs_test
