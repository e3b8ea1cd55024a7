#pragma once

#include "adapters/market_clock.hpp"
#include "app/wall_clock.hpp"

#include <spdlog/spdlog.h>

#include <memory>
#include <mutex>
#include <utility>

namespace hft {

/// The venue's time for stamping records, from any thread: the wall clock for a real venue, the
/// last answer of its clock carried on for a simulated one.
class VenueTimeSource {
public:
  void observe(const BrokerClock& clock) {
    const std::lock_guard lock{mutex_};
    simulated_ = simulated_ || clock.simulated; // once a simulation, always one
    if (!simulated_) return;
    if (clock.time.time > seen_.time || clock.time.speed > 0) seen_ = clock.time;
  }

  Timestamp now() const {
    const std::lock_guard lock{mutex_};
    if (!simulated_) return wall_clock_now();
    const auto elapsed = monotonic_now() - seen_.at;
    return seen_.time +
           Duration{static_cast<std::int64_t>(static_cast<double>(elapsed.count()) * seen_.speed)};
  }

private:
  mutable std::mutex mutex_;
  bool simulated_ = false;
  VenueTime seen_;
};

/// A market clock whose every answer the time source hears too.
class ObservedMarketClock : public MarketClock {
public:
  ObservedMarketClock(std::shared_ptr<MarketClock> clock, std::shared_ptr<VenueTimeSource> source)
    : clock_(std::move(clock)),
      source_(std::move(source)) {}

  void fetch_clock(std::function<void(Result<BrokerClock>)> answer) override {
    clock_->fetch_clock([source = source_, answer = std::move(answer)](Result<BrokerClock> clock) {
      if (clock) {
        source->observe(*clock);
        log(*clock);
      }
      answer(std::move(clock));
    });
  }
  void fetch_calendar(Date from, Date to,
                      std::function<void(Result<BrokerCalendar>)> answer) override {
    clock_->fetch_calendar(from, to, std::move(answer));
  }

private:
  static void log(const BrokerClock& clock) {
    if (!spdlog::should_log(spdlog::level::debug)) return;
    const auto ahead = clock.time.time - wall_clock_now();
    spdlog::debug("The broker's clock says {}, {:.3f} s from ours, at speed {}.",
                  format_timestamp(clock.time.time), std::chrono::duration<double>(ahead).count(),
                  clock.time.speed);
  }

  std::shared_ptr<MarketClock> clock_;
  std::shared_ptr<VenueTimeSource> source_;
};

} // namespace hft
