#define CAF_SUITE supervisor
#include "tests/test.hpp"

#include "actors/supervisor/supervisor_actor.hpp"

#include <algorithm>

using namespace hft;
using namespace std::chrono_literals;

namespace {

struct config : caf::actor_system_config {
  config() { add_message_types<caf::id_block::hft>(); }
};

/// What the stand-ins were told, in order.
struct Story {
  std::vector<std::string> lines;
  std::map<std::string, int> spawned;
  bool seats = true; ///< whether candidates are taken
};
using StoryRef = std::shared_ptr<Story>;

SessionClockActor::behavior_type a_clock(SessionClockActor::pointer self, StoryRef story) {
  return {[](const FeedTime&) {},
          [](const BrokerClock&) {},
          [](const BrokerCalendar&) {},
          [](const Failure&) {},
          [](pulse_atom) {},
          [](const SessionQuery&) { return SessionStatus{}; },
          [story](const Heartbeat&) { story->lines.push_back("beat at the clock"); },
          [self](shutdown_atom) { self->quit(); }};
}

FeedActor::behavior_type a_feed(FeedActor::pointer self, StoryRef story) {
  return {[](const MarketFrame&) {},
          [](const FeedStateChanged&) {},
          [story](const Subscribe& s) {
            const auto symbols = s.wanted.of(Channel::Trades).size();
            story->lines.push_back("subscribe " + s.id.str() +
                                   (symbols == 0 ? "" : " " + std::to_string(symbols)));
          },
          [story](const Unsubscribe& s) { story->lines.push_back("unsubscribe " + s.id.str()); },
          [](const SessionChanged&) {},
          [](pulse_atom) {},
          [](const TradesFetched&) {},
          [](const FeedQuery&) { return FeedStatus{}; },
          [story](const Heartbeat&) { story->lines.push_back("beat at the feed"); },
          [self, story](shutdown_atom) {
            story->lines.push_back("feed stops");
            self->quit();
          }};
}

ModelActor::behavior_type a_model(ModelActor::pointer self, StoryRef story) {
  return {[](const MarketFrame&) { throw std::runtime_error{"division by zero"}; },
          [](const Fill&) {},
          [](const OrderClosed&) {},
          [](const OrderRefused&) {},
          [](const FeedGap&) {},
          [](const SessionChanged&) {},
          [](const ConnectDesk&) {},
          [](const Standing&) {},
          [](const Subscribed&) {},
          [](const HistoryFetched&) {},
          [story](const InstallCandidate& candidate) {
            story->lines.push_back(candidate.shadow ? "install in shadow" : "install");
            return CommandResult{story->seats, "said the seat"};
          },
          [story](const PromoteCandidate&) {
            story->lines.push_back("promote");
            return CommandResult{true, "promoted"};
          },
          [story](const DropCandidate&) {
            story->lines.push_back("drop");
            return CommandResult{true, "dropped"};
          },
          [](pulse_atom) {},

          [](const ModelQuery&) {
            ModelReport report;
            report.ticks = 7;
            return report;
          },
          [](const Heartbeat&) {},
          [self, story](shutdown_atom) {
            story->lines.push_back("model stops");
            self->quit();
          }};
}

ExecutionActor::behavior_type a_desk(ExecutionActor::pointer self, StoryRef story,
                                     SupervisorActor supervisor) {
  return {[](const Signal&) {},
          [](const MarketFrame&) {},
          [](const OrderAnswered&) {},
          [](const OrderEvent&) {},
          [](const OrderStreamChanged&) {},
          [](const BooksFetched&) {},
          [](const OrderLookedUp&) {},
          [](const FeedStateChanged&) {},
          [](const SessionChanged&) {},
          [story](const ConnectModel& m) { story->lines.push_back("connect " + m.id.str()); },
          [story](const DisconnectModel& m) { story->lines.push_back("disconnect " + m.id.str()); },
          [](const StandingQuery&) {},
          [story](const RetireModel& m) {
            story->lines.push_back("retire " + m.id.str() + (m.flatten ? ", position too" : ""));
          },
          [](pulse_atom) {},
          [](const HaltTrading&) {
            return CommandResult{true, "halted"};
          },
          [](const ResumeTrading&) {
            return CommandResult{true, "resumed"};
          },
          [](const StatusQuery&) {
            DeskStatus status;
            status.ready = true;
            return status;
          },
          [](const OrdersQuery&) { return OrdersReport{}; },
          [story](const Heartbeat&) { story->lines.push_back("beat at the desk"); },
          [story](const ChangeLimits&) { story->lines.push_back("limits change"); },
          [self, story, supervisor](const CloseDesk&) {
            story->lines.push_back("desk closes");
            self->send(supervisor, DeskClosed{});
          },
          [self, story](shutdown_atom) {
            story->lines.push_back("desk stops");
            self->quit();
          }};
}

struct fixture : test_coordinator_fixture<config> {
  StoryRef story = std::make_shared<Story>();
  std::optional<Ending> ending;
  bool ready = false;
  int beats = 0;
  std::vector<std::string> incidents;
  int reports = 0;
  SupervisorActor supervisor;
  ModelActor model;
  ExecutionActor desk;

  fixture() { start(WhenClosed::Exit); }
  ~fixture() {
    if (supervisor) caf::anon_send_exit(supervisor, caf::exit_reason::kill);
    model = nullptr;
    desk = nullptr;
  }

  void start(WhenClosed when_closed) {
    SupervisorConfig made;
    made.when_closed = when_closed;
    made.restarts = {.budget = 2, .window = 60s, .first_delay = 1ms, .longest_delay = 1s};
    made.models = {ModelSpec{"m1", "modulo", {}}};
    made.spawn_clock = [this](const SupervisorActor&) { return sys.spawn(a_clock, story); };
    made.spawn_execution = [this](const SupervisorActor& s,
                                  const SessionChanged&) -> Result<ExecutionActor> {
      ++story->spawned["desk"];
      return desk = sys.spawn(a_desk, story, s);
    };
    made.spawn_feed = [this](const SupervisorActor&, const ExecutionActor&, const SessionChanged&) {
      ++story->spawned["feed"];
      return sys.spawn(a_feed, story);
    };
    made.spawn_model = [this](const ModelSpec& spec, const ExecutionActor&,
                              const SupervisorActor&) -> Result<ModelChild> {
      if (spec.name == "nonsense") return fail(Fault::BadArgument, "no model is named nonsense");
      ++story->spawned[spec.id.str()];
      model = sys.spawn(a_model, story);
      return ModelChild{model, {}, false, nullptr, RunsOn::Lane};
    };
    made.observer.on_incident = [this](const std::string& s) { incidents.push_back(s); };
    made.observer.on_heartbeat = [this] { ++beats; };
    made.make_candidate = [](const ModelSpec& spec, RunsOn) -> Result<ModelCandidate> {
      if (spec.name == "nonsense") return fail(Fault::BadArgument, "no model is named nonsense");
      ModelCandidate candidate;
      candidate.wanted.add(Channel::Trades, "QQQ");
      return candidate;
    };
    made.flattens = [](const ModelId& id) { return id == ModelId{"m1"}; };
    made.observer.on_end = [this](const Ending& e) { ending = e; };
    made.observer.on_report = [this](const StatusSnapshot&) { ++reports; };
    made.observer.on_readiness = [this](bool is, const std::string&) { ready = is; };
    supervisor = sys.spawn<Supervisor>(std::move(made));
    sched.run();
  }

  template <class Message>
  void tell(const Message& message) {
    caf::anon_send(supervisor, message);
    sched.run();
  }

  void phase(SessionPhase to) {
    SessionChanged changed;
    changed.to = to;
    tell(changed);
  }

  void open_the_market() {
    phase(SessionPhase::PreOpen);
    DeskChanged desk_ready;
    desk_ready.ready = true;
    tell(desk_ready);
    FeedStateChanged live;
    live.state = FeedState::Live;
    tell(live);
  }

  template <class Command>
  CommandResult command(const Command& message) {
    CommandResult result;
    auto pending = self->request(supervisor, caf::infinite, message);
    sched.run();
    pending.receive([&](const CommandResult& r) { result = r; },
                    [](caf::error& e) { CAF_FAIL(caf::to_string(e)); });
    return result;
  }

  std::string name_of(const ModelId& id) {
    std::string name;
    auto pending = self->request(supervisor, caf::infinite, StatusQuery{});
    sched.run();
    pending.receive(
      [&](const StatusSnapshot& status) {
        for (const auto& one : status.models)
          if (one.id == id) name = one.name;
      },
      [](caf::error& e) { CAF_FAIL(caf::to_string(e)); });
    return name;
  }

  void model_throws() {
    caf::anon_send(model, MarketFrame{});
    sched.run();
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(supervisor_tests, fixture)

CAF_TEST(nothing runs while the market is closed) {
  CAF_CHECK(story->spawned.empty());
  CAF_CHECK(!ending.has_value());
}

CAF_TEST(a closed market ends the process when it was told to exit) {
  phase(SessionPhase::Closed);
  CAF_REQUIRE(ending.has_value());
  CAF_CHECK_EQUAL(ending->exit_code, 0);
}

CAF_TEST(a session that ends while the next one begins ends the process all the same) {
  open_the_market();
  for (const auto to : {SessionPhase::Closed, SessionPhase::PreOpen}) {
    SessionChanged changed;
    changed.to = to;
    caf::anon_send(supervisor, changed);
  }
  sched.run();
  CAF_REQUIRE(ending.has_value());
  CAF_CHECK_EQUAL(ending->exit_code, 0);
  CAF_CHECK_EQUAL(story->spawned["desk"], 1);
}

CAF_TEST(models and feed start only when the desk is ready) {
  phase(SessionPhase::PreOpen);
  CAF_CHECK_EQUAL(story->spawned["desk"], 1);
  CAF_CHECK_EQUAL(story->spawned["feed"], 0);
  CAF_CHECK_EQUAL(story->spawned["m1"], 0);
  open_the_market();
  CAF_CHECK_EQUAL(story->spawned["feed"], 1);
  CAF_CHECK_EQUAL(story->spawned["m1"], 1);
  CAF_CHECK(ready);
}

CAF_TEST(the close cancels reports and stops in order) {
  open_the_market();
  phase(SessionPhase::Regular);
  story->lines.clear();
  phase(SessionPhase::AfterHours);
  const std::vector<std::string> wanted{"desk closes", "model stops", "feed stops", "desk stops"};
  CAF_CHECK_EQUAL(caf::deep_to_string(story->lines), caf::deep_to_string(wanted));
  CAF_CHECK_EQUAL(reports, 1);
  CAF_REQUIRE(ending.has_value());
  CAF_CHECK_EQUAL(ending->exit_code, 0);
}

CAF_TEST(a model that throws is restarted and the rest stays) {
  open_the_market();
  model_throws();
  advance_time(60ms);
  sched.run();
  CAF_CHECK_EQUAL(story->spawned["m1"], 2);
  CAF_CHECK_EQUAL(story->spawned["feed"], 1);
  CAF_CHECK_EQUAL(story->spawned["desk"], 1);
}

CAF_TEST(a model that keeps throwing is quarantined) {
  open_the_market();
  for (int i = 0; i < 5; ++i) {
    if (model) model_throws();
    advance_time(60ms);
    sched.run();
    advance_time(60ms);
    sched.run();
  }
  CAF_CHECK_EQUAL(story->spawned["m1"], 3);
}

CAF_TEST(a desk that falls brings feed and models up again with it) {
  open_the_market();
  caf::anon_send_exit(desk, caf::exit_reason::kill);
  sched.run();
  CAF_CHECK_EQUAL(story->spawned["desk"], 2);
  open_the_market();
  CAF_CHECK_EQUAL(story->spawned["feed"], 2);
  CAF_CHECK_EQUAL(story->spawned["m1"], 2);
  CAF_CHECK(!ending.has_value());
}

CAF_TEST(books that disagree end the run with their own code) {
  open_the_market();
  DeskChanged changed;
  changed.books_disagree = true;
  changed.sentence = "the broker has 5 SPY more";
  tell(changed);
  CAF_REQUIRE(ending.has_value());
  CAF_CHECK_EQUAL(ending->exit_code, 5);
}

CAF_TEST(a spawned model joins at once and a second of its name is refused) {
  open_the_market();
  CAF_CHECK(command(SpawnModel{{"m2", "modulo", {}}}).done);
  CAF_CHECK_EQUAL(story->spawned["m2"], 1);
  CAF_CHECK(!command(SpawnModel{{"m2", "modulo", {}}}).done);
  CAF_CHECK_EQUAL(command(SpawnModel{{"m3", "nonsense", {}}}).sentence,
                  "no model is named nonsense");
}

CAF_TEST(a swap widens the wish first and narrows it when the new model has taken over) {
  open_the_market();
  story->lines.clear();
  const auto result = command(SwapModel{{"m1", "other", {}}});
  CAF_CHECK(result.done);
  const std::vector<std::string> wanted{"subscribe m1 1", "install", "subscribe m1 1"};
  CAF_CHECK_EQUAL(caf::deep_to_string(story->lines), caf::deep_to_string(wanted));
  CAF_CHECK_EQUAL(story->spawned["m1"], 1);
  CAF_CHECK_EQUAL(name_of("m1"), "other");
}

CAF_TEST(a swap that fails leaves the old model and its wish) {
  open_the_market();
  story->seats = false;
  story->lines.clear();
  const auto result = command(SwapModel{{"m1", "other", {}}});
  CAF_CHECK(!result.done);
  CAF_CHECK_EQUAL(result.sentence, "said the seat");
  CAF_CHECK_EQUAL(story->lines.back(), "subscribe m1");
  CAF_CHECK_EQUAL(name_of("m1"), "modulo");
  CAF_CHECK(!command(SwapModel{{"m1", "nonsense", {}}}).done);
  CAF_CHECK(!command(SwapModel{{"nobody", "other", {}}}).done);
}

CAF_TEST(a candidate in shadow is promoted or stopped before its instance) {
  open_the_market();
  ModelSpec shadow{"m1", "other", {}};
  shadow.shadow = true;
  CAF_CHECK(!command(PromoteModel{"m1"}).done);
  CAF_CHECK(command(SwapModel{shadow}).done);
  CAF_CHECK_EQUAL(name_of("m1"), "modulo");
  CAF_CHECK(!command(SwapModel{shadow}).done);
  CAF_CHECK_EQUAL(command(StopModel{"m1"}).sentence, "dropped");
  CAF_CHECK(command(SwapModel{shadow}).done);
  CAF_CHECK(command(PromoteModel{"m1"}).done);
  CAF_CHECK_EQUAL(name_of("m1"), "other");
  story->lines.clear();
  CAF_CHECK(command(StopModel{"m1"}).done);
  const std::vector<std::string> wanted{"unsubscribe m1", "disconnect m1", "retire m1",
                                        "model stops"};
  for (const auto& line : wanted)
    CAF_CHECK(std::find(story->lines.begin(), story->lines.end(), line) != story->lines.end());
}

CAF_TEST(a model in quarantine is retired) {
  open_the_market();
  for (int i = 0; i < 4; ++i) {
    if (model) model_throws();
    advance_time(100ms);
    sched.run();
  }
  const auto& lines = story->lines;
  CAF_CHECK_EQUAL(std::count(lines.begin(), lines.end(), "retire m1, position too"), 1);
  CAF_CHECK(command(SwapModel{{"m1", "other", {}}}).done);
  CAF_CHECK_EQUAL(story->spawned["m1"], 4);
}

CAF_TEST(an order to stop stops in order and ends well) {
  open_the_market();
  tell(shutdown_atom_v);
  CAF_REQUIRE(ending.has_value());
  CAF_CHECK_EQUAL(ending->exit_code, 0);
  CAF_CHECK_EQUAL(reports, 1);
}

CAF_TEST(a heartbeat takes the way a tick would take in this phase) {
  const auto beat_goes_to = [this] {
    story->lines.clear();
    advance_time(1s);
    sched.run();
    return caf::deep_to_string(story->lines);
  };
  CAF_CHECK_EQUAL(beat_goes_to(), R"(["beat at the clock"])");
  phase(SessionPhase::PreOpen);
  CAF_CHECK_EQUAL(beat_goes_to(), R"(["beat at the desk"])");
  open_the_market();
  CAF_CHECK_EQUAL(beat_goes_to(), R"(["beat at the feed"])");
}

CAF_TEST(only a heartbeat that came back is told to those who watch) {
  open_the_market();
  advance_time(3s);
  sched.run();
  CAF_CHECK_EQUAL(beats, 0); // the stand-ins swallow it
  tell(Heartbeat{1});
  CAF_CHECK_EQUAL(beats, 1);
}

CAF_TEST(a market that counts as closed against the calendar is no good end) {
  SessionChanged changed;
  changed.to = SessionPhase::Closed;
  changed.reason = "broker has not confirmed the calendar yet";
  tell(changed);
  CAF_REQUIRE(ending.has_value());
  CAF_CHECK_EQUAL(ending->exit_code, 4);
  CAF_CHECK_EQUAL(ending->sentence,
                  "the market counts as closed: broker has not confirmed the calendar yet");
}

CAF_TEST(a start that takes too long is told once and again at the open) {
  phase(SessionPhase::PreOpen);
  advance_time(59s);
  sched.run();
  CAF_CHECK(incidents.empty());
  advance_time(2s);
  sched.run();
  advance_time(2s);
  sched.run();
  CAF_REQUIRE_EQUAL(incidents.size(), 1u);
  CAF_CHECK_EQUAL(incidents[0],
                  "the system is not ready yet: the books are not reconciled with the broker");
  phase(SessionPhase::Regular);
  advance_time(1s);
  sched.run();
  CAF_CHECK_EQUAL(incidents.size(), 2u);
}

CAF_TEST(limits that change reach the desk) {
  open_the_market();
  story->lines.clear();
  tell(ChangeLimits{});
  CAF_CHECK_EQUAL(caf::deep_to_string(story->lines), R"(["limits change"])");
}

CAF_TEST_FIXTURE_SCOPE_END()
