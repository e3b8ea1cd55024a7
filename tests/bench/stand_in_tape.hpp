#pragma once

#include "tests/bench/stand_in_broker.hpp"

#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <vector>

namespace hft::bench {

/// What is printed, how fast, and for how long.
struct TapeOptions {
  double rate = 1000; ///< trades a second
  double seconds = 5;
  std::size_t smallest_frame = 1; ///< trades
  std::size_t largest_frame = 1;
  std::vector<std::string> symbols{"SPY"};
  std::vector<std::string> trigger_symbols{"SPY"}; ///< whose trades may cause an order
  std::size_t order_every = 1; ///< of these trades, every so many-th has the size that causes one
  std::size_t warm_up = 200;   ///< pairs of trade and order that are left out
};

struct TapeFrame {
  std::string text;
  std::vector<std::string> triggers; ///< symbols of the trades in it that cause an order
  std::size_t trades = 0;
};

/// Makes the frames of trades, from a seed of its own.
class Tape {
public:
  explicit Tape(const TapeOptions& options) : options_(options) {}
  /// The next frame, stamped `now`.
  TapeFrame next(Timestamp now);
  /// One trade of the first trigger symbol that causes an order.
  TapeFrame probe(Timestamp now);
  /// Dollars, of the trade printed last.
  double price() const { return static_cast<double>(cents_) / 100; }

private:
  void append_trade(TapeFrame& frame, const std::string& symbol, bool causes_order, Timestamp now);

  TapeOptions options_;
  std::minstd_rand random_{7};
  std::int64_t cents_ = 45'000;
  std::uint64_t printed_ = 0;
  std::uint64_t candidates_ = 0;
};

/// Pairs the k-th order of a symbol with the k-th trade of it that should cause one.
class Pairs {
public:
  void trade_written(const std::string& symbol, std::int64_t at) { trades_[symbol].push_back(at); }
  void order_read(const std::string& symbol, std::int64_t at);
  std::size_t trades() const;
  std::size_t orders() const;
  /// Nanoseconds, ascending, without the first `warm_up` pairs.
  std::vector<std::int64_t> latencies(std::size_t warm_up) const;
  /// Each pair as a line: when its trade was written and what its order took, monotonic
  /// nanoseconds.
  std::string text() const;

private:
  using Moments = std::map<std::string, std::vector<std::int64_t>>;
  Moments trades_;
  Moments orders_;
};

} // namespace hft::bench
