#pragma once

#include "models/checkpoint.hpp"
#include "models/indicators/ema.hpp"
#include "models/parameters.hpp"
#include "models/trading/resting_order.hpp"
#include "models/trading/target_position.hpp"

#include <optional>

namespace hft {

/// What decides where a market maker quotes, in dollars, shares of a lot and seconds.
struct MakerView {
  double mid = 0;
  double inventory = 0; ///< lots, negative when short
  double variance = 0;  ///< of the mid, a second
  double time_left = 0; ///< seconds
  double gamma = 0;     ///< risk aversion
  double kappa = 0;     ///< how fast fills get rarer with the distance from the mid, a dollar
};

/// Where it quotes: half the spread on either side of the reservation price.
struct MakerQuotes {
  double reservation = 0;
  double spread = 0;
};

/// Avellaneda and Stoikov, "High-frequency trading in a limit order book", Quantitative Finance
/// 8(3), 2008, equations 29 and 30: `r = mid - inventory * gamma * variance * time`,
/// `spread = gamma * variance * time + 2 / gamma * log(1 + gamma / kappa)`.
MakerQuotes maker_quotes(const MakerView& view);

/// Makes a market: keeps a bid and an ask around the reservation price, moved every interval by
/// replacing, never taking. With `max_lots` held it quotes the other side only; before the close it
/// withdraws and sells out.
class AvellanedaStoikov final : public Model {
public:
  static constexpr const char* name = "avellaneda_stoikov";
  static constexpr const char* summary =
    "makes a market with a bid and an ask that lean against its inventory";
  static std::vector<Parameter> parameters();

  explicit AvellanedaStoikov(const Settings& settings);
  Needs needs() const override;
  void on_quote(const Quote& quote, Decisions& out) override;
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
  void requote(double mid, Timestamp time, Decisions& out);
  double time_left(Timestamp time) const;

  std::int64_t interval_; ///< seconds
  double gamma_;
  double kappa_;
  double horizon_; ///< seconds
  Quantity quantity_;
  double max_lots_;
  Duration flatten_;
  Timestamp close_;
  std::optional<Quote> quote_; ///< with both sides
  double last_mid_ = 0;        ///< at the last sample; zero: none
  Ema squares_;                ///< of the mid's changes over an interval
  TargetPosition inventory_;
  RestingOrder bid_;
  RestingOrder ask_;
};

} // namespace hft
