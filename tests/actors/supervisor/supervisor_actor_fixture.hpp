#pragma once

#include "tests/test.hpp"

#include "actors/supervisor/supervisor_actor.hpp"
#include "tests/actors/stand_in.hpp"
#include "tests/actors/supervisor/stand_in_factory.hpp"

#include <algorithm>

namespace hft::supervisor_fixture {

using namespace std::chrono_literals;
using stand_in::behavior;
using stand_in::Hears;

struct config : caf::actor_system_config {
  config() { add_message_types<caf::id_block::hft>(); }
};

/// What the stand-ins were told, in order.
struct Story {
  std::uint64_t orders_left = 0; ///< what the desk says when it closes
  std::vector<std::string> lines;
  std::map<std::string, int> spawned;
  bool seats = true; ///< whether candidates are taken
};
using StoryRef = std::shared_ptr<Story>;

inline SessionClockActor::behavior_type a_clock(SessionClockActor::pointer self, StoryRef story) {
  return behavior<SessionClockActor>(
    self, [story](const Heartbeat&) { story->lines.push_back("beat at the clock"); });
}

inline FeedActor::behavior_type a_feed(FeedActor::pointer self, StoryRef story) {
  return behavior<FeedActor>(
    self,
    Hears{[story](const Subscribe& s) {
            const auto symbols = s.wanted.of(Channel::Trades).size();
            story->lines.push_back("subscribe " + s.id.str() +
                                   (symbols == 0 ? "" : " " + std::to_string(symbols)));
          },
          [story](const Unsubscribe& s) { story->lines.push_back("unsubscribe " + s.id.str()); },
          [story](const Heartbeat&) { story->lines.push_back("beat at the feed"); },
          [story](const StepSettled& settled) {
            story->lines.push_back("settled " + std::to_string(settled.number));
          },
          [self, story](shutdown_atom) {
            story->lines.push_back("feed stops");
            self->quit();
          }});
}

inline ModelActor::behavior_type a_model(ModelActor::pointer self, StoryRef story) {
  return behavior<ModelActor>(
    self, Hears{[](const MarketFrame&) { throw std::runtime_error{"division by zero"}; },
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
                [](const ModelQuery&) {
                  ModelReport report;
                  report.ticks = 7;
                  return report;
                },
                [self, story](shutdown_atom) {
                  story->lines.push_back("model stops");
                  self->quit();
                }});
}

inline ExecutionActor::behavior_type a_desk(ExecutionActor::pointer self, StoryRef story,
                                            SupervisorActor supervisor) {
  return behavior<ExecutionActor>(
    self,
    Hears{[story](const ConnectModel& m) { story->lines.push_back("connect " + m.id.str()); },
          [story](const DisconnectModel& m) { story->lines.push_back("disconnect " + m.id.str()); },
          [story](const UnwindModel& m) {
            story->lines.push_back("retire " + m.id.str() + (m.flatten ? ", position too" : ""));
          },
          [](const HaltTrading&) {
            return CommandResult{true, "halted"};
          },
          [](const ResumeTrading&) {
            return CommandResult{true, "resumed"};
          },
          [](const DeskCommand&) {
            return CommandResult{true, "the desk has it"};
          },
          [](const StatusQuery&) {
            DeskStatus status;
            status.ready = true;
            return status;
          },
          [story](const Heartbeat&) { story->lines.push_back("beat at the desk"); },
          [story](const ChangeLimits&) { story->lines.push_back("limits change"); },
          [self, story, supervisor](const CloseDesk&) {
            story->lines.push_back("desk closes");
            self->send(supervisor, DeskClosed{story->orders_left});
          },
          [self, story](shutdown_atom) {
            story->lines.push_back("desk stops");
            self->quit();
          }});
}

/// What others tell the supervisor.
struct Telling : test_coordinator_fixture<config> {
  SupervisorActor supervisor;

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

  void desk_is_ready() {
    DeskChanged desk_ready;
    desk_ready.ready = true;
    tell(desk_ready);
  }

  void feed_is_live() {
    FeedStateChanged live;
    live.state = FeedState::Live;
    tell(live);
  }
};

struct fixture : Telling {
  StoryRef story = std::make_shared<Story>();
  std::shared_ptr<stand_in::Factory> factory;
  std::optional<RunOutcome> ending;
  bool ready = false;
  int beats = 0;
  std::vector<std::string> incidents;
  std::vector<std::string> news;
  std::vector<std::vector<RosterEntry>> rosters; ///< as kept, the newest last
  SupervisorConfig asked;                        ///< what a test wants of the next start
  std::vector<SessionPhase> phases;
  int reports = 0;
  bool left_open = false; ///< orders of an earlier run
  bool extended = false;  ///< whether models trade extended hours
  ModelActor model;
  ExecutionActor desk;

  fixture() { start(WhenClosed::Exit); }
  ~fixture() {
    if (supervisor) caf::anon_send_exit(supervisor, caf::exit_reason::kill);
    sched.run(); // its last word is for what is still there
    model = nullptr;
    desk = nullptr;
  }

  void start(WhenClosed when_closed) {
    SupervisorConfig made = asked;
    made.when_closed = when_closed;
    made.restarts = {.budget = 2, .window = 60s, .first_delay = 1ms, .longest_delay = 1s};
    if (made.models.empty()) made.models = {ModelSpec{"m1", "modulo", {}}};
    made.keep_roster = [this](const std::vector<RosterEntry>& entries) {
      rosters.push_back(entries);
    };
    made.observer.on_news = [this](const std::string& s) { news.push_back(s); };
    made.factory = factory = std::make_shared<stand_in::Factory>();
    factory->clock = [this](const SupervisorActor&) { return sys.spawn(a_clock, story); };
    factory->execution = [this](const SupervisorActor& s) {
      ++story->spawned["desk"];
      return desk = sys.spawn(a_desk, story, s);
    };
    factory->feed = [this](const SupervisorActor&) {
      ++story->spawned["feed"];
      return sys.spawn(a_feed, story);
    };
    factory->prepare = [this](const ModelSpec& spec) -> Result<PreparedModel> {
      if (spec.name == "nonsense")
        return fail(ErrorKind::BadArgument, "no model is named nonsense");
      PreparedModel prepared;
      prepared.extended_hours = extended;
      if (spec.name == "other") prepared.wanted.add(Channel::Trades, "QQQ");
      return prepared;
    };
    factory->model = [this](const ModelSpec& spec) {
      ++story->spawned[spec.id.str()];
      return model = sys.spawn(a_model, story);
    };
    made.left_orders_open = [this] { return left_open; };
    made.observer.on_incident = [this](const std::string& s) { incidents.push_back(s); };
    made.observer.on_phase = [this](const SessionChanged& x) { phases.push_back(x.to); };
    made.observer.on_heartbeat = [this] { ++beats; };
    made.flattens = [](const ModelId& id) { return id == ModelId{"m1"}; };
    made.observer.on_end = [this](const RunOutcome& e) { ending = e; };
    made.observer.on_report = [this](const StatusSnapshot&) { ++reports; };
    made.observer.on_readiness = [this](bool is, const std::string&) { ready = is; };
    supervisor = sys.spawn<Supervisor>(std::move(made));
    sched.run();
  }

  void open_the_market() {
    phase(SessionPhase::PreOpen);
    desk_is_ready();
    feed_is_live();
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

} // namespace hft::supervisor_fixture
