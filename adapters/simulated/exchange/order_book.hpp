#pragma once

#include "adapters/simulated/exchange/corporate_action.hpp"
#include "adapters/simulated/exchange/fill_rules.hpp"
#include "adapters/simulated/exchange/orders.hpp"
#include "adapters/simulated/exchange/state_rows.hpp"
#include "messages/market.hpp"
#include "messages/same_text.hpp"

#include <unordered_map>

namespace hft::simulated {

/// One symbol's market and the live orders in it, oldest first.
struct SymbolBook {
  Price last;
  std::int64_t last_id = 0; ///< the trade `last` is of
  Price before_last;        ///< for when that trade is canceled
  Price bid;
  Price ask;
  Price previous_close; ///< zero: none known
  Price day_last;       ///< the last trade of this regular session; zero: none yet
  Quantity bid_size;    ///< as quoted
  Quantity ask_size;
  Quantity bid_left; ///< of it, for orders that take no more than is displayed
  Quantity ask_left;
  Quantity volume_left;       ///< the same of a print or a bar, where nothing is quoted
  bool waits_for_bar = false; ///< between the end of a bar and the next one's open nothing trades
  bool halted = false;
  bool opened = false; ///< the opening auction of this session is done
  std::vector<OrderIndex> live;

  /// What an order of `side` would trade at now: the far side of the quote, else the last trade.
  Price touch(Side side) const;
  bool is_quoted(Side side) const { return (side == Side::Buy ? ask : bid).units != 0; }
  /// What an order of `side` could still take at the touch.
  Quantity& left(Side side) {
    if (!is_quoted(side)) return volume_left;
    return side == Side::Buy ? ask_left : bid_left;
  }
  Quantity left(Side side) const { return const_cast<SymbolBook*>(this)->left(side); }
  /// What a share is worth: the last trade, kept within the quote. Zero: not known.
  Price mark() const;
};

/// Prices, halts and live orders of every symbol. Invariants: prices are plausible or zero; a live
/// order stands in its symbol's book once.
class OrderBook {
public:
  const SymbolBook* find(const Symbol& symbol) const; ///< null: never heard of
  SymbolBook& of(const Symbol& symbol) {
    if (newest_ != nullptr && is_same(symbol, newest_symbol_)) return *newest_;
    newest_symbol_ = symbol;
    newest_ = &symbols_[symbol];
    return *newest_;
  }
  Price mark(const Symbol& symbol) const;
  /// What an order is checked against: the touch in regular hours, the mark outside them, else the
  /// close before. Zero: not known.
  Price reference(const Symbol& symbol, Side side, bool regular) const;
  /// What is left of an order, in shares; of an order in dollars an estimate.
  Quantity estimated_quantity(const VenueOrder& order, bool regular) const;

  /// Whether the print moved the last price. `regular`: the session's last as well.
  bool print(const Trade& trade, bool sets_last, bool regular);
  void take_back(const Symbol& symbol, std::int64_t id, std::optional<Price> corrected);
  /// `share`: the part of what is quoted that orders may take.
  void quote(const Quote& quote, double share = 1);
  void follow(const TradingStatus& status);
  void set_previous_close(const Symbol& symbol, Price price) {
    symbols_[symbol].previous_close = price;
  }
  /// The opening auction is done.
  void open(const Symbol& symbol) { symbols_[symbol].opened = true; }
  void begin_regular_session();
  /// Today's marks are the closes before.
  void close_day();
  void split(const CorporateAction& action);
  /// What was traded as `from` is `to` from now on; answers its mark.
  Price rename(const Symbol& from, const Symbol& to);

  void enter(const Symbol& symbol, OrderIndex index) { symbols_[symbol].live.push_back(index); }
  void leave(const Symbol& symbol, OrderIndex index) { std::erase(symbols_[symbol].live, index); }

  void save(ExchangeState& state) const; ///< by symbol
  void restore(RowReader& row);

private:
  std::unordered_map<Symbol, SymbolBook> symbols_;
  Symbol newest_symbol_; ///< asked for last: questions about one symbol come in runs
  SymbolBook* newest_ = nullptr;
};

} // namespace hft::simulated
