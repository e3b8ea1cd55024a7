#include "actors/execution/session_close.hpp"

#include <chrono>

namespace hft {

namespace {

constexpr Duration close_again_after = std::chrono::seconds{2};

bool is_last(Duration lead, const std::optional<SessionPlan>& plan, Timestamp time) {
  return lead > Duration::zero() && plan && plan->close - lead <= time && time < plan->close;
}

} // namespace

std::optional<SessionCloseStep> SessionClose::due(const std::optional<SessionPlan>& plan,
                                                  DeskTime at, bool may_send) {
  if (!canceled_ && is_last(cancel_lead_, plan, at.time)) {
    canceled_ = true;
    return SessionCloseStep::CancelWorking;
  }
  if (!is_last(flatten_lead_, plan, at.time)) return std::nullopt;
  if (!flattening_) {
    flattening_ = true;
    return SessionCloseStep::BeginFlattening;
  }
  if (at.now < next_closing_ || !may_send) return std::nullopt;
  next_closing_ = at.now + close_again_after;
  return SessionCloseStep::ClosePositions;
}

} // namespace hft
