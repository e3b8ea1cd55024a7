#include "actors/feed/frame_flow.hpp"

#include <utility>

namespace hft {

FrameFlow::FrameFlow(Handled handled, OutboxLimits limits)
  : handled_(std::move(handled)),
    handled_before_(handled_ ? handled_->load() : 0),
    outbox_(limits) {}

MarketFrame FrameFlow::numbered(const MarketFrame& frame) {
  return {frame.batch, frame.lag, ++sent_};
}

std::optional<MarketFrame> FrameFlow::next() {
  const auto frame = outbox_.next(handled_->load(std::memory_order_acquire) - handled_before_);
  return frame ? std::optional{numbered(*frame)} : std::nullopt;
}

std::optional<MarketFrame> FrameFlow::next_at_once() {
  const auto frame = outbox_.next_at_once();
  return frame ? std::optional{numbered(*frame)} : std::nullopt;
}

bool FrameFlow::is_stuck(MonotonicTime now, Duration patience) {
  if (!is_metered()) return false;
  const auto handled = handled_->load(std::memory_order_relaxed);
  const bool moves = outbox_.waiting() == 0 || handled != handled_then_;
  if (moves || moved_at_ == MonotonicTime{}) {
    handled_then_ = handled;
    moved_at_ = now;
    return false;
  }
  if (now - moved_at_ < patience) return false;
  moved_at_ = now;
  return true;
}

} // namespace hft
