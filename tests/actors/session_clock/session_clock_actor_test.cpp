#define CAF_SUITE session_clock_actor
#include "tests/test.hpp"

#include "actors/session_clock/session_clock_actor.hpp"
#include "messages/new_york.hpp"

#include <vector>

using namespace hft;
using namespace std::chrono_literals;

namespace {

struct Config : caf::actor_system_config {
  Config() { add_message_types<caf::id_block::hft>(); }
};

Timestamp new_york(const char* date, int hour, int minute = 0) {
  return from_new_york(parse_date(date).value(),
                       std::chrono::hours{hour} + std::chrono::minutes{minute});
}

/// A broker that answers from a calendar, at the time and in the mood the test sets.
struct FakeMarketClock : MarketClock {
  std::shared_ptr<const MarketCalendar> calendar = std::make_shared<const MarketCalendar>();
  std::function<VenueTime()> time;
  bool simulated = false;
  bool reachable = true;
  bool says_closed = false;
  std::set<Date> missing;
  int clock_calls = 0;
  int calendar_calls = 0;
  std::function<void(Result<BrokerClock>)> last_answer;

  void fetch_clock(std::function<void(Result<BrokerClock>)> answer) override {
    ++clock_calls;
    last_answer = answer;
    if (!reachable) return answer(fail(Fault::Unreachable, "GET /v2/clock failed: refused"));
    BrokerClock clock;
    clock.time = time();
    clock.simulated = simulated;
    const auto plan = calendar->session(new_york_date(clock.time.time));
    clock.is_open = plan && plan->is_regular(clock.time.time) && !says_closed;
    answer(clock);
  }

  void fetch_calendar(Date from, Date to,
                      std::function<void(Result<BrokerCalendar>)> answer) override {
    ++calendar_calls;
    if (!reachable) return answer(fail(Fault::Unreachable, "GET /v2/calendar failed: refused"));
    BrokerCalendar found{from, to, {}};
    for (const auto& plan : calendar->sessions(from, to))
      if (!missing.contains(plan.date)) found.sessions.push_back(plan);
    answer(found);
  }
};

/// Writes down what the supervisor is told.
SupervisorActor::behavior_type supervisor(SupervisorActor::pointer,
                                          std::shared_ptr<std::vector<SessionChanged>> told) {
  const auto refuse = [](const auto&) { return CommandResult{}; };
  return {[told](const SessionChanged& change) { told->push_back(change); },
          [](const ChildReady&) {},
          [](const FeedStateChanged&) {},
          [](const DeskChanged&) {},
          [](const DeskClosed&) {},
          [refuse](const SpawnModel& x) { return refuse(x); },
          [refuse](const StopModel& x) { return refuse(x); },
          [refuse](const SwapModel& x) { return refuse(x); },
          [refuse](const PromoteModel& x) { return refuse(x); },
          [](const ModelNews&) {},
          [](restart_atom) {},
          [refuse](const HaltTrading& x) { return refuse(x); },
          [refuse](const ResumeTrading& x) { return refuse(x); },
          [](const StatusQuery&) { return StatusSnapshot{}; },
          [](const OrdersQuery&) { return OrdersReport{}; },
          [](pulse_atom) {},
          [](shutdown_atom) {}};
}

struct Fixture : test_coordinator_fixture<Config> {
  std::shared_ptr<FakeMarketClock> broker = std::make_shared<FakeMarketClock>();
  std::shared_ptr<std::vector<SessionChanged>> told =
    std::make_shared<std::vector<SessionChanged>>();
  std::vector<std::string> news;
  Timestamp wall = new_york("2026-03-02", 9);
  SupervisorActor listener;
  SessionClockActor clock;

  Fixture() {
    broker->time = [this] { return VenueTime{wall, monotonic(), 1}; };
    listener = sys.spawn(supervisor, told);
  }

  ~Fixture() {
    caf::anon_send_exit(clock, caf::exit_reason::kill);
    caf::anon_send_exit(listener, caf::exit_reason::kill);
    sched.run();
  }

  MonotonicTime monotonic() { return {sched.clock().now().time_since_epoch().count()}; }

  void start(SessionClockOptions options = {}) {
    SessionClockConfig config;
    config.calendar = broker->calendar;
    config.options = options;
    config.market_clock = broker;
    config.supervisor = listener;
    config.wall_clock = [this] { return wall; };
    config.monotonic_clock = [this] { return monotonic(); };
    config.on_news = [this](const std::string& sentence) { news.push_back(sentence); };
    clock = sys.spawn(session_clock_actor, config);
    sched.run();
  }

  /// Lets time pass, on the wall and for the timers, in steps.
  void pass(Duration duration, Duration step = 1s) {
    for (Duration gone{}; gone < duration; gone += step) {
      wall = wall + step;
      sched.advance_time(step);
      sched.run();
    }
  }

  /// A night, say, in one leap of the wall clock.
  void leap_to(Timestamp time) {
    wall = time;
    sched.advance_time(1s);
    sched.run();
  }

  std::vector<SessionPhase> phases() const {
    std::vector<SessionPhase> found;
    for (const auto& change : *told) found.push_back(change.to);
    return found;
  }

  SessionStatus ask() {
    SessionStatus answer;
    auto pending = self->request(clock, caf::infinite, SessionQuery{});
    sched.run();
    pending.receive([&](const SessionStatus& status) { answer = status; },
                    [](caf::error& e) { CAF_FAIL(caf::to_string(e)); });
    return answer;
  }
};

using Phases = std::vector<SessionPhase>;

} // namespace

CAF_TEST_FIXTURE_SCOPE(session_clock_actor_tests, Fixture)

CAF_TEST(the supervisor hears a snapshot and then each boundary at its time) {
  start();
  CAF_CHECK(phases() == Phases{SessionPhase::PreOpen});
  pass(30min - 1s);
  CAF_CHECK_EQUAL(told->size(), 1u);
  pass(1s);
  CAF_CHECK(phases() == (Phases{SessionPhase::PreOpen, SessionPhase::Regular}));
  CAF_CHECK(told->back().scheduled == new_york("2026-03-02", 9, 30));
  CAF_CHECK(told->back().actual == told->back().scheduled);
}

CAF_TEST(a boundary between two pulses is met to the moment) {
  wall = new_york("2026-03-02", 9, 30) - 300ms;
  start();
  pass(300ms, 100ms);
  CAF_CHECK_EQUAL(told->size(), 2u);
}

CAF_TEST(a start in the middle of a session joins it) {
  wall = new_york("2026-03-02", 11);
  start();
  CAF_REQUIRE_EQUAL(told->size(), 1u);
  CAF_CHECK(told->front().from == SessionPhase::Closed);
  CAF_CHECK(told->front().to == SessionPhase::Regular);
  CAF_CHECK(told->front().plan.close == new_york("2026-03-02", 16));
}

CAF_TEST(a holiday stays closed until the next session) {
  wall = new_york("2026-04-03", 9);
  start();
  CAF_CHECK(phases() == Phases{SessionPhase::Closed});
  leap_to(new_york("2026-04-03", 16));
  CAF_CHECK_EQUAL(told->size(), 1u);
  leap_to(new_york("2026-04-06", 4));
  CAF_CHECK(phases() == (Phases{SessionPhase::Closed, SessionPhase::PreOpen}));
}

CAF_TEST(an early close ends the session at one) {
  wall = new_york("2026-11-27", 12, 59);
  start();
  pass(60s);
  CAF_CHECK(phases() == (Phases{SessionPhase::Regular, SessionPhase::AfterHours}));
  leap_to(new_york("2026-11-27", 17));
  CAF_CHECK(told->back().to == SessionPhase::Closed);
}

CAF_TEST(a weekend with a clock change ends on time) {
  wall = new_york("2026-03-06", 21);
  start();
  leap_to(parse_timestamp("2026-03-09T07:59:59Z").value());
  CAF_CHECK_EQUAL(told->size(), 1u);
  leap_to(parse_timestamp("2026-03-09T08:00:00Z").value());
  CAF_CHECK(phases() == (Phases{SessionPhase::Closed, SessionPhase::PreOpen}));
  leap_to(parse_timestamp("2026-03-09T13:30:00Z").value());
  CAF_CHECK(told->back().to == SessionPhase::Regular);
}

CAF_TEST(a wall clock set back changes nothing) {
  start();
  leap_to(new_york("2026-03-02", 9, 31));
  CAF_CHECK_EQUAL(told->size(), 2u);
  leap_to(new_york("2026-03-02", 9, 29));
  pass(5min);
  CAF_CHECK_EQUAL(told->size(), 2u);
}

CAF_TEST(a day the broker does not have is closed loudly) {
  broker->missing = {make_date(2026, 3, 2)};
  start();
  CAF_CHECK(phases() == Phases{SessionPhase::Closed});
  CAF_REQUIRE_EQUAL(news.size(), 1u);
  CAF_CHECK_EQUAL(news[0],
                  "calendar disagrees with the broker on 2026-03-02: the broker says closed, ours "
                  "09:30 to 16:00; the date counts as closed");
  CAF_CHECK_EQUAL(ask().disagreement, news[0]);
  leap_to(new_york("2026-03-03", 4));
  CAF_CHECK(told->back().to == SessionPhase::PreOpen);
}

CAF_TEST(a broker that closes in the middle of a session closes ours) {
  wall = new_york("2026-03-02", 11);
  start();
  broker->says_closed = true;
  pass(31s);
  CAF_CHECK(phases() == (Phases{SessionPhase::Regular, SessionPhase::Closed}));
  broker->says_closed = false;
  pass(100s);
  CAF_CHECK(told->back().to == SessionPhase::Regular);
  CAF_CHECK(ask().agrees_with_broker);
}

CAF_TEST(an unreachable broker means closed and is tried again) {
  wall = new_york("2026-03-02", 11);
  broker->reachable = false;
  start();
  CAF_CHECK(told->empty());
  pass(10s);
  CAF_CHECK(phases() == Phases{SessionPhase::Closed});
  CAF_CHECK(!ask().agrees_with_broker);
  broker->reachable = true;
  pass(3s);
  CAF_CHECK(phases() == (Phases{SessionPhase::Closed, SessionPhase::Regular}));
}

CAF_TEST(an agreement outlives a broker that falls silent for a while) {
  wall = new_york("2026-03-02", 11);
  start({.broker = {.keeps_for = 5min}});
  broker->reachable = false;
  pass(4min);
  CAF_CHECK_EQUAL(told->size(), 1u);
  pass(2min);
  CAF_CHECK(phases() == (Phases{SessionPhase::Regular, SessionPhase::Closed}));
}

CAF_TEST(a venue at full speed is moved by its feed) {
  auto venue = new_york("2024-07-03", 9);
  broker->simulated = true;
  broker->time = [&] { return VenueTime{venue, monotonic(), 0}; };
  start();
  pass(100ms, 20ms);
  CAF_CHECK(phases() == Phases{SessionPhase::PreOpen});
  venue = new_york("2024-07-03", 9, 30);
  caf::anon_send(clock, FeedTime{{venue, monotonic(), 0}});
  sched.run();
  CAF_CHECK(phases() == (Phases{SessionPhase::PreOpen, SessionPhase::Regular}));
  venue = new_york("2024-07-03", 13) - 1ns;
  caf::anon_send(clock, FeedTime{{venue, monotonic(), 0}});
  sched.run();
  CAF_CHECK_EQUAL(told->size(), 2u);
  venue = new_york("2024-07-05", 4);
  pass(100ms, 20ms); // no feed at night: the broker's clock is asked
  CAF_CHECK(phases() ==
            (Phases{SessionPhase::PreOpen, SessionPhase::Regular, SessionPhase::AfterHours,
                    SessionPhase::Closed, SessionPhase::PreOpen}));
}

CAF_TEST(a simulated day at speed three hundred has its phases) {
  const auto begin = wall;
  const auto start_of_day = new_york("2024-07-01", 9, 25);
  broker->simulated = true;
  broker->time = [&] { return VenueTime{start_of_day + 300 * (wall - begin), monotonic(), 300}; };
  start();
  pass(130s, 100ms);
  CAF_CHECK(phases() == (Phases{SessionPhase::PreOpen, SessionPhase::Regular,
                                SessionPhase::AfterHours, SessionPhase::Closed}));
}

CAF_TEST(a year passes at full speed without a boundary lost) {
  auto venue = new_york("2026-01-01", 0);
  broker->simulated = true;
  broker->time = [&] { return VenueTime{venue, monotonic(), 0}; };
  start();
  while (venue < new_york("2027-01-01", 0)) {
    venue = venue + 97min;
    caf::anon_send(clock, FeedTime{{venue, monotonic(), 0}});
    sched.advance_time(20ms);
    sched.run();
  }
  std::size_t expected = 1;
  const SessionSchedule schedule{broker->calendar};
  expected += schedule.boundaries(new_york("2026-01-01", 0), venue).size();
  CAF_CHECK_EQUAL(told->size(), expected);
}

CAF_TEST(the broker is asked sparingly when it is a real one) {
  start();
  const auto before = broker->clock_calls;
  pass(10min);
  CAF_CHECK(broker->clock_calls - before <= 20);
  CAF_CHECK_EQUAL(broker->calendar_calls, 1);
}

CAF_TEST(it ends when told and a late answer finds nobody) {
  start();
  self->monitor(clock);
  caf::anon_send(clock, shutdown_atom_v);
  sched.run();
  bool ended = false;
  self->receive([&](const caf::down_msg& down) { ended = !down.reason; });
  CAF_CHECK(ended);
  clock = nullptr;
  broker->last_answer(fail(Fault::Unreachable, "too late"));
  sched.run();
  const auto heard = told->size();
  pass(10s);
  CAF_CHECK_EQUAL(told->size(), heard);
}

CAF_TEST_FIXTURE_SCOPE_END()
