#include "actors/session_clock/session_schedule.hpp"

#include <algorithm>
#include <utility>

namespace hft {

SessionSchedule::SessionSchedule(std::shared_ptr<const MarketCalendar> calendar,
                                 ScheduleOptions options)
  : calendar_(std::move(calendar)),
    options_(options) {
  ensure(calendar_ != nullptr, "a session schedule needs a calendar");
  ensure(options_.closing_lead >= Duration::zero(), "the closing lead is not negative");
}

SessionSchedule SessionSchedule::shut(std::set<Date> dates, bool everything) const {
  auto schedule = *this;
  schedule.shut_ = std::move(dates);
  schedule.all_shut_ = everything;
  return schedule;
}

bool SessionSchedule::operator==(const SessionSchedule& other) const {
  return calendar_ == other.calendar_ && options_.closing_lead == other.options_.closing_lead &&
         shut_ == other.shut_ && all_shut_ == other.all_shut_;
}

std::optional<SessionPlan> SessionSchedule::session_at_or_after(Timestamp time) const {
  auto plan = calendar_->session_at_or_after(time);
  while (plan && shut_.contains(plan->date)) plan = calendar_->next_session(plan->date);
  return plan;
}

std::vector<Boundary> SessionSchedule::boundaries_of(const SessionPlan& plan) const {
  const auto closing = std::max(plan.open, plan.close - options_.closing_lead);
  const Boundary starts[] = {{plan.pre_open, {}, SessionPhase::PreOpen, plan},
                             {plan.open, {}, SessionPhase::Regular, plan},
                             {closing, {}, SessionPhase::Closing, plan},
                             {plan.close, {}, SessionPhase::AfterHours, plan},
                             {plan.post_end, {}, SessionPhase::Closed, {}}};
  std::vector<Boundary> kept;
  for (const auto& start : starts) {
    if (!kept.empty() && kept.back().at == start.at) kept.pop_back();
    kept.push_back(start);
    kept.back().from = kept.size() == 1 ? SessionPhase::Closed : kept[kept.size() - 2].to;
  }
  kept.back().plan = session_at_or_after(plan.post_end);
  return kept;
}

PhaseAt SessionSchedule::phase_at(Timestamp time) const {
  const auto plan = session_at_or_after(time);
  if (!plan || all_shut_) return {SessionPhase::Closed, plan};
  PhaseAt answer{SessionPhase::Closed, plan};
  for (const auto& boundary : boundaries_of(*plan))
    if (boundary.at <= time) answer.phase = boundary.to;
  return answer;
}

std::optional<Boundary> SessionSchedule::next_boundary(Timestamp time) const {
  if (all_shut_) return std::nullopt;
  // Before the covered years nothing is known, and nothing comes next.
  const auto plan = session_at_or_after(time);
  if (!plan) return std::nullopt;
  const auto all = boundaries_of(*plan);
  return *std::find_if(all.begin(), all.end(), [&](const Boundary& b) { return b.at > time; });
}

std::vector<Boundary> SessionSchedule::boundaries(Timestamp after, Timestamp until) const {
  std::vector<Boundary> found;
  if (all_shut_) return found;
  for (auto plan = session_at_or_after(after); plan && plan->pre_open <= until;
       plan = session_at_or_after(plan->post_end))
    for (const auto& boundary : boundaries_of(*plan))
      if (after < boundary.at && boundary.at <= until) found.push_back(boundary);
  return found;
}

} // namespace hft
