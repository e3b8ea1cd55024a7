#pragma once

#include "messages/fixed_text.hpp"
#include "messages/session.hpp"

#include <cstdint>
#include <vector>

namespace hft::simulated {

/// A well-stirred number of all its ingredients.
std::uint64_t mix(std::uint64_t a, std::uint64_t b);
std::uint64_t mix(std::uint64_t a, const Symbol& symbol);

/// A seeded stream of random numbers, the same on every machine of our kind.
class Rng {
public:
  explicit Rng(std::uint64_t seed) : state_{seed} {}
  std::uint64_t next();
  /// In [0, 1).
  double uniform();
  /// Mean 0, deviation 1.
  double normal();
  double exponential(double mean);
  /// Around `mean`, with the variance of arrivals.
  int poisson(double mean);
  /// In [from, to].
  int between(int from, int to);
  bool chance(double probability) { return uniform() < probability; }

private:
  std::uint64_t state_;
};

/// What is known, or made up from the name, about a symbol.
struct SymbolTraits {
  double base_price = 100;  ///< dollars, around which the years wander
  double volume_share = 1;  ///< of SPY's number of trades
  double volatility = 0.01; ///< of a day, relative
  char tape = 'A';
  char listing = 'N'; ///< the exchange of its auctions
};
SymbolTraits traits_of(const Symbol& symbol);
/// The tape a symbol is printed on: A, B or C.
char tape_of(const Symbol& symbol);

/// One made-up day of a symbol, minute by minute: what its trades, quotes and bars are drawn
/// around. Minutes count from 04:00 New York.
struct DayPath {
  SymbolTraits traits;
  SessionPlan plan;
  int open_minute = 0;
  int close_minute = 0;
  std::vector<double> prices;   ///< dollars at each minute's mark; one more than minutes
  std::vector<double> activity; ///< expected number of trades of each minute
  std::uint64_t seed = 0;       ///< of this symbol on this date

  int minutes() const { return static_cast<int>(activity.size()); }
  bool is_regular(int minute) const { return open_minute <= minute && minute < close_minute; }
};
/// `activity` is `GeneratorConfig::activity`. The plan's hours are whole minutes, in order.
DayPath make_day_path(std::uint64_t seed, const Symbol& symbol, const SessionPlan& plan,
                      double activity);

} // namespace hft::simulated
