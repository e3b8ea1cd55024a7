#include "adapters/cpquant/request_pause.hpp"

#include <algorithm>
#include <utility>

namespace hft::cpquant {

std::optional<Duration> RequestPause::limited(MonotonicTime now, std::optional<Duration> named) {
  // Answers to what was under way when the pause began lengthen it only when they name a time.
  const bool pausing = now < until_;
  if (!pausing) cancel_tried_ = false;
  if (named)
    until_ = std::max(until_, now + *named);
  else if (!pausing)
    until_ = now + backoff_.next(Duration{0}, true);
  return std::exchange(spell_, true) ? std::nullopt : std::optional{until_ - now};
}

void RequestPause::answered(MonotonicTime now) {
  if (!spell_ || now < until_) return;
  spell_ = false;
  backoff_.reset();
}

bool RequestPause::may_cancel(MonotonicTime now) {
  return may_ask(now) || !std::exchange(cancel_tried_, true);
}

} // namespace hft::cpquant
