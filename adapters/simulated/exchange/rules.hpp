#pragma once

#include "adapters/simulated/exchange/order.hpp"

#include <string_view>
#include <vector>

namespace hft::simulated {

/// One reason for which the venue refuses what is asked of it, as the broker does.
struct VenueRule {
  std::string_view name; ///< of ours: `crossing_zero`
  int http = 422;        ///< what it is answered with
  long code = 42210000;
  std::string_view says;   ///< the broker's words; `*` stands for what differs from case to case
  std::string_view source; ///< where the broker or those who trade there say so
};

/// Every rule there is. `docs/venue.md` shows this list, and no order is refused for anything else.
const std::vector<VenueRule>& venue_rules();

/// The first rule that answers so; none when nobody knows it.
const VenueRule* rule_of(const VenueError& error);

} // namespace hft::simulated
