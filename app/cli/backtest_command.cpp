#include "app/cli/backtest_command.hpp"

#include "adapters/report/session_report.hpp"
#include "adapters/simulated/exchange/fee_doubts.hpp"
#include "adapters/simulated/market/generator.hpp"
#include "app/console/display.hpp"
#include "app/console/logging.hpp"
#include "app/console/progress_line.hpp"
#include "app/console/stop_request.hpp"
#include "app/console/terminal.hpp"
#include "app/research/altered_future.hpp"
#include "app/research/backtest_recorder.hpp"
#include "app/research/notes_section.hpp"
#include "app/research/order_comparison.hpp"
#include "app/research/run_folder.hpp"
#include "app/service/signals.hpp"
#include "app/settings/calendar_file.hpp"
#include "app/settings/market_settings.hpp"
#include "app/settings/risk_settings.hpp"
#include "app/settings/run_line.hpp"
#include "app/settings/run_settings.hpp"
#include "app/version.hpp"
#include "app/wall_clock.hpp"
#include "app/wiring/model_place.hpp"
#include "app/wiring/warm_up_windows.hpp"
#include "messages/new_york.hpp"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <malloc.h>
#include <map>
#include <set>
#include <unistd.h>

namespace hft {

namespace {

/// Nothing is kept of what the desk writes down.
class Unwritten final : public OrderJournal {
public:
  Result<void> append(Timestamp, const JournalEntry&) override { return {}; }
  Result<void> rotate(Date) override { return {}; }
  Result<void> prepare() override { return {}; }
};

int complain_of_backtest(const Failure& failure) {
  say_failure(failure.sentence);
  switch (failure.fault) {
    case ErrorKind::BadArgument:
    case ErrorKind::NotFound: return exit_code::usage;
    case ErrorKind::Refused: return exit_code::books_disagree;
    default: return exit_code::failed;
  }
}

/// Each day frees what the next one needs again: the system need not clear it anew.
void keep_freed_memory() {
  constexpr int most = 256 << 20;
  mallopt(M_TRIM_THRESHOLD, most);
  mallopt(M_MMAP_THRESHOLD, most);
}

Result<std::set<ModelId>> beside_lane(const RunSettings& settings) {
  std::set<ModelId> beside;
  for (const auto& spec : settings.models) {
    const auto model = settings.shelf->make(spec, settings.symbols);
    if (!model) return tl::unexpected{model.error()};
    const auto place = place_of(spec, (*model)->needs(), settings.off_lane);
    if (!place) return tl::unexpected{place.error()};
    if (*place != RunsOn::Lane) beside.insert(spec.id);
  }
  return beside;
}

/// What the profile says; `--latency` is the way to the exchange, and then it does not vary.
simulated::LatencyLegs latency_of(const BacktestOptions& options,
                                  const simulated::VenueOptions& venue, Duration more) {
  auto legs = venue.profile->latency;
  if (options.run.given.contains("latency")) {
    legs.entry = venue.latency;
    legs.varying = 0;
  }
  legs.entry += more;
  return legs;
}

Result<research::BacktestSettings> settings_of(const BacktestOptions& options,
                                               const RunSettings& run, const BacktestDays& days,
                                               Duration more_delay) {
  research::BacktestSettings settings;
  settings.venue = *run.embedded;
  constexpr auto most = std::numeric_limits<std::int64_t>::max() / units_per_whole;
  const auto cash = parse_units(options.cash);
  if (!cash || *cash <= 0)
    return fail(ErrorKind::BadArgument, "--cash=" + options.cash +
                                          " is no amount above 0 and up to " +
                                          std::to_string(most) + " dollars");
  settings.venue.cash = Money{*cash};
  const auto borrow = read_symbols(options.hard_to_borrow, "--hard-to-borrow");
  if (!borrow) return tl::unexpected{borrow.error()};
  if (!options.hard_to_borrow.empty()) settings.venue.hard_to_borrow = *borrow;
  settings.latency = latency_of(options, settings.venue, more_delay);
  settings.days = days.days;
  settings.venue.keeps_past_sessions = settings.days.sessions.empty();
  settings.models = run.models;
  auto beside = beside_lane(run);
  if (!beside) return tl::unexpected{beside.error()};
  settings.beside = std::move(*beside);
  settings.make_model = [&run](const ModelSpec& spec) {
    return run.shelf->make(spec, run.symbols);
  };
  settings.limits = [&options, &run](Money equity) -> Result<RiskConfig> {
    auto risk = read_risk(options.run.limits, equity);
    if (risk) risk->signal_age = run.risk.signal_age;
    return risk;
  };
  settings.prints = run.prints;
  settings.calendar = run.calendar;
  settings.closing_lead = run.closing_lead;
  settings.cancel_lead = run.cancel_lead;
  settings.flatten_lead = run.flatten_lead;
  settings.flattens = [&run](const ModelId& id) {
    return run.flatten_all || run.flatten.contains(id);
  };
  settings.warm_up_windows = [calendar = std::make_shared<MarketCalendar>()](const Needs& needs,
                                                                             Timestamp now) {
    return hft::warm_up_windows(*calendar, needs, now);
  };
  settings.program = std::string{"hft "} + version;
  settings.fail_fast = run.fail_fast;
  return settings;
}

std::string data_words(const RunSettings& settings) {
  const auto& venue = *settings.embedded;
  if (venue.tapes.empty()) return fmt::format("made-up day, seed {}", venue.seed);
  std::string names;
  for (const auto& tape : venue.tapes)
    names += (names.empty() ? "" : ", ") + std::filesystem::path{tape}.filename().string();
  return names;
}

Result<void> write_file(const std::filesystem::path& file, const std::string& text) {
  std::ofstream out{file, std::ios::binary | std::ios::trunc};
  out << text;
  out.close();
  if (!out) return fail(ErrorKind::BadArgument, file.string() + " cannot be written");
  return {};
}

Result<void> write_summary(const BacktestOptions& options, const report::RunRecord& record,
                           const research::BacktestOutcome& outcome) {
  if (!options.run.summary_file.empty()) {
    report::SessionRecord session;
    session.date = record.run.to;
    session.starts = 1;
    session.finished = !outcome.stopped_early;
    session.phases = outcome.phases;
    for (const auto& model : outcome.status.models) session.tallies[model.id].add(model.counts);
    session.figures = report::figures_of(outcome.status, {});
    if (const auto written = write_file(options.run.summary_file, report::record_json(session));
        !written)
      return written;
  }
  return {};
}

std::set<Symbol> watched_symbols(const RunSettings& settings) {
  std::set<Symbol> watched;
  for (const auto& [id, symbols] : settings.watched) watched.insert(symbols.begin(), symbols.end());
  return watched;
}

/// Bars of the report's charts: as fine as its page can bear.
Duration bar_span(std::size_t days) {
  constexpr std::size_t fine = 10;
  constexpr std::size_t middling = 60;
  if (days <= fine) return std::chrono::minutes{1};
  return days <= middling ? std::chrono::minutes{10} : std::chrono::hours{24};
}

/// A session's bars of what the models watched.
void add_bars(std::vector<report::RunBar>& bars, const std::set<Symbol>& watched,
              const research::BacktestRunner& runner, const SessionPlan& plan, Duration span) {
  const auto length = std::min(span, plan.close - plan.open);
  for (const auto& symbol : watched) {
    std::optional<report::RunBar> sum;
    for (const auto& event : runner.minute_bars(symbol, plan.open, plan.close)) {
      const auto* bar = std::get_if<Bar>(&event);
      if (bar == nullptr) continue;
      if (sum && bar->start < sum->at + length) {
        sum->high = std::max(sum->high, bar->high);
        sum->low = std::min(sum->low, bar->low);
        sum->close = bar->close;
        sum->volume += bar->volume;
        continue;
      }
      if (sum) bars.push_back(*sum);
      sum = report::RunBar{symbol,     plan.open + (bar->start - plan.open) / length * length,
                           length,     bar->open,
                           bar->high,  bar->low,
                           bar->close, bar->volume};
    }
    if (sum) bars.push_back(*sum);
  }
}

/// One pass over the days, and what it left.
struct Played {
  report::RunRecord record;
  research::BacktestOutcome outcome;
  double seconds = 0;
};

/// What a pass is asked for beside its settings.
struct PassOptions {
  Duration more_delay{0};
  bool told = true; ///< progress and incidents are shown
  Symbol benchmark;
};

std::string progress_text(const BacktestDays& days, const RunSettings& run, Timestamp now,
                          std::uint64_t events, double seconds) {
  const auto& sessions = days.days.sessions;
  const auto date = new_york_date(now);
  auto done = static_cast<std::size_t>(std::count_if(
    sessions.begin(), sessions.end(), [&](const SessionPlan& plan) { return plan.date < date; }));
  const auto all = std::max<std::size_t>(1, sessions.size());
  double part = static_cast<double>(done);
  if (const auto plan = run.calendar->session(date); plan && now > plan->open)
    part += std::min(1.0, static_cast<double>((now - plan->open).count()) /
                            static_cast<double>((plan->close - plan->open).count()));
  part /= static_cast<double>(all);
  const auto left = part > 0.001 ? seconds / part - seconds : 0;
  return fmt::format("{}  {:.0f} %  {:.1f} million events, {:.2f} million a second, {:.0f} s left",
                     format_date(date), part * 100, static_cast<double>(events) / 1e6,
                     static_cast<double>(events) / std::max(seconds, 1e-3) / 1e6, left);
}

Result<Played> play(const BacktestOptions& options, const RunSettings& run,
                    const BacktestDays& days, const PassOptions& pass) {
  auto chosen = settings_of(options, run, days, pass.more_delay);
  if (!chosen) return tl::unexpected{chosen.error()};
  // The run itself is what must not fail; what is compared with it is compared by its orders.
  chosen->fail_fast = chosen->fail_fast && pass.told;
  research::BacktestRecorder recorder{run.embedded->fees};
  auto observer = recorder.observer();
  std::vector<report::DataWarning> warnings;
  std::vector<report::RunBar> bars;
  std::vector<report::BenchmarkClose> benchmark;
  research::BacktestRunner* playing = nullptr;
  ProgressLine line;
  const auto watched = watched_symbols(run);
  const auto span = bar_span(days.days.sessions.size());
  const auto is_long = days.days.sessions.size() > 20;
  observer.on_incident = [&](const std::string& sentence) {
    if (!pass.told) return;
    line.clear();
    std::fprintf(stderr, "hft: %s\n", sentence.c_str());
  };
  observer.on_bad_day = [&](Date date, const std::string& sentence) {
    warnings.push_back({"unreadable day", Symbol{}, date, 1, sentence});
    if (!pass.told) return;
    line.clear();
    std::fprintf(stderr, "hft: %s is left out: %s\n", format_date(date).c_str(), sentence.c_str());
  };
  const auto record_day = observer.on_day_closed;
  observer.on_day_closed = [&](const research::DayClosed& day) {
    record_day(day);
    add_bars(bars, watched, *playing, day.plan, span);
    if (const auto price = recorder.price_of(pass.benchmark))
      benchmark.push_back({day.plan.date, *price});
  };
  if (const auto record_minute = observer.on_minute; is_long)
    observer.on_minute = [record_minute](Timestamp at, const simulated::AccountSnapshot& account) {
      constexpr std::int64_t rare = 30 * 60 * units_per_whole;
      if (at.nanoseconds % rare < 60 * units_per_whole) record_minute(at, account);
    };
  const auto began = monotonic_now();
  const auto seconds_so_far = [&] {
    return std::chrono::duration<double>(monotonic_now() - began).count();
  };
  if (pass.told)
    observer.on_progress = [&, steps = std::uint64_t{0}](Timestamp now,
                                                         std::uint64_t events) mutable {
      constexpr std::uint64_t steps_a_look = 256;
      if (++steps % steps_a_look == 0 && line.is_shown())
        line.show(progress_text(days, run, now, events, seconds_so_far()));
    };
  observer.is_asked_to_stop = [] { return asked_to_stop.load(); };
  Unwritten journal;
  auto runner = research::BacktestRunner::open(std::move(*chosen), journal, std::move(observer));
  if (!runner) return tl::unexpected{runner.error()};
  playing = runner->get();
  const auto cash = (*runner)->account().equity;
  auto outcome = (*runner)->run();
  line.clear();
  if (!outcome) return tl::unexpected{outcome.error()};
  Played played;
  played.seconds = seconds_so_far();
  played.record = recorder.finish(*outcome, cash);
  played.record.bars = std::move(bars);
  std::stable_sort(played.record.bars.begin(), played.record.bars.end(),
                   [](const auto& a, const auto& b) { return a.symbol < b.symbol; });
  played.record.warnings = days.warnings;
  played.record.warnings.insert(played.record.warnings.end(), warnings.begin(), warnings.end());
  const auto troubles = (*runner)->troubles();
  if (days.days.sessions.empty() && troubles.malformed > 0)
    played.record.warnings.push_back(
      {"malformed", Symbol{}, played.record.run.from, troubles.malformed,
       troubles.sentences.empty() ? "" : troubles.sentences.front()});
  played.record.splits = days.splits;
  if (!pass.benchmark.empty()) {
    played.record.benchmark = pass.benchmark.str();
    played.record.benchmark_closes = std::move(benchmark);
  }
  played.outcome = std::move(*outcome);
  return played;
}

/// Where the run's days come from.
Result<BacktestDays> days_of(const BacktestOptions& options,
                             const std::vector<std::pair<Date, std::vector<std::string>>>& tapes,
                             const RunSettings& settings) {
  if (!options.days.from.empty()) return stored_days(options.days, settings);
  if (tapes.size() > 1) return tape_days(tapes, settings);
  BacktestDays made;
  made.data = data_words(settings);
  made.feed = settings.embedded->tapes.empty() ? "simulated" : "tape";
  return made;
}

/// What the days can hold prices of: what the market makes, or what the models watch.
std::set<Symbol> played_symbols(const RunSettings& settings) {
  auto played = watched_symbols(settings);
  played.insert(settings.embedded->symbols.begin(), settings.embedded->symbols.end());
  return played;
}

/// An option's symbols that the days have no prices of would change nothing.
Result<void> check_played(const std::string& option, const std::vector<std::string>& names,
                          const RunSettings& settings) {
  if (names.empty()) return {};
  const auto symbols = read_symbols(names, option);
  if (!symbols) return tl::unexpected{symbols.error()};
  const auto played = played_symbols(settings);
  for (const auto& symbol : *symbols) {
    if (played.contains(symbol)) continue;
    std::string there;
    for (const auto& one : played) there += (there.empty() ? "" : ", ") + one.str();
    return fail(ErrorKind::BadArgument, option + " names " + symbol.str() +
                                          ", which is not in this run: it has " + there +
                                          " (--symbols adds more)");
  }
  return {};
}

Result<void> check_named_symbols(const BacktestOptions& options, const RunSettings& settings) {
  if (const auto good = check_played("--hard-to-borrow", options.hard_to_borrow, settings); !good)
    return good;
  if (options.benchmark.empty()) return {};
  return check_played("--benchmark", {options.benchmark}, settings);
}

Symbol benchmark_of(const BacktestOptions& options, const RunSettings& settings) {
  if (const auto named = Symbol::from(options.benchmark); named && !named->empty()) return *named;
  const auto watched = watched_symbols(settings);
  if (watched.contains(Symbol{"SPY"})) return Symbol{"SPY"};
  return watched.empty() ? Symbol{} : *watched.begin();
}

/// A folder that cannot be written is known before an hour of work, not after it.
Result<void> check_folder(const std::string& folder) {
  if (folder.empty()) return {};
  std::error_code failed;
  std::filesystem::create_directories(folder, failed);
  if (failed || ::access(folder.c_str(), W_OK | X_OK) != 0 ||
      !std::filesystem::is_directory(folder, failed))
    return fail(ErrorKind::BadArgument, "--out=" + folder + " is no folder that can be written");
  return {};
}

void say_result(const BacktestOptions& options, const Played& played,
                const research::JudgedRun& judged) {
  const auto& record = judged.record;
  auto status = played.outcome.status;
  for (auto& model : status.models)
    for (const auto& row : record.models) {
      if (row.id != model.id.view()) continue;
      model.counts.orders = row.orders;
      model.counts.fills = row.fills;
      model.counts.refused = row.refused;
      model.book.realized_today = model.book.realized;
    }
  auto text = summary_text(status, played.outcome.phases, is_terminal(STDOUT_FILENO));
  if (record.sessions.size() > 1)
    if (const auto end = text.find('\n', 1); end != std::string::npos)
      text.replace(0, end,
                   fmt::format("\nSessions {} to {}: {}", format_date(record.run.from),
                               format_date(record.run.to), record.sessions.size()));
  std::fputs(text.c_str(), stdout);
  std::fputs(research::statistics_text(judged.statistics).c_str(), stdout);
  for (const auto& rerun : record.reruns)
    if (rerun.kind == report::Rerun::Kind::Delay)
      fmt::print(
        "orders {:g} ms later: {} after fees\n", rerun.value,
        research::statistic_text(research::StatisticUnit::Dollars, to_double(rerun.profit)));
  std::fputs(research::notes_text(record).c_str(), stdout);
  std::map<std::string, std::uint64_t> warned;
  for (const auto& warning : record.warnings) warned[warning.kind] += warning.count;
  for (const auto& [kind, count] : warned) fmt::print("data: {} {}\n", count, kind);
  constexpr std::size_t most_named = 10;
  std::size_t named = 0;
  for (const auto& warning : record.warnings)
    if (warning.kind == "missing day" && named++ < most_named)
      fmt::print("  missing day: {} {}\n", warning.symbol.str(), format_date(warning.date));
  fmt::print("profile {}, fees {}\n", record.run.profile, record.run.fees);
  if (record.run.fees == "live")
    for (const auto& doubt : simulated::fee_doubts(record.run.from, record.run.to))
      fmt::print("  {}\n", doubt);
  fmt::print("{} events in {:.3f} s: {:.2f} million a second\n", played.outcome.events,
             played.seconds,
             static_cast<double>(played.outcome.events) / std::max(played.seconds, 1e-9) / 1e6);
  const auto verdict = research::verdict_of(record, judged.statistics);
  fmt::print("{}\n", verdict.headline);
  for (const auto& finding : verdict.findings)
    if (finding.weight == research::Weight::Against)
      fmt::print("  {}: {}\n", finding.name, finding.sentence);
  if (!options.out.empty())
    fmt::print("report: {}\n", (std::filesystem::path{options.out} / "report.html").string());
}

/// The same once more with slower orders: a profit that lives on speed is none of ours.
void add_rerun(const BacktestOptions& options, const RunSettings& settings,
               const BacktestDays& days, Played& played) {
  constexpr double longest = 60; ///< seconds
  const bool wanted =
    options.reruns == "on" || (options.reruns == "auto" && played.seconds < longest);
  if (!wanted || played.outcome.stopped_early || played.record.fills.empty()) return;
  PassOptions pass;
  pass.more_delay = std::chrono::milliseconds{100};
  pass.told = false;
  const auto slower = play(options, settings, days, pass);
  if (!slower || slower->outcome.stopped_early) return;
  played.record.reruns.push_back({report::Rerun::Kind::Delay, 100,
                                  research::profit_of(slower->record),
                                  slower->record.fills.size()});
}

/// One made-up day or one of tapes as days that can be altered.
Result<BacktestDays> alterable(const BacktestDays& days, const RunSettings& settings) {
  if (!days.days.sessions.empty()) return days;
  const auto& venue = *settings.embedded;
  if (!venue.tapes.empty()) return tape_days({{*venue.date, venue.tapes}}, settings);
  auto made = days;
  const auto plan = settings.calendar->session(*venue.date);
  if (!plan) return fail(ErrorKind::BadArgument, "there is no session to check");
  made.days.sessions = {*plan};
  made.days.open =
    [venue](const SessionPlan& session) -> Result<std::unique_ptr<simulated::MarketSource>> {
    simulated::GeneratorConfig config;
    config.seed = venue.seed;
    config.plan = session;
    config.symbols = venue.symbols;
    std::sort(config.symbols.begin(), config.symbols.end());
    return std::unique_ptr<simulated::MarketSource>{
      std::make_unique<simulated::MarketGenerator>(std::move(config))};
  };
  return made;
}

/// Whether what was decided before some moments stays when everything after them is another market.
Result<bool> check_look_ahead(const BacktestOptions& options, const RunSettings& settings,
                              const BacktestDays& days, const Played& whole) {
  std::size_t compared = 0;
  constexpr int cuts = 3;
  for (int cut = 1; cut <= cuts; ++cut) {
    const auto& sessions = days.days.sessions;
    const auto& session = sessions[sessions.size() * static_cast<std::size_t>(cut) / (cuts + 1)];
    const auto moment = session.open + (session.close - session.open) * cut / (cuts + 1);
    auto altered = days;
    altered.days.open =
      [open = days.days.open,
       moment](const SessionPlan& plan) -> Result<std::unique_ptr<simulated::MarketSource>> {
      auto source = open(plan);
      if (!source || !*source) return source;
      return std::unique_ptr<simulated::MarketSource>{
        std::make_unique<research::AlteredFuture>(std::move(*source), moment)};
    };
    PassOptions pass;
    pass.told = false;
    const auto other = play(options, settings, altered, pass);
    if (!other) return tl::unexpected{other.error()};
    const auto found =
      research::compare_orders(whole.record.orders, other->record.orders, {}, moment);
    compared += found.compared;
    if (!found.difference) continue;
    fmt::print("check look-ahead: failed; with another market after {}, {}\n",
               format_timestamp(moment), *found.difference);
    return false;
  }
  fmt::print("check look-ahead: passed; {} orders before {} moments are the same whatever comes "
             "after\n",
             compared, cuts);
  return true;
}

/// Whether a run that starts in the middle, with the warm-up its models ask for, decides in the end
/// what the whole run does. Each model alone: on one account the others' shares decide how an order
/// is split at zero.
Result<bool> check_warm_up(const BacktestOptions& options, const RunSettings& settings,
                           const BacktestDays& days) {
  const auto count = days.days.sessions.size();
  if (count < 2) {
    fmt::print("check warm-up: not tried; it needs two sessions or more\n");
    return true;
  }
  auto later = days;
  const auto middle = static_cast<std::ptrdiff_t>(count / 2);
  later.days.sessions.erase(later.days.sessions.begin(), later.days.sessions.begin() + middle);
  const auto first = later.days.sessions.front().date;
  const auto last = days.days.sessions.back();
  std::erase_if(later.days.actions, [&](const auto& action) { return action.ex_date <= first; });
  PassOptions pass;
  pass.told = false;
  bool passed = true;
  for (const auto& spec : settings.models) {
    auto alone = settings;
    alone.models = {spec};
    const auto whole = play(options, alone, days, pass);
    if (!whole) return tl::unexpected{whole.error()};
    const auto other = play(options, alone, later, pass);
    if (!other) return tl::unexpected{other.error()};
    const auto found = research::compare_orders(whole->record.orders, other->record.orders,
                                                last.pre_open, last.post_end);
    fmt::print("check warm-up: {}; {} started on {}: {} of {} orders of the last session are the "
               "same\n",
               found.difference ? "failed" : "passed", spec.id.str(), format_date(first),
               found.same, found.compared);
    if (found.difference) fmt::print("  {}\n", *found.difference);
    passed = passed && !found.difference;
  }
  return passed;
}

/// False when a check failed; without checks true.
Result<bool> run_checks(const BacktestOptions& options, const RunSettings& settings,
                        const BacktestDays& played_days) {
  if (options.checks.empty()) return true;
  const auto days = alterable(played_days, settings);
  if (!days) return tl::unexpected{days.error()};
  PassOptions pass;
  pass.told = false;
  const auto whole = play(options, settings, *days, pass);
  if (!whole) return tl::unexpected{whole.error()};
  bool passed = true;
  for (const auto& check : options.checks) {
    const auto good = check == "look-ahead" ? check_look_ahead(options, settings, *days, *whole)
                                            : check_warm_up(options, settings, *days);
    if (!good) return tl::unexpected{good.error()};
    passed = passed && *good;
  }
  return passed;
}

} // namespace

CLI::App* add_backtest(CLI::App& app, BacktestOptions& options) {
  auto* command = app.add_subcommand(
    "backtest", "Models on recorded or made-up days, without sockets and waiting");
  auto& run = options.run;
  run.market.profile = "realistic";
  command
    ->add_option("--model", run.models,
                 "A model instance, [ID=]NAME[:key=value,...]; may be repeated")
    ->take_all();
  add_symbols(*command, run.market);
  command
    ->add_option("--model-path", run.model_path,
                 "Directories of models' libraries, DIR[,DIR...]: libhft_model_NAME.so")
    ->delimiter(',');
  command->add_option("--from", options.days.from,
                      "First day of the market data store to play, YYYY-MM-DD; with --to");
  command->add_option("--to", options.days.to, "Last day to play, YYYY-MM-DD");
  command->add_option("--data-dir", options.days.data_dir,
                      "The market data store ($XDG_DATA_HOME/hft, else ~/.local/share/hft)");
  command->add_option("--feed", options.days.feed,
                      "Of the store: sip, iex or unknown (the first that has a day)");
  add_day(*command, run.market);
  add_profile(*command, run.market);
  add_overrides(*command, run.market.calendar_overrides);
  command->add_option("--cash", options.cash, "Dollars in the account at the start")
    ->capture_default_str();
  command
    ->add_option("--hard-to-borrow", options.hard_to_borrow, "Symbols that cannot be sold short")
    ->delimiter(',');
  command->add_option("--benchmark", options.benchmark,
                      "Symbol the run is compared with (SPY, else the first one watched)");
  command
    ->add_option("--reruns", options.reruns,
                 "Run it again with orders 100 ms later: on, off, or auto: when that takes less "
                 "than a minute")
    ->check(CLI::IsMember({"on", "off", "auto"}))
    ->capture_default_str();
  command
    ->add_option("--check", options.checks,
                 "look-ahead: decisions stay when the future is another; warm-up: they stay when "
                 "it starts later. One that fails ends with code 1")
    ->delimiter(',')
    ->check(CLI::IsMember({"look-ahead", "warm-up"}));
  add_close(*command, run);
  add_fail_fast(*command, run);
  command->add_option(
    "--out", options.out,
    "Folder for report.html, result.json and the tables, made when it is not there");
  command->add_option("--summary", run.summary_file, "Write the summary as JSON to FILE");
  return command;
}

int run_backtest(const CLI::App& command, const BacktestOptions& options) {
  stop_on_signals();
  auto run = options.run;
  for (const auto* option : command.get_options())
    if (option->count() > 0 && !option->get_lnames().empty())
      run.given.insert(option->get_lnames().front());
  run.market.speed = "max";
  keep_freed_memory();
  run.restore = "off";
  run.event_budget = 0;
  if (run.market.fees.empty())
    run.market.fees =
      run.market.profile == "touch" || run.market.profile == "paper" ? "paper" : "live";
  if (const auto good = check_folder(options.out); !good) return complain_of_backtest(good.error());
  const auto calendar = load_calendar(run.market.calendar_overrides);
  if (!calendar) return complain_of_backtest(calendar.error());
  std::vector<std::pair<Date, std::vector<std::string>>> tapes;
  if (!options.days.from.empty() || !options.days.to.empty()) {
    if (!run.market.tapes.empty() || !run.market.date.empty())
      return complain_of_backtest(
        {ErrorKind::BadArgument,
         "--from and --to play the store: they do not go with --tape or --date"});
    const auto range = read_range(options.days, **calendar);
    if (!range) return complain_of_backtest(range.error());
    run.market.stored = true;
    run.market.date = options.days.from;
  } else if (!options.days.data_dir.empty() || !options.days.feed.empty()) {
    return complain_of_backtest(
      {ErrorKind::BadArgument,
       "--data-dir and --feed are of the store: give --from and --to, too"});
  } else if (run.market.tapes.size() > 1) {
    auto by_date = tapes_by_date(run.market);
    if (!by_date) return complain_of_backtest(by_date.error());
    tapes = std::move(*by_date);
    if (tapes.size() > 1) run.market.tapes = tapes.front().second;
  }
  auto settings = check_settings(run);
  if (!settings) return complain_of_backtest(settings.error());
  for (const auto& note : settings->notes) std::fprintf(stderr, "hft: %s\n", note.c_str());
  auto with_given = options;
  with_given.run = run;
  const auto days = days_of(options, tapes, *settings);
  if (!days) return complain_of_backtest(days.error());
  if (const auto good = check_named_symbols(options, *settings); !good)
    return complain_of_backtest(good.error());
  PassOptions pass;
  pass.benchmark = benchmark_of(options, *settings);
  auto played = play(with_given, *settings, *days, pass);
  if (!played) return complain_of_backtest(played.error());
  add_rerun(with_given, *settings, *days, *played);
  auto& record = played->record;
  record.run.code = version;
  record.run.data = days->data;
  record.run.profile = run.market.profile;
  record.run.fees = run.market.fees;
  record.run.feed = days->feed;
  record.run.made = wall_clock_now();
  if (record.run.fees == "live")
    for (auto& doubt : simulated::fee_doubts(record.run.from, record.run.to))
      record.parameters.push_back({"", "fees", std::move(doubt)});
  const auto dates = record.run.from == record.run.to
                       ? format_date(record.run.from)
                       : format_date(record.run.from) + "-to-" + format_date(record.run.to);
  record.run.id = fmt::format("backtest-{}-seed-{}", dates, settings->embedded->seed);
  if (const auto written = write_summary(options, record, played->outcome); !written)
    return complain_of_backtest(written.error());
  const auto judged = research::judged(std::move(record));
  if (!options.out.empty())
    if (const auto written = research::write_run_folder(
          options.out, judged, report::RunSpeed{played->outcome.events, played->seconds});
        !written)
      return complain_of_backtest(written.error());
  if (played->outcome.stopped_early) std::fputs("hft: stopped before its end\n", stderr);
  say_result(options, *played, judged);
  if (played->outcome.fault) {
    const auto& folder = options.out;
    std::fflush(stdout);
    say_failure(*played->outcome.fault);
    say_account(played->outcome.fault_account +
                (folder.empty() ? "  state: kept nowhere; --out=DIR keeps the run up to here\n"
                                : "  state: the run up to here is in " + folder + '\n'));
    return exit_code::model;
  }
  const auto passed = run_checks(with_given, *settings, *days);
  if (!passed) return complain_of_backtest(passed.error());
  return *passed ? exit_code::done : exit_code::failed;
}

} // namespace hft
