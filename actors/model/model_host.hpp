#pragma once

#include "actors/model/model_guard.hpp"
#include "messages/control.hpp"
#include "messages/market.hpp"
#include "messages/model_notes.hpp"
#include "messages/order.hpp"
#include "messages/session.hpp"
#include "models/context_keeper.hpp"
#include "models/model.hpp"

#include <atomic>
#include <exception>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <tuple>
#include <vector>

namespace hft {

/// Who a host's model is and by what its events are judged.
struct HostOptions {
  ModelId id;
  std::string name;                 ///< of the model in the catalog
  SessionPlan plan;                 ///< of the trading date; replaced by later `SessionChanged`
  Duration age_limit{250'000'000};  ///< signals made from frames older than this are counted late
  std::uint64_t first_sequence = 1; ///< of the next signal
  ModelLimits conduct{};
};

/// What the desk adds to a model: the choice of events by symbol, kind and session, timers by event
/// time, the stamps on signals, counts, and a fence around its faults. Which events a model sees
/// depends only on their content, never on when they arrive.
///
/// Functions that answer signals answer those the call caused; they stay valid until the next call.
/// After a fault the model is not called again. One thread at a time; `handled()` may be read by
/// any.
class ModelHost {
public:
  using Made = std::span<const Signal>;

  ModelHost(HostOptions options, std::unique_ptr<Model> model);

  const ModelId& id() const { return options_.id; }
  /// What the feed must send: the channels and symbols of the model's needs, and their halts.
  Subscriptions wanted() const;
  const Needs& needs() const { return needs_; }

  Made on_frame(const MarketFrame& frame);
  /// `now` is stamped on the signals as the time their cause was received.
  Made on_fill(const Fill& fill, MonotonicTime now);
  Made on_order_closed(const OrderClosed& closed, MonotonicTime now);
  Made on_session(const SessionChanged& changed, MonotonicTime now);
  /// The model takes the instance over: what it has decided so far was not sent.
  Made on_takeover(const InstanceBook& standing, MonotonicTime now);
  Made on_corporate_action(const CorporateAction& action, MonotonicTime now);
  /// News for the model's context only.
  void on_account(const AccountState& account) { context_.on_account(account); }
  void on_asset(const AssetTraits& asset) { context_.on_asset(asset); }
  void on_refused(const OrderRefused& refused);
  void on_gap(const FeedGap& gap);
  /// Shows history of any hour, oldest first; decisions made from it are dropped and nothing
  /// counted.
  void warm_up(std::span<const MarketEvent> history);
  /// The same in slices, `on_warm` after the last.
  void show_history(std::span<const MarketEvent> slice);
  void on_warm();
  /// What `call` shows the model leaves no trace but in the model: no signals, no counts.
  template <class Call>
  void rehearse(Call call) {
    const auto counts = std::tuple{next_sequence_, ticks_, shown_, signals_, late_};
    const auto orders = context_.open_orders();
    rehearsing_ = true;
    call();
    rehearsing_ = false;
    context_.set_orders(orders);
    std::tie(next_sequence_, ticks_, shown_, signals_, late_) = counts;
    made_.clear();
  }
  /// What was counted so far was practice.
  void uncount_signals() { signals_ = late_ = 0; }
  void uncount_ticks() { ticks_ = 0; }
  /// Goes on where another ends: with the numbers of its signals and its count of frames.
  void follow(const ModelHost& other) {
    next_sequence_ = other.next_sequence_;
    handled_ = other.handled_;
    context_.follow(other.context_);
  }
  /// Is told what the instance was told of the account and of assets.
  void know(const ModelHost& other) { context_.follow(other.context_); }

  /// What its model noted since it was last asked; nothing of history.
  bool has_notes() const { return !notes_.empty(); }
  ModelNotes take_notes();
  /// How many notes of one date are kept; the rest is counted.
  static constexpr std::uint64_t most_notes = 20'000;
  /// It keeps bars or trades: history is for them, too, whatever the model remembers.
  bool keeps_history() const {
    return (has_bars_ && needs_.keep_bars > 1) || needs_.keep_trades > 0;
  }
  const Context& context() const { return context_; }

  /// One sentence when the model threw: what it was shown and what it said.
  const std::optional<std::string>& fault() const { return fault_; }
  /// All there is to tell of it, in indented lines: see `fault_account`.
  const std::string& fault_account() const { return fault_account_; }
  /// The catalog's name is filled in. No values when the model keeps none or has faulted.
  ModelCheckpoint save();
  Result<void> restore(const ModelCheckpoint& memory);
  /// The session it comes into, before it is shown any event; the model is not told. One that was
  /// made before any session was known learns here what day its history is of.
  void set_plan(const SessionPlan& plan);

  ModelReport report() const;
  /// Trades, quotes and bars the model was shown.
  std::uint64_t shown() const { return shown_; }
  /// Frames taken in, for the feed's credit.
  std::shared_ptr<const std::atomic<std::uint64_t>> handled() const { return handled_; }

private:
  struct Cause {
    Timestamp time{};
    MonotonicTime received{};
    bool late = false;
  };
  void show(const MarketEvent& event, const Cause& cause);
  bool concerns(const MarketEvent& event, bool any_time) const;
  bool wants(const Symbol& symbol) const;
  void show_bars(const BarBoard::Closed& closed, const Cause& cause);
  void pass_time(const Cause& cause);
  void take_notes_of(const Cause& cause);
  bool in_session(Timestamp time) const;
  void stamp(const Cause& cause);
  /// A handler by its name, and what it is called with in words.
  struct Handler {
    const char* name;
    const char* what;
  };
  struct Nothing {};
  template <class Shown, class Call>
  void guarded(const Handler& handler, const Shown& shown, const Cause& cause, Call call);
  template <class Shown, class Call>
  Made answer(const Handler& handler, const Shown& shown, const Cause& cause, Call call);
  template <class Shown>
  void record_fault(const Handler& handler, const Shown& shown, const Cause& cause,
                    const std::exception_ptr& thrown);

  HostOptions options_;
  std::unique_ptr<Model> model_;
  Needs needs_; ///< symbols sorted
  ContextKeeper context_;
  bool has_bars_ = false;
  bool takes_trades_ = false; ///< for itself, for bars, or to be kept
  bool rehearsing_ = false;
  bool remembers_ = false;        ///< it was given its memory: history is not for it
  bool for_context_only_ = false; ///< what is shown is not for the model
  mutable std::size_t place_ = 0; ///< of the event's symbol among those it wants
  std::vector<ModelNote> notes_;
  std::uint64_t noted_ = 0; ///< on this date
  Timestamp next_timer_;
  bool timer_set_ = false;
  Decisions decisions_;
  ModelGuard conduct_;
  std::vector<Signal> made_;
  std::optional<std::string> fault_;
  std::string fault_account_;
  std::uint64_t next_sequence_ = 1;
  std::uint64_t ticks_ = 0;
  std::uint64_t shown_ = 0;
  std::uint64_t signals_ = 0;
  std::uint64_t late_ = 0;
  std::shared_ptr<std::atomic<std::uint64_t>> handled_;
};

} // namespace hft
