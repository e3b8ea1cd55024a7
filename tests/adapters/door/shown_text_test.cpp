#define CAF_SUITE door_shown_text
#include "tests/test.hpp"

#include "adapters/door/shown_text.hpp"

namespace shown_text_test {

using namespace hft::door;

CAF_TEST(plain words in any script stay as they are) {
  CAF_CHECK_EQUAL(shown("insufficient buying power"), "insufficient buying power");
  CAF_CHECK_EQUAL(shown("Börse geschlossen: 証券"), "Börse geschlossen: 証券");
  CAF_CHECK(is_showable("Börse"));
}

CAF_TEST(escape sequences and line ends are shown and do nothing) {
  CAF_CHECK_EQUAL(shown("\x1b[2J\x1b]0;t\a"), "\\x1b[2J\\x1b]0;t\\x07");
  CAF_CHECK_EQUAL(shown("ok\r\n2026 fake line\tx"), "ok\\r\\n2026 fake line\\tx");
  CAF_CHECK_EQUAL(shown(std::string_view{"a\0b", 3}), "a\\x00b");
  CAF_CHECK_EQUAL(shown("\x7f"), "\\x7f");
  CAF_CHECK_EQUAL(shown("\xc2\x9b"
                        "31m"),
                  "\\u009b31m"); // the other spelling of escape and bracket
}

CAF_TEST(marks of direction and what cannot be seen are shown) {
  CAF_CHECK_EQUAL(shown("\u202eYPS"), "\\u202eYPS");
  CAF_CHECK_EQUAL(shown("\u2066SPY\u2069"), "\\u2066SPY\\u2069");
  CAF_CHECK_EQUAL(shown("S\u200bPY\ufeff"), "S\\u200bPY\\ufeff");
  CAF_CHECK_EQUAL(shown("a\u2028b"), "a\\u2028b");
  CAF_CHECK_EQUAL(shown("\U000e0041"), "\\u0e0041");
}

CAF_TEST(bytes that are no text are shown one by one) {
  CAF_CHECK_EQUAL(shown("\xff\xfe"), "\\xff\\xfe");
  CAF_CHECK_EQUAL(shown("\xc0\xaf"), "\\xc0\\xaf");          // a slash spelt too long
  CAF_CHECK_EQUAL(shown("\xed\xa0\x80"), "\\xed\\xa0\\x80"); // half a pair
  CAF_CHECK_EQUAL(shown("\xe2\x82"), "\\xe2\\x82");          // cut off
}

CAF_TEST(long text is cut at a whole character) {
  CAF_CHECK_EQUAL(shown("abcdefghij", 10), "abcdefghij");
  CAF_CHECK_EQUAL(shown("abcdefghijk", 10), "abcdefg...");
  CAF_CHECK_EQUAL(shown("ééééééé", 10), "ééé...");
  CAF_CHECK_EQUAL(shown("ab\x1b\x1b\x1b", 10), "ab\\x1b...");
  CAF_CHECK_EQUAL(shown(std::string(5'000'000, 'x')).size(), shown_words);
}

CAF_TEST(names of tradable things are letters digits and few signs) {
  for (const auto* good : {"SPY", "BRK.B", "BTC/USD", "AAPL240621C00070000", "BF-B"})
    CAF_CHECK(is_symbol_text(good));
  for (const auto* bad : {"", " SPY", "SPY\n", "\u2603\u202eSPY", "S\"Y", "a b"})
    CAF_CHECK(!is_symbol_text(bad));
}

} // namespace shown_text_test
