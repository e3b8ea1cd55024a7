#define CAF_SUITE monitor_actor
#include "actors/monitor/monitor_actor.hpp"
#include "tests/test.hpp"

namespace monitor_actor_test {

using namespace hft;

namespace {

struct config : caf::actor_system_config {
  config() {
    add_message_types<caf::id_block::hft>();
    add_message_types<caf::id_block::hft_monitor>();
  }
};

report::RunIdentity the_run() {
  report::RunIdentity identity;
  identity.run = "7";
  return identity;
}

struct Fixture : test_coordinator_fixture<config> {
  MonitorActor monitor = sys.spawn<Monitor>(the_run(), [] { return MonotonicTime{5}; });

  std::shared_ptr<const report::DayRecord> ask() {
    std::shared_ptr<const report::DayRecord> day;
    auto asked = self->request(monitor, caf::infinite, DayQuery{});
    run();
    asked.receive([&](const DayAnswer& answer) { day = answer.day; }, [](caf::error&) {});
    return day;
  }
  void tell(const std::string& news) {
    self->send(monitor, Fact{{}, NewsTold{news}});
    run();
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(monitor_actor_tests, Fixture)

CAF_TEST(the monitor keeps what it is told) {
  tell("one");
  DeskVitals vitals;
  vitals.stream_up = true;
  self->send(monitor, vitals);
  self->send(monitor, StatusSnapshot{});
  run();
  const auto day = ask();
  CAF_REQUIRE(day != nullptr);
  CAF_CHECK_EQUAL(day->identity().run, "7");
  CAF_CHECK_EQUAL(day->newest(), 1u);
  CAF_CHECK(day->vitals().stream_up);
  CAF_CHECK(day->status().has_value());
}

CAF_TEST(stages of the feed stand beside those of the desk) {
  FeedVitals feed;
  feed.wait.count = 3;
  feed.decode.count = 4;
  DeskVitals desk;
  desk.latencies[static_cast<std::size_t>(Stage::Write)].count = 5;
  self->send(monitor, feed);
  self->send(monitor, desk);
  run();
  const auto day = ask();
  CAF_CHECK_EQUAL(day->latency(Stage::Wait).count, 3u);
  CAF_CHECK_EQUAL(day->latency(Stage::Decode).count, 4u);
  CAF_CHECK_EQUAL(day->latency(Stage::Write).count, 5u);
}

CAF_TEST(what was answered never changes) {
  tell("one");
  const auto before = ask();
  tell("two");
  CAF_CHECK_EQUAL(before->newest(), 1u);
  CAF_CHECK_EQUAL(ask()->newest(), 2u);
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace monitor_actor_test
