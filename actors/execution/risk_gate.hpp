#pragma once

#include "actors/execution/asset_book.hpp"
#include "actors/execution/hold_back.hpp"
#include "actors/execution/order_ledger.hpp"
#include "actors/execution/position_book.hpp"
#include "actors/execution/risk_limits.hpp"
#include "actors/execution/waiting_orders.hpp"
#include "messages/session.hpp"

#include <deque>
#include <optional>
#include <variant>

namespace hft {

/// What the gate looks at when it judges an order.
struct RiskView {
  const PositionBook& book;
  const OrderLedger& ledger;
  const Marks& marks;
  const SessionPlan* plan = nullptr;     ///< none: no session is known
  std::optional<Timestamp> closing_from; ///< from then on orders may only reduce a position
  MonotonicTime now;
  ClientOrderId replaced; ///< the order this one takes the place of; else empty
  /// The present at the venue, where it is real time: what comes too late for a close is refused,
  /// whenever its cause was. A simulated venue waits for us, and only the cause counts.
  std::optional<Timestamp> present{};
  bool in_step = false; ///< the venue waits for us: no signal is late
  /// How much of the order opens or adds to a position of the account, and so does not close one.
  Quantity opens{};
  Timestamp time{}; ///< of the venue, as far as it is known
  const AssetBook* assets = nullptr;
  std::optional<bool> shorting_enabled{}; ///< empty: the broker did not say
  const HoldBack* hold_back = nullptr;
  const WaitingOrders* waiting = nullptr;
  bool waits = false; ///< it is not sent yet: what it opens is not known
};

/// Judges every order by the table of rules in risk_rules.cpp, in its order; the first that objects
/// refuses. Nothing else can make an `ApprovedOrder`.
class RiskGate {
public:
  explicit RiskGate(RiskConfig config) : config_(std::move(config)) {}

  std::variant<ApprovedOrder, OrderRefused> review(const Order& order, const RiskView& view);

  /// The same judgement of an order that cannot be sent yet; it is not counted.
  std::optional<OrderRefused> objection(const Order& order, const RiskView& view) const;
  /// A part of an order that passed, to be sent first.
  static ApprovedOrder part_of(const ApprovedOrder& whole, Quantity quantity) {
    auto part = whole.order();
    part.quantity = quantity;
    return ApprovedOrder{part};
  }

  /// Closes a position after the kill switch tripped: no limit is asked.
  ApprovedOrder approve_closing(const Order& order) const { return ApprovedOrder{order}; }
  /// An order approved in an earlier life, by the journal; counts towards the order rates.
  void recall(const Order& order);
  /// What was recalled from after `now` is of another run of the machine's clock.
  void forget_after(MonotonicTime now);

  /// A new trading date: losses count from here.
  void begin_day(const PositionBook& book, const Marks& marks);
  /// As it was journaled when the date began; null is the account.
  void resume_day(const ModelId* model, int128 profit);
  const RiskConfig& config() const { return config_; }
  /// Orders approved before are only counted if their rate was limited then too.
  void set_config(RiskConfig config) { config_ = std::move(config); }
  const RiskLimits& limits_of(const ModelId& model) const;

  /// Orders approved in the second or minute before `now`, of one model or (null) of all.
  std::uint32_t approved_since(const ModelId* model, MonotonicTime now, Duration window) const;
  /// Profit since the trading date began, in 1e-18 dollars.
  int128 profit_today(const ModelId* model, const PositionBook& book, const Marks& marks) const;
  int128 profit_at_start(const ModelId* model) const;

private:
  struct Approval {
    MonotonicTime at;
    ModelId model;
  };
  void remember(const Order& order, MonotonicTime now);
  RiskConfig config_;
  std::deque<Approval> approvals_; // of the last minute, kept only when some rate is limited
  std::map<ModelId, int128> profit_at_start_;
  int128 account_profit_at_start_ = 0;
};

/// `execution refused SPY buy 5: why`, as every refusal reads.
OrderRefused refuse(const Order& order, Refusal refusal, const std::string& why);

} // namespace hft
