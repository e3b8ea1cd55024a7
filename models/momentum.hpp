#pragma once

#include "models/indicators/rolling_stats.hpp"
#include "models/trading/target_model.hpp"

namespace hft {

/// Follows the return of the last `lookback` samples when it is large for its volatility:
/// `score = log(price / price[lookback]) / (deviation of one-sample log returns * sqrt(lookback))`,
/// the t-like score of time series momentum (Moskowitz, Ooi and Pedersen, "Time series momentum",
/// Journal of Financial Economics 104, 2012). With it beyond `entry`, flat below `exit`.
class Momentum final : public TargetModel {
public:
  static constexpr const char* name = "momentum";
  static constexpr const char* summary =
    "follows the return over a lookback when it is large for its volatility";
  static std::vector<Parameter> parameters();
  static Result<void> check(const Settings& settings);

  explicit Momentum(const Settings& settings);
  void on_gap(const FeedGap&) override;
  ModelCheckpoint save() const override;
  Result<void> restore(const ModelCheckpoint& memory) override;

private:
  int on_sample(double price, int held) override;

  double entry_;
  double exit_;
  double last_ = 0;      ///< the log of the last sample; zero: none yet
  RollingStats returns_; ///< their mean times their number is the lookback's return
};

} // namespace hft
