#pragma once

#include "messages/control.hpp"
#include "messages/result.hpp"
#include "models/model.hpp"

#include <set>

namespace hft {

/// Too slow or foreign for the hot path, whatever it is told.
bool shuns_lane(const ModelSpec& spec, const Needs& needs);

/// Where the instance runs: as it is told, else as the model needs, else on the lane unless it is
/// one of `off_lane`.
Result<RunsOn> place_of(const ModelSpec& spec, const Needs& needs,
                        const std::set<ModelId>& off_lane);

} // namespace hft
