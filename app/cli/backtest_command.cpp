#include "app/cli/backtest_command.hpp"

#include "adapters/report/session_report.hpp"
#include "app/console/display.hpp"
#include "app/console/logging.hpp"
#include "app/console/terminal.hpp"
#include "app/research/backtest_recorder.hpp"
#include "app/research/run_folder.hpp"
#include "app/service/signals.hpp"
#include "app/settings/risk_settings.hpp"
#include "app/settings/run_line.hpp"
#include "app/settings/run_settings.hpp"
#include "app/version.hpp"
#include "app/wall_clock.hpp"
#include "app/wiring/model_place.hpp"
#include "app/wiring/warm_up_windows.hpp"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
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

int complain(const Failure& failure) {
  say_failure(failure.sentence);
  switch (failure.fault) {
    case ErrorKind::BadArgument: return exit_code::usage;
    case ErrorKind::Storage: return exit_code::journal;
    case ErrorKind::Refused: return exit_code::books_disagree;
    default: return exit_code::failed;
  }
}

/// What is promised but not there yet is refused, not taken for something else.
Result<void> check_rules(const BacktestOptions& options) {
  if (options.profile != "touch" && options.profile != "paper")
    return fail(ErrorKind::BadArgument, "--profile=" + options.profile +
                                          " is not there yet: the profiles are touch and paper");
  if (options.fees != "paper")
    return fail(ErrorKind::BadArgument,
                "--fees=" + options.fees +
                  " is not there yet: the fees are paper, which charges none");
  return {};
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

Result<research::BacktestSettings> settings_of(const BacktestOptions& options,
                                               const RunSettings& run) {
  research::BacktestSettings settings;
  settings.venue = *run.embedded;
  const auto cash = parse_units(options.cash);
  if (!cash || *cash <= 0)
    return fail(ErrorKind::BadArgument, "--cash=" + options.cash + " is no amount above zero");
  settings.venue.cash = Money{*cash};
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
    session.date = record.run.from;
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

/// The session's minute bars of what the models watched.
void add_bars(report::RunRecord& record, const RunSettings& settings,
              const research::BacktestRunner& runner) {
  std::set<Symbol> watched;
  for (const auto& [id, symbols] : settings.watched) watched.insert(symbols.begin(), symbols.end());
  const auto& session = record.sessions.front();
  for (const auto& symbol : watched)
    for (const auto& event : runner.minute_bars(symbol, session.open, session.close))
      if (const auto* bar = std::get_if<Bar>(&event))
        record.bars.push_back({symbol, bar->start, std::chrono::minutes{1}, bar->open, bar->high,
                               bar->low, bar->close, bar->volume});
}

} // namespace

CLI::App* add_backtest(CLI::App& app, BacktestOptions& options) {
  auto* command = app.add_subcommand(
    "backtest", "Models on a recorded or made-up day, without sockets and waiting");
  auto& run = options.run;
  command
    ->add_option("--model", run.models,
                 "A model instance, [ID=]NAME[:key=value,...]; may be repeated")
    ->take_all();
  add_symbols(*command, run.market);
  command
    ->add_option("--model-path", run.model_path,
                 "Directories of models' libraries, DIR[,DIR...]: libhft_model_NAME.so")
    ->delimiter(',');
  add_day(*command, run.market);
  add_overrides(*command, run.market.calendar_overrides);
  command->add_option("--profile", options.profile, "How orders fill: touch or paper")
    ->capture_default_str();
  command->add_option("--fees", options.fees, "What trading costs: paper, which is nothing")
    ->capture_default_str();
  command->add_option("--cash", options.cash, "Dollars in the account at the start")
    ->capture_default_str();
  add_close(*command, run);
  command->add_option(
    "--out", options.out,
    "Folder for report.html, result.json and the tables, made when it is not there");
  command->add_option("--summary", run.summary_file, "Write the summary as JSON to FILE");
  return command;
}

int run_backtest(const BacktestOptions& options) {
  if (const auto known = check_rules(options); !known) return complain(known.error());
  auto run = options.run;
  run.market.speed = "max";
  run.restore = "off";
  run.event_budget = 0;
  const auto settings = check_settings(run);
  if (!settings) return complain(settings.error());
  for (const auto& note : settings->notes) std::fprintf(stderr, "hft: %s\n", note.c_str());
  auto chosen = settings_of(options, *settings);
  if (!chosen) return complain(chosen.error());
  research::BacktestRecorder recorder;
  auto observer = recorder.observer();
  observer.on_incident = [](const std::string& sentence) {
    std::fprintf(stderr, "hft: %s\n", sentence.c_str());
  };
  Unwritten journal;
  auto runner = research::BacktestRunner::open(std::move(*chosen), journal, std::move(observer));
  if (!runner) return complain(runner.error());
  const auto cash = (*runner)->account().equity;
  const auto began = monotonic_now();
  const auto outcome = (*runner)->run();
  if (!outcome) return complain(outcome.error());
  const auto seconds = std::chrono::duration<double>(monotonic_now() - began).count();
  auto record = recorder.finish(*outcome, cash, (*runner)->account());
  record.run.code = version;
  record.run.data = data_words(*settings);
  record.run.profile = options.profile;
  record.run.fees = options.fees;
  record.run.feed = settings->embedded->tapes.empty() ? "simulated" : "tape";
  record.run.made = wall_clock_now();
  record.run.id =
    fmt::format("backtest-{}-seed-{}", format_date(record.run.from), settings->embedded->seed);
  add_bars(record, *settings, **runner);
  if (const auto written = write_summary(options, record, *outcome); !written)
    return complain(written.error());
  const auto judged = research::judged(std::move(record));
  if (!options.out.empty())
    if (const auto written = research::write_run_folder(options.out, judged,
                                                        report::RunSpeed{outcome->events, seconds});
        !written)
      return complain(written.error());
  std::fputs(summary_text(outcome->status, outcome->phases, is_terminal(STDOUT_FILENO)).c_str(),
             stdout);
  std::fputs(research::statistics_text(judged.statistics).c_str(), stdout);
  std::fputs(fmt::format("{} events in {:.3f} s: {:.2f} million a second\n", outcome->events,
                         seconds, static_cast<double>(outcome->events) / seconds / 1e6)
               .c_str(),
             stdout);
  return exit_code::done;
}

} // namespace hft
