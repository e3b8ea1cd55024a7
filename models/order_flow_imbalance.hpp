#pragma once

#include "models/indicators/rolling_stats.hpp"
#include "models/trading/target_model.hpp"

#include <optional>

namespace hft {

/// What one quote after another says about who presses: the size that came to the bid and left the
/// ask, less the reverse. Cont, Kukanov and Stoikov, "The price impact of order book events",
/// Journal of Financial Econometrics 12(1), 2014, equation 2, in shares:
/// `[B >= B'] b - [B <= B'] b' - [A <= A'] a + [A >= A'] a'`, primes for the quote before.
double order_flow(const Quote& before, const Quote& now);

/// Follows the order flow: the sum over an interval, measured in the deviation around the mean of
/// such sums over a rolling window. With it beyond `entry`, flat below `exit`.
class OrderFlowImbalance final : public TargetModel {
public:
  static constexpr const char* name = "order_flow_imbalance";
  static constexpr const char* summary = "follows the imbalance of sizes coming to bid and ask";
  static std::vector<Parameter> parameters();
  static Result<void> check(const Settings& settings);

  explicit OrderFlowImbalance(const Settings& settings);
  Needs needs() const override;
  void on_quote(const Quote& quote, Decisions& out) override;
  void on_gap(const FeedGap&) override;
  ModelCheckpoint save() const override;
  Result<void> restore(const ModelCheckpoint& memory) override;

private:
  int on_sample(double price, int held) override;

  double entry_;
  double exit_;
  std::optional<Quote> last_; ///< with both sides
  double flow_ = 0;           ///< of the interval so far
  RollingStats flows_;
};

} // namespace hft
