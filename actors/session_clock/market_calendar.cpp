#include "actors/session_clock/market_calendar.hpp"

#include "actors/session_clock/holiday_rules.hpp"
#include "messages/new_york.hpp"

#include <algorithm>
#include <utility>

namespace hft {

namespace {

using std::chrono::hours;
using std::chrono::minutes;

constexpr Duration day_pre_open = hours{4};
constexpr Duration day_open = hours{9} + minutes{30};
constexpr Duration day_close = hours{16};
constexpr Duration day_post_end = hours{20};

bool is_weekend(Date date) {
  return weekday(date) == 0 || weekday(date) == 6;
}

/// After an early close, after-hours trading keeps its four hours.
Duration default_post_end(Duration close) {
  return close < day_close ? close + (day_post_end - day_close) : day_post_end;
}

SessionPlan make_plan(Date date, Duration open, Duration close, Duration post_end) {
  return {.date = date,
          .pre_open = from_new_york(date, day_pre_open),
          .open = from_new_york(date, open),
          .close = from_new_york(date, close),
          .post_end = from_new_york(date, post_end),
          .early_close = close < day_close};
}

template <class Dated>
auto at_or_after(std::vector<Dated>& list, Date date) {
  return std::lower_bound(list.begin(), list.end(), date,
                          [](const Dated& x, Date d) { return x.date < d; });
}

template <class Dated>
auto at_or_after(const std::vector<Dated>& list, Date date) {
  return std::lower_bound(list.begin(), list.end(), date,
                          [](const Dated& x, Date d) { return x.date < d; });
}

template <class Dated>
std::vector<Dated> slice(const std::vector<Dated>& list, Date from, Date to) {
  if (to < from) return {};
  return {at_or_after(list, from), at_or_after(list, to + 1)};
}

template <class Dated>
void erase(std::vector<Dated>& list, Date date) {
  const auto at = at_or_after(list, date);
  if (at != list.end() && at->date == date) list.erase(at);
}

template <class Dated>
void replace(std::vector<Dated>& list, const Dated& value) {
  const auto at = at_or_after(list, value.date);
  if (at != list.end() && at->date == value.date)
    *at = value;
  else
    list.insert(at, value);
}

} // namespace

std::string_view to_string(ClosureKind kind) {
  switch (kind) {
    case ClosureKind::Weekend: return "weekend";
    case ClosureKind::Regular: return "regular";
    case ClosureKind::Adhoc: return "adhoc";
  }
  return "?";
}

MarketCalendar::MarketCalendar() {
  sessions_.reserve(static_cast<std::size_t>(last_year - first_year + 1) * 254);
  for (int year = first_year; year <= last_year; ++year) {
    const auto holidays = rule_holidays(year);
    const auto early = rule_early_closes(year);
    for (auto date = make_date(year, 1, 1); date < make_date(year + 1, 1, 1); date = date + 1) {
      if (is_weekend(date)) continue;
      const auto on_date = [&](const auto& x) { return x.date == date; };
      const auto holiday = std::find_if(holidays.begin(), holidays.end(), on_date);
      if (holiday != holidays.end()) {
        closures_.push_back({date, {holiday->name, ClosureKind::Regular}});
        continue;
      }
      const auto half_day = std::find_if(early.begin(), early.end(), on_date);
      const auto close = half_day == early.end() ? day_close : half_day->close;
      sessions_.push_back(make_plan(date, day_open, close, default_post_end(close)));
    }
  }
  for (const auto& change : built_in_overrides())
    ensure(apply(change, "the built-in calendar").has_value(), "the built-in overrides make sense");
  finish();
}

Result<MarketCalendar> MarketCalendar::with_overrides(std::string_view text,
                                                      const std::string& origin) {
  const auto changes = parse_overrides(text, origin);
  if (!changes) return tl::unexpected{changes.error()};
  MarketCalendar calendar;
  for (const auto& change : *changes)
    if (auto done = calendar.apply(change, origin); !done) return tl::unexpected{done.error()};
  calendar.finish();
  return calendar;
}

Result<void> MarketCalendar::apply(const CalendarOverride& change, const std::string& origin) {
  const auto reject = [&](const std::string& why) {
    return fail(ErrorKind::BadArgument, origin + " cannot be used: line " +
                                          std::to_string(change.line) + ": " +
                                          format_date(change.date) + ": " + why);
  };
  if (!covers(change.date)) return reject("the calendar covers 1990 to 2029 only");
  if (change.action == OverrideAction::Closed) {
    close({change.date, {change.reason, ClosureKind::Adhoc}});
    return {};
  }
  const auto before = session(change.date);
  if (change.action == OverrideAction::Hours && !before)
    return reject("hours are for a session, and there is none; the action open makes one");
  const auto usual = [&](Timestamp SessionPlan::*time, Duration otherwise) {
    return before ? new_york_time_of_day((*before).*time) : otherwise;
  };
  const auto open = change.open.value_or(usual(&SessionPlan::open, day_open));
  const auto close = change.close.value_or(usual(&SessionPlan::close, day_close));
  const auto post_end = change.post_end.value_or(default_post_end(close));
  if (open < day_pre_open) return reject("the open is before 04:00");
  if (close <= open) return reject("the close is not after the open");
  if (post_end < close) return reject("post_end is before the close");
  put(make_plan(change.date, open, close, post_end));
  return {};
}

void MarketCalendar::put(const SessionPlan& plan) {
  erase(closures_, plan.date);
  replace(sessions_, plan);
}

void MarketCalendar::close(const Closure& closure) {
  erase(sessions_, closure.date);
  replace(closures_, closure);
}

void MarketCalendar::finish() {
  // FNV-1a over every session's times.
  std::uint64_t hash = 14'695'981'039'346'656'037ULL;
  const auto mix = [&](std::int64_t value) {
    for (int shift = 0; shift < 64; shift += 8) {
      hash ^= (static_cast<std::uint64_t>(value) >> shift) & 0xff;
      hash *= 1'099'511'628'211ULL;
    }
  };
  for (const auto& plan : sessions_)
    for (const auto time : {plan.open, plan.close, plan.post_end}) mix(time.nanoseconds);
  version_ = hash;
}

CalendarDay MarketCalendar::day(Date date) const {
  if (!covers(date)) return UnknownDay{};
  if (const auto plan = session(date)) return *plan;
  const auto closure = at_or_after(closures_, date);
  if (closure != closures_.end() && closure->date == date) return closure->why;
  return ClosedDay{"weekend", ClosureKind::Weekend};
}

std::optional<SessionPlan> MarketCalendar::session(Date date) const {
  const auto at = at_or_after(sessions_, date);
  return at != sessions_.end() && at->date == date ? std::optional{*at} : std::nullopt;
}

std::optional<SessionPlan> MarketCalendar::next_session(Date date) const {
  const auto at = at_or_after(sessions_, date + 1);
  return at != sessions_.end() && date >= first_date() - 1 ? std::optional{*at} : std::nullopt;
}

std::optional<SessionPlan> MarketCalendar::previous_session(Date date) const {
  const auto at = at_or_after(sessions_, date);
  return at != sessions_.begin() && date <= last_date() + 1 ? std::optional{*std::prev(at)}
                                                            : std::nullopt;
}

std::optional<SessionPlan> MarketCalendar::session_at_or_after(Timestamp time) const {
  const auto at =
    std::upper_bound(sessions_.begin(), sessions_.end(), time,
                     [](Timestamp t, const SessionPlan& p) { return t < p.post_end; });
  return at != sessions_.end() && covers(new_york_date(time)) ? std::optional{*at} : std::nullopt;
}

std::vector<SessionPlan> MarketCalendar::sessions(Date from, Date to) const {
  return slice(sessions_, from, to);
}

std::vector<Closure> MarketCalendar::closures(Date from, Date to) const {
  return slice(closures_, from, to);
}

bool MarketCalendar::covers(Date date) const {
  return first_date() <= date && date <= last_date();
}

bool MarketCalendar::is_projection(Date date) const {
  return covers(date) && date >= make_date(first_projected_year, 1, 1);
}

} // namespace hft
