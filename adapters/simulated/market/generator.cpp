#include "adapters/simulated/market/generator.hpp"

#include "adapters/simulated/market/minute.hpp"
#include "messages/result.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace hft::simulated {

MarketGenerator::MarketGenerator(GeneratorConfig config) : config_{std::move(config)} {
  auto& symbols = config_.symbols;
  std::sort(symbols.begin(), symbols.end());
  symbols.erase(std::unique(symbols.begin(), symbols.end()), symbols.end());
  for (const auto& symbol : symbols)
    lanes_.push_back({make_day_path(config_.seed, symbol, config_.plan, config_.activity), {}, 0});
  fill();
}

MarketEvent MarketGenerator::take() {
  ensure(time_.has_value(), "a generator that has ended was asked for an event");
  auto& lane = lanes_[lane_];
  auto event = std::move(lane.events[lane.next++]);
  fill();
  return event;
}

void MarketGenerator::start_at(Timestamp time) {
  if (time_ && time <= *time_) return;
  const auto skipped =
    std::chrono::duration_cast<std::chrono::minutes>(time - config_.plan.pre_open).count();
  const auto target = static_cast<int>(std::clamp<std::int64_t>(skipped, 0, 24 * 60));
  if (target >= minute_) {
    minute_ = target;
    for (auto& lane : lanes_) lane.next = lane.events.size();
    fill();
  }
  while (time_ && *time_ < time) {
    ++lanes_[lane_].next;
    fill();
  }
}

void MarketGenerator::fill() {
  for (choose(); !time_ && !lanes_.empty() && minute_ < lanes_.front().path.minutes(); choose()) {
    for (std::size_t i = 0; i < lanes_.size(); ++i) {
      auto& lane = lanes_[i];
      lane.events.clear();
      lane.next = 0;
      make_minute(lane.path, config_.symbols[i], minute_, config_.quiet, lane.events);
    }
    ++minute_;
  }
}

void MarketGenerator::choose() {
  time_.reset();
  for (std::size_t i = 0; i < lanes_.size(); ++i) {
    const auto& lane = lanes_[i];
    if (lane.next == lane.events.size()) continue;
    if (const auto time = time_of(lane.events[lane.next]); !time_ || time < *time_) {
      time_ = time;
      lane_ = i;
    }
  }
}

} // namespace hft::simulated
