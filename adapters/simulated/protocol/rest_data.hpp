#pragma once

#include "adapters/simulated/protocol/faults.hpp"
#include "adapters/simulated/protocol/rest_routes.hpp"

namespace hft::simulated {

/// History of `/v2/stocks`: trades, quotes, bars, auctions, page by page; what is newest comes from
/// `data_latest_answer`.
RestAnswer data_answer(const RestCall& call, Faults& faults);

} // namespace hft::simulated
