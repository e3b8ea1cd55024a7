#include "adapters/simulated/market/bar_source.hpp"

#include "messages/result.hpp"

#include <chrono>
#include <utility>

namespace hft::simulated {

BarSource BarSource::minutes(const SessionPlan& plan, const Symbol& symbol, std::vector<Bar> bars) {
  BarSource made{plan.date, symbol};
  made.steps_.reserve(2 * bars.size());
  for (auto& bar : bars) {
    bar.symbol = symbol;
    auto end = bar.start + Duration{std::chrono::minutes{1}};
    if (bar.start < plan.close && end >= plan.close) end = plan.close - Duration{1};
    made.steps_.push_back({bar.start, BarStage::Opens, bar});
    made.steps_.push_back({end, BarStage::Ends, bar});
  }
  return made;
}

BarSource BarSource::daily(const SessionPlan& plan, const Symbol& symbol,
                           const std::optional<Bar>& before, const std::optional<Bar>& today) {
  BarSource made{plan.date, symbol};
  const auto add = [&](Timestamp at, BarStage stage, Bar bar) {
    bar.symbol = symbol;
    made.steps_.push_back({at, stage, bar});
  };
  if (before) add(plan.open, BarStage::Shown, *before);
  if (today) {
    add(plan.open, BarStage::Opens, *today);
    add(plan.close - Duration{1}, BarStage::EndsUnseen, *today);
  }
  return made;
}

std::optional<Timestamp> BarSource::next_time() const {
  return next_ < steps_.size() ? std::optional{steps_[next_].at} : std::nullopt;
}

MarketEvent BarSource::take() {
  ensure(next_ < steps_.size(), "bars that have ended were asked for an event");
  return MarketEvent{steps_[next_++].bar};
}

void BarSource::start_at(Timestamp time) {
  while (next_ < steps_.size() && steps_[next_].at < time) ++next_;
}

} // namespace hft::simulated
