#pragma once

#include "messages/market.hpp"
#include "messages/session.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <vector>

namespace hft::simulated {

/// What a trade's conditions let it change in a bar.
struct BarEffect {
  bool high_low = true;
  bool open_close = true;
  bool volume = true; ///< and the count and the VWAP
  bool operator==(const BarEffect&) const = default;
};
/// In a minute bar: odd lots, average prices, derivatively priced or contingent trades only count,
/// official open and close prints repeat another trade and do nothing.
BarEffect minute_effect(const Conditions& conditions);
/// In a daily bar: as in a minute bar, but extended hours (`T`, `U`) only count.
BarEffect daily_effect(const Conditions& conditions);

/// What the conditions of a trade mean in either; those of the trade before are remembered.
class BarEffects {
public:
  struct Both {
    BarEffect minute;
    BarEffect daily;
  };
  const Both& of(const Conditions& conditions);

private:
  Conditions conditions_;
  Both both_; ///< of those; none mean nothing
};

/// One interval being added up; prices and sums are exact.
struct BarSum {
  Price open, high, low, close;
  bool has_price = false; ///< open and close are set
  bool has_range = false; ///< high and low are set
  Quantity volume;
  int128 traded = 0; ///< price times size, units of 1e-18 dollars
  std::int64_t trade_count = 0;

  void add(const Trade& trade, const BarEffect& effect);
  /// The bar; its VWAP is rounded to the nearest unit. Only when `has_price`.
  Bar bar(const Symbol& symbol, BarKind kind, Timestamp start) const;
};

/// Trades in, bars out: minute bars when their minute is over (none for a minute without a trade
/// that sets a price), updated bars half a minute after a mark when late trades changed a minute
/// already sent, and daily bars, cumulative, at each minute from the open on in which they changed.
/// A minute lasts from its mark to the next, half open. Pure; time comes with the calls.
class BarBuilder {
public:
  /// Begins a trading date; what the day before left unsent is dropped.
  void begin_session(const SessionPlan& plan);
  /// Trades may be late, up to 15 minutes for minute bars, and any time for the daily bar.
  void on_trade(const Trade& trade);
  void on_trade(const Trade& trade, const BarEffects::Both& effects);
  /// When `take_due` has something to give next; empty when nothing is pending.
  std::optional<Timestamp> next_due() const;
  /// Appends all bars due at or before `now`, by due time, then kind, then symbol.
  void take_due(Timestamp now, std::vector<Bar>& out);
  /// The day so far; empty before the first trade that sets its price.
  std::optional<Bar> daily_bar(const Symbol& symbol) const;

private:
  struct Minute {
    Timestamp start;
    BarSum sum;
    bool sent = false;
    bool changed = false; ///< since it was sent
  };
  struct Day {
    std::deque<Minute> minutes; ///< by start, the last quarter of an hour
    BarSum sum;
    bool changed = false;
  };
  static Minute& minute_at(Day& day, Timestamp start);
  void take_minutes(Timestamp mark, std::vector<Bar>& out);
  void take_updates(std::vector<Bar>& out);
  void take_daily(Timestamp mark, std::vector<Bar>& out);

  SessionPlan plan_;
  Timestamp day_start_; ///< New York midnight
  std::map<Symbol, Day> days_;
  Symbol last_symbol_; ///< trades of one symbol come in runs
  Day* last_day_ = nullptr;
  std::optional<Timestamp> next_mark_;   ///< the minute mark at which bars come next
  std::optional<Timestamp> next_update_; ///< when updated bars come next
  Timestamp now_;                        ///< of the last `take_due`
  Timestamp done_;                       ///< minutes that end at or before are sent
};

} // namespace hft::simulated
