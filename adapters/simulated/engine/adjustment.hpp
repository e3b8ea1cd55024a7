#pragma once

#include "adapters/simulated/exchange/corporate_action.hpp"
#include "messages/market.hpp"

#include <map>
#include <vector>

namespace hft::simulated {

/// Carries splits and renames into a market that was made up or recorded before them: prices after
/// a 10 for 1 split are a tenth, and the old name's trades come under the new one.
class MarketAdjustment {
public:
  /// Takes over the actions that have been booked; those it knows already count once.
  void follow(const std::vector<CorporateAction>& actions);
  void apply(MarketEvent& event) const;
  /// It changes nothing.
  bool empty() const { return by_symbol_.empty(); }
  Price adjusted(const Symbol& symbol, Price price) const;
  Symbol adjusted(const Symbol& symbol) const;

private:
  std::map<Symbol, std::vector<CorporateAction>> by_symbol_; ///< by the name in the source
};

} // namespace hft::simulated
