#pragma once

#include "models/indicators/welford.hpp"
#include "models/trading/target_model.hpp"

namespace hft {

/// Bets on a return to the session's volume-weighted average price, `sum(price * size) /
/// sum(size)`, measured in the volume-weighted deviation of prices around it (weighted as in West,
/// CACM 22(9), 1979). Against it beyond `entry`, flat within `exit`; from `prints` trades on. The
/// average as a benchmark: Berkowitz, Logue and Noser, Journal of Finance 43, 1988.
class VwapReversion final : public TargetModel {
public:
  static constexpr const char* name = "vwap_reversion";
  static constexpr const char* summary =
    "bets against prices far from the session's volume-weighted average";
  static std::vector<Parameter> parameters();
  static Result<void> check(const Settings& settings);

  explicit VwapReversion(const Settings& settings);
  void on_trade(const Trade& trade, Decisions& out) override;
  /// The open begins the average anew.
  void on_session(const SessionChanged& changed, Decisions& out) override;
  void on_corporate_action(const CorporateAction& action, Decisions& out) override;
  ModelCheckpoint save() const override;
  Result<void> restore(const ModelCheckpoint& memory) override;

private:
  int on_sample(double price, int held) override;

  double entry_;
  double exit_;
  std::int64_t prints_;
  std::int64_t seen_ = 0;
  Date date_; ///< the session of the average
  Welford prices_;
};

} // namespace hft
