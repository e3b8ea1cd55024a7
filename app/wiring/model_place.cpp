#include "app/wiring/model_place.hpp"

#include "models/external/shelf.hpp"

namespace hft {

bool shuns_lane(const ModelSpec& spec, const Needs& needs) {
  return needs.own_thread || needs_own_thread(spec);
}

Result<RunsOn> place_of(const ModelSpec& spec, const Needs& needs,
                        const std::set<ModelId>& off_lane) {
  const bool shuns = shuns_lane(spec, needs);
  if (shuns && spec.runs_on == RunsOn::Lane)
    return fail(ErrorKind::BadArgument, "model " + spec.id.str() + " cannot run on the lane: " +
                                          spec.name + " is too slow or foreign for the hot path");
  if (spec.runs_on != RunsOn::Default) return spec.runs_on;
  if (shuns) return RunsOn::Thread;
  return off_lane.contains(spec.id) ? RunsOn::Scheduler : RunsOn::Lane;
}

} // namespace hft
