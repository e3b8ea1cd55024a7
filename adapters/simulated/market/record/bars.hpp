#pragma once

#include "messages/market.hpp"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace hft::simulated {

/// The length of a bar: `count` of `unit`.
struct Timeframe {
  enum class Unit : std::uint8_t { Minute, Hour, Day, Week, Month };
  int count = 1;
  Unit unit = Unit::Minute;

  bool is_intraday() const { return unit == Unit::Minute || unit == Unit::Hour; }
  bool operator==(const Timeframe&) const = default;
};

/// `[1-59]Min` or `T`, `[1-23]Hour` or `H`, `1Day` or `D`, `1Week` or `W`, `[1,2,3,4,6,12]Month` or
/// `M`; empty for anything else. A missing count is one.
std::optional<Timeframe> parse_timeframe(std::string_view text);

/// Where the bar that `time` falls into begins: minutes and hours count from New York midnight,
/// weeks from Monday, several months from January.
Timestamp bar_start(Timestamp time, Timeframe timeframe);
/// Where the next bar begins.
Timestamp next_bar_start(Timestamp start, Timeframe timeframe);

/// Adds `bar`, later than all before it, to `bars` of a longer timeframe. VWAPs are weighted by
/// volume.
void add_to_bars(std::vector<Bar>& bars, const Bar& bar, Timeframe timeframe);

} // namespace hft::simulated
