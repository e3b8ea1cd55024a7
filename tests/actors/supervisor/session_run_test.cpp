#define CAF_SUITE session_run
#include "tests/test.hpp"

#include "actors/supervisor/session_run.hpp"

#include <algorithm>
#include <array>

namespace session_run_test {

using namespace hft;
using namespace std::chrono_literals;

namespace {

using Stage = SessionRun::Stage;
using Who = fact::ActorEnded::Who;

SessionChanged phase(SessionPhase to) {
  SessionChanged changed;
  changed.to = to;
  changed.plan.date = parse_date("2026-03-02").value();
  return changed;
}

DeskChanged desk_ready(bool ready = true) {
  DeskChanged changed;
  changed.ready = ready;
  return changed;
}

DeskChanged books_disagree() {
  DeskChanged changed;
  changed.books_disagree = true;
  changed.sentence = "the broker has 5 SPY more";
  return changed;
}

FeedStateChanged feed_is(FeedState state) {
  FeedStateChanged changed;
  changed.state = state;
  return changed;
}

struct NameOf {
  std::string operator()(const action::PublishPhase&) const { return "phase"; }
  std::string operator()(const action::PublishFeed&) const { return "feed"; }
  std::string operator()(const action::PublishReadiness& x) const {
    return x.ready ? "ready" : "unready";
  }
  std::string operator()(const action::PublishWaiting&) const { return "waiting"; }
  std::string operator()(const action::PublishIncident&) const { return "incident"; }
  std::string operator()(const action::PublishNews&) const { return "news"; }
  std::string operator()(const action::PublishStep&) const { return "step"; }
  std::string operator()(const action::LookForLeftOrders&) const { return "look"; }
  std::string operator()(const action::ForgetCounts&) const { return "forget"; }
  std::string operator()(const action::StartDesk&) const { return "start-desk"; }
  std::string operator()(const action::StartMarket&) const { return "start-market"; }
  std::string operator()(const action::PassSession&) const { return "pass"; }
  std::string operator()(const action::EndFrames&) const { return "end-frames"; }
  std::string operator()(const action::CloseDesk&) const { return "close-desk"; }
  std::string operator()(const action::GatherReport&) const { return "gather"; }
  std::string operator()(const action::PublishReport&) const { return "report"; }
  std::string operator()(const action::StopChildren&) const { return "stop-children"; }
  std::string operator()(const action::HurryModels&) const { return "hurry"; }
  std::string operator()(const action::LeaveStuckModels&) const { return "leave-stuck"; }
  std::string operator()(const action::End& x) const {
    return "end-" + std::to_string(x.outcome.exit_code);
  }
};

/// A run under the test's hand, with one model.
struct World {
  explicit World(WhenClosed when_closed = WhenClosed::Wait, bool in_steps = false)
    : run({when_closed, {}, 60s, 10s, 5s, in_steps}, models) {
    models.add(ModelSpec{"m1", "modulo", {}}, false);
  }

  ModelRoster models;
  SessionRun run;
  MonotonicTime now;
  std::vector<SessionRun::Action> actions; ///< of the last fact

  std::string tell(const SessionRun::Fact& fact) {
    actions = run.on(fact, now);
    std::string text;
    for (const auto& one : actions) text += (text.empty() ? "" : " ") + std::visit(NameOf{}, one);
    return text;
  }
  std::string later(Duration time) {
    now = now + time;
    return tell(fact::TimePassed{});
  }
  template <class Action>
  Action last() const {
    return std::get<Action>(actions.back());
  }

  void model_starts() { models.started("m1", {}); }
  void model_ends() {
    models.ended_with_session("m1");
    tell(fact::ActorEnded{Who::Model});
  }
  void bring_to(Stage stage) {
    if (stage == Stage::Down) return;
    if (stage == Stage::Settling) {
      tell(phase(SessionPhase::Closed));
      tell(fact::LeftOrders{true});
      tell(fact::DeskStarted{});
      return;
    }
    tell(phase(SessionPhase::Regular));
    tell(fact::DeskStarted{});
    if (stage == Stage::Starting) return;
    tell(desk_ready());
    model_starts();
    if (stage == Stage::Up) return;
    tell(phase(SessionPhase::Closed));
    if (stage == Stage::Closing) return;
    tell(fact::DeskQuiet{});
    tell(fact::ReportGathered{});
  }
};

constexpr std::array stages{Stage::Down, Stage::Starting, Stage::Settling,
                            Stage::Up,   Stage::Closing,  Stage::Stopping};

/// What a fact leads to in each stage, in the order of `stages`: `Next: actions`. `-`: nothing.
struct Row {
  const char* name;
  SessionRun::Fact fact;
  std::array<const char*, stages.size()> cells;
};

const std::vector<Row>& table() {
  static const std::vector<Row> rows{
    // clang-format off
    {"the market opens", phase(SessionPhase::Regular),
      {"Starting: phase forget start-desk", "Starting: phase pass", "Settling: phase pass",
       "Up: phase pass", "Closing: phase pass", "Stopping: phase pass"}},
    {"the market closes", phase(SessionPhase::Closed),
      {"Down: phase look", "Closing: phase pass step close-desk", "Settling: phase pass",
       "Closing: phase pass step close-desk", "Closing: phase pass", "Stopping: phase pass"}},
    {"after hours, which nobody trades", phase(SessionPhase::AfterHours),
      {"Down: phase look", "Closing: phase pass step close-desk", "Settling: phase pass",
       "Closing: phase pass step close-desk", "Closing: phase pass", "Stopping: phase pass"}},
    {"orders were left", fact::LeftOrders{true},
      {"Settling: incident start-desk", "Starting: -", "Settling: -", "Up: -", "Closing: -",
       "Stopping: -"}},
    {"no orders were left", fact::LeftOrders{false},
      {"Down: waiting", "Starting: -", "Settling: -", "Up: -", "Closing: -", "Stopping: -"}},
    {"the desk's actor is there", fact::DeskStarted{},
      {"Down: -", "Starting: -", "Settling: -", "Up: -", "Closing: -", "Stopping: -"}},
    {"the desk is ready", desk_ready(),
      {"Down: -", "Up: start-market", "Closing: step close-desk", "Up: -", "Closing: -",
       "Stopping: -"}},
    {"the desk is not ready", desk_ready(false),
      {"Down: -", "Starting: -", "Settling: -", "Up: -", "Closing: -", "Stopping: -"}},
    {"the books disagree", books_disagree(),
      {"Down: incident end-5", "Closing: incident step close-desk",
       "Closing: incident step close-desk", "Closing: incident step close-desk",
       "Closing: incident", "Stopping: incident"}},
    {"the stream is live", feed_is(FeedState::Live),
      {"Down: feed", "Starting: feed", "Settling: feed", "Up: feed ready", "Closing: feed",
       "Stopping: feed"}},
    {"the venue refuses us", feed_is(FeedState::Refused),
      {"Down: feed end-3", "Closing: feed step close-desk", "Closing: feed step close-desk",
       "Closing: feed step close-desk", "Closing: feed", "Stopping: feed"}},
    {"a model cannot be made", fact::ModelCannotStart{"no such model"},
      {"Down: end-2", "Closing: step close-desk", "Closing: step close-desk",
       "Closing: step close-desk", "Closing: -", "Stopping: -"}},
    {"the desk is quiet", fact::DeskQuiet{},
      {"Down: -", "Starting: -", "Settling: -", "Up: -", "Closing: gather", "Stopping: -"}},
    {"the desk is quiet with orders left", fact::DeskQuiet{2},
      {"Down: -", "Starting: -", "Settling: -", "Up: -", "Closing: incident gather",
       "Stopping: -"}},
    {"the report is gathered", fact::ReportGathered{},
      {"Down: -", "Starting: -", "Settling: -", "Up: -", "Stopping: report step stop-children",
       "Stopping: -"}},
    {"the clock falls", fact::ActorEnded{Who::Clock, "out of time"},
      {"Down: end-1", "Closing: step close-desk", "Closing: step close-desk",
       "Closing: step close-desk", "Closing: -", "Stopping: -"}},
    {"the desk falls", fact::ActorEnded{Who::Desk, "a bug"},
      {"Down: -", "Starting: incident step stop-children start-desk",
       "Down: incident step stop-children waiting", "Stopping: incident step stop-children",
       "Stopping: incident step stop-children", "Stopping: -"}},
    {"the feed falls", fact::ActorEnded{Who::Feed, "a bug"},
      {"Down: -", "Stopping: incident step stop-children",
       "Stopping: incident step stop-children", "Stopping: incident step stop-children",
       "Closing: incident", "Stopping: -"}},
    {"a model ends", fact::ActorEnded{Who::Model},
      {"Down: -", "Starting: -", "Settling: -", "Up: -", "Closing: -", "Stopping: -"}},
    {"an operator wants the end", fact::StopRequested{},
      {"Down: end-0", "Closing: step close-desk", "Closing: step close-desk",
       "Closing: step close-desk", "Closing: -", "Stopping: -"}},
    {"a model fails and the first fault ends the run", fact::ModelFailed{"m1: boom", ""},
      {"Down: end-7", "Closing: step close-desk", "Closing: step close-desk",
       "Closing: step close-desk", "Closing: -", "Stopping: -"}},
    {"no time passes", fact::TimePassed{},
      {"Down: -", "Starting: -", "Settling: -", "Up: -", "Closing: -", "Stopping: -"}},
    // clang-format on
  };
  return rows;
}

} // namespace

CAF_TEST(every fact leads somewhere in every stage) {
  for (const auto& row : table())
    for (std::size_t i = 0; i < stages.size(); ++i) {
      World world;
      world.bring_to(stages[i]);
      CAF_REQUIRE(world.run.stage() == stages[i]);
      const auto actions = world.tell(row.fact);
      const auto found =
        std::string{to_string(world.run.stage())} + ": " + (actions.empty() ? "-" : actions);
      if (found != row.cells[i])
        CAF_FAIL(to_string(stages[i])
                 << ", " << row.name << ": " << found << ", not " << row.cells[i]);
    }
}

CAF_TEST(a run whose last child has ended waits for the next session and comes up for it) {
  World world;
  world.bring_to(Stage::Stopping);
  world.tell(fact::ActorEnded{Who::Desk});
  world.tell(fact::ActorEnded{Who::Feed});
  CAF_CHECK(world.run.stage() == Stage::Stopping);
  world.model_ends();
  CAF_CHECK(world.run.stage() == Stage::Down);
  CAF_CHECK(!world.run.ended());
  // Counts are a date's, and this is the same one.
  CAF_CHECK_EQUAL(world.tell(phase(SessionPhase::Regular)), "phase start-desk");
}

CAF_TEST(a run that is to end while the market is closed ends when all is down) {
  World world{WhenClosed::Exit};
  world.bring_to(Stage::Stopping);
  world.models.ended_with_session("m1");
  world.tell(fact::ActorEnded{Who::Desk});
  CAF_CHECK_EQUAL(world.tell(fact::ActorEnded{Who::Feed}), "waiting end-0");
  CAF_CHECK(world.run.ended());
  CAF_CHECK_EQUAL(world.tell(phase(SessionPhase::Regular)), ""); // nothing leads anywhere now
}

CAF_TEST(the next session is not the story of a run that ends with this one) {
  World world{WhenClosed::Exit};
  world.bring_to(Stage::Closing);
  CAF_CHECK_EQUAL(world.tell(phase(SessionPhase::PreOpen)), "");
}

CAF_TEST(the next session that began while the last one closed is come up for) {
  World world;
  world.bring_to(Stage::Stopping);
  world.tell(phase(SessionPhase::PreOpen));
  world.models.ended_with_session("m1");
  world.tell(fact::ActorEnded{Who::Desk});
  CAF_CHECK_EQUAL(world.tell(fact::ActorEnded{Who::Feed}), "start-desk");
}

CAF_TEST(orders of an earlier run are looked for once and not after a session) {
  World world;
  CAF_CHECK_EQUAL(world.tell(phase(SessionPhase::Closed)), "phase look");
  CAF_CHECK_EQUAL(world.tell(phase(SessionPhase::Closed)), "phase waiting");
}

CAF_TEST(settling what was left is no session and gets no report) {
  World world;
  world.bring_to(Stage::Settling);
  world.tell(desk_ready());
  CAF_CHECK_EQUAL(world.tell(fact::DeskQuiet{}), "gather");
  CAF_CHECK_EQUAL(world.tell(fact::ReportGathered{}), "step stop-children");
}

CAF_TEST(a session that begins while old orders are settled is traded on the same desk) {
  World world;
  world.bring_to(Stage::Settling);
  world.tell(phase(SessionPhase::PreOpen));
  CAF_CHECK_EQUAL(world.tell(desk_ready()), "start-market");
  CAF_CHECK(world.run.traded().date == phase(SessionPhase::PreOpen).plan.date);
}

CAF_TEST(models that trade extended hours keep a run up after the close) {
  World world;
  world.models.add(ModelSpec{"late", "modulo", {}}, true);
  world.bring_to(Stage::Up);
  CAF_CHECK_EQUAL(world.tell(phase(SessionPhase::AfterHours)), "phase pass");
}

CAF_TEST(readiness is told when it changes and needs both desk and stream) {
  World world;
  world.bring_to(Stage::Up);
  CAF_CHECK_EQUAL(world.tell(feed_is(FeedState::Live)), "feed ready");
  CAF_CHECK_EQUAL(world.tell(desk_ready()), "");
  CAF_CHECK_EQUAL(world.tell(desk_ready(false)), "unready");
  CAF_CHECK_EQUAL(world.tell(feed_is(FeedState::Down)), "feed");
}

CAF_TEST(a slow start is told once and once more at the open) {
  World world;
  world.bring_to(Stage::Starting);
  CAF_CHECK_EQUAL(world.later(59s), "");
  CAF_CHECK_EQUAL(world.later(1s), "incident");
  CAF_CHECK_EQUAL(world.last<action::PublishIncident>().sentence,
                  "the system is not ready yet: the books are not reconciled with the broker");
  CAF_CHECK_EQUAL(world.later(60s), "");
  world.tell(phase(SessionPhase::Regular));
  CAF_CHECK_EQUAL(world.later(1s), "incident");
}

CAF_TEST(a close that takes too long goes on without the report) {
  World world;
  world.bring_to(Stage::Closing);
  CAF_CHECK_EQUAL(world.later(14s), "");
  CAF_CHECK_EQUAL(world.later(1s), "incident step stop-children");
  CAF_CHECK_EQUAL(world.tell(fact::ReportGathered{}), ""); // it comes too late
}

CAF_TEST(a stop that takes too long is hurried then leaves behind then is given up) {
  World world;
  world.bring_to(Stage::Stopping);
  CAF_CHECK_EQUAL(world.later(4s), "");
  CAF_CHECK_EQUAL(world.later(1s), "hurry");
  CAF_CHECK_EQUAL(world.later(4s), "");
  CAF_CHECK_EQUAL(world.later(1s), "leave-stuck");
  CAF_CHECK_EQUAL(world.later(9s), "");
  CAF_CHECK_EQUAL(world.later(1s), "end-1");
  CAF_CHECK(world.last<action::End>().outcome.abandoned);
}

CAF_TEST(desk and feed that fall too often end the run) {
  World world;
  for (int i = 0; i < 5; ++i) {
    world.bring_to(Stage::Starting);
    CAF_CHECK_EQUAL(world.tell(fact::ActorEnded{Who::Desk, "a bug"}),
                    "incident step stop-children start-desk");
  }
  world.tell(fact::DeskStarted{});
  CAF_CHECK_EQUAL(world.tell(fact::ActorEnded{Who::Desk, "a bug"}),
                  "incident step stop-children end-1");
  CAF_CHECK_EQUAL(world.last<action::End>().outcome.sentence,
                  "the execution actor fell too often: a bug");
}

CAF_TEST(a desk that cannot start ends the run with the code of its reason) {
  for (const auto& [kind, code] :
       {std::pair{ErrorKind::Storage, "end-6"}, std::pair{ErrorKind::Unreachable, "end-1"}}) {
    World world;
    world.tell(phase(SessionPhase::Regular));
    CAF_CHECK_EQUAL(world.tell(fact::DeskFailed{{kind, "it cannot"}}), code);
  }
}

CAF_TEST(a journal that cannot be written ends the run with its own code) {
  World world;
  world.bring_to(Stage::Up);
  DeskChanged failed;
  failed.journal_failed = true;
  failed.sentence = "the disk is full";
  world.tell(failed);
  world.tell(fact::DeskQuiet{});
  world.tell(fact::ReportGathered{});
  world.models.ended_with_session("m1");
  world.tell(fact::ActorEnded{Who::Feed});
  CAF_CHECK_EQUAL(world.tell(fact::ActorEnded{Who::Desk}), "end-6");
}

CAF_TEST(orders left working are no good end) {
  World world;
  world.bring_to(Stage::Up);
  world.tell(fact::StopRequested{});
  world.tell(fact::DeskQuiet{2});
  world.tell(fact::ReportGathered{});
  world.models.ended_with_session("m1");
  world.tell(fact::ActorEnded{Who::Feed});
  CAF_CHECK_EQUAL(world.tell(fact::ActorEnded{Who::Desk}), "end-1");
  CAF_CHECK_EQUAL(world.last<action::End>().outcome.sentence,
                  "2 orders of ours may still work at the broker");
}

CAF_TEST(a market that counts as closed against the calendar is no good end) {
  World world{WhenClosed::Exit};
  auto closed = phase(SessionPhase::Closed);
  closed.reason = "the broker disagrees";
  world.tell(closed);
  CAF_CHECK_EQUAL(world.tell(fact::LeftOrders{false}), "waiting end-4");
}

CAF_TEST(a run without a model left to trade is no good end) {
  World world{WhenClosed::Exit};
  world.bring_to(Stage::Stopping);
  world.models.cannot_restart("m1");
  world.models.ended_with_session("m1");
  world.tell(fact::ActorEnded{Who::Feed});
  CAF_CHECK_EQUAL(world.tell(fact::ActorEnded{Who::Desk}), "waiting end-1");
}

CAF_TEST(a venue that waits for us is shown no frame behind the end of the session) {
  World world{WhenClosed::Wait, true};
  world.bring_to(Stage::Up);
  CAF_CHECK_EQUAL(world.tell(phase(SessionPhase::Closed)), "phase pass step end-frames close-desk");
}

CAF_TEST(a venue that waits for us waits for the desk the report and the end) {
  const auto awaited = [](Stage stage) {
    World world;
    world.bring_to(stage);
    return world.run.unsettled();
  };
  CAF_CHECK_EQUAL(awaited(Stage::Starting), "the desk to start");
  CAF_CHECK_EQUAL(awaited(Stage::Settling), "the desk to start");
  CAF_CHECK_EQUAL(awaited(Stage::Up), "");
  CAF_CHECK_EQUAL(awaited(Stage::Closing), "");
  CAF_CHECK_EQUAL(awaited(Stage::Stopping), "the session to end");
  World world;
  world.bring_to(Stage::Closing);
  world.tell(fact::DeskQuiet{});
  CAF_CHECK_EQUAL(world.run.unsettled(), "the session's last report");
}

CAF_TEST(the first fault of a model is the one that is told at the end) {
  World world;
  world.bring_to(Stage::Up);
  world.tell(fact::ModelFailed{"m1: boom", "  handler: on_trade\n"});
  world.tell(fact::ModelFailed{"m2: boom too", ""}); // while the run ends
  world.tell(fact::DeskQuiet{});
  world.tell(fact::ReportGathered{});
  world.models.ended_with_session("m1");
  world.tell(fact::ActorEnded{Who::Feed});
  CAF_CHECK_EQUAL(world.tell(fact::ActorEnded{Who::Desk}), "end-7");
  CAF_CHECK_EQUAL(world.last<action::End>().outcome.sentence, "m1: boom");
  CAF_CHECK_EQUAL(world.last<action::End>().outcome.account, "  handler: on_trade\n");
}

CAF_TEST(a model that fails while all stop ends the run with its code) {
  World world;
  world.bring_to(Stage::Stopping);
  CAF_CHECK_EQUAL(world.tell(fact::ModelFailed{"m1: boom", ""}), "");
  world.model_ends();
  world.tell(fact::ActorEnded{Who::Feed});
  CAF_CHECK_EQUAL(world.tell(fact::ActorEnded{Who::Desk}), "end-7");
}

} // namespace session_run_test
