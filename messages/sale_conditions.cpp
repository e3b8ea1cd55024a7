#include "messages/sale_conditions.hpp"

#include <algorithm>
#include <string_view>

namespace hft {

namespace {

// Regular, automatic execution, intermarket sweep, rule 127 or 155, sold last, opening, reopening
// and closing prints, corrected close, cross.
constexpr std::string_view on_both = " @EFKLO569X";
// Acquisition, bunched, distribution, split and yellow flag trades, stopped stock.
constexpr std::string_view on_utp = "ABDSY1";

} // namespace

bool updates_last_price(char tape, char condition) {
  if (on_both.find(condition) != std::string_view::npos) return true;
  const bool cta = tape == 'A' || tape == 'B';
  return !cta && on_utp.find(condition) != std::string_view::npos;
}

bool updates_last_price(const Trade& trade) {
  const auto codes = trade.conditions.view();
  return std::all_of(codes.begin(), codes.end(),
                     [&](char code) { return updates_last_price(trade.tape, code); });
}

} // namespace hft
