#pragma once

#include "actors/execution/account_books.hpp"
#include "actors/execution/asset_book.hpp"
#include "actors/execution/desk_close.hpp"
#include "actors/execution/desk_output.hpp"
#include "actors/execution/desk_time.hpp"
#include "actors/execution/hold_back.hpp"
#include "actors/execution/kill_switch.hpp"
#include "actors/execution/latency_histogram.hpp"
#include "actors/execution/order_canceler.hpp"
#include "actors/execution/order_placement.hpp"
#include "actors/execution/position_closer.hpp"
#include "actors/execution/reconciler.hpp"
#include "actors/execution/risk_gate.hpp"
#include "actors/execution/session_close.hpp"
#include "adapters/order_journal.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

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

/// Everything about trading that is decision. The desk takes inputs in and passes them to its
/// parts: `AccountBooks` (orders, positions and whether we may trade, with the journal in front),
/// `OrderPlacement` (what models ask for), `Reconciler` (the broker's books), `OrderCanceler` and
/// `PositionCloser`, `KillSwitch`, `SessionClose` and `DeskClose`. Pure but for the journal; one
/// thread at a time. Life: `replay` every journal record, `start`, then inputs. It trades from the
/// first reconciliation on, never while the order stream is down.
class Desk {
public:
  Desk(DeskConfig config, OrderJournal& journal);
  Desk(const Desk&) = delete; // its parts know each other
  Desk& operator=(const Desk&) = delete;

  /// Never throws: see `replay_failure`.
  void replay(const JournalRecord& record);
  /// Why the journal cannot be replayed; then the desk must not start.
  const std::optional<std::string>& replay_failure() const { return replay_failure_; }
  /// After the last record: what was sent and never answered is in doubt from here.
  void start(Date date, DeskTime at, DeskOutput& out);

  DeskVerdict on_signal(const Signal& signal, DeskTime at) {
    return placement_.on_signal(signal, at);
  }
  /// What a signal leads to beside its verdict: cancels of several orders, a closing order.
  bool has_follow_up() const { return placement_.has_follow_up(); }
  void follow_up(DeskTime at, DeskOutput& out) { placement_.follow_up(at, out); }
  /// The gateway took the order of a verdict, or refused it for the request budget.
  void on_submitted(const ClientOrderId& id, bool taken, DeskTime at, DeskOutput& out);

  void on_market(const MarketBatch& batch) { books_.marks.on_batch(batch); }
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
  /// A pulse now would find nothing to do.
  bool is_calm(DeskTime at) const;

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
    placement_.set_watched(model, std::move(symbols));
  }
  /// Cancels what works of this model's orders, whatever else stands still.
  void cancel_orders_of(const ModelId& model, DeskTime at, DeskOutput& out);
  /// What moved of the model's shares without an order and it was not told yet; it is now.
  std::vector<CorporateAction> take_corporate_actions(const ModelId& model, DeskTime at) {
    return reconciler_.take_corporate_actions(model, at);
  }
  bool owes_corporate_actions() const { return reconciler_.actions().owes(); }
  /// Closes positions of models.
  PositionCloser& closer() { return closer_; }
  /// Cancels one order of a model, as soon as the broker's id for it is known.
  void cancel_order(const ClientOrderId& id, DeskTime at, DeskOutput& out) {
    cancels_.cancel(id, at, out);
  }
  /// Why no position can be closed now; none: it can.
  std::optional<std::string> closing_objection(DeskTime at) const;
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
  std::vector<OrderRefused> news_for(const ModelId& model) { return placement_.news_for(model); }

  /// Orders that were decided and wait for others to end.
  const WaitingOrders& waiting() const { return books_.waiting; }
  /// Orders of models that work at the broker or may do.
  std::size_t our_working() const;
  const TradingState& state() const { return books_.state; }
  bool ready() const { return books_.state.ready(); }
  bool halted() const { return books_.state.halted(); }
  bool journal_failed() const { return books_.state.journal_failed(); }
  DeskStatus status() const;
  OrdersReport orders() const;
  const OrderLedger& ledger() const { return books_.ledger; }
  const PositionBook& book() const { return books_.positions; }
  const Marks& marks() const { return books_.marks; }
  /// Whether the account's stream is up, when the books agreed, the newest prices, and how long
  /// orders took; what only the actor can know is left empty.
  DeskVitals vitals() const;

private:
  void learn_from(const OrderAnswered& answer, DeskTime at, DeskOutput* out);
  void learn_from(const OrderEvent& event, DeskTime at, DeskOutput* out);
  void learn_refusal(const Order& order, const std::string& words, DeskTime at, DeskOutput* out);
  void count_error(const OrderAnswered& answer, Timestamp at);
  bool opens(const Order& order) const;
  void cancel_working(DeskTime at, DeskOutput& out);
  void publish_halts(DeskOutput& out);
  void record_block(const BrokerBooks& books, DeskOutput& out);
  void record_account(const BrokerBooks& books, DeskOutput& out);
  void begin_date(Date date);
  void record_day(DeskTime at);
  void approach_close(DeskTime at, DeskOutput& out);
  void pursue_close(DeskTime at, DeskOutput& out);
  void cancel_again(DeskTime at, DeskOutput& out);
  void finish_close(DeskTime at, DeskOutput& out);
  std::optional<std::string> over_daily_loss() const;
  void watch_limits(DeskTime at, DeskOutput& out);
  void flatten(DeskTime at, DeskOutput& out);
  void remember(const JournalRecord& record);
  void forget_account();

  DeskConfig config_;
  OrderJournal& journal_;
  AccountBooks books_;
  RiskGate gate_;
  AssetBook assets_;
  HoldBack hold_back_;
  KillSwitch kill_switch_;
  TradingSession session_;
  SessionClose session_close_;
  DeskClose desk_close_;
  OrderCanceler cancels_;
  PositionCloser closer_;
  OrderPlacement placement_;
  Reconciler reconciler_;

  Date date_;
  std::string account_; // of the journal's newest Started
  std::optional<AccountState> account_state_;
  LatencyHistogram latency_;
  LatencyHistogram answers_; // order written to answer read
  LedgerFacts replayed_;     // of one record; kept for its room
  std::optional<std::string> replay_failure_;
  std::map<ClientOrderId, OrderTerms> terms_; // of a replay: of orders whose record comes next
};

} // namespace hft
