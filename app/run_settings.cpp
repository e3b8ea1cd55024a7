#include "app/run_settings.hpp"

#include "app/calendar_file.hpp"
#include "app/market_settings.hpp"
#include "app/model_words.hpp"
#include "app/models_command.hpp"
#include "app/print_settings.hpp"
#include "app/risk_settings.hpp"
#include "app/state_dir.hpp"
#include "app/wall_clock.hpp"
#include "models/catalog.hpp"

#include <algorithm>
#include <sys/prctl.h>

namespace hft {

namespace {

Result<std::vector<ModelSpec>> read_models(const std::vector<std::string>& texts,
                                           const std::vector<Symbol>& symbols, ModelShelf& shelf,
                                           std::set<Symbol>& watched) {
  if (texts.empty()) {
    std::vector<std::string> names;
    std::vector<Failure> refusals;
    for (const auto* entry : shelf.all(refusals)) names.push_back(entry->name);
    return fail(Fault::BadArgument,
                "no model is named: give --model=NAME, where NAME is " + listed(names));
  }
  std::vector<ModelSpec> specs;
  for (const auto& text : texts) {
    auto spec = read_model_words(text);
    if (!spec) return tl::unexpected{spec.error()};
    // Made once here so that a wrong parameter is known before anything starts.
    const auto model = shelf.make(*spec, symbols);
    if (!model) return tl::unexpected{model.error()};
    for (const auto& symbol : (*model)->needs().symbols) watched.insert(symbol);
    const bool taken = std::any_of(specs.begin(), specs.end(),
                                   [&](const ModelSpec& other) { return other.id == spec->id; });
    if (taken)
      return fail(Fault::BadArgument, "two models are named " + spec->id.str() +
                                        ": give one another id, as in --model=other=" + spec->name);
    specs.push_back(std::move(*spec));
  }
  return specs;
}

void add_missing(std::vector<Symbol>& symbols, const std::set<Symbol>& watched) {
  for (const auto& symbol : watched)
    if (std::find(symbols.begin(), symbols.end(), symbol) == symbols.end())
      symbols.push_back(symbol);
}

Duration seconds_of(double seconds) {
  return Duration{static_cast<std::int64_t>(seconds * 1e9)};
}

} // namespace

Result<RunSettings> read_settings(const RunOptions& options) {
  RunSettings settings;
  const bool embedded = options.venue == "simulated";
  if (embedded) {
    auto venue = venue_options(options.market);
    if (!venue) return tl::unexpected{venue.error()};
    settings.symbols = venue->symbols;
    settings.embedded = std::move(*venue);
    settings.embedded->in_step = true;
  } else {
    const auto endpoints = cpquant::endpoints_for(options.venue);
    if (!endpoints) return fail(Fault::BadArgument, endpoints.error().sentence);
    const auto symbols = read_symbols(options.market.symbols);
    if (!symbols) return tl::unexpected{symbols.error()};
    settings.symbols = *symbols;
  }
  settings.venue = options.venue;
  auto directories = model_directories(options.model_path);
  if (!directories) return tl::unexpected{directories.error()};
  settings.shelf = std::make_shared<ModelShelf>(std::move(*directories));
  std::set<Symbol> watched;
  auto models = read_models(options.models, settings.symbols, *settings.shelf, watched);
  if (!models) return tl::unexpected{models.error()};
  if (embedded && options.market.tapes.empty()) // a made-up market has what models ask for
    add_missing(settings.embedded->symbols, watched);
  settings.models = std::move(*models);
  auto risk = read_risk(options.limits);
  if (!risk) return tl::unexpected{risk.error()};
  settings.risk = std::move(*risk);
  settings.risk.signal_age = seconds_of(options.max_signal_age);
  const auto prints = read_print_limits(options.limits);
  if (!prints) return tl::unexpected{prints.error()};
  settings.prints = *prints;
  settings.closing_lead = seconds_of(options.close_lead * 60);
  settings.cancel_lead = seconds_of(options.cancel_lead * 60);
  settings.flatten_lead = seconds_of(options.flatten_lead * 60);
  auto calendar = load_calendar(options.market.calendar_overrides);
  if (!calendar) return tl::unexpected{calendar.error()};
  settings.calendar = std::move(*calendar);
  for (const auto& id : options.off_lane) settings.off_lane.insert(ModelId::truncated(id));
  for (const auto& id : options.flatten_quarantined) {
    if (id == "all") settings.flatten_all = true;
    settings.flatten.insert(ModelId::truncated(id));
  }
  settings.event_budget = seconds_of(options.event_budget);
  settings.when_closed = options.when_closed == "exit" || (options.when_closed.empty() && embedded)
                           ? WhenClosed::Exit
                           : WhenClosed::Wait;
  settings.durable = options.durability == "disk";
  settings.env_file = options.env_file;
  auto dir = open_state_dir(options.state_dir);
  if (!dir) return tl::unexpected{dir.error()};
  settings.state_dir = std::move(*dir);
  return settings;
}

Result<cpquant::Credentials> keys_for(const RunSettings& settings, cpquant::KeyPair pair) {
  if (settings.embedded) // an account of its own for every run, and no key of anyone's
    return cpquant::Credentials{"embedded-" + std::to_string(wall_clock_now().nanoseconds), "none"};
  cpquant::KeySources sources;
  sources.env_file = settings.env_file;
  auto keys = cpquant::load_credentials(pair, sources);
  const bool absent = !keys && keys.error().fault == Fault::BadCredentials;
  if (absent && settings.venue.starts_with("http://")) // loopback: our own venue takes any key
    return cpquant::Credentials{"anonymous", "none"};
  if (keys) ::prctl(PR_SET_DUMPABLE, 0); // somebody's keys are in our memory now
  return keys;
}

} // namespace hft
