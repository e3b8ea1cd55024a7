#include "app/research/bootstrap.hpp"

#include "app/research/drawdowns.hpp"
#include "app/research/performance.hpp"
#include "messages/split_mix.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace hft::research {

namespace {

constexpr std::size_t fewest_days = 10;

/// A number below `count`, each as likely as any other.
std::size_t below(SplitMix& random, std::size_t count) {
  __extension__ using Wide = unsigned __int128;
  return static_cast<std::size_t>((static_cast<Wide>(random.next()) * count) >> 64);
}

std::optional<Band> band_of(const std::vector<double>& values) {
  if (values.empty()) return std::nullopt;
  return Band{*quantile(values, 0.05), *quantile(values, 0.95)};
}

} // namespace

BootstrapBands bootstrap(std::span<const double> returns, const BootstrapSettings& settings) {
  BootstrapBands bands;
  const auto days = returns.size();
  if (days < fewest_days || settings.histories == 0) return bands;
  bands.block =
    settings.block > 0
      ? std::min(settings.block, days)
      : static_cast<std::size_t>(std::ceil(std::cbrt(static_cast<double>(days)) - 1e-9));
  SplitMix numbers{settings.seed};
  std::vector<double> yearly;
  std::vector<double> sharpes;
  std::vector<double> depths;
  std::vector<double> history;
  std::size_t losses = 0;
  for (std::size_t drawn = 0; drawn < settings.histories; ++drawn) {
    history.clear();
    while (history.size() < days) {
      const auto first = below(numbers, days);
      for (std::size_t i = 0; i < bands.block && history.size() < days; ++i)
        history.push_back(returns[(first + i) % days]);
    }
    if (const auto value = annual_return(history)) yearly.push_back(*value);
    if (const auto value = sharpe_ratio(history)) sharpes.push_back(*value);
    depths.push_back(max_drawdown(history));
    if (compounded(history) <= 0) ++losses;
  }
  bands.annual_return = band_of(yearly);
  bands.sharpe = band_of(sharpes);
  bands.max_drawdown = band_of(depths);
  bands.loss_share = static_cast<double>(losses) / static_cast<double>(settings.histories);
  return bands;
}

} // namespace hft::research
