#pragma once

#include "models/indicators/ema.hpp"
#include "models/model.hpp"
#include "models/parameters.hpp"

namespace hft {

/// Follows the trend of trade prices: long while the fast average is above the slow one, short
/// while below. It sends the difference to that position and waits for its end before the next; a
/// refused or canceled order is not tried again until the averages cross.
class EmaCross final : public Model {
public:
  static constexpr const char* name = "ema_cross";
  static constexpr const char* summary =
    "holds long or short as a fast average of trade prices is above or below a slow one";
  static std::vector<Parameter> parameters();
  static Result<void> check(const Settings& settings);

  explicit EmaCross(const Settings& settings);
  Needs needs() const override;
  void on_trade(const Trade& trade, Signals& out) override;
  void on_fill(const Fill& fill, Signals& out) override;
  void on_order_closed(const OrderClosed& closed, Signals& out) override;
  void on_refused(const OrderRefused& refused) override;
  /// Averages do not bridge a hole: they start afresh.
  void on_gap(const FeedGap& gap) override;
  ModelMemory save() const override;
  /// Only from averages of the same symbol and periods.
  Result<void> restore(const ModelMemory& memory) override;

private:
  enum class Trend : int { Down = -1, None = 0, Up = 1 };
  Trend trend() const;
  Quantity target(Trend trend) const;

  Symbol symbol_;
  std::int64_t fast_period_;
  std::int64_t slow_period_;
  Quantity quantity_;
  Ema fast_;
  Ema slow_;
  Quantity position_;
  bool in_flight_ = false;       ///< an order of ours has not ended yet
  Trend acted_on_ = Trend::None; ///< the trend of the last order
  Trend given_up_ = Trend::None; ///< the trend whose order was refused or closed unfilled
};

} // namespace hft
