#include "actors/session_clock/broker_check.hpp"

#include "messages/new_york.hpp"
#include "messages/number_text.hpp"

#include <algorithm>
#include <utility>

namespace hft {

namespace {

std::string hours_of(const SessionPlan& plan) {
  return format_new_york_clock(plan.open).substr(0, 5) + " to " +
         format_new_york_clock(plan.close).substr(0, 5);
}

std::string ours_in_words(const MarketCalendar& calendar, Date date) {
  const auto day = calendar.day(date);
  if (const auto* plan = std::get_if<SessionPlan>(&day)) return hours_of(*plan);
  if (const auto* closed = std::get_if<ClosedDay>(&day)) return "closed (" + closed->reason + ")";
  return "unknown";
}

std::string difference(Date date, const std::string& theirs, const std::string& ours) {
  return "calendar disagrees with the broker on " + format_date(date) + ": the broker says " +
         theirs + ", ours " + ours + "; the date counts as closed";
}

bool same_hours(const SessionPlan& a, const SessionPlan& b) {
  return a.open == b.open && a.close == b.close;
}

bool is_near(Timestamp a, Timestamp b, Duration limit) {
  return a - b <= limit && b - a <= limit;
}

std::string in_seconds(Duration duration) {
  return fixed_text(static_cast<double>(duration.count()) / 1e9, 1) + " s";
}

} // namespace

BrokerCheck::BrokerCheck(std::shared_ptr<const MarketCalendar> calendar, BrokerCheckOptions options)
  : calendar_(std::move(calendar)),
    options_(options) {
  ensure(calendar_ != nullptr, "a broker check needs a calendar");
}

void BrokerCheck::on_calendar(const BrokerCalendar& theirs) {
  compared_ = std::pair{theirs.from, theirs.to};
  calendar_doubted_ = false;
  calendar_differences_.clear();
  std::map<Date, SessionPlan> by_date;
  for (const auto& plan : theirs.sessions)
    if (theirs.from <= plan.date && plan.date <= theirs.to) by_date[plan.date] = plan;
  for (auto date = theirs.from; date <= theirs.to; date = date + 1) {
    const auto found = by_date.find(date);
    const auto ours = calendar_->session(date);
    const bool same = found == by_date.end() ? !ours : ours && same_hours(*ours, found->second);
    if (!same)
      calendar_differences_[date] =
        difference(date, found == by_date.end() ? "closed" : hours_of(found->second),
                   ours_in_words(*calendar_, date));
  }
}

std::optional<std::map<Date, std::string>>
BrokerCheck::differences(const BrokerClock& theirs) const {
  std::map<Date, std::string> found;
  const auto time = theirs.time.time;
  const auto today = new_york_date(time);
  const auto plan = calendar_->session(today);
  if (plan && (is_near(time, plan->open, options_.near_boundary) ||
               is_near(time, plan->close, options_.near_boundary)))
    return std::nullopt;
  if (const bool open = plan && plan->is_regular(time); open != theirs.is_open) {
    found[today] = difference(today, theirs.is_open ? "open now" : "closed now",
                              ours_in_words(*calendar_, today));
    return found;
  }
  const auto next = calendar_->session_at_or_after(time);
  if (!next) return found;
  const auto later = calendar_->next_session(next->date);
  const auto compare = [&](Timestamp said, Timestamp SessionPlan::*what, const char* name) {
    const bool ahead = time < (*next).*what;
    if (said == Timestamp{} || (!ahead && !later)) return;
    const auto expected = ahead ? (*next).*what : (*later).*what;
    if (is_near(said, expected, options_.near_boundary)) return;
    const auto date = new_york_date(std::min(said, expected));
    found.emplace(
      date, difference(date, name + (" " + format_new_york(said)), format_new_york(expected)));
  };
  compare(theirs.next_open, &SessionPlan::open, "next open");
  compare(theirs.next_close, &SessionPlan::close, "next close");
  return found;
}

void BrokerCheck::on_clock(const BrokerClock& theirs, std::optional<Duration> offset,
                           MonotonicTime now) {
  clock_heard_ = now;
  const auto off = offset.value_or(Duration::zero());
  const bool far = off > options_.offset_limit || off < -options_.offset_limit;
  offset_difference_ = far ? "clock disagrees with the broker's: ours is " +
                               in_seconds(off < Duration::zero() ? -off : off) +
                               (off < Duration::zero() ? " ahead" : " behind") + ", the limit is " +
                               in_seconds(options_.offset_limit) + "; everything counts as closed"
                           : std::string{};
  auto found = differences(theirs);
  if (!found) return;
  agreeing_answers_ = found->empty() ? agreeing_answers_ + 1 : 0;
  if (found->empty() && agreeing_answers_ < options_.answers_to_reopen) return;
  // A broker that is closed after the close says nothing about the session it left out.
  const auto today = new_york_date(theirs.time.time);
  if (const auto kept = clock_differences_.find(today); kept != clock_differences_.end())
    if (is_over(theirs.time.time)) found->insert(*kept);
  calendar_doubted_ = calendar_doubted_ || (clock_differences_.empty() && !found->empty());
  clock_differences_ = std::move(*found);
}

bool BrokerCheck::is_over(Timestamp time) const {
  const auto plan = calendar_->session(new_york_date(time));
  return plan && time >= plan->close;
}

void BrokerCheck::on_failure(const Failure& failure) {
  last_failure_ = failure.sentence;
}

BrokerView BrokerCheck::view(Date date, MonotonicTime now) const {
  BrokerView view;
  const bool fresh = complete() && now - *clock_heard_ <= options_.keeps_for;
  const bool covered = fresh && compared_->first <= date && date <= compared_->second;
  view.all_closed = (options_.required && !covered) || !offset_difference_.empty();
  if (!complete())
    view.sentence = "broker has not confirmed the calendar yet";
  else if (!fresh)
    view.sentence =
      "broker has not confirmed the calendar for more than " + in_seconds(options_.keeps_for);
  else if (!covered)
    view.sentence = "broker has not confirmed the calendar of " + format_date(date);
  if (!covered && !last_failure_.empty()) view.sentence += ": " + last_failure_;
  for (const auto* differences : {&calendar_differences_, &clock_differences_})
    for (const auto& [day, sentence] : *differences) {
      if (day < date) continue;
      view.closed_dates.insert(day);
      if (view.sentence.empty()) view.sentence = sentence;
    }
  if (!offset_difference_.empty()) view.sentence = offset_difference_;
  view.agrees = view.sentence.empty();
  return view;
}

Date BrokerCheck::sessions_later(Date date, int count) const {
  for (; count > 0; --count)
    if (const auto next = calendar_->next_session(date)) date = next->date;
  return date;
}

bool BrokerCheck::wants_calendar(Date date) const {
  return !compared_ || calendar_doubted_ || date < compared_->first ||
         compared_->second < sessions_later(date, options_.sessions_ahead / 2);
}

} // namespace hft
