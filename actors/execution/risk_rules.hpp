#pragma once

#include "actors/execution/risk_gate.hpp"

#include <span>
#include <string>

namespace hft {

/// One order before one scope's limits.
struct RiskCase {
  const Order& order;
  const RiskView& view;
  const RiskGate& gate;
  const RiskLimits& limits;
  const ModelId* model; ///< null: the account's limits
};

/// A rule names what it refuses for and says why it objects, or nothing.
struct RiskRule {
  Refusal refusal;
  bool by_scope; ///< asked for the account and for the model; otherwise once
  std::optional<std::string> (*objection)(const RiskCase&);
};

/// All rules, in the order in which they are asked.
std::span<const RiskRule> risk_rules();

} // namespace hft
