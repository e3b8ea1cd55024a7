#pragma once

#include "messages/market.hpp"
#include "messages/result.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace hft::cpquant {

/// A candlestick chart of the bars as one file that needs nothing else: HTML, or SVG by its
/// extension.
Result<void> plot_bars(const std::vector<Bar>& bars, const std::filesystem::path& file,
                       const std::string& title = "");

} // namespace hft::cpquant
