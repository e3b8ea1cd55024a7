#pragma once

#include "models/indicators/recursive_regression.hpp"
#include "models/indicators/rolling_stats.hpp"
#include "models/parameters.hpp"
#include "models/trading/target_position.hpp"

namespace hft {

/// Trades the spread of two symbols: `y = intercept + hedge * x` by recursive least squares with
/// forgetting on sampled prices, and the z-score of how far `y` is from what the line said before
/// it was told. Against it beyond `entry` with `quantity` shares of y and `hedge` times as many of
/// x the other way, flat within `exit`. Gatev, Goetzmann and Rouwenhorst, "Pairs trading", Review
/// of Financial Studies 19(3), 2006; a moving hedge ratio as in Chan, "Algorithmic Trading",
/// chapter 3.
class Pairs final : public Model {
public:
  static constexpr const char* name = "pairs";
  static constexpr const char* summary =
    "trades the spread of two symbols with a hedge ratio learned as it goes";
  static std::vector<Parameter> parameters();
  static Result<void> check(const Settings& settings);

  explicit Pairs(const Settings& settings);
  Needs needs() const override;
  void on_trade(const Trade& trade, Decisions& out) override;
  void on_timer(Timestamp time, Decisions& out) override;
  void on_fill(const Fill& fill, Decisions& out) override;
  void on_order_closed(const OrderClosed& closed, Decisions& out) override;
  void on_refused(const OrderRefused& refused) override;
  void on_session(const SessionChanged& changed, Decisions&) override {
    close_ = changed.plan.close;
  }
  void on_gap(const FeedGap& gap) override;
  void on_warm() override;
  void on_takeover(const InstanceBook& standing, Decisions& out) override;
  void on_corporate_action(const CorporateAction& action, Decisions&) override;
  ModelCheckpoint save() const override;
  Result<void> restore(const ModelCheckpoint& memory) override;

private:
  int decide();

  TargetPosition y_;
  TargetPosition x_;
  std::int64_t interval_; ///< seconds
  std::int64_t window_;
  double entry_;
  double exit_;
  Quantity quantity_;
  Duration flatten_;
  Timestamp close_;
  RecursiveRegression line_;
  RollingStats errors_;
  double y_price_ = 0; ///< zero: none yet
  double x_price_ = 0;
  int direction_ = 0; ///< of y
  Quantity hedge_;    ///< shares of x against `quantity` of y, as of the last entry
};

} // namespace hft
