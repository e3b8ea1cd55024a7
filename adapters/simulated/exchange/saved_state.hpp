#pragma once

#include "adapters/simulated/exchange/matching_engine.hpp"

namespace hft::simulated {

/// What of an exchange survives a restart, as rows: clock, ids, prices, accounts, orders, fills,
/// corporate actions. What is read is what was written; rows that do not fit together are refused.
ExchangeState saved_state(const ExchangeParts& parts);

/// Puts rows back into the parts of an empty exchange, in the order in which `saved_state` wrote
/// them, and lets `matching` go on with what was under way. `BadPayload` names the row.
Result<void> restore_state(const ExchangeState& state, ExchangeParts& parts,
                           MatchingEngine& matching);

} // namespace hft::simulated
