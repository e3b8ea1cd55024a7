#pragma once

#include "adapters/simulated/protocol/json.hpp"

namespace hft::simulated {

/// `{"type":"split","symbol":S,"old_rate":"1","new_rate":"10"}`, `{"type":"dividend","symbol":S,
/// "cash":"0.51"}` or `{"type":"rename","symbol":S,"new_symbol":T}`; `ex_date` (`today` when
/// absent), and `"activities":false` for one that no activity tells of. Rates and cash must be
/// positive and at most 1,000,000.
Result<CorporateAction> corporate_action_from(const Json& message, Date today);

/// `{"key":K,"activity_type":"FEE","net_amount":"-0.02",...}` with the fields of an activity.
Result<ActivityRequest> activity_request_from(const Json& message);

/// `asset` with the flags of `message`: `tradable`, `shortable`, `easy_to_borrow`, `fractionable`,
/// `marginable`, `active`.
Result<Asset> changed_asset(const Asset& asset, const Json& message);

} // namespace hft::simulated
