#pragma once

#include "adapters/simulated/exchange/fill_rules.hpp"
#include "messages/timestamp.hpp"

#include <span>
#include <string_view>

namespace hft::simulated {

/// How long data, orders and answers are on their ways.
struct LatencyLegs {
  Duration data{0};   ///< from the exchange to the model
  Duration entry{0};  ///< from the model to the exchange
  Duration answer{0}; ///< from the exchange back to the model: answers, fills
  /// 0: always the same. Else that part of each leg varies from order to order, drawn from an
  /// exponential distribution by the run's seed; the mean stays.
  double varying = 0;
};

/// A named set of assumptions about the market and the way to it.
struct FillProfile {
  std::string_view name;
  std::string_view summary;
  double partial_fill_probability = 0.1; ///< that an order's first fill is only a part of it
  FillRules rules;
  LatencyLegs latency;
};

/// `touch`, `paper`, `realistic`, `pessimistic`: every profile there is, kindest first.
std::span<const FillProfile> fill_profiles();
/// Null when there is none of that name.
const FillProfile* find_fill_profile(std::string_view name);

} // namespace hft::simulated
