#define CAF_SUITE lockstep
#include "tests/test.hpp"

#include "adapters/simulated/protocol/lockstep.hpp"

namespace lockstep_test {

using namespace hft;
using namespace hft::simulated;

namespace {

constexpr Timestamp close{1'000'000'000'000};

Timestamp before_close(std::int64_t milliseconds) {
  return close - Duration{milliseconds * 1'000'000};
}

/// One client, whose requests write their numbers down when they take effect.
struct OneClient {
  Lockstep lockstep{Duration{20'000'000}};
  Arrivals arrivals;
  std::vector<std::uint64_t> carried_out;
  SessionPlan session;

  OneClient() {
    session.close = close;
    session.post_end = close + Duration{1'000'000'000};
    lockstep.join("key");
  }
  bool ask(std::uint64_t number, Timestamp cause) {
    return lockstep.receive("key", number, cause,
                            [this, number] { carried_out.push_back(number); });
  }
  void say_done(std::uint64_t step, std::uint64_t requests) {
    lockstep.on_message("key", R"({"action":"done","step":)" + std::to_string(step) +
                                 R"(,"requests":)" + std::to_string(requests) + "}");
  }
  /// The times at which what is on its way arrives; it then does.
  std::vector<Timestamp> arrive() {
    std::vector<Timestamp> times;
    while (const auto at = arrivals.next()) {
      times.push_back(*at);
      arrivals.take_effect();
    }
    return times;
  }
};

} // namespace

CAF_TEST(a request takes effect the latency after what caused it) {
  OneClient client;
  CAF_CHECK(client.ask(1, before_close(5'000)));
  client.lockstep.schedule(before_close(4'990), client.session, client.arrivals);
  CAF_CHECK(client.arrive() == std::vector{before_close(4'980)});
}

CAF_TEST(requests take effect in the order they were made whatever connection was quicker) {
  OneClient client;
  client.ask(3, before_close(5'000));
  client.ask(1, before_close(5'000));
  client.ask(2, before_close(5'010)); // of an older cause, but made later than 1
  client.lockstep.schedule(before_close(4'990), client.session, client.arrivals);
  client.arrive();
  CAF_CHECK_EQUAL(client.carried_out, (std::vector<std::uint64_t>{1, 2, 3}));
}

CAF_TEST(a request never takes effect in the past) {
  OneClient client;
  client.ask(1, before_close(60'000)); // a late print caused it
  client.lockstep.schedule(before_close(4'990), client.session, client.arrivals);
  CAF_CHECK(client.arrive() == std::vector{before_close(4'990)});
}

CAF_TEST(a request caused before the close arrives before the close) {
  OneClient client;
  client.ask(1, before_close(5));
  client.ask(2, close - Duration{1}); // what that led to is too late
  client.lockstep.schedule(before_close(2), client.session, client.arrivals);
  CAF_CHECK(client.arrive() ==
            (std::vector{close - Duration{1}, close + Duration{20'000'000 - 1}}));
}

CAF_TEST(time stands until the client is done and all its requests are here) {
  OneClient client;
  CAF_CHECK_EQUAL(client.lockstep.awaited(), 0u);
  client.lockstep.end_step("key", 1, before_close(5'000), std::nullopt);
  CAF_CHECK_EQUAL(client.lockstep.awaited(), 1u);
  client.ask(2, before_close(5'000));
  client.say_done(1, 2);
  CAF_CHECK_EQUAL(client.lockstep.awaited(), 1u); // the first is on its way
  client.ask(1, before_close(5'000));
  CAF_CHECK_EQUAL(client.lockstep.awaited(), 0u);
}

CAF_TEST(an answer to an older step ends no newer one) {
  OneClient client;
  client.lockstep.end_step("key", 1, before_close(5'000), std::nullopt);
  client.lockstep.end_step("key", 2, before_close(5'000), std::nullopt);
  client.say_done(1, 0);
  CAF_CHECK_EQUAL(client.lockstep.awaited(), 1u);
  client.say_done(2, 0);
  CAF_CHECK_EQUAL(client.lockstep.awaited(), 0u);
}

CAF_TEST(a client that left is not waited for and its requests take effect at once) {
  OneClient client;
  client.lockstep.end_step("key", 1, before_close(5'000), std::nullopt);
  client.lockstep.leave("key");
  CAF_CHECK_EQUAL(client.lockstep.awaited(), 0u);
  CAF_CHECK(!client.ask(1, before_close(5'000)));
}

CAF_TEST(a step says what was answered in it and how many updates were sent) {
  OneClient client;
  client.lockstep.record_answer("key", 7);
  client.lockstep.record_answer("key", 8);
  CAF_CHECK_EQUAL(client.lockstep.end_step("key", 3, Timestamp{5}, 12),
                  R"({"step":3,"time":5,"answered":[7,8],"updates":12})");
  CAF_CHECK_EQUAL(client.lockstep.end_step("key", 4, Timestamp{6}, std::nullopt),
                  R"({"step":4,"time":6})");
}

} // namespace lockstep_test
