#define CAF_SUITE text_decoder
#include "tests/test.hpp"

#include "adapters/simulated/market/tape/text_decoder.hpp"

#include <vector>

namespace text_decoder_test {

using namespace hft::simulated;
using namespace std::string_literals;

namespace {

std::string decoded(const std::vector<std::string>& pieces) {
  TextDecoder decoder;
  std::string all;
  for (auto piece : pieces) {
    decoder.decode(piece);
    all += piece;
  }
  return all;
}

} // namespace

CAF_TEST(a mark of UTF eight is left out and other text stays) {
  CAF_CHECK_EQUAL(decoded({"\xef\xbb\xbfone", "\xef\xbb\xbftwo"}), "one\xef\xbb\xbftwo");
  CAF_CHECK_EQUAL(decoded({"one", "two"}), "onetwo");
  CAF_CHECK_EQUAL(decoded({""}), "");
}

CAF_TEST(UTF sixteen of either order is converted across pieces) {
  CAF_CHECK_EQUAL(decoded({"\xff\xfe"s + "1\0,"s, "\0002\0"s}), "1,2");
  CAF_CHECK_EQUAL(decoded({"\xfe\xff"s + "\0001\0,\0"s, "2"s}), "1,2");
  CAF_CHECK_EQUAL(decoded({"\xff\xfe\x03\x26\x3d\xd8"s, "\x00\xde"s}),
                  "\xe2\x98\x83\xf0\x9f\x98\x80");
}

CAF_TEST(a surrogate that stands alone becomes a question mark) {
  CAF_CHECK_EQUAL(decoded({"\xff\xfe\x3d\xd8"s + "1\0"s}), "?1");
  CAF_CHECK_EQUAL(decoded({"\xff\xfe\x00\xde"s + "1\0"s}), "?1");
}

} // namespace text_decoder_test
