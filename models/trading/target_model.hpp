#pragma once

#include "models/checkpoint.hpp"
#include "models/model.hpp"
#include "models/parameters.hpp"
#include "models/trading/target_position.hpp"

namespace hft {

/// What models have in common that want to be long, flat or short so many shares of one symbol, and
/// decide so at regular samples of event time. It declares `symbol`, `interval`, `quantity` and
/// `flatten`, keeps the position, is flat before the close, and remembers. The model above it adds
/// what it watches and when it wants which direction.
class TargetModel : public Model {
public:
  Needs needs() const override;
  void on_trade(const Trade& trade, Decisions& out) override;
  void on_timer(Timestamp time, Decisions& out) override;
  void on_fill(const Fill& fill, Decisions&) override { position_.on_fill(fill); }
  void on_order_closed(const OrderClosed& closed, Decisions&) override {
    position_.on_order_closed(closed);
  }
  void on_refused(const OrderRefused& refused) override { position_.on_refused(refused); }
  void on_session(const SessionChanged& changed, Decisions&) override {
    close_ = changed.plan.close;
  }
  void on_warm() override { position_.forget_orders(); }
  void on_takeover(const InstanceBook& standing, Decisions& out) override {
    position_.take_over(standing, out);
  }
  /// What was watched at other prices is forgotten as over a gap.
  void on_corporate_action(const CorporateAction& action, Decisions&) override;

protected:
  /// `own` between the first and the last parameters of this class; `interval` in seconds.
  static std::vector<Parameter> parameters_around(std::vector<Parameter> own, const char* interval,
                                                  const char* quantity = "10");
  /// `warm_up` samples of history make it ready.
  TargetModel(const Settings& settings, std::int64_t warm_up);

  /// The last price at the end of an interval: the direction wanted from now on, 1 long, 0 flat, -1
  /// short; `held` is the one wanted so far. Not called before there is a price.
  virtual int on_sample(double price, int held) = 0;

  void see_price(double price) { price_ = price; }
  const Symbol& symbol() const { return symbol_; }
  void save_base(CheckpointWriter& memory) const;
  void restore_base(CheckpointReader& memory);

private:
  Symbol symbol_;
  std::int64_t interval_; ///< seconds
  std::int64_t warm_up_;  ///< samples
  Quantity quantity_;
  Duration flatten_; ///< before the close
  Timestamp close_;  ///< of the session; zero: not known
  TargetPosition position_;
  double price_ = 0; ///< the last one; zero: none
  int direction_ = 0;
};

/// Refuses an `exit` that is not below `entry`.
Result<void> check_entry_and_exit(const char* model, const Settings& settings);

/// The usual rule of entry and exit: against an excess of `score` beyond `entry`, until it is
/// within `exit` of zero or beyond it on the other side.
int against_excess(double score, double entry, double exit, int held);
/// With it instead.
int with_excess(double score, double entry, double exit, int held);

} // namespace hft
