#pragma once

#include "models/indicators/rolling_stats.hpp"
#include "models/trading/target_model.hpp"

namespace hft {

/// Bets on a return to the mean: the z-score `(price - mean) / deviation` of the sampled price in a
/// rolling window, with the sample deviation (count less one); against it beyond `entry`, flat
/// within `exit`. The rule of thumb of statistical arbitrage, as in Chan, "Quantitative Trading",
/// chapter 3.
class ZscoreReversion final : public TargetModel {
public:
  static constexpr const char* name = "zscore_reversion";
  static constexpr const char* summary =
    "bets against prices far from their rolling mean, in deviations";
  static std::vector<Parameter> parameters();
  static Result<void> check(const Settings& settings);

  explicit ZscoreReversion(const Settings& settings);
  void on_gap(const FeedGap&) override { stats_.clear(); }
  ModelCheckpoint save() const override;
  Result<void> restore(const ModelCheckpoint& memory) override;

private:
  int on_sample(double price, int held) override;

  double entry_;
  double exit_;
  RollingStats stats_;
};

} // namespace hft
