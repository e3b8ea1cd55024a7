#define CAF_SUITE mended_json
#include "tests/test.hpp"

#include "adapters/door/mended_json.hpp"

namespace mended_json_test {

using namespace hft::door;

namespace {

std::string mended_or_same(const std::string& text) {
  return mended_json(text).value_or("same");
}

void check_mended(const std::string& text, const std::string& expected) {
  const auto mended = mended_or_same(text);
  CAF_CHECK_EQUAL(mended, expected);
  CAF_CHECK(mended.size() <= text.size() || mended == "same");
}

} // namespace

CAF_TEST(a text in order is left as it is) {
  check_mended(R"([{"a":1.5e3,"b":"x\"yé\u00e9\ud83d\ude00","c":[null,true,-0]}])", "same");
  check_mended("", "same");
}

CAF_TEST(numbers that fit no double become a value that is no number) {
  check_mended(R"({"a":1e400,"b":2})", R"({"a":{},"b":2})");
  check_mended(R"([-1E+999])", "[{}]");
  check_mended("[1" + std::string(400, '0') + ".5]", "[{}]");
}

CAF_TEST(words that stand for numbers become a value that is no number) {
  check_mended(R"({"a":NaN,"b":Infinity,"c":-Infinity})", R"({"a":{},"b":{},"c":{}})");
}

CAF_TEST(what looks like a number in a text is text) {
  check_mended(R"(["1e400 NaN Infinity"])", "same");
}

CAF_TEST(halves of characters become question marks) {
  check_mended(R"(["a\ud800b"])", R"(["a?b"])");
  check_mended(R"(["\ude00\ud83d"])", R"(["??"])");
  check_mended("[\"a\xc3\"]", "[\"a?\"]");
  check_mended("[\"\xed\xa0\x80\xff\xe2\x82\"]", "[\"??????\"]");
}

CAF_TEST(control characters in a text become question marks) {
  check_mended("[\"a\nb\x01\"]", "[\"a?b?\"]");
}

CAF_TEST(a text that ends in the middle is mended as far as it goes) {
  check_mended("[\"\xc3", "[\"?");
  check_mended("[\"\\", "same");
  check_mended("[\"\\ud8", "same");
  check_mended("[1e400", "[{}");
}

} // namespace mended_json_test
