#define CAF_SUITE door_bounds
#include "tests/test.hpp"

#include "adapters/door/bounds.hpp"

namespace bounds_test {

using namespace hft;
using namespace hft::door;

namespace {

constexpr Bounds small{100, 3, 10};

std::string repeated(std::string_view text, std::size_t times) {
  std::string made;
  for (std::size_t i = 0; i < times; ++i) made += text;
  return made;
}

} // namespace

CAF_TEST(a document within its bounds fits) {
  CAF_CHECK(fit_json(R"([{"a":[1,2]},{"b":"]]]]"}])", small) == Fit::Fits);
  CAF_CHECK(fit_json("", small) == Fit::Fits);
  CAF_CHECK(fit_json("no document at all", small) == Fit::Fits);
}

CAF_TEST(brackets without end are too deep) {
  CAF_CHECK(fit_json("[[[", small) == Fit::Fits);
  CAF_CHECK(fit_json("[[[[", small) == Fit::TooDeep);
  CAF_CHECK(fit_json(R"({"a":{"a":{"a":{)", small) == Fit::TooDeep);
  CAF_CHECK(fit_json(repeated("[]", 40), {100, 3, 100}) == Fit::Fits);
}

CAF_TEST(brackets and commas inside texts count nothing) {
  CAF_CHECK(fit_json(R"("[[[[[[,,,,,,,,,,,,,,,,\"[[[[[[")", small) == Fit::Fits);
  CAF_CHECK(fit_json(R"("\\",[[[[)", small) == Fit::TooDeep);
}

CAF_TEST(too many values are counted whatever they are) {
  CAF_CHECK(fit_json("[1,2,3,4,5,6,7,8,9]", small) == Fit::Fits);
  CAF_CHECK(fit_json("[1,2,3,4,5,6,7,8,9,10]", small) == Fit::TooMany);
  CAF_CHECK(fit_json("[" + repeated("{},", 10) + "{}]", small) == Fit::TooMany);
}

CAF_TEST(too many bytes are not looked at) {
  CAF_CHECK(fit_json(std::string(101, ' '), small) == Fit::TooLong);
  CAF_CHECK(fit_msgpack(std::string(101, '\0'), small) == Fit::TooLong);
}

CAF_TEST(msgpack is held to the same bounds) {
  CAF_CHECK(fit_msgpack("\x93\x01\x02\x03", small) == Fit::Fits);
  CAF_CHECK(fit_msgpack(repeated("\x91", 3) + "\x01", small) == Fit::Fits);
  CAF_CHECK(fit_msgpack(repeated("\x91", 4), small) == Fit::TooDeep);
  CAF_CHECK(fit_msgpack("\x9b" + repeated("\x80", 11), small) == Fit::TooMany);
  // A map of one pair a level, as values and as keys.
  CAF_CHECK(fit_msgpack(repeated("\x81\x01", 4), small) == Fit::TooDeep);
  CAF_CHECK(fit_msgpack(repeated("\x81", 4), small) == Fit::TooDeep);
}

CAF_TEST(lengths beyond the end of msgpack end the walk) {
  CAF_CHECK(fit_msgpack("\xdd\xff\xff\xff\xff", small) == Fit::Fits);
  CAF_CHECK(fit_msgpack("\xdb\xff\xff\xff\xff", small) == Fit::Fits);
  CAF_CHECK(fit_msgpack("\xc6", small) == Fit::Fits);
}

CAF_TEST(what does not fit says why) {
  CAF_CHECK_EQUAL(reason_of(Fit::TooDeep, small), "nested deeper than 3");
  CAF_CHECK_EQUAL(reason_of(Fit::TooLong, small), "larger than 100 bytes");
  CAF_CHECK_EQUAL(reason_of(Fit::TooMany, small), "of more than 10 values");
}

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

} // namespace bounds_test
