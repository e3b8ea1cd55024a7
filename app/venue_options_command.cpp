#include "app/market_settings.hpp"
#include "app/options.hpp"
#include "app/venue_command.hpp"
#include "app/watchdog.hpp"

#include <cstdio>

namespace hft {

namespace {

int refuse_usage(const std::string& sentence) {
  std::fprintf(stderr, "hft: %s\n", sentence.c_str());
  return exit_code::usage;
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
  return run_venue(*venue);
}

} // namespace hft
