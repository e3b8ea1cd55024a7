#pragma once

#include "adapters/simulated/engine/adjustment.hpp"
#include "adapters/simulated/engine/arrivals.hpp"
#include "adapters/simulated/engine/clock.hpp"
#include "adapters/simulated/engine/options.hpp"
#include "adapters/simulated/engine/stream_event.hpp"
#include "adapters/simulated/exchange/exchange.hpp"
#include "adapters/simulated/market/bar_builder.hpp"
#include "adapters/simulated/market/record/record.hpp"
#include "adapters/simulated/market/source.hpp"

#include <memory>
#include <optional>
#include <vector>

namespace hft::simulated {

/// Takes what is played, an event at a time. What is handed in by reference is good until the call
/// returns.
class MarketReceiver {
public:
  virtual ~MarketReceiver() = default;
  virtual void on_trade(const Trade& trade) = 0;
  virtual void on_quote(const Quote& quote) = 0;
  virtual void on_event(MarketEvent event) = 0; ///< any
};

/// The venue without its sockets: a market that plays, an exchange that fills, bars and a record of
/// what was played. Time is given to it. One thread.
class VenueEngine {
public:
  using Frame = std::vector<StreamEvent>;
  static constexpr std::size_t frame_capacity = 50;

  /// Reads the tapes' headers; the date, the seed and the hours come from `options`.
  static Result<std::unique_ptr<VenueEngine>> open(const VenueOptions& options);

  Timestamp now() const { return now_; }
  /// What the venue's clock tells: `now` unless the venue says otherwise.
  Timestamp told() const { return told_.value_or(now_); }
  void tell(Timestamp time) { told_ = time; }
  /// The session that is on or comes next.
  const SessionPlan& session() const { return plan_; }
  /// The session after `date`; empty at the end of the calendar.
  std::optional<SessionPlan> session_after(Date date) const;
  std::optional<SessionPlan> session_on(Date date) const { return options_.session(date); }
  /// Whether the session holds anything to play.
  bool has_data() const { return has_data_; }

  /// When something happens next: an event, a bar, an arrival, a boundary of the session.
  Timestamp next_event() const;
  /// The next of 04:00, open, close and 20:00.
  Timestamp next_boundary() const;
  /// Requests on their way: what is played meets them at their times.
  Arrivals& arrivals() { return arrivals_; }
  /// Plays at most one frame of what happens up to `until`; false when nothing was due, and the
  /// engine's time is then `until`. Events further apart than `window` are not put together.
  bool play(Timestamp until, Duration window, Frame& frame);
  /// The same into other hands; `frame` events of the frame are there already.
  bool play(Timestamp until, Duration window, MarketReceiver& to, std::size_t frame = 0);
  /// Straight to `time`, nothing of the market played; orders see every boundary on the way.
  void leap(Timestamp time);
  /// Prints an event now; the exchange, the bars and the record see it.
  void inject(const StreamEvent& event);
  /// See `Exchange::announce`; the market follows it from then on.
  void announce(CorporateAction action);
  std::int64_t next_trade_id() { return ++injected_id_; }

  Exchange& exchange() { return exchange_; }
  const Exchange& exchange() const { return exchange_; }
  const MarketRecord& record() const { return record_; }
  /// Nobody will ask for the trades and quotes that were played.
  void keep_no_prints() { record_.keep_no_prints(); }

  /// What could not be read of the tape so far.
  SourceTroubles troubles() const;

private:
  VenueEngine(const VenueOptions& options, SessionPlan plan, Timestamp start,
              std::unique_ptr<MarketSource> source);
  void begin_session(const SessionPlan& plan, std::unique_ptr<MarketSource> source);
  std::unique_ptr<MarketSource> source_for(const SessionPlan& plan) const;
  void move_to(Timestamp time);
  void apply(const MarketEvent& event);
  void apply(const Trade& trade);
  void apply(const Quote& quote);
  /// Each answers how many events it handed on.
  std::size_t play_next(MarketReceiver& to);
  std::size_t play_bar(const Bar& bar, BarStage stage, MarketReceiver& to);
  std::size_t add_bars(Timestamp due, MarketReceiver& to);
  void follow_actions();

  VenueOptions options_;
  SessionPlan plan_;
  Timestamp now_;
  std::optional<Timestamp> told_;
  Exchange exchange_;
  Arrivals arrivals_;
  BarBuilder bars_;
  BarEffects effects_;
  MarketRecord record_;
  MarketAdjustment adjustment_;
  std::unique_ptr<MarketSource> source_;
  SourceTroubles troubles_; // of the sessions before
  std::vector<Bar> due_bars_;
  bool has_data_ = false;
  bool calendar_ended_ = false;
  std::int64_t injected_id_ = 9'000'000'000;
};

} // namespace hft::simulated
