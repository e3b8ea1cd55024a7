#define CAF_SUITE cpquant_request_pause
#include "tests/test.hpp"

#include "adapters/cpquant/request_gate.hpp"
#include "adapters/cpquant/request_pause.hpp"

namespace request_pause_test {

using namespace hft;
using namespace hft::cpquant;
using namespace std::chrono_literals;

namespace {

MonotonicTime at(Duration since) {
  return MonotonicTime{1'000'000'000'000} + since;
}

net::HttpResponse answer(int status, net::Headers headers = {}) {
  return {status, std::move(headers), {}};
}

} // namespace

CAF_TEST(nothing is asked before the time that was named) {
  RequestPause pause;
  CAF_CHECK(pause.may_ask(at(0s)));
  CAF_CHECK(pause.limited(at(0s), 20s) == Duration{20s});
  CAF_CHECK(!pause.may_ask(at(19'999ms)));
  CAF_CHECK(pause.may_ask(at(20s)));
}

CAF_TEST(pauses of our own grow and are told once) {
  RequestPause pause;
  const auto first = pause.limited(at(0s), std::nullopt);
  CAF_REQUIRE(first);
  CAF_CHECK(*first >= 1s);
  CAF_CHECK(!pause.limited(at(*first), std::nullopt));
  const auto second = pause.until() - at(*first);
  CAF_CHECK(!pause.limited(pause.until(), std::nullopt));
  CAF_CHECK(!pause.limited(pause.until(), std::nullopt));
  CAF_CHECK(pause.until() - at(*first) > second + second);
}

CAF_TEST(answers to what was under way do not make the pause grow) {
  RequestPause pause;
  pause.limited(at(0s), std::nullopt);
  const auto until = pause.until();
  pause.limited(at(10ms), std::nullopt);
  pause.answered(at(20ms));
  CAF_CHECK(pause.until() == until);
  pause.limited(at(30ms), 60s);
  CAF_CHECK(pause.until() == at(60'030ms));
}

CAF_TEST(after a good answer the next spell begins small and is told) {
  RequestPause pause;
  for (int i = 0; i < 5; ++i)
    pause.limited(pause.until() == MonotonicTime{} ? at(0s) : pause.until(), std::nullopt);
  const auto over = pause.until();
  pause.answered(over);
  const auto next = pause.limited(over, std::nullopt);
  CAF_REQUIRE(next);
  CAF_CHECK(*next < 2s);
}

CAF_TEST(one cancel is tried in a pause) {
  RequestPause pause;
  pause.limited(at(0s), 20s);
  CAF_CHECK(pause.may_cancel(at(1s)));
  CAF_CHECK(!pause.may_cancel(at(2s)));
  CAF_CHECK(pause.may_cancel(at(20s)));
  CAF_CHECK(pause.may_cancel(at(20s)));
}

CAF_TEST(too many and come later both ask us to wait) {
  const Timestamp now{};
  CAF_CHECK(RequestGate::wait_in(answer(429, {{"retry-after", "20"}}), now) == Duration{20s});
  CAF_CHECK(RequestGate::wait_in(answer(429, {{"X-RateLimit-Reset", "7"}}), now) == Duration{7s});
  CAF_CHECK(RequestGate::wait_in(answer(429), now) == Duration{0});
  CAF_CHECK(RequestGate::wait_in(answer(503, {{"Retry-After", "3"}}), now) == Duration{3s});
  CAF_CHECK(!RequestGate::wait_in(answer(503), now));
  CAF_CHECK(!RequestGate::wait_in(answer(200, {{"Retry-After", "3"}}), now));
}

CAF_TEST(the gate closes for all and tells it once) {
  std::vector<std::string> told;
  RequestGate gate{std::nullopt, 0, [] { return MonotonicTime{}; }};
  gate.on_pause([&](const std::string& sentence) { told.push_back(sentence); });
  CAF_CHECK(gate.may_order() && gate.may_ask() && gate.may_cancel());
  gate.heard("GET /v2/positions", answer(429, {{"Retry-After", "600"}}));
  gate.heard("POST /v2/orders", answer(429, {{"Retry-After", "600"}}));
  CAF_CHECK(!gate.may_order());
  CAF_CHECK(!gate.may_ask());
  CAF_CHECK(gate.may_cancel());
  CAF_CHECK(!gate.may_cancel());
  CAF_REQUIRE_EQUAL(told.size(), 1u);
  CAF_CHECK_EQUAL(told[0], "the broker answered GET /v2/positions with HTTP 429: nothing is asked "
                           "or ordered for 600 s");
  CAF_CHECK_EQUAL(gate.report().throttled, 2u);
  CAF_CHECK_EQUAL(gate.report().refused, 1u);
}

CAF_TEST(the gate counts everything against the limit that is told) {
  RequestGate gate{std::nullopt, 1, [] { return MonotonicTime{}; }};
  gate.heard("GET /v2/clock", answer(200, {{"X-RateLimit-Limit", "4"}}));
  CAF_CHECK(gate.may_ask() && gate.may_ask() && gate.may_order());
  CAF_CHECK(!gate.may_order()); // the reserve
  CAF_CHECK(gate.may_ask());
  CAF_CHECK(!gate.may_ask());
  CAF_CHECK(gate.may_cancel());
}

} // namespace request_pause_test
