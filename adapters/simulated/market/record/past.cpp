// The part of MarketRecord that answers for bars: those played, led by made-up history.
#include "adapters/simulated/market/record/history.hpp"
#include "adapters/simulated/market/record/record.hpp"
#include "messages/new_york.hpp"

#include <algorithm>
#include <chrono>

namespace hft::simulated {
namespace {

constexpr Duration one_minute = std::chrono::minutes{1};

/// `later` continues `earlier` of the same day.
Bar joined(const Bar& earlier, const Bar& later) {
  std::vector<Bar> day{earlier};
  add_to_bars(day, later, {1, Timeframe::Unit::Day});
  return day.front();
}

} // namespace

std::optional<SessionPlan> MarketRecord::session_on(Date date) const {
  if (const auto found = played_.find(date); found != played_.end()) return found->second;
  return settings_.session ? settings_.session(date) : std::nullopt;
}

std::vector<SessionPlan> MarketRecord::sessions_between(Date from, Date until) const {
  std::vector<SessionPlan> plans;
  if (!began_) return plans;
  const auto first = new_york_date(*began_);
  const auto last = std::max(first, played_.empty() ? first : played_.rbegin()->first);
  for (auto date = std::max(from, first - settings_.history_days); date <= std::min(until, last);
       date = date + 1)
    if (const auto plan = session_on(date)) plans.push_back(*plan);
  return plans;
}

double MarketRecord::history_factor(const Symbol& symbol) const {
  const auto wanted = settings_.reference_prices.find(symbol);
  if (wanted == settings_.reference_prices.end() || !began_) return 1;
  if (const auto known = factors_.find(symbol); known != factors_.end()) return known->second;
  const auto date = new_york_date(*began_);
  const auto plans = sessions_between(date - 14, date);
  if (plans.empty()) return 1;
  const auto path = make_day_path(settings_.seed, symbol, plans.back(), 1.0);
  return factors_[symbol] = to_double(wanted->second) / path.prices.front();
}

std::vector<Bar> MarketRecord::history_of(const Symbol& symbol, const SessionPlan& plan) const {
  if (!settings_.makes_up_past || !began_ || plan.pre_open >= *began_) return {};
  // A recording's own day is told by the recording alone.
  if (settings_.reference_prices.contains(symbol) && played_.contains(plan.date)) return {};
  auto bars =
    past_minutes(make_day_path(settings_.seed, symbol, plan, 1.0), symbol, history_factor(symbol));
  std::erase_if(bars, [&](const Bar& bar) { return bar.start + one_minute > *began_; });
  return bars;
}

std::vector<Bar> MarketRecord::minutes_of(const Symbol& symbol, const SessionPlan& plan) const {
  auto bars = history_of(symbol, plan);
  if (const auto* const series = find(symbol)) {
    const auto end = series->minutes.lower_bound(plan.post_end);
    auto at =
      series->minutes.lower_bound(bars.empty() ? plan.pre_open : bars.back().start + one_minute);
    for (; at != end; ++at) bars.push_back(at->second);
  }
  return bars;
}

std::optional<Bar> MarketRecord::day_of(const Symbol& symbol, const SessionPlan& plan) const {
  auto& past = past_days_.try_emplace({symbol, plan.date}).first->second;
  if (!past.made) past = {true, past_day(history_of(symbol, plan), plan)};
  const auto* const series = find(symbol);
  if (series == nullptr) return past.bar;
  const auto found = series->days.find(plan.date);
  if (found == series->days.end()) return past.bar;
  return past.bar ? joined(*past.bar, found->second) : found->second;
}

std::vector<Bar> MarketRecord::bars_of(const Symbol& symbol, Timestamp start, Timestamp end,
                                       Timeframe timeframe, bool descending,
                                       std::size_t enough) const {
  std::vector<Bar> bars;
  if (end < start || !began_) return bars;
  constexpr Timestamp earliest{0};
  constexpr Timestamp latest{4'000'000'000'000'000'000};
  start = bar_start(std::clamp(start, earliest, latest), timeframe);
  end = std::clamp(end, earliest, latest);
  const auto last = next_bar_start(bar_start(end, timeframe), timeframe) - Duration{1};
  auto plans = sessions_between(new_york_date(start), new_york_date(last));
  if (!timeframe.is_intraday()) {
    for (const auto& plan : plans)
      if (const auto day = day_of(symbol, plan)) add_to_bars(bars, *day, timeframe);
    return bars;
  }
  if (descending) std::reverse(plans.begin(), plans.end());
  for (const auto& plan : plans) {
    std::vector<Bar> day;
    for (const auto& bar : minutes_of(symbol, plan))
      if (bar.start >= start && bar.start <= last) add_to_bars(day, bar, timeframe);
    bars.insert(descending ? bars.begin() : bars.end(), day.begin(), day.end());
    if (bars.size() > enough + 1) break; // One may begin before the start asked for.
  }
  return bars;
}

} // namespace hft::simulated
