#pragma once

#include "adapters/simulated/server/venue.hpp"
#include "app/settings/options.hpp"
#include "messages/result.hpp"

namespace hft {

/// The simulated venue as the command line wants it: dates, times, speeds and symbols read and
/// checked, the trading calendar attached. One sentence names the option that is wrong.
Result<simulated::VenueOptions> venue_options(const MarketOptions& market);

/// `SPY,QQQ` as symbols; SPY when there are none.
Result<std::vector<Symbol>> read_symbols(const std::vector<std::string>& names,
                                         const std::string& option = "--symbols");

} // namespace hft
