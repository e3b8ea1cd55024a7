#pragma once

#include "adapters/simulated/market/record/played_sessions.hpp"
#include "messages/market.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace hft::simulated {

/// Bars of before playing began, drawn from the seed so that they lead to the prices that are
/// played. The same seed and date give the same bars. Days are kept once made; one thread.
class MadeUpPast {
public:
  /// `reference_prices`: where history ends, of symbols whose prices come from a recording. Not
  /// `wanted`: there is no past.
  MadeUpPast(std::uint64_t seed, std::map<Symbol, Price> reference_prices, bool wanted)
    : seed_(seed),
      reference_prices_(std::move(reference_prices)),
      wanted_(wanted) {}

  /// Minutes of the session that ended before playing began.
  std::vector<Bar> minutes(const Symbol& symbol, const SessionPlan& plan,
                           const PlayedSessions& sessions) const;
  std::optional<Bar> day(const Symbol& symbol, const SessionPlan& plan,
                         const PlayedSessions& sessions) const;
  /// Sessions have changed: a date now played may have been history so far.
  void forget_days() { days_.clear(); }

private:
  double factor(const Symbol& symbol, const PlayedSessions& sessions) const;

  std::uint64_t seed_ = 1;
  std::map<Symbol, Price> reference_prices_;
  bool wanted_ = true;
  mutable std::map<std::pair<Symbol, Date>, std::optional<Bar>> days_;
  mutable std::map<Symbol, double> factors_;
};

} // namespace hft::simulated
