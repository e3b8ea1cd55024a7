#pragma once

#include "messages/new_york.hpp"
#include "messages/session.hpp"

#include <chrono>

/// What the tests of the simulated market share: trading hours.
namespace hft::simulated {

inline SessionPlan plan_of(Date date, bool early = false) {
  using std::chrono::hours;
  using std::chrono::minutes;
  SessionPlan plan;
  plan.date = date;
  plan.pre_open = from_new_york(date, hours{4});
  plan.open = from_new_york(date, hours{9} + minutes{30});
  plan.close = from_new_york(date, hours{early ? 13 : 16});
  plan.post_end = from_new_york(date, hours{early ? 17 : 20});
  plan.early_close = early;
  return plan;
}

/// Every weekday is a session.
inline std::optional<SessionPlan> weekdays(Date date) {
  const auto day = weekday(date);
  if (day == 0 || day == 6) return std::nullopt;
  return plan_of(date);
}

inline const Date monday = make_date(2026, 3, 2);

} // namespace hft::simulated
