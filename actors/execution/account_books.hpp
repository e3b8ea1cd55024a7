#pragma once

#include "actors/execution/day_counts.hpp"
#include "actors/execution/desk_output.hpp"
#include "actors/execution/desk_time.hpp"
#include "actors/execution/marks.hpp"
#include "actors/execution/order_ids.hpp"
#include "actors/execution/order_ledger.hpp"
#include "actors/execution/position_book.hpp"
#include "actors/execution/position_reconciliation.hpp"
#include "actors/execution/trading_state.hpp"
#include "actors/execution/waiting_orders.hpp"
#include "adapters/order_journal.hpp"

#include <map>
#include <set>
#include <string>

namespace hft {

/// What the parts of the desk know in common: the account's orders, positions, prices and counts,
/// with the journal in front. Pure but for the journal; one thread.
///
/// Invariants: what is to be sent is journaled first, and what cannot be journaled is not sent and
/// halts trading. What the ledger finds reaches positions, counts and the waiting parts once, by
/// `apply`. Nobody is told the same news of others twice a date.
struct AccountBooks {
  AccountBooks(OrderJournal& journal, Duration position_patience);

  /// Makes room in the journal for what is written until the next time.
  void make_room();
  /// Something was written since room was made.
  bool has_written() const { return written_; }
  /// False when it could not be kept: trading is halted from then on.
  bool write(DeskTime at, const JournalEntry& entry);
  /// Carries what the ledger found into the books and on to those who must know. Without `out` it
  /// is a replay: they knew.
  void apply(const LedgerFacts& facts, DeskTime at, DeskOutput* out);
  /// Journals the order and takes it into the ledger, under an id that is free.
  bool intend(const Order& order, const ClientOrderId& replaces, DeskTime at);
  ClientOrderId next_id(const ModelId& model);
  /// Journals and counts a refusal of ours.
  OrderRefused refused(OrderRefused refusal, DeskTime at);
  void publish(DeskOutput& out, std::string sentence, bool good_news = false);
  /// Tells that the journal failed, once.
  void check_journal(DeskOutput& out);
  void stop_trading(const std::string& reason, HaltCause cause, DeskTime at, DeskOutput& out);
  bool is_first_told(std::string what);
  void record_anomaly(AnomalyKind kind, std::string sentence, DeskTime at, DeskOutput& out);

  /// Orders that ended before `forget_before` are history.
  void begin_date(Date date, Timestamp forget_before);
  /// Orders get ids of this date.
  void set_date(Date date) { date_ = date; }
  /// Another account: its books are empty. Ids, prices and the halt stay.
  void forget();
  /// Orders of models that work at the broker or may do.
  std::size_t our_working() const;

  TradingState state;
  OrderLedger ledger;
  PositionBook positions;
  Marks marks;
  WaitingOrders waiting;
  /// Of a part that will not be sent, by the order whose end its model waits for.
  std::map<ClientOrderId, OrderRefused> owed_refusals;
  OrderIds ids;
  DayCounts counts;
  PositionReconciliation reconciliation;
  std::set<std::string> told_once; ///< about what is not ours, and about missing shares

private:
  OrderJournal& journal_;
  bool written_ = true;
  Date date_;
};

} // namespace hft
