#pragma once

#include "adapters/market_clock.hpp"
#include "app/wall_clock.hpp"

#include <spdlog/spdlog.h>

#include <memory>
#include <mutex>
#include <optional>
#include <utility>

namespace hft {

/// The venue's time for stamping records, from any thread: the wall clock for a real venue, the
/// last answer of its clock carried on for a simulated one.
class VenueTimeSource {
public:
  void observe(const BrokerClock& clock) {
    const std::lock_guard lock{mutex_};
    simulated_ = simulated_ || clock.simulated; // once a simulation, always one
    if (!simulated_ || in_step_) return;        // where we keep step, only steps move time
    if (clock.time.time > seen_.time || clock.time.speed > 0) seen_ = clock.time;
  }

  /// A step of a venue that waits for us; empty: it does so no more.
  void on_step(std::optional<Timestamp> time) {
    const std::lock_guard lock{mutex_};
    in_step_ = time.has_value();
    if (!time) return;
    simulated_ = true;
    seen_ = {*time, monotonic_now(), 0};
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
  bool in_step_ = false;
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
