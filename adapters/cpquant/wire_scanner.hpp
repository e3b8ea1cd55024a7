#pragma once

/// For files in `adapters/cpquant` and tests: the fast way through the usual frame.

#include "messages/market.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace hft::cpquant {

/// Remembers the minute of the last time read, which the next one nearly always shares.
struct MinuteCache {
  std::string& text;
  std::int64_t& start;
};

/// Reads a frame of trades and quotes spelt the usual way: no white space, no escapes, `T` first,
/// plain decimals that are prices and sizes, every key once. False, leaving `events` to be thrown
/// away, for anything else.
bool scan_market_frame(std::string_view frame, MinuteCache minute,
                       std::vector<MarketEvent>& events);

} // namespace hft::cpquant
