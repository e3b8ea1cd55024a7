#pragma once

#include "adapters/simulated/protocol/rest_routes.hpp"

namespace hft::simulated {

/// Announced splits, dividends and renames.
RestAnswer corporate_actions_answer(const RestCall& call);

} // namespace hft::simulated
