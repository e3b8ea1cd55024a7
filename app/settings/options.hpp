#pragma once

#include "actors/supervisor/run_outcome.hpp"
#include "messages/fixed_text.hpp"
#include "messages/result.hpp"
#include "messages/timestamp.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace hft {

/// What the simulated venue plays, embedded or alone.
struct MarketOptions {
  std::string date;         ///< YYYY-MM-DD; empty: a tape's date, else a recent session
  std::string at = "09:25"; ///< New York time at the start
  std::uint64_t seed = 1;
  std::string speed = "300"; ///< a factor of real time, or `max`
  double latency = 20;       ///< milliseconds of venue time an order is on its way
  std::vector<std::string> tapes;
  std::vector<std::string> symbols; ///< empty: those of the tape, else SPY
  std::string calendar_overrides;   ///< a file; empty: none beside the built-in ones
  std::string profile = "touch";    ///< how orders fill, see `simulated::fill_profiles`
  std::string fees;                 ///< `paper`, `live`; empty: as the profile has it
  bool stored = false; ///< days of a store: neither its symbols nor its dates are made up
};

/// `hft` without a subcommand.
struct RunOptions {
  std::vector<std::string> models;
  std::vector<std::string> model_path; ///< directories of models' libraries
  std::vector<std::string> swaps;      ///< HH:MM[:SS],ID=NAME[:key=value,...], simulated venue
  MarketOptions market;
  std::string venue = "simulated";
  std::string state_dir;   ///< empty: $STATE_DIRECTORY, else the XDG state directory
  std::string when_closed; ///< `wait`, `exit` or empty for the default of the venue
  std::string summary_file;
  std::string log_level = "info";
  std::string log_format = "text";
  std::string env_file = ".env";
  double max_signal_age = 0.25;       ///< seconds; an older signal is refused as stale
  double cancel_lead = 0;             ///< minutes before the close at which what works is canceled
  double flatten_lead = 0;            ///< minutes before the close at which positions are closed
  double close_lead = 0;              ///< minutes before the close without new opening orders
  std::string durability = "process"; ///< `process`: survives a kill; `disk`: a power cut too
  std::vector<std::string> off_lane;  ///< model ids that run on the scheduler, not on the lane
  std::vector<std::string> flatten_quarantined; ///< ids of models, or `all`
  bool fail_fast = false;                       ///< the first fault of a model ends the run
  double event_budget = 0.25;                   ///< seconds a model has for one event; 0: any
  std::string dashboard;               ///< `off`, `watch`, `control`; empty: watch on a terminal
  std::uint16_t dashboard_port = 8470; ///< taken: the next free one
  std::string metrics = "token";       ///< or `open`: GET /metrics without the token
  std::string restore = "on";          ///< `off`: only what the command line says starts
  std::set<std::string> given;         ///< names of the options that are not left at their defaults
  std::vector<std::string> limits;     ///< NAME=VALUE or MODEL.NAME=VALUE
  /// Reads the command line and the configuration file once more; for settings that may change.
  std::function<Result<RunOptions>()> read_again;
  /// The command line as if its configuration file were empty.
  std::function<std::optional<RunOptions>()> line_alone;
  std::string config_file; ///< of `line_alone`; empty: none
};

struct ModelsOptions {
  std::string name;
  std::string format = "text";
  std::vector<std::string> model_path; ///< directories of models' libraries
};

/// What `hft models new` writes.
struct NewModelOptions {
  std::string name;
  bool python = false;
  bool plugin = false;
  bool bars = false; ///< of the kinds to begin from, one at most; else one of trades
  bool pairs = false;
  bool market_maker = false;
  std::string into; ///< the tree, or for a library or script its folder's parent; empty: here
};

struct VenueCommandOptions {
  MarketOptions market;
  std::uint16_t port = 0;
  bool quiet_tape = false;
  bool allow_flips = false;
  std::string key;
  std::string secret;
  std::string faults_file;
  std::string state_file;
  int rate_limit = 10'000; ///< requests a minute of venue time; 0: no limit
  std::string cash = "1000000";
};

struct CalendarOptions {
  std::string from;
  std::string to;
  std::string format = "csv";
  std::string overrides;
};

struct ClockOptions {
  std::string at;
  std::string format = "text";
  std::string overrides;
};

struct SessionsOptions {
  std::string state_dir;
  std::string format = "text";
};

struct ControlOptions {
  std::string state_dir;
  std::string verb;
  std::vector<std::string> arguments;
  std::string reason;
  bool shadow = false;
  bool flatten = false;
  double every = 1; ///< seconds between two pictures of `watch`
  std::string format = "text";
};

struct CompletionOptions {
  std::string shell;
};

/// `hft alerts check`.
struct AlertsOptions {
  std::string notify = "/etc/hft/notify.conf"; ///< apprise's: who is told, and how
  std::string rules;        ///< Prometheus' rules; empty: those installed, if any
  std::string alertmanager; ///< its configuration; empty: /etc/prometheus's, if any
  bool dry_run = false;     ///< checks, and sends nothing
};

struct JournalOptions {
  std::string state_dir;
  std::string format = "text";
  bool verify = false;
  bool plots = false; ///< the points of the models' lines too
  std::string order;
};

} // namespace hft
