#pragma once

#include "messages/market.hpp"

#include <optional>
#include <unordered_map>

namespace hft {

/// What the market last said about one symbol.
struct Mark {
  Price last; ///< of the newest trade; zero when none was seen
  Price bid;
  Price ask;
  bool halted = false;
  Timestamp time; ///< of the newest event
  /// The last trade, else the middle of the quote, else its one side.
  std::optional<Price> price() const;
};

/// Prices to judge orders and value positions by. A mark never goes back in time.
class Marks {
public:
  void on_batch(const MarketBatch& batch);
  void on_trade(const Trade& trade);
  void on_quote(const Quote& quote);
  void on_status(const TradingStatus& status);
  /// None when nothing was heard of the symbol.
  const Mark* find(const Symbol& symbol) const;

private:
  std::unordered_map<Symbol, Mark> marks_;
};

} // namespace hft
