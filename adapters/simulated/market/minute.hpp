#pragma once

#include "adapters/simulated/market/day_path.hpp"
#include "messages/market.hpp"

#include <vector>

namespace hft::simulated {

/// Appends the trades and quotes of one symbol in one minute, by time; without the trades when
/// `quiet`. Depends on nothing but its arguments. Trade ids are unique within the day.
void make_minute(const DayPath& path, const Symbol& symbol, int minute, bool quiet,
                 std::vector<MarketEvent>& out);

} // namespace hft::simulated
