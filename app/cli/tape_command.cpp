#include "app/cli/tape_command.hpp"

#include "adapters/simulated/market/generator.hpp"
#include "adapters/simulated/market/tape/writer.hpp"
#include "app/settings/market_settings.hpp"
#include "app/settings/run_checks.hpp"
#include "messages/new_york.hpp"

#include <algorithm>
#include <cstdio>

namespace hft {

namespace {

int complain(const std::string& sentence, int code) {
  std::fprintf(stderr, "hft: %s\n", sentence.c_str());
  return code;
}

} // namespace

int run_tape(const TapeCommandOptions& options) {
  MarketOptions market;
  market.date = options.date;
  market.seed = options.seed;
  market.symbols = options.symbols;
  market.calendar_overrides = options.calendar_overrides;
  const auto venue = venue_options(market);
  if (!venue) return complain(venue.error().sentence, exit_code::usage);
  const auto plan = venue->session(*venue->date);
  if (!plan)
    return complain("--date=" + format_date(*venue->date) + " is no trading day (see hft calendar)",
                    exit_code::usage);
  if (const auto known = check_made_up_symbols(venue->symbols); !known)
    return complain(known.error().sentence, exit_code::usage);
  simulated::GeneratorConfig config;
  config.seed = options.seed;
  config.plan = *plan;
  config.symbols = venue->symbols;
  std::sort(config.symbols.begin(), config.symbols.end());
  simulated::MarketGenerator day{std::move(config)};
  const auto kinds =
    options.quotes ? simulated::TapeKinds::TradesAndQuotes : simulated::TapeKinds::Trades;
  const auto files = simulated::write_tape(day, options.folder, kinds);
  if (!files) return complain(files.error().sentence, exit_code::failed);
  for (const auto& file : *files) std::printf("%s\n", file.c_str());
  return exit_code::done;
}

} // namespace hft
