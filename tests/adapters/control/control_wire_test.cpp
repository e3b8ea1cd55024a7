#define CAF_SUITE control_wire
#include "tests/test.hpp"

#include "adapters/control/control_wire.hpp"

namespace control_wire_test {

using namespace hft;
using namespace hft::control;

CAF_TEST(requests survive the trip) {
  const ControlRequest request{"spawn", {{"id", "a\"b"}, {"spec", "modulo:sell=17,buy=31"}}};
  const auto text = write_request(request);
  CAF_CHECK_EQUAL(text,
                  R"({"verb":"spawn","arguments":{"id":"a\"b","spec":"modulo:sell=17,buy=31"}})");
  CAF_CHECK(read_request(text) == request);
  CAF_CHECK(read_request(R"({"verb":"status"})") == (ControlRequest{"status", {}}));
}

CAF_TEST(answers survive the trip) {
  const ControlAnswer answer{true, "done\n", R"({"phase":"Regular"})", "execution does not answer"};
  CAF_CHECK(read_answer(write_answer(answer)) == answer);
  const auto older = read_answer(R"({"done":true,"text":"","json":""})");
  CAF_REQUIRE(older.has_value());
  CAF_CHECK_EQUAL(older->lacking, "");
}

CAF_TEST(bytes that are no text are replaced) {
  CAF_CHECK(read_answer(write_answer({false, "venue said \xff", ""})).has_value());
}

CAF_TEST(what is no request is refused with a sentence) {
  for (const auto* body : {"", "[]", "{}", "{\"verb\":1}", "{\"verb\":\"x\",\"arguments\":[1]}",
                           "{\"verb\":\"x\",\"arguments\":{\"a\":1}}"}) {
    const auto request = read_request(body);
    CAF_REQUIRE(!request.has_value());
    CAF_CHECK(request.error().fault == ErrorKind::BadPayload);
    CAF_CHECK(request.error().sentence.starts_with("control request cannot be read: "));
  }
}

} // namespace control_wire_test
