#pragma once

#include "models/indicators/online_logistic_regression.hpp"
#include "models/indicators/rolling_stats.hpp"
#include "models/trading/target_model.hpp"

#include <deque>

namespace hft {

/// Learns while it trades: the chance that the price is higher `horizon` samples from now, by
/// online logistic regression on five features of the recent tape, each of order one: the log
/// returns of the last 1, 5 and 20 samples over their deviation, the share of volume that traded on
/// upticks less that on downticks (Lee and Ready's tick test, Journal of Finance 46, 1991), and a
/// constant. Long where the chance is beyond a half by `margin`, short where it is below by it,
/// flat when it is back at a half. It trades after `labels` lessons.
class OnlineLogistic final : public TargetModel {
public:
  static constexpr const char* name = "online_logistic";
  static constexpr const char* summary =
    "learns online whether the price will be higher, and follows what it believes";
  static constexpr std::size_t features = 5;
  static std::vector<Parameter> parameters();

  explicit OnlineLogistic(const Settings& settings);
  void on_trade(const Trade& trade, Decisions& out) override;
  void on_gap(const FeedGap&) override;
  ModelCheckpoint save() const override;
  Result<void> restore(const ModelCheckpoint& memory) override;

private:
  using Regression = OnlineLogisticRegression<features>;
  struct Lesson {
    Regression::Vector seen;
    double price = 0;
  };
  int on_sample(double price, int held) override;
  Regression::Vector look() const;

  std::size_t horizon_;
  std::int64_t labels_;
  double margin_;
  Regression regression_;
  RollingStats returns_;
  std::deque<Lesson> waiting_; ///< for the price `horizon` samples later
  double last_log_ = 0;        ///< of the last sample; zero: none
  Price last_trade_;
  int tick_ = 0; ///< direction of the last change of price
  double up_volume_ = 0;
  double down_volume_ = 0;
  double pressure_ = 0; ///< of the last interval, -1 to 1
};

} // namespace hft
