#pragma once

#include "messages/market.hpp"

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

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
/// A halt of the whole market halts every symbol there is a mark of, each until its own resumption.
class Marks {
public:
  void on_batch(const MarketBatch& batch);
  void on_trade(const Trade& trade);
  void on_quote(const Quote& quote);
  void on_status(const TradingStatus& status);
  /// None when nothing was heard of the symbol.
  const Mark* find(const Symbol& symbol) const;
  /// The symbols something was heard of, at most so many.
  template <class Call>
  void each_symbol(std::size_t most, Call call) const {
    for (auto mark = marks_.begin(); mark != marks_.end() && most > 0; ++mark, --most)
      call(mark->first);
  }
  /// One sentence for each halt and resumption since the last call.
  std::vector<std::string> take_news();

private:
  std::unordered_map<Symbol, Mark> marks_;
  std::vector<std::string> news_;
};

} // namespace hft
