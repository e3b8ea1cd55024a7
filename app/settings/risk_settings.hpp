#pragma once

#include "actors/execution/risk_limits.hpp"
#include "messages/result.hpp"

#include <string>
#include <vector>

namespace hft {

/// Limits as the command line and the configuration give them, over the defaults: `NAME=VALUE` for
/// the account, `*.NAME=VALUE` for every model without limits of its own, `MODEL.NAME=VALUE` for
/// one. Names: order_size, order_notional, position, gross_exposure, orders_a_second,
/// orders_a_minute, open_orders, daily_loss; for the account alone also price_collar (in percent)
/// and wash (off, resting or broker). Zero is no limit. `exposure` is the account's gross exposure
/// where the limits say nothing of it.
Result<RiskConfig> read_risk(const std::vector<std::string>& limits, Money exposure = {});

/// The same with one limit more, which replaces the one of its name.
Result<RiskConfig> with_limit(RiskConfig risk, const std::string& text);
/// The model that a limit is for; empty: the account or every model.
std::string model_of_limit(const std::string& text);

} // namespace hft
