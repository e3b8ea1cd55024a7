#include "adapters/simulated/market/record/history.hpp"

#include "messages/new_york.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace hft::simulated {
namespace {

/// The mean size of the generator's trades, about.
constexpr double shares_a_trade = 180;

Price to_cents_price(double dollars) {
  return cents(std::max<std::int64_t>(1, std::llround(dollars * 100)));
}

} // namespace

std::vector<Bar> past_minutes(const DayPath& path, const Symbol& symbol, double factor) {
  std::vector<Bar> bars;
  for (int minute = 0; minute < path.minutes(); ++minute) {
    const auto at = static_cast<std::size_t>(minute);
    Rng dice{mix(mix(path.seed, 7'777), at)};
    const auto trades = dice.poisson(path.activity[at]);
    if (trades == 0) continue;
    const auto open = path.prices[at] * factor;
    const auto close = path.prices[at + 1] * factor;
    const auto reach = 0.3 * open * path.traits.volatility / std::sqrt(390.0);
    Bar bar;
    bar.symbol = symbol;
    bar.open = to_cents_price(open);
    bar.close = to_cents_price(close);
    bar.high = to_cents_price(std::max(open, close) + reach * std::abs(dice.normal()));
    bar.low = to_cents_price(std::min(open, close) - reach * std::abs(dice.normal()));
    bar.vwap = {(bar.open.units + bar.close.units) / 2};
    bar.trade_count = trades;
    bar.volume =
      shares(std::max(1L, std::lround(trades * shares_a_trade * (0.7 + 0.6 * dice.uniform()))));
    bar.start = path.plan.pre_open + std::chrono::minutes{minute};
    bars.push_back(bar);
  }
  return bars;
}

std::optional<Bar> past_day(const std::vector<Bar>& minutes, const SessionPlan& plan) {
  std::optional<Bar> day;
  Quantity volume;
  std::int64_t trades = 0;
  int128 traded = 0;
  for (const auto& bar : minutes) {
    volume += bar.volume;
    trades += bar.trade_count;
    traded += exact_product(bar.vwap, bar.volume);
    if (!plan.is_regular(bar.start)) continue;
    if (!day) {
      day = bar;
      continue;
    }
    day->high = std::max(day->high, bar.high);
    day->low = std::min(day->low, bar.low);
    day->close = bar.close;
  }
  if (!day) return day;
  day->kind = BarKind::Daily;
  day->start = from_new_york(plan.date, Duration{0});
  day->volume = volume;
  day->trade_count = trades;
  day->vwap = {checked_narrow(traded / volume.units)};
  return day;
}

} // namespace hft::simulated
