#pragma once

#include "models/indicators/ema.hpp"
#include "models/parameters.hpp"
#include "models/trading/target_position.hpp"

namespace hft {

/// Follows the trend of trade prices: long while the fast average is above the slow one, short
/// while below. The moving average rule of Brock, Lakonishok and LeBaron, "Simple technical trading
/// rules", Journal of Finance 47, 1992, with exponential averages of trades.
class EmaCross final : public Model {
public:
  static constexpr const char* name = "ema_cross";
  static constexpr const char* summary =
    "holds long or short as a fast average of trade prices is above or below a slow one";
  static std::vector<Parameter> parameters();
  static Result<void> check(const Settings& settings);

  explicit EmaCross(const Settings& settings);
  Needs needs() const override;
  void on_trade(const Trade& trade, Decisions& out) override;
  void on_fill(const Fill& fill, Decisions&) override { position_.on_fill(fill); }
  void on_order_closed(const OrderClosed& closed, Decisions&) override {
    position_.on_order_closed(closed);
  }
  void on_refused(const OrderRefused& refused) override { position_.on_refused(refused); }
  void on_warm() override { position_.forget_orders(); }
  void on_takeover(const InstanceBook& standing, Decisions& out) override {
    position_.take_over(standing, out);
  }
  /// Averages go on at the new prices.
  void on_corporate_action(const CorporateAction& action, Decisions&) override;
  /// Averages do not bridge a hole: they start afresh.
  void on_gap(const FeedGap& gap) override;
  ModelCheckpoint save() const override;
  /// Only from averages of the same symbol and periods.
  Result<void> restore(const ModelCheckpoint& memory) override;

private:
  TargetPosition position_;
  std::int64_t fast_period_;
  std::int64_t slow_period_;
  Quantity quantity_;
  Ema fast_;
  Ema slow_;
};

} // namespace hft
