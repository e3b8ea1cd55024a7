#include "app/cli/venue_command.hpp"

#include "app/cli/serve_venue.hpp"
#include "app/service/watchdog.hpp"
#include "app/settings/market_settings.hpp"
#include "app/settings/run_checks.hpp"
#include "messages/new_york.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <unistd.h>

namespace hft {

namespace {

int refuse(const std::string& sentence, int code) {
  std::fprintf(stderr, "hft: %s\n", sentence.c_str());
  return code;
}

int refuse_usage(const std::string& sentence) {
  return refuse(sentence, exit_code::usage);
}

/// A venue alone may be closed, and may have any symbol; whoever did not mean it is told.
std::vector<std::string> notes_on(const MarketOptions& market,
                                  const simulated::VenueOptions& venue) {
  std::vector<std::string> notes;
  if (!venue.session(*venue.date))
    notes.push_back(format_date(*venue.date) + " has no session: the venue's market is closed");
  if (market.tapes.empty())
    if (const auto known = check_made_up_symbols(venue.symbols); !known)
      notes.push_back(known.error().sentence + "; prices of others are invented");
  return notes;
}

} // namespace

int run_venue(const VenueCommandOptions& options) {
  auto venue = venue_options(options.market);
  if (!venue) return refuse_usage(venue.error().sentence);
  const auto cash = parse_units(options.cash);
  if (!cash || *cash <= 0)
    return refuse_usage("--cash=" + options.cash + " is no amount: give dollars above 0");
  if (options.key.empty() != options.secret.empty())
    return refuse_usage("--key and --secret belong together: give both or none");
  if (!options.faults_file.empty() && ::access(options.faults_file.c_str(), R_OK) != 0)
    return refuse("--faults=" + options.faults_file + " cannot be read: " + std::strerror(errno),
                  exit_code::configuration);
  if (const auto good = check_writable("--state", options.state_file); !good)
    return refuse_usage(good.error().sentence);
  for (const auto& note : notes_on(options.market, *venue))
    std::fprintf(stderr, "note: %s\n", note.c_str());
  venue->cash = Money{*cash};
  venue->port = options.port;
  venue->quiet_tape = options.quiet_tape;
  venue->allow_flips = options.allow_flips;
  venue->key = options.key;
  venue->secret = options.secret;
  venue->faults_file = options.faults_file;
  venue->state_file = options.state_file;
  venue->rate_limit = options.rate_limit;
  Watchdog::start(); // a venue that stands still serves nobody
  return serve_venue(*venue);
}

} // namespace hft
