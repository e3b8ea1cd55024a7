#pragma once

#include "adapters/net/backoff.hpp"

#include <optional>

namespace hft::cpquant {

/// What the broker's "too many requests" asks of us: nothing before the time it names, or before
/// pauses of our own that grow when it names none. One cancel may be tried meanwhile. Pure.
class RequestPause {
public:
  explicit RequestPause(const net::Backoff::Settings& backoff = {}) : backoff_(backoff) {}

  /// A request was answered so; `named`: how long the broker asks us to wait. Answers how long we
  /// wait, when that is news: the first such answer of a spell.
  std::optional<Duration> limited(MonotonicTime now, std::optional<Duration> named);
  /// A request was answered in any other way: a spell is over when its pause is.
  void answered(MonotonicTime now);
  /// Whether a question or an order may be sent.
  bool may_ask(MonotonicTime now) const { return now >= until_; }
  /// Whether a cancel may be sent: also once while nothing else may.
  bool may_cancel(MonotonicTime now);
  MonotonicTime until() const { return until_; }

private:
  net::Backoff backoff_;
  MonotonicTime until_{};
  bool spell_ = false;
  bool cancel_tried_ = false;
};

} // namespace hft::cpquant
