#pragma once

#include "actors/execution/risk_limits.hpp"

#include <memory>
#include <mutex>
#include <utility>

namespace hft {

/// The risk limits that hold now: an operator may have changed them since the start, and a desk
/// that comes up later must have the same. From any thread.
class LiveLimits {
public:
  /// `exposure` is the account's gross exposure where no setting says another.
  explicit LiveLimits(RiskConfig limits, Money exposure = {})
    : exposure_(exposure),
      limits_(std::make_shared<const RiskConfig>(std::move(limits))) {}

  Money exposure() const { return exposure_; }

  std::shared_ptr<const RiskConfig> now() const {
    const std::lock_guard lock{mutex_};
    return limits_;
  }
  void change(std::shared_ptr<const RiskConfig> limits) {
    const std::lock_guard lock{mutex_};
    limits_ = std::move(limits);
  }

private:
  Money exposure_;
  mutable std::mutex mutex_;
  std::shared_ptr<const RiskConfig> limits_;
};

} // namespace hft
