#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace hft::research {

/// Between which values a figure lies in nine of ten resampled histories.
struct Band {
  double low = 0;  ///< 5 % of the histories lie below
  double high = 0; ///< 5 % lie above
};

struct BootstrapSettings {
  std::uint64_t seed = 1;
  std::size_t histories = 2000;
  std::size_t block = 0; ///< days that stay together; 0: the cube root of the days, rounded up
};

struct BootstrapBands {
  std::size_t block = 0;
  std::optional<Band> annual_return;
  std::optional<Band> sharpe;
  std::optional<Band> max_drawdown;
  double loss_share = 0; ///< part of the histories that end with a loss or with nothing, 0 to 1
};

/// Draws histories of the same length from blocks of consecutive days, the end joined to the
/// beginning, and looks how each figure scatters. Source: Politis and Romano, A Circular Block
/// Resampling Procedure (1992). The same returns and settings give the same bands on every machine:
/// SplitMix64 numbers, of which the high part of (number x days) is the block's first day.
/// Empty bands under ten days.
BootstrapBands bootstrap(std::span<const double> returns, const BootstrapSettings& settings = {});

} // namespace hft::research
