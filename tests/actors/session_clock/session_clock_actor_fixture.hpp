#pragma once

#include "tests/test.hpp"

#include "actors/session_clock/session_clock_actor.hpp"
#include "messages/new_york.hpp"
#include "tests/actors/stand_in.hpp"

#include <vector>

namespace hft::clock_fixture {

using namespace std::chrono_literals;

struct Config : caf::actor_system_config {
  Config() { add_message_types<caf::id_block::hft>(); }
};

inline Timestamp new_york(const char* date, int hour, int minute = 0) {
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
    if (!reachable) return answer(fail(ErrorKind::Unreachable, "GET /v2/clock failed: refused"));
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
    if (!reachable) return answer(fail(ErrorKind::Unreachable, "GET /v2/calendar failed: refused"));
    BrokerCalendar found{from, to, {}};
    for (const auto& plan : calendar->sessions(from, to))
      if (!missing.contains(plan.date)) found.sessions.push_back(plan);
    answer(found);
  }
};

/// Writes down what the supervisor is told.
inline SupervisorActor::behavior_type
supervisor(SupervisorActor::pointer self, std::shared_ptr<std::vector<SessionChanged>> told) {
  return stand_in::behavior<SupervisorActor>(
    self, [told](const SessionChanged& change) { told->push_back(change); });
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
    config.on_news = [this](const std::string& sentence, bool) { news.push_back(sentence); };
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

} // namespace hft::clock_fixture
