#pragma once

#include "messages/market.hpp"

#include <variant>

namespace hft::simulated {

/// A price at which buyers and sellers would meet while a symbol is halted: not part of what the
/// system trades on, but the venue can send it.
struct Imbalance {
  Symbol symbol;
  Price price;
  Timestamp time;
  char tape = 'A';
};

/// Whatever can stand in a data frame.
using StreamEvent = std::variant<MarketEvent, Imbalance>;

const Symbol& symbol_of(const StreamEvent& event);

} // namespace hft::simulated
