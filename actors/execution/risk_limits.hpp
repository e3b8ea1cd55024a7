#pragma once

#include "messages/order.hpp"
#include "messages/timestamp.hpp"

#include <cstdint>
#include <map>

namespace hft {

/// A share in units of 1/10'000.
struct BasisPoints {
  std::int64_t units = 0;
  auto operator<=>(const BasisPoints&) const = default;
};

/// What one scope (the account, or one model) may do; zero is no limit.
struct RiskLimits {
  Quantity order_size;
  Money order_notional;
  Quantity position;    ///< a symbol, long or short, working orders counted as if filled
  Money gross_exposure; ///< all positions without sign, with the order
  std::uint32_t orders_a_second = 0;
  std::uint32_t orders_a_minute = 0;
  std::uint32_t open_orders = 0;
  Money daily_loss; ///< realized and unrealized since the trading date began
  /// A model's own, beside the account's in `RiskConfig`; unused for the account.
  BasisPoints price_collar{};
  Duration signal_age{0};
  Duration price_age{0};
};

/// Which opposite working orders of ours an order may not meet.
enum class WashRule : std::uint8_t {
  Off,
  Resting, ///< a working limit the order would cross, or a working stop; market orders in flight,
           ///< which fill at once, do not count
  Broker,  ///< as the broker's own rule: any opposite order if one of the two is market or stop
};

/// What follows when a limit of the account trips the kill switch: trading halts and working orders
/// are canceled; then, if wished, every position is closed at the market.
enum class OnTrip : std::uint8_t { Halt, Flatten };

/// What becomes of a price between two ticks: it is rounded to the passive side, or the order is
/// refused. What floats add (1e-9 dollars) is no price between two ticks.
enum class OffTick : std::uint8_t { Round, Refuse };

struct RiskConfig {
  RiskLimits account{.order_size = shares(10'000),
                     .order_notional = Money{1'000'000 * units_per_whole},
                     .position = {},
                     .gross_exposure = {},
                     .open_orders = 500,
                     .daily_loss = {}};
  RiskLimits model; ///< for every model instance without limits of its own
  std::map<ModelId, RiskLimits> models;
  BasisPoints price_collar{1'000}; ///< off the last price; zero: none
  Quantity unpriced_order =
    shares(100); ///< largest order while no price is known; zero: none at all
  Duration signal_age = std::chrono::milliseconds{250}; ///< from frame received; zero: any
  Duration mark_age{0}; ///< of the last price when the signal was caused; zero: any
  WashRule wash = WashRule::Resting;
  std::uint32_t errors_a_minute = 100; ///< answers that failed or never came; more trip
  OnTrip on_trip = OnTrip::Halt;
  OffTick off_tick = OffTick::Round;
};

} // namespace hft
