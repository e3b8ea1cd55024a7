#pragma once

#include "messages/fixed_text.hpp"
#include "messages/timestamp.hpp"

#include <optional>
#include <string_view>

namespace hft::simulated {

/// What a recording's name tells.
struct TapeName {
  std::optional<Symbol> symbol;
  std::optional<Date> date;
  std::optional<bool> quotes; ///< quotes or trades
};

/// From a path like `spy_20131007_trade.csv.gz`, `tick/spy/20131007_trade.zip` or
/// `20131007_spy_Trade_Tick.csv`; the folder counts only for names that begin with the date.
TapeName read_tape_name(std::string_view path);

} // namespace hft::simulated
