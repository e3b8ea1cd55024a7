#include "app/settings/run_settings.hpp"

#include "adapters/simulated/market/tape/reader.hpp"
#include "adapters/storage/roster_file.hpp"
#include "app/settings/calendar_file.hpp"
#include "app/settings/market_settings.hpp"
#include "app/settings/model_directories.hpp"
#include "app/settings/model_words.hpp"
#include "app/settings/print_settings.hpp"
#include "app/settings/risk_settings.hpp"
#include "app/settings/run_checks.hpp"
#include "app/settings/state_dir.hpp"
#include "app/wall_clock.hpp"
#include "messages/new_york.hpp"
#include "models/catalog.hpp"

#include <algorithm>
#include <charconv>
#include <sys/prctl.h>

namespace hft {

namespace {

std::string names_of(const std::vector<Symbol>& symbols) {
  std::vector<std::string> names;
  for (const auto& symbol : symbols) names.push_back(symbol.str());
  std::string text;
  for (const auto& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

/// What a model watches in place of its own default is said, unless that is everybody's.
void record_replaced(RunSettings& settings, const ModelSpec& spec,
                     const std::vector<Symbol>& watched) {
  if (settings.symbols.empty()) return;
  const auto alone = settings.shelf->make(spec, {});
  if (!alone) return;
  const auto own = (*alone)->needs().symbols;
  const bool anybodys = own == std::vector<Symbol>{"SPY"};
  if (own == watched || anybodys) return;
  settings.notes.push_back("model " + spec.id.str() + " watches " + names_of(watched) +
                           ", as --symbols or the tape says, and not its own " + names_of(own));
}

Result<void> read_models(const std::vector<std::string>& texts, RunSettings& settings,
                         bool& extended_hours) {
  auto& shelf = *settings.shelf;
  if (texts.empty()) {
    std::vector<std::string> names;
    std::vector<Failure> refusals;
    for (const auto* entry : shelf.all(refusals)) names.push_back(entry->name);
    return fail(ErrorKind::BadArgument,
                "no model is named: give --model=NAME, where NAME is " + listed(names));
  }
  auto& specs = settings.models;
  for (const auto& text : texts) {
    auto spec = read_model_words(text);
    if (!spec) return tl::unexpected{spec.error()};
    // Made once here so that a wrong parameter is known before anything starts.
    const auto model = shelf.make(*spec, settings.symbols);
    if (!model) return tl::unexpected{model.error()};
    const auto needs = (*model)->needs();
    settings.watched.emplace_back(spec->id, needs.symbols);
    extended_hours = extended_hours || needs.extended_hours;
    record_replaced(settings, *spec, needs.symbols);
    const bool taken = std::any_of(specs.begin(), specs.end(),
                                   [&](const ModelSpec& other) { return other.id == spec->id; });
    if (taken)
      return fail(ErrorKind::BadArgument,
                  "two models are named " + spec->id.str() +
                    ": give one another id, as in --model=other=" + spec->name);
    specs.push_back(std::move(*spec));
  }
  return {};
}

/// The ids of this run and of what ran on this state directory before and may come back.
std::set<ModelId> known_instances(const RunSettings& settings) {
  std::set<ModelId> known;
  for (const auto& spec : settings.models) known.insert(spec.id);
  std::error_code none;
  if (settings.restores && !settings.embedded)
    for (const auto& account :
         std::filesystem::directory_iterator{settings.state_dir / "accounts", none})
      if (const auto roster = storage::read_roster(roster_file(account.path())))
        for (const auto& entry : roster->instances) known.insert(entry.spec.id);
  return known;
}

/// Options of the simulated market change nothing at a venue that has a market and a clock of its
/// own.
Result<void> check_venue_options(const RunOptions& options, RunSettings& settings) {
  std::string unheard;
  for (const auto* name : {"date", "at", "seed", "speed", "tape", "latency", "profile", "fees"})
    if (options.given.contains(name))
      unheard += (unheard.empty() ? "--" : ", --") + std::string{name};
  if (unheard.empty()) return {};
  const bool several = unheard.find(',') != std::string::npos;
  const auto sentence = unheard +
                        (several ? " are for the simulated market inside this program and have no "
                                 : " is for the simulated market inside this program and has no ") +
                        "effect with --venue=" + options.venue;
  if (options.venue == "paper") return fail(ErrorKind::BadArgument, sentence);
  settings.notes.push_back(sentence);
  return {};
}

void add_missing(std::vector<Symbol>& symbols, const std::set<Symbol>& watched) {
  for (const auto& symbol : watched)
    if (std::find(symbols.begin(), symbols.end(), symbol) == symbols.end())
      symbols.push_back(symbol);
}

Duration seconds_of(double seconds) {
  return Duration{static_cast<std::int64_t>(seconds * 1e9)};
}

/// `HH:MM` or `HH:MM:SS`.
std::optional<Duration> read_clock(std::string_view text) {
  if (text.size() == 5) return read_clock(std::string{text} + ":00");
  if (text.size() != 8 || text[2] != ':' || text[5] != ':') return std::nullopt;
  int parts[3] = {};
  for (std::size_t i = 0; i < 3; ++i) {
    const auto* begin = text.data() + i * 3;
    if (std::from_chars(begin, begin + 2, parts[i]).ptr != begin + 2) return std::nullopt;
  }
  const auto& [hour, minute, second] = parts;
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59)
    return std::nullopt;
  return std::chrono::hours{hour} + std::chrono::minutes{minute} + std::chrono::seconds{second};
}

Failure no_swap(const std::string& text, const std::string& why) {
  return {ErrorKind::BadArgument, "--swap=" + text + ' ' + why};
}

/// A swap outside the hours that are played would never come, or at once.
Result<void> check_swap_time(const std::string& text, Timestamp at,
                             const simulated::VenueOptions& venue, bool extended_hours) {
  const auto clock = [](Timestamp time) { return format_new_york_clock(time).substr(0, 5); };
  const auto start = from_new_york(*venue.date, venue.at);
  if (at < start)
    return tl::unexpected{
      no_swap(text, "is before the start of this run, " + clock(start) + " New York time")};
  const auto session = venue.session(*venue.date);
  if (!session) return {};
  const auto over = extended_hours ? session->post_end : session->close;
  if (at >= over)
    return tl::unexpected{
      no_swap(text, "is after the session, which closes at " + clock(over) + " New York time")};
  return {};
}

/// `HH:MM[:SS],ID=NAME[:key=value,...]` on the venue's date.
Result<TimedSwap> read_swap(const std::string& text, RunSettings& settings, bool extended_hours) {
  const auto comma = text.find(',');
  const auto time = read_clock(text.substr(0, comma));
  if (comma == std::string::npos || !time)
    return tl::unexpected{no_swap(text, "is no swap: give HH:MM[:SS],ID=NAME[:key=value,...]")};
  if (!settings.embedded)
    return tl::unexpected{no_swap(text, "cannot be timed: only the simulated venue's clock can")};
  auto spec = read_model_words(text.substr(comma + 1));
  if (!spec) return tl::unexpected{spec.error()};
  const auto model = settings.shelf->make(*spec, settings.symbols);
  if (!model) return tl::unexpected{model.error()};
  const bool known = std::any_of(settings.models.begin(), settings.models.end(),
                                 [&](const ModelSpec& other) { return other.id == spec->id; });
  if (!known) return tl::unexpected{no_swap(text, "names no instance that runs")};
  const auto at = from_new_york(*settings.embedded->date, *time);
  if (const auto good = check_swap_time(text, at, *settings.embedded, extended_hours); !good)
    return tl::unexpected{good.error()};
  settings.watched.emplace_back(spec->id, (*model)->needs().symbols);
  return TimedSwap{at, std::move(*spec)};
}

} // namespace

namespace {

Result<void> read_market(const RunOptions& options, RunSettings& settings) {
  const auto& market = options.market;
  settings.venue = options.venue;
  if (options.given.contains("env-file")) {
    std::error_code none;
    const auto file = std::filesystem::status(options.env_file, none);
    if (!std::filesystem::exists(file))
      return fail(ErrorKind::BadArgument, "--env-file=" + options.env_file + " is not there");
    if (!std::filesystem::is_regular_file(file))
      return fail(ErrorKind::BadArgument, "--env-file=" + options.env_file + " is no regular file");
  }
  if (options.venue == "simulated") {
    auto venue = venue_options(market);
    if (!venue) return tl::unexpected{venue.error()};
    if (!market.symbols.empty() || !market.tapes.empty()) settings.symbols = venue->symbols;
    settings.embedded = std::move(*venue);
    settings.embedded->in_step = true;
    return {};
  }
  const auto endpoints = cpquant::endpoints_for(options.venue);
  if (!endpoints) return fail(ErrorKind::BadArgument, endpoints.error().sentence);
  if (const auto heard = check_venue_options(options, settings); !heard) return heard;
  const auto symbols = read_symbols(market.symbols);
  if (!symbols) return tl::unexpected{symbols.error()};
  if (!market.symbols.empty()) settings.symbols = *symbols;
  return {};
}

/// A made-up market has what models ask for, when it can.
Result<void> complete_market(const RunOptions& options, RunSettings& settings,
                             bool extended_hours) {
  if (!settings.embedded) return {};
  auto& venue = *settings.embedded;
  if (options.market.tapes.empty()) {
    std::set<Symbol> watched;
    for (const auto& [id, symbols] : settings.watched)
      watched.insert(symbols.begin(), symbols.end());
    add_missing(venue.symbols, watched);
    if (options.market.stored) {
      settings.market = venue.symbols;
      return {};
    }
    if (const auto known = check_made_up_symbols(venue.symbols); !known) return known;
    settings.market = venue.symbols;
  } else {
    simulated::TapeOptions tape{options.market.tapes, venue.symbols, venue.date};
    const auto opened = simulated::open_tape(tape);
    if (!opened) return fail(ErrorKind::BadArgument, opened.error().sentence);
    if (const auto there = check_tape_symbols(settings.watched, (*opened)->symbols()); !there)
      return there;
    settings.market = (*opened)->symbols();
  }
  return check_start(options, venue, *settings.calendar, extended_hours);
}

} // namespace

namespace {

/// A budget is real time. The simulated venue waits for a slow model, so none is needed there, and
/// with one a busy machine could change what the same day comes to.
void read_event_budget(const RunOptions& options, RunSettings& settings) {
  const bool given = options.given.contains("event-budget");
  if (!settings.embedded || given) settings.event_budget = seconds_of(options.event_budget);
  if (settings.embedded && given && settings.event_budget.count() > 0)
    settings.notes.push_back("--event-budget counts real seconds: on a busy machine this "
                             "simulated day may not come out the same twice");
}

} // namespace

Result<RunSettings> read_settings(const RunOptions& options) {
  auto settings = check_settings(options);
  if (!settings) return settings;
  auto dir = open_state_dir(options.state_dir);
  if (!dir) return tl::unexpected{dir.error()};
  settings->state_dir = std::move(*dir);
  return settings;
}

Result<RunSettings> check_settings(const RunOptions& options) {
  RunSettings settings;
  if (const auto read = read_market(options, settings); !read) return tl::unexpected{read.error()};
  auto directories = model_directories(options.model_path);
  if (!directories) return tl::unexpected{directories.error()};
  settings.shelf = std::make_shared<ModelShelf>(std::move(*directories));
  bool extended_hours = false;
  if (const auto read = read_models(options.models, settings, extended_hours); !read)
    return tl::unexpected{read.error()};
  for (const auto& text : options.swaps) {
    auto swap = read_swap(text, settings, extended_hours);
    if (!swap) return tl::unexpected{swap.error()};
    settings.swaps.push_back(std::move(*swap));
  }
  std::stable_sort(settings.swaps.begin(), settings.swaps.end(),
                   [](const TimedSwap& a, const TimedSwap& b) { return a.at < b.at; });
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
  if (const auto good = complete_market(options, settings, extended_hours); !good)
    return tl::unexpected{good.error()};
  for (const auto& id : options.off_lane) settings.off_lane.insert(ModelId::truncated(id));
  for (const auto& id : options.flatten_quarantined) {
    if (id == "all") settings.flatten_all = true;
    settings.flatten.insert(ModelId::truncated(id));
  }
  read_event_budget(options, settings);
  settings.fail_fast = options.fail_fast;
  settings.when_closed =
    options.when_closed == "exit" || (options.when_closed.empty() && settings.embedded)
      ? WhenClosed::Exit
      : WhenClosed::Wait;
  settings.durable = options.durability == "disk";
  settings.env_file = options.env_file;
  settings.restores = options.restore == "on";
  settings.state_dir = state_dir_of(options.state_dir);
  if (const auto named =
        check_instances(options, settings.risk, settings.models, known_instances(settings));
      !named)
    return tl::unexpected{named.error()};
  if (const auto good = check_writable("--summary", options.summary_file); !good)
    return tl::unexpected{good.error()};
  return settings;
}

Result<cpquant::Credentials> keys_for(const RunSettings& settings, cpquant::KeyPair pair) {
  if (settings.embedded) // an account of its own for every run, and no key of anyone's
    return cpquant::Credentials{"embedded-" + std::to_string(wall_clock_now().nanoseconds), "none"};
  cpquant::KeySources sources;
  sources.env_file = settings.env_file;
  auto keys = cpquant::load_credentials(pair, sources);
  const bool absent = !keys && keys.error().fault == ErrorKind::BadCredentials;
  if (absent && settings.venue.starts_with("http://")) // loopback: our own venue takes any key
    return cpquant::Credentials{"anonymous", "none"};
  if (keys) ::prctl(PR_SET_DUMPABLE, 0); // somebody's keys are in our memory now
  return keys;
}

} // namespace hft
