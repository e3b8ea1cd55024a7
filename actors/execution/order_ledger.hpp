#pragma once

#include "actors/execution/ledger_entry.hpp"
#include "actors/execution/order_index.hpp"
#include "actors/execution/working_orders.hpp"
#include "messages/gateway.hpp"

#include <deque>
#include <optional>
#include <string>
#include <vector>

namespace hft {

/// Every order of the account and what is known about it. Pure; told by answers, events,
/// descriptions and activities in any order, repeated or not: cumulative filled quantity is truth,
/// increments are derived, executions count once, ends are final. An id of the broker's that comes
/// again for something else makes that no repeat: our own ids and the sums decide. What it was told
/// appears as facts in `out`. Invariants: an order of ours keeps its id, whoever else uses it; an
/// end that we only concluded is left again when the broker shows the order alive; nothing throws,
/// whatever is told, and what has an `objection` leaves no trace in fills.
class OrderLedger {
public:
  /// Orders that are not ours and are kept: a broker that tells of ever more does not fill memory
  /// and journal. To any further one there is an objection.
  static constexpr std::size_t most_foreign = 50'000;

  /// An order of ours is about to be sent. `replaces` is empty or names its predecessor. False, and
  /// nothing changes, when its id is known already.
  bool intend(const Order& order, const ClientOrderId& replaces);
  void mark_sent(const ClientOrderId& id, Timestamp at);
  /// A cancel of it has been asked for.
  void mark_canceling(const ClientOrderId& id, Timestamp at);

  /// Why what is told cannot be: then it is not to be told to the ledger. None when it can.
  std::optional<std::string> objection(const OrderEvent& event, Trust trust) const;
  std::optional<std::string> objection(const BrokerOrder& order, Trust trust) const;
  std::optional<std::string> objection(const BrokerFill& fill) const;

  void on_answer(const OrderAnswered& answer, LedgerFacts& out);
  void on_event(const OrderEvent& event, LedgerFacts& out);
  /// The broker's books describe an order; they were asked for at `asked`, if that is known.
  /// Returns whether it said anything new.
  bool on_description(const BrokerOrder& order, LedgerFacts& out, Timestamp asked = {});
  bool on_fill(const BrokerFill& fill, LedgerFacts& out);
  /// The broker has no such order: it never arrived. Says nothing about an order it once knew.
  void on_absent(const ClientOrderId& id, Timestamp at, LedgerFacts& out);
  /// The broker's order is an exit of our order `parent`: it is that model's from here on. False
  /// when that is known, or cannot be.
  bool learn_exit(const ClientOrderId& parent, const BrokerOrder& order, LedgerFacts& out);
  /// An order that existed before our first record: what it has filled is not ours to book.
  void inherit(const BrokerOrder& order);
  /// The broker changed a working order's quantity or limit of its own accord: after a split.
  void restate(const BrokerOrder& order);
  /// Learns ids only, so that a fill known by the broker's id finds its order. Returns whether it
  /// learned any: then `introduction_of(order)` is a description that teaches the same.
  bool introduce(const BrokerOrder& order, LedgerFacts& out);
  /// Whatever was sent and not answered may or may not exist, and a cancel may never have arrived:
  /// after a restart, or when the stream that would have told was down.
  void doubt_unanswered();
  void doubt(const ClientOrderId& id);
  /// Orders that ended and were last heard of before `time` are history from here on.
  void forget_ended_before(Timestamp time);

  const LedgerEntry* find(const ClientOrderId& id) const { return index_.find(id); }
  const LedgerEntry* find(const BrokerOrderId& id) const { return index_.find(id); }
  /// The model's newest order under this reference; none when it never had one.
  const LedgerEntry* find(const ModelId& model, std::uint32_t reference) const {
    return index_.find(model, reference);
  }

  std::size_t working() const { return working_.size(); }
  std::size_t working(const ModelId& model) const { return working_.size(model); }
  std::size_t unknown() const { return working_.unknown(); }
  /// Whether an order of a model works in this symbol.
  bool works_for_models(const Symbol& symbol) const { return working_.any_of_models(symbol); }
  bool works_for(const ModelId& model, const Symbol& symbol) const {
    return working_.any_of(model, symbol);
  }
  /// Orders of models whose exits the broker has and we do not know yet.
  std::vector<const LedgerEntry*> unknown_exits() const;
  /// Orders of models that ended by what we concluded: the broker may have them yet.
  std::size_t inferred_ends() const;
  std::vector<const LedgerEntry*> working_orders() const;
  /// The newest `most` orders that ended, newest first.
  std::vector<const LedgerEntry*> ended_orders(std::size_t most) const;
  /// What working orders of this symbol and side may still fill, of one model or (null) of all;
  /// `except` is not counted.
  Quantity leaves(const ModelId* model, const Symbol& symbol, Side side,
                  const ClientOrderId& except) const {
    return working_.leaves(model, symbol, side, except);
  }
  /// A working order other than `except` that `order` could meet. `broker_rule`: any opposite order
  /// when one of the two is market or stop; otherwise only resting limits it crosses and stops.
  const LedgerEntry* opponent(const Order& order, const ClientOrderId& except,
                              bool broker_rule) const {
    return working_.opponent(order, except, broker_rule);
  }

private:
  LedgerEntry* entry_of(const BrokerOrder& order, Trust trust, LedgerFacts* out);
  LedgerEntry& add(const Order& order);
  LedgerEntry& adopt(const BrokerOrder& order, LedgerFacts* out);
  static bool is_the_order(const LedgerEntry& entry, const BrokerOrder& told);
  static bool is_another(const LedgerEntry& entry, const BrokerOrder& order,
                         const LedgerEntry* same);
  void take_id_away(const LedgerEntry& former, const BrokerOrder& order, LedgerFacts* out);
  const LedgerEntry* entry_for(const BrokerOrder& order) const;
  bool move(LedgerEntry& entry, OrderState reported, Timestamp updated, LedgerFacts& out);
  bool settle(LedgerEntry& entry, const BrokerOrder& order, LedgerFacts& out);
  bool execute(LedgerEntry& entry, const Execution& execution, Quantity cumulative, Timestamp time,
               LedgerFacts& out);
  void tell(LedgerEntry& entry, const FillChange& change, const ExecutionId& id, Timestamp time,
            LedgerFacts& out);
  void end(LedgerEntry& entry, Timestamp at, LedgerFacts& out);
  void infer_end(LedgerEntry& entry, const std::string& why, LedgerFacts& out);
  void refuse_unsent(LedgerEntry& entry, const std::string& why, LedgerFacts& out);
  void give_up(LedgerEntry& entry, LedgerFacts* out);
  void revive(LedgerEntry& entry, OrderState reported, Quantity filled, LedgerFacts& out);
  void answered_submit(LedgerEntry& entry, const OrderAnswered& answer, LedgerFacts& out);
  void answered_cancel(LedgerEntry& entry, const OrderAnswered& answer);
  static bool see_canceling(LedgerEntry& entry, const BrokerOrder& order, Timestamp asked);

  void forget(LedgerEntry& entry);
  bool is_exit_of_ours(const BrokerOrder& order) const;
  void inherit_group(LedgerEntry& successor, LedgerEntry& former);
  void tell_claimed(const LedgerEntry& entry, LedgerFacts& out);

  std::deque<LedgerEntry> entries_; // never shrinks: addresses stay
  std::vector<LedgerEntry*> spare_; // forgotten, for the next orders
  OrderIndex index_;
  WorkingOrders working_;
  std::size_t foreign_ = 0;          // orders that are not ours
  std::vector<LedgerEntry*> groups_; // orders of models that have or had exits
  std::deque<LedgerEntry*> ended_;   // the newest first
};

/// Who an order is, without what became of it.
BrokerOrder introduction_of(const BrokerOrder& order);

} // namespace hft
