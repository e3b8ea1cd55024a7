#pragma once

#include "adapters/simulated/market/day_path.hpp"
#include "messages/market.hpp"

#include <optional>
#include <vector>

namespace hft::simulated {

/// The minute bars of a day nobody played, drawn around the same path as its trades would be.
/// Prices are multiplied by `factor` and rounded to cents. Minutes without trades have no bar.
std::vector<Bar> past_minutes(const DayPath& path, const Symbol& symbol, double factor);

/// The day's bar from its minutes: prices of the regular hours, volume of all. Empty when nothing
/// regular is among them.
std::optional<Bar> past_day(const std::vector<Bar>& minutes, const SessionPlan& plan);

} // namespace hft::simulated
