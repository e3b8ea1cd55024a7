#define CAF_SUITE unanswered
#include "tests/actors/supervisor/supervisor_actor_fixture.hpp"

namespace unanswered_test {

using namespace hft;
using namespace std::chrono_literals;
using stand_in::behavior;
using stand_in::Hears;

namespace {

/// Who answers questions; the others take them and say nothing, as actors behind a stall do.
struct Awake {
  bool feed = true;
  bool desk = true;
  bool model = true;
};
using AwakeRef = std::shared_ptr<Awake>;

template <class Answer, class Self>
caf::result<Answer> said_or_not(Self self, bool awake, Answer answer) {
  auto promise = self->template make_response_promise<Answer>();
  if (awake) promise.deliver(std::move(answer));
  return promise;
}

SessionClockActor::behavior_type a_clock(SessionClockActor::pointer self) {
  return behavior<SessionClockActor>(self);
}

FeedActor::behavior_type a_feed(FeedActor::pointer self, AwakeRef awake) {
  return behavior<FeedActor>(self, [self, awake](const FeedQuery&) {
    FeedStatus status;
    status.state = FeedState::Live;
    status.events = 90;
    return said_or_not(self, awake->feed, status);
  });
}

ModelActor::behavior_type a_model(ModelActor::pointer self, AwakeRef awake) {
  return behavior<ModelActor>(self, [self, awake](const ModelQuery&) {
    ModelReport report;
    report.ticks = 70;
    report.signals = 7;
    report.frames = 60;
    return said_or_not(self, awake->model, report);
  });
}

ExecutionActor::behavior_type a_desk(ExecutionActor::pointer self, SupervisorActor supervisor,
                                     AwakeRef awake) {
  return behavior<ExecutionActor>(
    self, Hears{[self, awake](const StatusQuery&) {
                  DeskStatus status;
                  status.orders_open = 3;
                  ModelBook book;
                  book.id = "m1";
                  book.counts.fills = 5;
                  status.models = {book};
                  return said_or_not(self, awake->desk, status);
                },
                [self, supervisor](const CloseDesk&) { self->send(supervisor, DeskClosed{}); }});
}

struct fixture : supervisor_fixture::Telling {
  AwakeRef awake = std::make_shared<Awake>();
  std::vector<std::string> incidents;
  std::optional<StatusSnapshot> report;
  ModelActor model;

  fixture() {
    SupervisorConfig made;
    made.models = {ModelSpec{"m1", "modulo", {}}};
    const auto factory = std::make_shared<stand_in::Factory>();
    made.factory = factory;
    factory->clock = [this](const SupervisorActor&) { return sys.spawn(a_clock); };
    factory->execution = [this](const SupervisorActor& s) { return sys.spawn(a_desk, s, awake); };
    factory->feed = [this](const SupervisorActor&) { return sys.spawn(a_feed, awake); };
    factory->prepare = [](const ModelSpec&) { return stand_in::prepared_for(RunsOn::Thread); };
    factory->model = [this](const ModelSpec&) { return model = sys.spawn(a_model, awake); };
    made.observer.on_incident = [this](const std::string& s) { incidents.push_back(s); };
    made.observer.on_report = [this](const StatusSnapshot& status) { report = status; };
    supervisor = sys.spawn<Supervisor>(std::move(made));
    phase(SessionPhase::Regular);
    desk_is_ready();
    feed_is_live();
  }
  ~fixture() {
    caf::anon_send_exit(supervisor, caf::exit_reason::kill);
    caf::anon_send_exit(model, caf::exit_reason::kill);
    model = nullptr;
  }

  void wait() {
    for (auto left = 2500ms; left > 0ms; left -= 100ms) {
      advance_time(100ms);
      sched.run();
    }
  }
  StatusSnapshot status() {
    StatusSnapshot told;
    auto pending = self->request(supervisor, caf::infinite, StatusQuery{});
    sched.run();
    wait();
    pending.receive([&](const StatusSnapshot& answer) { told = answer; },
                    [](caf::error& e) { CAF_FAIL(caf::to_string(e)); });
    return told;
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(unanswered_tests, fixture)

CAF_TEST(who answers is believed) {
  const auto told = status();
  CAF_CHECK(told.ready && told.desk_answers && told.feed_answers && told.clock_answers);
  CAF_CHECK(told.models.at(0).answers && told.models.at(0).counted);
  CAF_CHECK_EQUAL(told.models.at(0).counts.ticks, 70u);
}

CAF_TEST(a desk that does not answer is said not to and leaves nobody ready) {
  status();
  awake->desk = false;
  const auto told = status();
  CAF_CHECK(!told.desk_answers);
  CAF_CHECK(!told.ready);
  CAF_CHECK(told.feed_answers);
  CAF_CHECK_EQUAL(told.desk.orders_open, 3u); // as last known
  CAF_CHECK_EQUAL(told.models.at(0).counts.fills, 5u);
}

CAF_TEST(a feed that does not answer leaves nobody ready) {
  status();
  awake->feed = false;
  const auto told = status();
  CAF_CHECK(!told.feed_answers);
  CAF_CHECK(!told.ready);
  CAF_CHECK_EQUAL(told.feed.events, 90u);
}

CAF_TEST(a model that does not answer keeps the counts last known) {
  status();
  awake->model = false;
  const auto told = status();
  CAF_CHECK(!told.models.at(0).answers);
  CAF_CHECK(told.models.at(0).counted);
  CAF_CHECK_EQUAL(told.models.at(0).counts.ticks, 70u);
  CAF_CHECK_EQUAL(told.models.at(0).frames, 60u);
  CAF_CHECK(told.ready); // the others trade on
}

CAF_TEST(a model that never answered has no counts) {
  awake->model = false;
  CAF_CHECK(!status().models.at(0).counted);
}

CAF_TEST(a model given up keeps what it had counted until its last words say it) {
  status();
  ModelNews news;
  news.id = "m1";
  news.state = ModelState::Quarantined;
  news.sentence = "it is stuck";
  tell(news);
  const auto before = status();
  CAF_CHECK_EQUAL(before.models.at(0).counts.ticks, 70u);
  ModelNews last;
  last.id = "m1";
  last.last_words = ModelReport{};
  last.last_words->ticks = 71;
  tell(last);
  const auto after = status();
  CAF_CHECK_EQUAL(after.models.at(0).counts.ticks, 71u);
}

CAF_TEST(the last report has what was last known and says whose) {
  status();
  awake->model = awake->feed = false;
  phase(SessionPhase::Closed);
  wait();
  CAF_REQUIRE(report.has_value());
  CAF_CHECK_EQUAL(report->models.at(0).counts.ticks, 70u);
  CAF_CHECK_EQUAL(report->models.at(0).counts.fills, 5u);
  CAF_CHECK_EQUAL(report->feed.events, 90u);
  CAF_CHECK_EQUAL(incidents.at(0),
                  "model m1 did not answer for the last report: its counts are as last known");
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace unanswered_test
