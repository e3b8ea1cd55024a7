#pragma once

#include "adapters/simulated/market/record/bars.hpp"
#include "adapters/simulated/market/record/made_up_past.hpp"
#include "adapters/simulated/market/record/played_sessions.hpp"
#include "messages/market.hpp"
#include "messages/result.hpp"
#include "messages/session.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace hft::simulated {

struct RecordSettings {
  std::uint64_t seed = 1; ///< of the generator, for history before the first event played
  SessionLookup session;  ///< for history; without one there is none
  Timestamp
    start; ///< where the venue's clock starts and history ends; else the first session's `now`
  int history_days = 800; ///< calendar days of made-up history before the first session
  std::map<Symbol, Price>
    reference_prices;        ///< where history ends (see MarketSource::reference_price)
  bool makes_up_past = true; ///< what was before the first event played, where nobody knows it
  bool keeps_past_sessions = true; ///< of trades, quotes and minute bars; else each session's go
  std::size_t most_trades = 1'000'000; ///< kept of each symbol; older ones are dropped
  std::size_t most_quotes = 400'000;   ///< likewise
};

/// Which records: by symbol in the order given, then by time, both ends inclusive.
struct RecordQuery {
  std::vector<Symbol> symbols;
  Timestamp start;
  Timestamp end;
  std::size_t limit = 1000; ///< over all symbols
  bool descending = false;
  std::string position; ///< `RecordPage::next` of the page before; empty for the first
};

/// One page; `next` is opaque text without spaces or control characters, empty at the end.
template <class T>
struct RecordPage {
  std::vector<T> items;
  std::string next;
};

/// What the venue has shown so far, for questions after it: trades, quotes, bars by symbol and
/// time. Bars reach back before the first session with made-up history that leads to its prices;
/// trades and quotes do not. Memory is bounded: the oldest trades and quotes go first, and are
/// counted. One thread.
class MarketRecord {
public:
  explicit MarketRecord(RecordSettings settings);

  /// A trading date begins at `now` (what came before `now` that day is history).
  void begin_session(const SessionPlan& plan, Timestamp now);
  void record(const Trade& trade);
  /// `sets_last`: its conditions let it set the last price.
  void record(const Trade& trade, bool sets_last);
  void record(const Quote& quote);
  /// Nobody will ask for trades and quotes: from now on only bars are kept.
  void keep_no_prints() { keeps_prints_ = false; }
  /// Minute and updated bars replace what stood at their start, daily bars the day's.
  void record(const Bar& bar);
  /// Trades, quotes and bars; other events are not kept.
  void record(const MarketEvent& event);

  /// A position that is not ours is a `BadArgument`.
  Result<RecordPage<Trade>> trades(const RecordQuery& query) const;
  Result<RecordPage<Quote>> quotes(const RecordQuery& query) const;
  /// Bars of `timeframe` whose start lies in the range; `end` also bounds history.
  Result<RecordPage<Bar>> bars(const RecordQuery& query, Timeframe timeframe) const;

  /// The newest trade that sets a price (an odd lot does not); empty when none was played.
  std::optional<Trade> latest_trade(const Symbol& symbol) const;
  std::optional<Quote> latest_quote(const Symbol& symbol) const;
  std::optional<Bar> latest_minute_bar(const Symbol& symbol) const;
  /// Of the current trading date.
  std::optional<Bar> daily_bar(const Symbol& symbol) const;
  /// Of the session before the current one.
  std::optional<Bar> previous_daily_bar(const Symbol& symbol) const;
  /// Every symbol that anything was recorded of, sorted.
  std::vector<Symbol> symbols() const;
  std::uint64_t trades_dropped() const { return trades_dropped_; }
  std::uint64_t quotes_dropped() const { return quotes_dropped_; }

private:
  struct Series {
    std::deque<Trade> trades;
    std::deque<Quote> quotes;
    std::map<Timestamp, Bar> minutes;
    std::map<Date, Bar> days;
    std::optional<Trade> latest_trade;
  };
  const Series* find(const Symbol& symbol) const;
  /// The bars of one date as played, led by history where it was not.
  std::vector<Bar> minutes_of(const Symbol& symbol, const SessionPlan& plan) const;
  std::optional<Bar> day_of(const Symbol& symbol, const SessionPlan& plan) const;
  std::vector<Bar> bars_of(const Symbol& symbol, Timestamp start, Timestamp end,
                           Timeframe timeframe, bool descending, std::size_t enough) const;

  RecordSettings settings_;
  bool keeps_prints_ = true;
  std::map<Symbol, Series> series_;
  PlayedSessions sessions_;
  MadeUpPast past_;
  std::uint64_t trades_dropped_ = 0;
  std::uint64_t quotes_dropped_ = 0;
};

} // namespace hft::simulated
