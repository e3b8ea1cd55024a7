#pragma once

#include "actors/feed/outbox.hpp"

#include <atomic>
#include <memory>

namespace hft {

/// The way of frames to one subscriber, where each gets its number, from 1. To one that runs beside
/// the lane go no more than it can take in; the rest waits in an outbox.
class FrameFlow {
public:
  /// Counts the frames it has taken in; written by the subscriber, on any thread.
  using Handled = std::shared_ptr<const std::atomic<std::uint64_t>>;

  FrameFlow() = default; ///< for a subscriber on the lane
  FrameFlow(Handled handled, OutboxLimits limits);

  bool is_metered() const { return handled_ != nullptr; }
  const Handled& handled() const { return handled_; }

  /// To be sent now, past what waits.
  MarketFrame numbered(const MarketFrame& frame);
  /// Takes what the subscriber at `place` wants of the frame.
  void offer(const MarketFrame& frame, const SubscriptionTable& table,
             SubscriptionTable::Place place) {
    outbox_.offer(frame, table, place);
  }
  /// The next to send, as far as it can take in more; call until empty.
  std::optional<MarketFrame> next();
  /// The same without regard to how much it can take in.
  std::optional<MarketFrame> next_at_once();

  /// Whether the feed should stop reading for this one's sake.
  bool is_full() { return is_metered() && outbox_.is_full(); }
  /// Frames wait, and it has taken none in for `patience`: true once, and again after as long.
  bool is_stuck(MonotonicTime now, Duration patience);
  std::uint64_t conflated() const { return outbox_.conflated(); }

private:
  Handled handled_;
  std::uint64_t handled_before_ = 0; ///< its count when it subscribed
  Outbox outbox_;
  std::uint64_t sent_ = 0;
  std::uint64_t handled_then_ = 0; ///< when it last took a frame in
  MonotonicTime moved_at_{};
};

} // namespace hft
