#include "adapters/simulated/market/record/played_sessions.hpp"

#include "messages/new_york.hpp"

#include <algorithm>

namespace hft::simulated {

void PlayedSessions::begin_at(Timestamp time) {
  if (!began_) began_ = time;
}

void PlayedSessions::play(const SessionPlan& plan) {
  played_[plan.date] = plan;
  current_ = plan.date;
}

std::optional<SessionPlan> PlayedSessions::on(Date date) const {
  if (const auto found = played_.find(date); found != played_.end()) return found->second;
  return lookup_ ? lookup_(date) : std::nullopt;
}

std::vector<SessionPlan> PlayedSessions::between(Date from, Date until) const {
  std::vector<SessionPlan> plans;
  if (!began_) return plans;
  const auto first = new_york_date(*began_);
  const auto last = std::max(first, played_.empty() ? first : played_.rbegin()->first);
  for (auto date = std::max(from, first - history_days_); date <= std::min(until, last);
       date = date + 1)
    if (const auto plan = on(date)) plans.push_back(*plan);
  return plans;
}

std::optional<Date> PlayedSessions::current() const {
  if (current_) return current_;
  return began_ ? std::optional{new_york_date(*began_)} : std::nullopt;
}

} // namespace hft::simulated
