#pragma once

#include "actors/execution/risk_limits.hpp"
#include "actors/feed/print_judge.hpp"
#include "actors/session_clock/market_calendar.hpp"
#include "actors/supervisor/timed_swap.hpp"
#include "adapters/cpquant/credentials.hpp"
#include "adapters/cpquant/endpoints.hpp"
#include "adapters/simulated/server/venue.hpp"
#include "app/settings/options.hpp"
#include "messages/control.hpp"
#include "messages/result.hpp"
#include "models/external/shelf.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <vector>

namespace hft {

/// A run's options, read and checked: everything the wiring needs, nothing left to doubt.
struct RunSettings {
  std::vector<ModelSpec> models;
  std::shared_ptr<ModelShelf> shelf; ///< what models can be made of; the supervisor's to use
  /// What models watch that name none and have no default of their own.
  std::vector<Symbol> symbols;
  std::vector<std::pair<ModelId, std::vector<Symbol>>> watched; ///< by each model
  std::vector<std::string> notes; ///< sentences a user should read before it starts
  bool restores = true;           ///< what an operator changed comes back after a restart
  std::optional<simulated::VenueOptions> embedded; ///< when the venue is ours, in this process
  std::vector<Symbol> market; ///< what that venue has; empty when the venue is another
  std::string venue;          ///< `paper` or a base address otherwise
  std::filesystem::path state_dir;
  WhenClosed when_closed = WhenClosed::Wait;
  RiskConfig risk;
  PrintLimits prints;
  std::shared_ptr<const MarketCalendar> calendar;
  Duration closing_lead{0};
  Duration cancel_lead{0};
  Duration flatten_lead{0};
  std::set<ModelId> off_lane;
  std::set<ModelId> flatten; ///< whose positions are closed when they stay down
  bool flatten_all = false;
  std::vector<TimedSwap> swaps; ///< by time
  Duration event_budget{0};     ///< a model's time for one event; zero: any
  bool fail_fast = false;       ///< the first fault of a model ends the run
  bool durable = false;         ///< against a power cut too
  std::string env_file;
};

/// One sentence names the first option that is wrong.
Result<RunSettings> read_settings(const RunOptions& options);
/// The same without a state directory: nothing is written anywhere.
Result<RunSettings> check_settings(const RunOptions& options);

/// The keys for the venue: the environment's, or a made-up pair for the embedded venue and for
/// servers on loopback when the environment has none. Somebody's keys once read, the process leaves
/// no core dump and only root can trace it.
Result<cpquant::Credentials> keys_for(const RunSettings& settings, cpquant::KeyPair pair);

} // namespace hft
