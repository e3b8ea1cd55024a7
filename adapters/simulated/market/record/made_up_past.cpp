#include "adapters/simulated/market/record/made_up_past.hpp"

#include "adapters/simulated/market/record/history.hpp"
#include "messages/new_york.hpp"

#include <algorithm>
#include <chrono>

namespace hft::simulated {

double MadeUpPast::factor(const Symbol& symbol, const PlayedSessions& sessions) const {
  const auto wanted = reference_prices_.find(symbol);
  if (wanted == reference_prices_.end() || !sessions.began()) return 1;
  if (const auto known = factors_.find(symbol); known != factors_.end()) return known->second;
  const auto date = new_york_date(*sessions.began());
  const auto plans = sessions.between(date - 14, date);
  if (plans.empty()) return 1;
  const auto path = make_day_path(seed_, symbol, plans.back(), 1.0);
  return factors_[symbol] = to_double(wanted->second) / path.prices.front();
}

std::vector<Bar> MadeUpPast::minutes(const Symbol& symbol, const SessionPlan& plan,
                                     const PlayedSessions& sessions) const {
  if (!wanted_ || !sessions.began() || plan.pre_open >= *sessions.began()) return {};
  // A recording's own day is told by the recording alone.
  if (reference_prices_.contains(symbol) && sessions.was_played(plan.date)) return {};
  auto bars =
    past_minutes(make_day_path(seed_, symbol, plan, 1.0), symbol, factor(symbol, sessions));
  std::erase_if(
    bars, [&](const Bar& bar) { return bar.start + std::chrono::minutes{1} > *sessions.began(); });
  return bars;
}

std::optional<Bar> MadeUpPast::day(const Symbol& symbol, const SessionPlan& plan,
                                   const PlayedSessions& sessions) const {
  const auto [found, is_new] = days_.try_emplace({symbol, plan.date});
  if (is_new) found->second = past_day(minutes(symbol, plan, sessions), plan);
  return found->second;
}

} // namespace hft::simulated
