#pragma once

#include "messages/units.hpp"

#include <cstdint>

namespace hft::simulated {

/// When a resting limit order fills.
enum class RestingFill : std::uint8_t {
  AtTouch, ///< when the quote reaches it, or a trade goes through it
  Queue,   ///< also by trades at its price, once those in front of it have had theirs
  Through, ///< only when the quote or a trade goes through it
};

/// How orders meet the market, beyond price and time. The default is the broker's paper account:
/// whoever touches the quote is filled, whatever is quoted.
struct FillRules {
  bool takes_displayed = false; ///< no more than is quoted, and each displayed share only once
  double displayed_share = 1;   ///< of what is quoted, that is there when an order comes
  RestingFill resting = RestingFill::AtTouch;
  double volume_share = 1; ///< of a print, or of a bar's volume, that one account may have of it
  Price slippage;          ///< an order that takes pays so much more (or gets less) than the quote
  Price blind_slippage;    ///< the same where there is no quote, only trades or bars
};

/// That part of a quantity, down to the smallest unit.
inline Quantity part_of(Quantity quantity, double share) {
  if (share >= 1) return quantity;
  return {static_cast<std::int64_t>(static_cast<double>(quantity.units) * share)};
}

/// What the regulators charge, by the day.
enum class FeePlan : std::uint8_t {
  Paper, ///< nothing, as on the paper account
  Live,  ///< see `fees.hpp`
};

} // namespace hft::simulated
