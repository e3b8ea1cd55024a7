#pragma once

#include "app/options.hpp"
#include "app/run_settings.hpp"
#include "messages/result.hpp"

#include <set>
#include <string>
#include <vector>

namespace hft {

/// What no single option says wrong, but a run's options together do. Each function answers one
/// sentence that names the option.

/// Options that name instances name those there are: `known` are the ids of this run and of those
/// kept from earlier ones.
Result<void> check_instances(const RunOptions& options, const RiskConfig& risk,
                             const std::vector<ModelSpec>& models, const std::set<ModelId>& known);

/// The simulated day can be traded from its start on. Not asked when the user says what to do
/// while the market is closed.
Result<void> check_start(const RunOptions& options, const simulated::VenueOptions& venue,
                         const MarketCalendar& calendar, bool extended_hours);

/// Every symbol is one that the made-up market has.
Result<void> check_made_up_symbols(const std::vector<Symbol>& symbols);

/// Every symbol that a model watches is on the tape.
Result<void> check_tape_symbols(const std::vector<std::pair<ModelId, std::vector<Symbol>>>& watched,
                                const std::vector<Symbol>& on_tape);

/// The file can be written at the end of the run; it is left as it was.
Result<void> check_writable(const std::string& option, const std::string& file);

} // namespace hft
