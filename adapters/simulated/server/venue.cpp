#include "adapters/simulated/server/venue.hpp"

#include "adapters/simulated/server/running_venue.hpp"

namespace hft::simulated {

Result<std::unique_ptr<Venue>> Venue::open(VenueOptions options) {
  auto engine = VenueEngine::open(options);
  if (!engine) return tl::unexpected(engine.error());
  auto venue = std::make_unique<RunningVenue>(std::move(options), std::move(*engine));
  if (const auto prepared = venue->prepare(); !prepared) return tl::unexpected(prepared.error());
  return venue;
}

} // namespace hft::simulated
