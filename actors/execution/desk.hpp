#pragma once

#include "actors/execution/books_poll.hpp"
#include "actors/execution/cancel_queue.hpp"
#include "actors/execution/corporate_actions.hpp"
#include "actors/execution/day_counts.hpp"
#include "actors/execution/desk_close.hpp"
#include "actors/execution/desk_output.hpp"
#include "actors/execution/desk_time.hpp"
#include "actors/execution/kill_switch.hpp"
#include "actors/execution/latency_histogram.hpp"
#include "actors/execution/order_ids.hpp"
#include "actors/execution/order_ledger.hpp"
#include "actors/execution/order_look_ups.hpp"
#include "actors/execution/position_book.hpp"
#include "actors/execution/position_crossing.hpp"
#include "actors/execution/position_reconciliation.hpp"
#include "actors/execution/risk_gate.hpp"
#include "actors/execution/session_close.hpp"
#include "actors/execution/trading_state.hpp"
#include "actors/execution/waiting_orders.hpp"
#include "adapters/order_journal.hpp"

#include <map>
#include <set>
#include <string>
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
  Duration loss_patience = std::chrono::seconds{1}; ///< how long a daily loss stands until it trips
  Duration cancel_lead{0}; ///< before the close: cancels what works; zero: no earlier than Closing
  Duration flatten_lead{
    0}; ///< before the close: closes every position, refuses models; zero: never
  /// How long a position may differ from the broker's before it halts: the broker's lag its fills.
  Duration position_patience = std::chrono::minutes{1};
  std::size_t recent_orders = 200; ///< ended orders shown by `orders`
};

/// Everything about trading that is decision: risk gate, ledger, book, ids and the journal in front
/// of them. Pure but for the journal; one thread at a time. Life: `replay` every journal record,
/// `start`, then inputs. It trades from the first reconciliation on, never while the order stream
/// is down.
class Desk {
public:
  Desk(DeskConfig config, OrderJournal& journal);

  /// Never throws: see `replay_failure`.
  void replay(const JournalRecord& record);
  /// Why the journal cannot be replayed; then the desk must not start.
  const std::optional<std::string>& replay_failure() const { return replay_failure_; }
  /// After the last record: what was sent and never answered is in doubt from here.
  void start(Date date, DeskTime at, DeskOutput& out);

  DeskVerdict on_signal(const Signal& signal, DeskTime at);
  /// What a signal leads to beside its verdict: cancels of several orders, a closing order.
  bool has_follow_up() const { return !sweeps_.empty() || !canceled_while_waiting_.empty(); }
  void follow_up(DeskTime at, DeskOutput& out);
  /// The gateway took the order of a verdict, or refused it for the request budget.
  void on_submitted(const ClientOrderId& id, bool taken, DeskTime at, DeskOutput& out);

  void on_market(const MarketBatch& batch) { marks_.on_batch(batch); }
  /// The market data stream: what it told of halts is doubtful once it was down.
  void on_feed(const FeedStateChanged& change);
  void on_answer(const OrderAnswered& answer, DeskTime at, DeskOutput& out);
  void on_event(const OrderEvent& event, DeskTime at, DeskOutput& out);
  void on_stream(const OrderStreamChanged& change, DeskTime at, DeskOutput& out);
  void on_books(const BooksFetched& fetched, DeskTime at, DeskOutput& out);
  void on_lookup(const OrderLookedUp& answer, DeskTime at, DeskOutput& out);
  void on_asset(const AssetLookedUp& answer, DeskTime at, DeskOutput& out);
  /// Something of the order stream could not be read.
  void on_unread(const UnreadItem& item, DeskTime at, DeskOutput& out);
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
  /// The only symbols the model may order from now on; none: any.
  void set_watched(const ModelId& model, std::vector<Symbol> symbols) {
    for (const auto& symbol : symbols) assets_.want(symbol);
    watched_[model] = std::move(symbols);
  }
  /// Cancels what works of this model's orders, whatever else stands still.
  void cancel_orders_of(const ModelId& model, DeskTime at, DeskOutput& out);
  /// What moved of the model's shares without an order and it was not told yet; it is now.
  std::vector<CorporateAction> take_corporate_actions(const ModelId& model, DeskTime at);
  bool owes_corporate_actions() const { return actions_.owes(); }
  /// How much of `wanted` shares that a model holds may be closed at the market: no more than the
  /// account holds, by our books and by the broker's, beside what models hold on the other side,
  /// less what working orders are about to take already. So shares that are gone are not sold.
  Quantity closable(const Symbol& symbol, Side side, Quantity wanted) const;
  /// Tells, once a date, that a model's shares are not in the account any more, where they are not:
  /// only so many can be closed.
  void record_missing(const ModelId& model, const Symbol& symbol, Quantity held, DeskTime at,
                      DeskOutput& out);
  /// Closes what models hold of the symbol on opposite sides: they settle it among themselves, at
  /// the mark, and are told by fills; the broker has no part in it. Where `only` is given, what it
  /// holds. Not while an order of a model works in the symbol.
  void settle_opposites(const Symbol& symbol, const ModelId* only, DeskTime at, DeskOutput& out);
  /// Cancels one order of a model, as soon as the broker's id for it is known.
  void cancel_order(const ClientOrderId& id, DeskTime at, DeskOutput& out);
  /// Why no position can be closed now; none: it can.
  std::optional<std::string> closing_objection(DeskTime at) const;
  /// A market order against each model's position in the symbol, also while trading is halted.
  void close_symbol(const Symbol& symbol, DeskTime at, DeskOutput& out);
  /// Halts, cancels what works, then closes every position of models; survives a restart.
  void flatten_all(DeskTime at, DeskOutput& out);
  /// As the broker last told it; none: not yet.
  const std::optional<AccountState>& account() const { return account_state_; }
  /// What the broker allows with it; null: not known.
  const AssetTraits* asset(const Symbol& symbol) const { return assets_.find(symbol); }
  /// What the model holds and has working.
  InstanceBook standing(const ModelId& model) const;

  /// Refusals of orders that waited when an earlier life ended: for the model to hear before its
  /// standing. Answered once.
  std::vector<OrderRefused> news_for(const ModelId& model);

  /// Orders that were decided and wait for others to end.
  const WaitingOrders& waiting() const { return waiting_; }
  /// Orders of models that work at the broker or may do.
  std::size_t our_working() const;
  const TradingState& state() const { return state_; }
  bool ready() const { return state_.ready(); }
  bool halted() const { return state_.halted(); }
  bool journal_failed() const { return state_.journal_failed(); }
  DeskStatus status() const;
  OrdersReport orders() const;
  const OrderLedger& ledger() const { return ledger_; }
  const PositionBook& book() const { return book_; }
  const Marks& marks() const { return marks_; }
  /// Whether the account's stream is up, when the books agreed, the newest prices, and how long
  /// orders took; what only the actor can know is left empty.
  DeskVitals vitals() const;

private:
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
  void wait(const Order& order, const ClientOrderId& after, DeskTime at);
  void send_waiting(DeskTime at, DeskOutput& out);
  void settle_waiting(const WaitingOrder& waiting, DeskTime at, DeskOutput& out);
  void drop(const WaitingOrder& waiting, const OrderRefused& refusal, DeskTime at, DeskOutput& out);
  OrderRefused in_the_way(const Order& order) const;
  void drop_waiting(const ModelId* model, const std::string& why, DeskTime at, DeskOutput& out);
  void drop_waiting_of_earlier_life(DeskTime at, DeskOutput& out);
  OrderRefused refused(OrderRefused refusal, DeskTime at);
  std::optional<std::string> misplaced(const Signal& signal) const;
  std::optional<std::string> under_live_reference(const Signal& signal,
                                                  std::uint32_t reference) const;
  std::optional<OrderRefused> reckon_quantity(Order& order, Money notional) const;
  Result<void> take_over(Order& order, const LedgerEntry& old, const Signal& signal) const;
  void withdraw(const WaitingOrder& waiting, DeskTime at);
  struct Sweep { // CancelAll or Close, not done yet
    Signal wish;
    MonotonicTime next_cancel; // of what still works
  };
  bool advance(Sweep& sweep, DeskTime at, DeskOutput& out);
  void close_out(const Signal& sweep, DeskTime at, DeskOutput& out);
  void cancel_those(const ModelId* model, const Symbol* symbol, DeskTime at, DeskOutput& out);
  void tell_owed_refusals(DeskTime at, DeskOutput& out);
  ClientOrderId next_id(const ModelId& model);
  bool intend(const Order& order, const ClientOrderId& replaces, DeskTime at);
  bool write(DeskTime at, const JournalEntry& entry);
  // desk_input.cpp
  void take(const LedgerFacts& facts, DeskTime at, DeskOutput* out);
  void send_cancels(DeskTime at, DeskOutput& out);
  void cancel_working(DeskTime at, DeskOutput& out);
  void tell(DeskOutput& out, std::string sentence, bool good_news = false);
  void check_journal(DeskOutput& out);
  void stop_trading(const std::string& reason, HaltCause cause, DeskTime at, DeskOutput& out);
  void begin_date(Date date);
  // desk_halts.cpp
  void publish_halts(DeskOutput& out);
  void record_block(const BrokerBooks& books, DeskOutput& out);
  void record_account(const BrokerBooks& books, DeskOutput& out);
  // desk_closing.cpp
  void approach_close(DeskTime at, DeskOutput& out);
  void close_idle_positions(DeskTime at, DeskOutput& out);
  void pursue_close(DeskTime at, DeskOutput& out);
  void cancel_again(DeskTime at, DeskOutput& out);
  void finish_close(DeskTime at, DeskOutput& out);
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
  Price settlement_price(const OppositeHoldings& holdings, const Symbol& symbol) const;
  void record_day(DeskTime at);
  // desk_recovery.cpp
  void remember(const JournalRecord& record);
  void forget_account();
  void keep_out(const ClientOrderId& id, const BrokerOrderId& broker_id, const std::string& what,
                DeskTime at, DeskOutput& out);
  void fetch(DeskTime at, DeskOutput& out);
  void take_baseline(const BrokerBooks& books, DeskTime at, DeskOutput& out);
  void merge(const BrokerBooks& books, DeskTime at, DeskOutput& out);
  void compare(const BrokerBooks& books, DeskTime at, DeskOutput& out);
  bool is_first_told(std::string what);
  void record_anomaly(AnomalyKind kind, std::string sentence, DeskTime at, DeskOutput& out);
  bool leave_out(const std::vector<UnreadItem>& items, DeskTime at, DeskOutput& out);
  bool is_ours(const UnreadItem& item) const;
  bool is_ours(const Symbol& symbol) const;
  void take_activities(const BrokerBooks& books, DeskTime at, DeskOutput& out);
  void book_adjustment(const PositionAdjustment& adjustment, const BrokerBooks& books, DeskTime at,
                       DeskOutput& out);
  bool may_be_renamed(const PositionDifference& come,
                      const std::vector<PositionDifference>& differences) const;
  void leave_alone(const PositionDifference& difference, DeskTime at, DeskOutput& out);
  void ask_about_missing(const BrokerBooks& books);
  void ask_about_orders(DeskTime at, DeskOutput& out);
  void learn_exits(const BrokerOrder& order, DeskTime at, DeskOutput* out);

  DeskConfig config_;
  OrderJournal& journal_;
  TradingState state_;
  RiskGate gate_;
  KillSwitch kill_switch_;
  OrderLedger ledger_;
  PositionBook book_;
  Marks marks_;
  WaitingOrders waiting_;
  std::unordered_set<ClientOrderId> second_legs_; // of orders whose first part closed a position
  AssetBook assets_;
  std::optional<AccountState> account_state_;
  HoldBack hold_back_;
  std::optional<bool> shorting_enabled_;
  std::vector<OrderClosed> canceled_while_waiting_; // to be told with the next input
  std::vector<Sweep> sweeps_;
  // Of a part that will not be sent, by the order whose end its model waits for.
  std::map<ClientOrderId, OrderRefused> owed_refusals_;
  std::map<ModelId, std::vector<OrderRefused>> news_; // of an earlier life
  LatencyHistogram latency_;
  LatencyHistogram answers_; // order written to answer read
  PositionReconciliation positions_;
  CorporateActions actions_;
  OrderIds ids_;
  DayCounts counts_;
  std::map<ModelId, std::vector<Symbol>> watched_;
  CancelQueue cancels_;
  SessionClose session_close_;
  DeskClose desk_close_;
  BooksPoll poll_;
  OrderLookUps look_ups_;

  std::optional<SessionPlan> plan_;
  std::optional<Timestamp> closing_from_;
  Date date_;
  std::string account_;             // of the journal's newest Started
  std::optional<Timestamp> agreed_; // with the broker, at the newest look that did
  Date began_;                      // the first date of this account's books
  std::set<std::string> told_once_; // about what is not ours, and about missing shares
  std::vector<OrderEvent> before_baseline_;
  bool missed_events_ = false;       // there were more of them than are kept
  std::set<BrokerOrderId> kept_out_; // orders of which something implausible was told, once each
  LedgerFacts replayed_;             // of one record; kept for its room
  std::set<Symbol> halves_;          // of changes of names, see `CorporateActions::Reading`
  std::optional<std::string> replay_failure_;
  std::map<ClientOrderId, OrderTerms> terms_; // of a replay: of orders whose record comes next
};

} // namespace hft
