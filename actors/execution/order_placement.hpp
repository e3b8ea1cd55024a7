#pragma once

#include "actors/execution/account_books.hpp"
#include "actors/execution/asset_book.hpp"
#include "actors/execution/hold_back.hpp"
#include "actors/execution/order_canceler.hpp"
#include "actors/execution/position_closer.hpp"
#include "actors/execution/position_crossing.hpp"
#include "actors/execution/risk_gate.hpp"

#include <map>
#include <optional>
#include <string>
#include <unordered_set>
#include <variant>
#include <vector>

namespace hft {

/// The session as the clock last told it.
struct TradingSession {
  std::optional<SessionPlan> plan;
  std::optional<Timestamp> closing_from; ///< only orders that reduce, from here on
};

/// What placing orders needs; all of it outlives it.
struct OrderPlacementParts {
  AccountBooks& books;
  RiskGate& gate;
  AssetBook& assets;
  HoldBack& hold_back;
  OrderCanceler& cancels;
  PositionCloser& closer;
  const TradingSession& session;
  bool real_time = false; ///< the venue's clock is the wall's
};

/// From what a model asks for to what is sent: sizes in dollars, the plan for orders that cross
/// zero, the risk gate, the journal; and what waits for other orders to end. Pure but for the
/// journal.
///
/// Invariants: nothing new is approved while trading stands still, but cancels pass. Nothing leaves
/// it that the gate has not reviewed and the journal does not hold. To its model an order that was
/// split is one order: it hears one end of it. What waits is sent in the order it was decided.
class OrderPlacement {
public:
  explicit OrderPlacement(const OrderPlacementParts& parts);

  DeskVerdict on_signal(const Signal& signal, DeskTime at);
  /// What a signal leads to beside its verdict: cancels of several orders, a closing order.
  bool has_follow_up() const { return !sweeps_.empty() || !canceled_while_waiting_.empty(); }
  void follow_up(DeskTime at, DeskOutput& out);
  /// Sends what waited, as far as what it waited for has ended; the oldest first.
  void send_waiting(DeskTime at, DeskOutput& out);
  /// Nothing of this model, or (null) of all, waits any more.
  void drop_waiting(const ModelId* model, const std::string& why, DeskTime at, DeskOutput& out);
  void drop_waiting_of_earlier_life(DeskTime at, DeskOutput& out);
  /// Refusals of orders that waited when an earlier life ended. Answered once.
  std::vector<OrderRefused> news_for(const ModelId& model);

  /// The only symbols the model may order from now on; none: any.
  void set_watched(const ModelId& model, std::vector<Symbol> symbols);
  /// The broker's word on short sales of this account; none: not heard yet.
  void set_shorting(bool enabled) { shorting_enabled_ = enabled; }
  std::optional<bool> shorting() const { return shorting_enabled_; }
  /// From the journal: the order opens the rest of one whose first part closes a position.
  void recall_second_leg(const ClientOrderId& id) { second_legs_.insert(id); }
  void begin_date() { second_legs_.clear(); }

private:
  DeskVerdict place(const Signal& signal, DeskTime at);
  DeskVerdict replace(const Signal& signal, DeskTime at);
  DeskVerdict cancel(const Signal& signal, DeskTime at);
  using Admission = std::variant<std::monostate, ApprovedOrder, OrderRefused>;
  Admission admit(Order order, const LedgerEntry* replaced, DeskTime at);
  Admission send_now(Order order, const CrossingPlan& plan, const RiskView& view,
                     const LedgerEntry* replaced, DeskTime at);
  RiskView view_of(const CrossingPlan& plan, const LedgerEntry* replaced, DeskTime at) const;
  CrossingPlan plan_for(const Symbol& symbol, Side side, Quantity quantity,
                        const ClientOrderId& replaced) const;
  void wait(const Order& order, const ClientOrderId& after, DeskTime at);
  void settle_waiting(const WaitingOrder& waiting, DeskTime at, DeskOutput& out);
  void drop(const WaitingOrder& waiting, const OrderRefused& refusal, DeskTime at, DeskOutput& out);
  OrderRefused in_the_way(const Order& order) const;
  std::optional<std::string> misplaced(const Signal& signal) const;
  std::optional<std::string> under_live_reference(const Signal& signal,
                                                  std::uint32_t reference) const;
  std::optional<OrderRefused> reckon_quantity(Order& order, Money notional) const;
  void withdraw(const WaitingOrder& waiting, DeskTime at);
  struct Sweep { // CancelAll or Close, not done yet
    Signal wish;
    MonotonicTime next_cancel; // of what still works
  };
  bool advance(Sweep& sweep, DeskTime at, DeskOutput& out);
  void close_out(const Signal& sweep, DeskTime at, DeskOutput& out);
  void publish_owed_refusals(DeskTime at, DeskOutput& out);

  AccountBooks& books_;
  RiskGate& gate_;
  AssetBook& assets_;
  HoldBack& hold_back_;
  OrderCanceler& cancels_;
  PositionCloser& closer_;
  const TradingSession& session_;
  bool real_time_;
  std::optional<bool> shorting_enabled_;
  std::map<ModelId, std::vector<Symbol>> watched_;
  std::unordered_set<ClientOrderId> second_legs_;   // of orders whose first part closed a position
  std::vector<OrderClosed> canceled_while_waiting_; // to be told with the next input
  std::vector<Sweep> sweeps_;
  std::map<ModelId, std::vector<OrderRefused>> news_; // of an earlier life
};

} // namespace hft
