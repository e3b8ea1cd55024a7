#define CAF_SUITE depth
#include "tests/test.hpp"

#include "adapters/door/depth.hpp"

#include <string>

namespace depth_test {

using namespace hft::door;

CAF_TEST(a text is shallow up to the depth that is allowed) {
  CAF_CHECK(is_shallow(""));
  CAF_CHECK(is_shallow(R"({"a":[[1,2],[3]]})", 3));
  CAF_CHECK(!is_shallow(R"({"a":[[1,2],[3]]})", 2));
  CAF_CHECK(is_shallow(std::string(64, '[')));
  CAF_CHECK(!is_shallow(std::string(65, '[')));
}

CAF_TEST(brackets side by side and in a text add no depth) {
  CAF_CHECK(is_shallow("[[],[],[],[]]", 2));
  CAF_CHECK(is_shallow(R"(["[[[[","\"[[","{\\"])", 1));
  CAF_CHECK(is_shallow("]]]][", 1));
}

} // namespace depth_test
