#define CAF_SUITE fixed_text
#include "tests/test.hpp"

#include "messages/fixed_text.hpp"

#include <unordered_set>

namespace fixed_text_test {

using namespace hft;

namespace {

using Short = FixedText<struct ShortTag, 5>;

} // namespace

CAF_TEST(text up to the capacity is kept and longer text is refused or cut) {
  CAF_CHECK(Short::max_length == 4);
  CAF_CHECK(Short::from("abcd") == Short{"abcd"});
  CAF_CHECK(!Short::from("abcde"));
  CAF_CHECK(Short::truncated("abcde") == Short{"abcd"});
  CAF_CHECK_EQUAL(Short{"abcd"}.str(), std::string{"abcd"});
}

CAF_TEST(no text is empty) {
  CAF_CHECK(Short{}.empty());
  CAF_CHECK(Short{""}.empty());
  CAF_CHECK(Short::from("")->empty());
  CAF_CHECK(!Short{"a"}.empty());
}

CAF_TEST(texts compare as their letters do) {
  CAF_CHECK(Short{"ab"} == Short::truncated("ab"));
  CAF_CHECK(Short{"ab"} != Short{"abc"});
  CAF_CHECK(Short{"ab"} < Short{"abc"});
  CAF_CHECK(Short{"b"} > Short{"abc"});
}

CAF_TEST(a zero byte is a letter like any other) {
  const auto with_zero = Short::truncated(std::string_view{"a\0b", 3});
  CAF_CHECK_EQUAL(with_zero.view().size(), 3u);
  CAF_CHECK(with_zero != Short{"a"});
}

CAF_TEST(equal texts have one place in a set) {
  const std::unordered_set<Symbol> symbols{Symbol{"SPY"}, Symbol::truncated("SPY"), Symbol{"QQQ"}};
  CAF_CHECK_EQUAL(symbols.size(), 2u);
}

} // namespace fixed_text_test
