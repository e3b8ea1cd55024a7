#pragma once

#include "models/indicators/rolling_stats.hpp"
#include "models/trading/target_model.hpp"

namespace hft {

/// Follows a price that leaves its Bollinger bands: mean plus and minus `width` population
/// deviations of the `window` samples before it (Bollinger, "Bollinger on Bollinger Bands",
/// chapter 7; the bands are those the price met, so it is not among its own samples). Long above
/// the upper one, short below the lower one, flat when the price comes back through the middle.
class BollingerBreakout final : public TargetModel {
public:
  static constexpr const char* name = "bollinger_breakout";
  static constexpr const char* summary = "follows prices that leave their Bollinger bands";
  static std::vector<Parameter> parameters();

  explicit BollingerBreakout(const Settings& settings);
  void on_gap(const FeedGap&) override { stats_.clear(); }
  ModelCheckpoint save() const override;
  Result<void> restore(const ModelCheckpoint& memory) override;

private:
  int on_sample(double price, int held) override;

  double width_;
  RollingStats stats_;
};

} // namespace hft
