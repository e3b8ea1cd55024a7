#pragma once

#include "actors/execution/agreement.hpp"
#include "actors/execution/desk_output.hpp"
#include "actors/execution/kill_switch.hpp"
#include "actors/execution/latency_histogram.hpp"
#include "actors/execution/order_ledger.hpp"
#include "actors/execution/position_book.hpp"
#include "actors/execution/position_crossing.hpp"
#include "actors/execution/risk_gate.hpp"
#include "actors/execution/waiting_orders.hpp"
#include "adapters/order_journal.hpp"

#include <map>
#include <string>
#include <unordered_map>
#include <unordered_set>

namespace hft {

struct DeskConfig {
  /// Names the account at the venue. Journaled orders and positions of another account are history.
  std::string account = "default";
  std::string program = "hft";
  RiskConfig risk;
  bool real_time = false; ///< the venue's clock is the wall's: what is late for a close is refused
  Duration poll_interval = std::chrono::seconds{30};  ///< between looks at the broker's books
  Duration recheck_pause = std::chrono::seconds{2};   ///< after a difference, a failure, a doubt
  Duration answer_timeout = std::chrono::seconds{30}; ///< of books and orders, then asked again
  Duration close_deadline = std::chrono::seconds{5};  ///< for cancels after `close`
  Duration cancel_lead{0}; ///< before the close: cancels what works; zero: no earlier than Closing
  Duration flatten_lead{
    0};                 ///< before the close: closes every position, refuses models; zero: never
  unsigned strikes = 3; ///< looks in a row at which positions may differ before it halts
  std::size_t recent_orders = 200; ///< ended orders shown by `orders`
};

/// The moment of an input: our monotonic clock and the venue's time.
struct DeskTime {
  MonotonicTime now;
  Timestamp time;
};

/// Everything about trading that is decision: risk gate, ledger, book, ids and the journal in front
/// of them. Pure but for the journal; one thread at a time. Life: `replay` every journal record,
/// `start`, then inputs. It trades from the first reconciliation on, never while the order stream
/// is down.
class Desk {
public:
  Desk(DeskConfig config, OrderJournal& journal);

  void replay(const JournalRecord& record);
  /// After the last record: what was sent and never answered is in doubt from here.
  void start(Date date, DeskTime at, DeskOutput& out);

  DeskVerdict on_signal(const Signal& signal, DeskTime at);
  /// The gateway took the order of a verdict, or refused it for the request budget.
  void on_submitted(const ClientOrderId& id, bool taken, DeskTime at, DeskOutput& out);

  void on_market(const MarketBatch& batch) { marks_.on_batch(batch); }
  void on_answer(const OrderAnswered& answer, DeskTime at, DeskOutput& out);
  void on_event(const OrderEvent& event, DeskTime at, DeskOutput& out);
  void on_stream(const OrderStreamChanged& change, DeskTime at, DeskOutput& out);
  void on_books(const BooksFetched& fetched, DeskTime at, DeskOutput& out);
  void on_lookup(const OrderLookedUp& answer, DeskTime at, DeskOutput& out);
  void on_asset(const AssetLookedUp& answer, DeskTime at, DeskOutput& out);
  void on_session(const SessionChanged& change, DeskTime at, DeskOutput& out);
  /// Time passes: polls, look-ups, deadlines.
  void on_pulse(DeskTime at, DeskOutput& out);

  void halt(const std::string& reason, DeskTime at, DeskOutput& out);
  /// Refuses with a sentence when the journal cannot be written or the day's loss is still over its
  /// limit. After a disagreement it reconciles anew.
  Result<void> resume(DeskTime at, DeskOutput& out);
  /// No new orders; cancels what works; `out.closed` when all is quiet or the deadline passed.
  void close(const std::string& reason, DeskTime at, DeskOutput& out);

  /// Other limits from the next signal on; counts and losses so far stay.
  void set_limits(const RiskConfig& limits) { gate_.set_config(limits); }
  /// Cancels what works of this model's orders, whatever else stands still.
  void cancel_orders_of(const ModelId& model, DeskTime at, DeskOutput& out);
  /// What the model holds and has working.
  Standing standing(const ModelId& model) const;

  /// Refusals of orders that waited when an earlier life ended: for the model to hear before its
  /// standing. Answered once.
  std::vector<OrderRefused> news_for(const ModelId& model);

  /// Orders that were decided and wait for others to end.
  const WaitingOrders& waiting() const { return waiting_; }
  /// Orders of models that work at the broker or may do.
  std::size_t our_working() const;
  bool ready() const { return stream_up_ && reconciled_; }
  bool halted() const { return halted_; }
  bool journal_failed() const { return journal_failed_; }
  DeskStatus status() const;
  OrdersReport orders() const;
  const OrderLedger& ledger() const { return ledger_; }
  const PositionBook& book() const { return book_; }
  const Marks& marks() const { return marks_; }

private:
  struct Check { // an order the broker is to be asked about
    MonotonicTime next;
    unsigned absent = 0;
    bool asked = false;
  };

  // desk.cpp: signals
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
  bool intend(const Order& order, const ClientOrderId& replaces, DeskTime at);
  void wait(const Order& order, const ClientOrderId& after, bool closes, DeskTime at);
  void send_waiting(DeskTime at, DeskOutput& out);
  void settle_waiting(const WaitingOrder& waiting, DeskTime at, DeskOutput& out);
  void drop(const WaitingOrder& waiting, const OrderRefused& refusal, DeskTime at, DeskOutput& out);
  OrderRefused in_the_way(const Order& order) const;
  void drop_waiting(const ModelId* model, const std::string& why, DeskTime at, DeskOutput& out);
  void drop_waiting_of_earlier_life(DeskTime at, DeskOutput& out);
  OrderRefused refused(OrderRefused refusal, DeskTime at);
  ClientOrderId next_id(const ModelId& model) const;
  std::optional<std::pair<Refusal, std::string>> standstill() const;
  bool write(DeskTime at, const JournalEntry& entry);
  // desk_input.cpp
  void take(const LedgerFacts& facts, DeskTime at, DeskOutput* out);
  void send_cancels(DeskTime at, DeskOutput& out);
  void cancel_working(DeskTime at, DeskOutput& out);
  void tell(DeskOutput& out, std::string sentence, bool good_news = false);
  void check_journal(DeskOutput& out);
  void stop_trading(const std::string& reason, bool disagree, DeskTime at, DeskOutput& out);
  void begin_date(Date date);
  // desk_halts.cpp
  void tell_halts(DeskOutput& out);
  void note_block(const BrokerBooks& books, DeskOutput& out);
  // desk_closing.cpp
  void approach_close(DeskTime at, DeskOutput& out);
  void count_error(const OrderAnswered& answer, Timestamp at);
  void learn_from(const OrderAnswered& answer, DeskTime at, DeskOutput* out);
  void learn_from(const OrderEvent& event, DeskTime at, DeskOutput* out);
  bool opens(const Order& order) const;
  void learn_refusal(const Order& order, const std::string& words, DeskTime at, DeskOutput* out);
  // desk_limits.cpp
  std::optional<std::string> over_daily_loss() const;
  void watch_limits(DeskTime at, DeskOutput& out);
  void flatten(DeskTime at, DeskOutput& out);
  void close_position(const ModelId& model, const PositionReport& held, DeskTime at,
                      DeskOutput& out);
  std::vector<std::pair<ModelId, PositionReport>> to_be_closed() const;
  void note_day(DeskTime at);
  // desk_recovery.cpp
  void forget_account();
  void note_id(const ClientOrderId& id);
  void fetch(DeskTime at, DeskOutput& out);
  void take_baseline(const BrokerBooks& books, DeskTime at, DeskOutput& out);
  void merge(const BrokerBooks& books, DeskTime at, DeskOutput& out);
  void compare(const BrokerBooks& books, DeskTime at, DeskOutput& out);
  void ask_about_missing(const BrokerBooks& books, DeskTime at);
  void ask_about_unknown(DeskTime at, DeskOutput& out);

  DeskConfig config_;
  OrderJournal& journal_;
  RiskGate gate_;
  ErrorRate errors_;
  OrderLedger ledger_;
  PositionBook book_;
  Marks marks_;
  WaitingOrders waiting_;
  std::unordered_set<ClientOrderId> second_legs_; // of orders whose first part closed a position
  AssetBook assets_;
  HoldBack hold_back_;
  std::optional<bool> shorting_enabled_;
  std::vector<OrderClosed> canceled_while_waiting_;   // to be told with the next input
  std::map<ModelId, std::vector<OrderRefused>> news_; // of an earlier life
  LatencyHistogram latency_;
  Agreement agreement_;
  std::unordered_map<ModelId, std::uint64_t> sequences_; // the last one used
  std::map<ModelId, ModelCounts> counts_;
  std::map<std::string, std::uint64_t> refusals_;
  std::map<ModelId, Money> realized_before_; // when the date began

  std::optional<SessionPlan> plan_;
  std::optional<Timestamp> closing_from_;
  Date date_;
  std::string account_; // of the journal's newest Started
  bool fresh_ = true;   // no reconciliation of this account was ever journaled
  bool stream_up_ = false;
  bool reconciled_ = false;
  bool halted_ = false;
  bool flatten_wanted_ = false; // the kill switch tripped, positions are still to be closed
  bool blocked_ = false;        // by the broker: the account may not trade
  bool disagree_ = false;
  bool journal_failed_ = false;
  bool journal_told_ = false;
  std::string halt_reason_;
  bool closing_ = false;
  bool close_told_ = false;
  MonotonicTime close_deadline_;

  bool canceled_before_close_ = false;
  bool flattening_ = false;
  MonotonicTime next_flatten_;

  std::uint64_t fetch_number_ = 0;
  bool fetching_ = false;
  DeskTime fetch_at_;
  MonotonicTime next_fetch_;
  Timestamp watermark_; // fills up to here are known
  Timestamp baseline_;  // fills up to here are in the baseline
  std::vector<OrderEvent> before_baseline_;
  LedgerFacts replayed_; // of one record; kept for its room
  std::map<ClientOrderId, Check> checks_;
  std::vector<ClientOrderId> cancel_later_; // no broker's id is known yet
};

} // namespace hft
