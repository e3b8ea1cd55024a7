#include "actors/session_clock/session_clock.hpp"

#include "messages/new_york.hpp"

#include <algorithm>

namespace hft {

namespace {

constexpr Duration answer_overdue = std::chrono::seconds{10};
constexpr Duration retry_after = std::chrono::seconds{1};

} // namespace

SessionClock::SessionClock(std::shared_ptr<const MarketCalendar> calendar,
                           SessionClockOptions options, std::function<Timestamp()> wall_clock)
  : options_(options),
    keeper_(options.time, std::move(wall_clock)),
    check_(calendar, options.broker),
    schedule_(std::move(calendar), options.schedule),
    cursor_(schedule_) {}

bool SessionClock::Question::due(MonotonicTime now, Duration interval) const {
  if (!asked) return true;
  if (in_flight) return now - *asked >= std::max(interval, answer_overdue);
  return now - *asked >= (answered ? interval : std::min(interval, retry_after));
}

void SessionClock::Question::ask(MonotonicTime now) {
  asked = now;
  in_flight = true;
  answered = false;
}

void SessionClock::on_clock(const BrokerClock& clock, MonotonicTime now) {
  clock_question_.in_flight = false;
  clock_question_.answered = true;
  keeper_.on_clock(clock, now);
  check_.on_clock(clock, keeper_.follows_venue() ? std::nullopt : keeper_.offset(), now);
}

void SessionClock::on_calendar(const BrokerCalendar& calendar) {
  calendar_question_.in_flight = false;
  calendar_question_.answered = true;
  check_.on_calendar(calendar);
}

void SessionClock::on_failure(const Failure& failure) {
  // It does not say whose answer it is: whichever is missing may be asked again.
  clock_question_.in_flight = false;
  calendar_question_.in_flight = false;
  check_.on_failure(failure);
}

bool SessionClock::may_start(MonotonicTime now) {
  if (!began_) began_ = now;
  return check_.complete() || !options_.broker.required || now - *began_ >= options_.patience;
}

std::optional<Timestamp> SessionClock::boundary_in_doubt(MonotonicTime now) {
  if (!cursor_.started() || !keeper_.hurries()) return std::nullopt;
  const auto next = cursor_.schedule().next_boundary(std::max(*cursor_.reached(), *keeper_.told()));
  if (!next || *keeper_.now(now) < next->at) return std::nullopt;
  return next->at;
}

std::optional<Timestamp> SessionClock::time_at(MonotonicTime now) {
  if (const auto boundary = boundary_in_doubt(now)) return *boundary - Duration{1};
  return keeper_.now(now);
}

std::vector<SessionChanged> SessionClock::advance(MonotonicTime now) {
  const bool may_begin = cursor_.started() || may_start(now);
  const auto time = time_at(now);
  if (!time) return {};
  view_ = check_.view(new_york_date(*time), now);
  if (!may_begin) return {};
  auto changes = cursor_.replan(schedule_.shut(view_.closed_dates, view_.all_closed), *time);
  for (auto& change : changes)
    if (change.to == SessionPhase::Closed &&
        schedule_.phase_at(change.actual).phase != SessionPhase::Closed)
      change.reason = view_.sentence;
  return changes;
}

Duration SessionClock::delay(MonotonicTime now) {
  // Until the first answers are in, it is not even known whose clock it is.
  if (!cursor_.started()) return options_.time.fast_step;
  if (boundary_in_doubt(now)) return options_.boundary_poll;
  const auto next = cursor_.schedule().next_boundary(*cursor_.reached());
  return keeper_.real_delay_until(next ? std::optional{next->at} : std::nullopt, now);
}

Duration SessionClock::clock_interval(MonotonicTime now) {
  if (const auto boundary = boundary_in_doubt(now))
    return std::clamp(keeper_.from_told_until(*boundary), options_.boundary_poll,
                      options_.followed_venue_poll);
  if (keeper_.at_full_speed()) return options_.full_speed_poll;
  return keeper_.follows_venue() ? options_.followed_venue_poll : options_.real_venue_poll;
}

BrokerQuestions SessionClock::questions(MonotonicTime now) {
  BrokerQuestions due;
  due.clock = clock_question_.due(now, clock_interval(now));
  if (due.clock) clock_question_.ask(now);
  const auto time = keeper_.now(now);
  // A real venue may yet turn out to be a simulated one, on another date.
  if (!time || !(clock_question_.answered || check_.complete() || calendar_question_.asked))
    return due;
  const auto date = new_york_date(*time);
  const bool missing = check_.wants_calendar(date);
  if (!calendar_question_.due(now, missing ? retry_after : options_.calendar_poll)) return due;
  due.calendar = check_.range(date);
  calendar_question_.ask(now);
  return due;
}

SessionStatus SessionClock::status(MonotonicTime now) {
  SessionStatus status;
  status.agrees_with_broker = view_.agrees;
  status.disagreement = view_.sentence;
  const auto time = time_at(now);
  if (!time) {
    status.disagreement = "venue has not said what time it is yet";
    return status;
  }
  status.now = *time;
  status.phase = cursor_.phase();
  const auto at = cursor_.reached().value_or(*time);
  status.plan = cursor_.schedule().phase_at(at).plan.value_or(SessionPlan{});
  if (const auto next = cursor_.schedule().next_boundary(at)) {
    status.next_phase = next->to;
    status.next_change = next->at;
  }
  return status;
}

std::optional<Timestamp> SessionClock::next_change() const {
  if (!cursor_.started()) return std::nullopt;
  const auto next = cursor_.schedule().next_boundary(*cursor_.reached());
  return next ? std::optional{next->at} : std::nullopt;
}

void SessionClock::on_step(Timestamp time, MonotonicTime now) {
  keeper_.keep_step();
  keeper_.on_feed({time, now, 0});
}

std::optional<std::string> SessionClock::news() {
  if (!cursor_.started() || view_.sentence == told_) return std::nullopt;
  told_ = view_.sentence;
  return told_.empty() ? "calendar and clock agree with the broker" : told_;
}

} // namespace hft
