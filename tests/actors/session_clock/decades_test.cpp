#define CAF_SUITE decades
#include "tests/test.hpp"

#include "actors/session_clock/session_clock_actor.hpp"
#include "actors/supervisor/supervisor_actor.hpp"
#include "messages/new_york.hpp"
#include "tests/actors/stand_in.hpp"
#include "tests/actors/supervisor/stand_in_factory.hpp"

namespace decades_test {

using namespace hft;
using namespace std::chrono_literals;
using stand_in::behavior;

namespace {

struct Config : caf::actor_system_config {
  Config() { add_message_types<caf::id_block::hft>(); }
};

/// A desk that is always ready and always quiet.
ExecutionActor::behavior_type quiet_desk(ExecutionActor::pointer self, SupervisorActor supervisor) {
  DeskChanged ready;
  ready.ready = true;
  self->send(supervisor, ready);
  return behavior<ExecutionActor>(
    self, [self, supervisor](const CloseDesk&) { self->send(supervisor, DeskClosed{}); });
}

FeedActor::behavior_type live_feed(FeedActor::pointer self, SupervisorActor supervisor) {
  FeedStateChanged live;
  live.state = FeedState::Live;
  self->send(supervisor, live);
  return behavior<FeedActor>(self);
}

/// The real clock and the real supervisor over decades: the wall's clock and CAF's are turned
/// minute by minute, and what runs is compared with the golden rule of the calendar at every one of
/// them.
struct Fixture : test_coordinator_fixture<Config> {
  std::shared_ptr<const MarketCalendar> calendar = std::make_shared<const MarketCalendar>();
  Timestamp wall;
  SessionPhase phase = SessionPhase::Closed;
  std::vector<SessionChanged> told;
  bool up = false;
  int sessions = 0;
  SupervisorActor supervisor;

  ~Fixture() {
    if (supervisor) caf::anon_send(supervisor, shutdown_atom_v);
    sched.run();
  }

  void start(Timestamp from) {
    wall = from;
    SupervisorConfig made;
    made.when_closed = WhenClosed::Wait;
    made.heartbeat = 24h;
    const auto factory = std::make_shared<stand_in::Factory>();
    made.factory = factory;
    factory->clock = [this](const SupervisorActor& boss) {
      SessionClockConfig config;
      config.calendar = calendar;
      config.options.broker.required = false;
      config.options.time.longest_step = 60s;
      config.supervisor = boss;
      config.wall_clock = [this] { return wall; };
      config.monotonic_clock = [this] {
        return MonotonicTime{sched.clock().now().time_since_epoch().count()};
      };
      return sys.spawn(session_clock_actor, config);
    };
    factory->execution = [this](const SupervisorActor& boss) {
      up = true;
      ++sessions;
      return sys.spawn(quiet_desk, boss);
    };
    factory->feed = [this](const SupervisorActor& boss) { return sys.spawn(live_feed, boss); };
    made.observer.on_phase = [this](const SessionChanged& changed) {
      phase = changed.to;
      told.push_back(changed);
    };
    made.observer.on_waiting = [this] { up = false; };
    supervisor = sys.spawn<Supervisor>(std::move(made));
    sched.run();
  }

  void pass(Duration step) {
    wall = wall + step;
    sched.advance_time(step);
    sched.run();
  }

  /// The phase by the golden rule of the calendar alone.
  SessionPhase phase_by_rule() const {
    const auto plan = calendar->session_at_or_after(wall);
    if (!plan || wall < plan->pre_open) return SessionPhase::Closed;
    if (wall < plan->open) return SessionPhase::PreOpen;
    if (wall < plan->close) return SessionPhase::Regular;
    return SessionPhase::AfterHours;
  }

  void live_through(int first_year, int last_year) {
    start(from_new_york(make_date(first_year, 1, 1), 0h));
    const auto until = from_new_york(make_date(last_year, 12, 31), 23h);
    std::uint64_t minutes = 0;
    std::uint64_t wrong = 0;
    for (; wall < until; ++minutes) {
      pass(1min);
      const auto rule = phase_by_rule();
      const bool wanted = rule == SessionPhase::PreOpen || rule == SessionPhase::Regular;
      if (phase != rule || up != wanted) ++wrong;
    }
    CAF_CHECK_EQUAL(wrong, 0u);
    CAF_CHECK(minutes > 525'000u * static_cast<unsigned>(last_year - first_year + 1));
    const auto all = calendar->sessions(make_date(first_year, 1, 1), make_date(last_year, 12, 31));
    CAF_CHECK_EQUAL(sessions, static_cast<int>(all.size()));
    CAF_CHECK_EQUAL(told.size(), 1 + 4 * all.size());
    std::uint64_t late = 0;
    for (const auto& changed : told) late += changed.actual != changed.scheduled;
    CAF_CHECK_EQUAL(late, 0u); // each on the second
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(decades_tests, Fixture)

CAF_TEST(the system is up exactly in sessions from 1990 to 1994) {
  live_through(1990, 1994);
}

CAF_TEST(the system is up exactly in sessions from 1995 to 1999) {
  live_through(1995, 1999);
}

CAF_TEST(the system is up exactly in sessions from 2000 to 2004) {
  live_through(2000, 2004);
}

CAF_TEST(the system is up exactly in sessions from 2005 to 2009) {
  live_through(2005, 2009);
}

CAF_TEST(the system is up exactly in sessions from 2010 to 2014) {
  live_through(2010, 2014);
}

CAF_TEST(the system is up exactly in sessions from 2015 to 2019) {
  live_through(2015, 2019);
}

CAF_TEST(the system is up exactly in sessions from 2020 to 2024) {
  live_through(2020, 2024);
}

CAF_TEST(the system is up exactly in sessions from 2025 to 2029) {
  live_through(2025, 2029);
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace decades_test
