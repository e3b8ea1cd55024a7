#pragma once

#include "adapters/cpquant/wire_account.hpp"
#include "app/settings/options.hpp"
#include "app/settings/run_settings.hpp"
#include "messages/result.hpp"

#include <functional>
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

/// A model that comes while the simulated day is played watches what that day has: `market`, which
/// is empty where the venue is another.
Result<void> check_market_symbols(const ModelId& id, const std::vector<Symbol>& watched,
                                  const std::vector<Symbol>& market);

/// Asks a broker for one security.
using AskAsset = std::function<Result<cpquant::Asset>(const std::string&)>;

/// The broker knows every symbol that a model watches; what it does not trade now is a note. Blocks
/// while it asks, for at most 50 symbols: of more the desk asks by and by. `is_broker`: the broker
/// itself, not a server that may know no assets at all.
Result<std::vector<std::string>>
check_assets(const std::vector<std::pair<ModelId, std::vector<Symbol>>>& watched, bool is_broker,
             const AskAsset& ask);

/// The file can be written at the end of the run; it is left as it was.
Result<void> check_writable(const std::string& option, const std::string& file);

} // namespace hft
