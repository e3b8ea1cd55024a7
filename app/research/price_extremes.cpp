#include "app/research/price_extremes.hpp"

#include <algorithm>
#include <bit>

namespace hft::research {

PriceExtremes::PriceExtremes(const std::vector<report::RunBar>& bars) {
  for (const auto& bar : bars) {
    auto& table = symbols_[bar.symbol];
    if (table.lows.empty()) {
      table.lows.emplace_back();
      table.highs.emplace_back();
    }
    table.begins.push_back(bar.at);
    table.ends.push_back(bar.at + bar.span);
    table.lows[0].push_back(bar.low);
    table.highs[0].push_back(bar.high);
  }
  for (auto& [symbol, table] : symbols_) {
    const auto count = table.begins.size();
    for (std::size_t width = 2; width <= count; width *= 2) {
      const auto& low = table.lows.back();
      const auto& high = table.highs.back();
      std::vector<Price> lows(count - width + 1);
      std::vector<Price> highs(count - width + 1);
      for (std::size_t i = 0; i + width <= count; ++i) {
        lows[i] = std::min(low[i], low[i + width / 2]);
        highs[i] = std::max(high[i], high[i + width / 2]);
      }
      table.lows.push_back(std::move(lows));
      table.highs.push_back(std::move(highs));
    }
  }
}

std::optional<std::pair<Price, Price>> PriceExtremes::between(const Symbol& symbol, Timestamp from,
                                                              Timestamp to) const {
  const auto found = symbols_.find(symbol);
  if (found == symbols_.end()) return std::nullopt;
  const auto& table = found->second;
  const auto first = static_cast<std::size_t>(
    std::lower_bound(table.begins.begin(), table.begins.end(), from) - table.begins.begin());
  const auto end = static_cast<std::size_t>(
    std::upper_bound(table.ends.begin(), table.ends.end(), to) - table.ends.begin());
  if (first >= end) return std::nullopt;
  const auto level = static_cast<std::size_t>(std::bit_width(end - first)) - 1;
  const auto second = end - (std::size_t{1} << level);
  return std::pair{std::min(table.lows[level][first], table.lows[level][second]),
                   std::max(table.highs[level][first], table.highs[level][second])};
}

} // namespace hft::research
