#pragma once

#include "actors/session_clock/calendar_overrides.hpp"
#include "messages/result.hpp"
#include "messages/session.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace hft {

enum class ClosureKind : std::uint8_t { Weekend, Regular, Adhoc };
std::string_view to_string(ClosureKind kind);

/// No session, known to be none.
struct ClosedDay {
  std::string reason;
  ClosureKind kind = ClosureKind::Weekend;
  bool operator==(const ClosedDay&) const = default;
};

/// Outside the years the calendar covers: not tradable, but not known to be closed either.
struct UnknownDay {
  bool operator==(const UnknownDay&) const = default;
};

using CalendarDay = std::variant<SessionPlan, ClosedDay, UnknownDay>;

/// A weekday without a session.
struct Closure {
  Date date;
  ClosedDay why;
  bool operator==(const Closure&) const = default;
};

/// The sessions of the US equity exchanges, 1990 to 2029: rules, corrected by overrides. Computed
/// once, never changed, so that any thread may ask; each question is a binary search.
class MarketCalendar {
public:
  static constexpr int first_year = 1990;
  static constexpr int last_year = 2029;
  /// From this year on the exchange has not published its holidays: the rules' word alone.
  static constexpr int first_projected_year = 2029;

  /// The rules and the built-in overrides.
  MarketCalendar();
  /// With an operator's overrides on top (text as `parse_overrides` reads it), where `origin` names
  /// the text in errors. Fails, with one sentence, on the first that makes no sense.
  static Result<MarketCalendar> with_overrides(std::string_view text, const std::string& origin);

  CalendarDay day(Date date) const;
  /// The session of that date; empty when closed or unknown.
  std::optional<SessionPlan> session(Date date) const;
  bool is_session(Date date) const { return session(date).has_value(); }
  /// The first session after, the last before `date`; empty at the ends of the covered years.
  std::optional<SessionPlan> next_session(Date date) const;
  std::optional<SessionPlan> previous_session(Date date) const;
  /// The session in which, or before which, `time` lies: the first with `post_end` after `time`.
  /// Empty outside the covered years.
  std::optional<SessionPlan> session_at_or_after(Timestamp time) const;
  /// Sessions and closed weekdays in [from, to], by date.
  std::vector<SessionPlan> sessions(Date from, Date to) const;
  std::vector<Closure> closures(Date from, Date to) const;

  bool covers(Date date) const;
  bool is_projection(Date date) const;
  Date first_date() const { return make_date(first_year, 1, 1); }
  Date last_date() const { return make_date(last_year, 12, 31); }
  /// Differs when any session differs.
  std::uint64_t version() const { return version_; }

private:
  Result<void> apply(const CalendarOverride& change, const std::string& origin);
  void put(const SessionPlan& plan);
  void close(const Closure& closure);
  void finish();

  std::vector<SessionPlan> sessions_;
  std::vector<Closure> closures_;
  std::uint64_t version_ = 0;
};

} // namespace hft
