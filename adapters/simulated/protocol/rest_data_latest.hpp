#pragma once

#include "adapters/simulated/protocol/rest_routes.hpp"

namespace hft::simulated {

/// What is newest of `/v2/stocks`: latest items and snapshots, and the codes' names.
RestAnswer data_latest_answer(const RestCall& call);

} // namespace hft::simulated
