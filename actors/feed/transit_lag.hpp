#pragma once

#include "messages/market.hpp"

#include <optional>

namespace hft {

/// How long a frame had waited before we could read it: what its way took beyond the quickest way
/// seen. The venue's clock and ours need not agree; only their difference is followed.
///
/// The newest trade or quote time seen so far stands for when a frame was sent. A frame without a
/// newer one (late prints, bars, statuses) says nothing about its own way and gets the frame
/// before's lag, less the time since. The quickest way is slowly forgotten, so that clocks may
/// drift apart.
class TransitLag {
public:
  /// `speed` is venue seconds a real second. At 0 the venue does not keep time: no lag is told.
  explicit TransitLag(double speed, double forgotten_a_second = 100e-6)
    : speed_(speed),
      forgetting_(forgotten_a_second) {}

  /// Zero or more, in real time.
  Duration lag_of(const MarketBatch& batch);
  /// After a reconnect the way may be another.
  void reset();

private:
  double speed_;
  double forgetting_;
  Timestamp anchor_; ///< the first event time: offsets are taken from it, to keep doubles exact
  std::optional<Timestamp> newest_;
  double quickest_ = 0; ///< nanoseconds
  Duration last_lag_{0};
  MonotonicTime last_received_;
};

} // namespace hft
