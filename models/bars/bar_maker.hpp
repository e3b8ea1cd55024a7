#pragma once

#include "messages/market.hpp"
#include "messages/session.hpp"

#include <optional>

namespace hft {

/// Builds the bars of one symbol and one size out of its trades or, of history, its minute bars, by
/// the times stamped on them alone. Bars of time begin at the open and end at the close at the
/// latest; an interval without a trade makes no bar. Bars of volume and of trades end with the
/// trade that fills them.
///
/// Prices are those of prints that set the last price by the tapes' rules; volume and count are of
/// all. What is stamped before the end of the last bar is too late for one.
class BarMaker {
public:
  BarMaker(const Symbol& symbol, BarSize size) : symbol_(symbol), size_(size) {}

  const Symbol& symbol() const { return symbol_; }
  BarSize size() const { return size_; }
  /// When the bar that is being built ends; none: none is, or it is not one of time.
  std::optional<Timestamp> due() const;

  /// The hours whose bars it makes: `first` is where the first of them begins.
  struct Hours {
    Timestamp first;
    Timestamp last;
  };
  /// A bar that the trade filled. Whoever calls has taken what was due before the trade's time.
  std::optional<Bar> add(const Trade& trade, const Hours& hours);
  /// A minute of history: counts for the bar it begins in.
  void add(const Bar& minute, const Hours& hours);
  /// The bar that ended by then.
  std::optional<Bar> take(Timestamp now);
  /// The price of the last print that counted; zero: none yet.
  Price last() const { return last_; }
  void convert(double price_factor);

private:
  bool begin(Timestamp time, const Hours& hours);
  void count(Price open, Price high, Price low, Price close);
  Bar done(Timestamp end);

  Symbol symbol_;
  BarSize size_;
  Bar bar_;
  int128 paid_ = 0; ///< of the volume, in 1e-18 dollars
  bool begun_ = false;
  bool has_price_ = false;
  Timestamp end_;  ///< of the bar being built
  Timestamp told_; ///< end of the last one
  Price last_;
};

} // namespace hft
