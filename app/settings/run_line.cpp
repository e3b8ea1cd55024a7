#include "app/settings/run_line.hpp"

#include "app/settings/config_file.hpp"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <fmt/format.h>

#include <charconv>
#include <system_error>

namespace hft {

CLI::Validator whole_number(std::uint64_t most) {
  return {[most](std::string& text) {
            const bool digits =
              !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
            if (!digits) return text + " is no whole number of zero or more";
            std::uint64_t number = 0;
            const auto* end = text.data() + text.size();
            const bool fits = std::from_chars(text.data(), end, number).ec == std::errc{};
            return fits && number <= most ? std::string{}
                                          : text + " is more than " + std::to_string(most);
          },
          ""};
}

CLI::Validator within(double least, double most) {
  return {[least, most](std::string& text) {
            double number = 0;
            const bool read = CLI::detail::lexical_cast(text, number);
            return read && number >= least && number <= most
                     ? std::string{}
                     : text + " is not from " + fmt::format("{:g} to {:g}", least, most);
          },
          fmt::format("{:g} to {:g}", least, most)};
}

bool has_empty_part(const std::string& list) {
  return !list.empty() &&
         (list.front() == ',' || list.back() == ',' || list.find(",,") != std::string::npos);
}

void add_overrides(CLI::App& app, std::string& file) {
  app.add_option("--calendar-overrides", file,
                 "File of dates on which the exchange's rules are wrong: "
                 "date,action,open,close,post_end,reason,source,announced_at");
}

void add_market(CLI::App& app, MarketOptions& market) {
  add_day(app, market);
  app.add_option("--speed", market.speed, "Time factor, or max")->capture_default_str();
  add_profile(app, market);
}

void add_day(CLI::App& app, MarketOptions& market) {
  app.add_option("--date", market.date, "Trading date YYYY-MM-DD (a recent session)");
  app.add_option("--at", market.at, "New York time at the start, HH:MM")->capture_default_str();
  app.add_option("--seed", market.seed, "Random seed")
    ->check(whole_number())
    ->capture_default_str();
  app
    .add_option("--latency", market.latency, "Milliseconds of its time that an order is on its way")
    ->capture_default_str();
  app.add_option("--tape", market.tapes, "Recorded ticks to play, FILE[,FILE...]")->delimiter(',');
}

void add_profile(CLI::App& app, MarketOptions& market) {
  app
    .add_option("--profile", market.profile,
                "How orders of the simulated market fill: touch, paper, realistic or pessimistic")
    ->capture_default_str();
  app.add_option("--fees", market.fees,
                 "What trading costs there: paper (nothing) or live (what the regulators charge)");
}

void add_symbols(CLI::App& app, MarketOptions& market) {
  app.add_option("--symbols", market.symbols, "What models that name no symbols watch (SPY)")
    ->delimiter(',');
}

void add_close(CLI::App& app, RunOptions& run) {
  app.add_option("--limit", run.limits, "A risk limit, [MODEL.]NAME=VALUE; may be repeated")
    ->take_all();
  app
    .add_option("--close-lead", run.close_lead,
                "Minutes before the close without orders that open a position")
    ->check(within(0, 180))
    ->capture_default_str();
  app
    .add_option("--cancel-lead", run.cancel_lead,
                "Minutes before the close at which working orders are canceled (0: at close-lead)")
    ->check(within(0, 180))
    ->capture_default_str();
  app
    .add_option("--flatten-lead", run.flatten_lead,
                "Minutes before the close at which every position is closed (0: never)")
    ->check(within(0, 180))
    ->capture_default_str();
  app
    .add_option("--flatten-quarantined", run.flatten_quarantined,
                "Model ids, or all, whose positions are closed when they stay down (kept)")
    ->delimiter(',');
}

void add_fail_fast(CLI::App& app, RunOptions& run) {
  app.add_flag("--fail-fast", run.fail_fast,
               "For authors of models: the first fault of a model ends the run with code 7 and "
               "all there is to tell of it");
}

namespace {

void add_models(CLI::App& app, RunOptions& run) {
  app.option_defaults()->group("Models");
  app
    .add_option("--model", run.models,
                "A model instance, [ID=]NAME[@lane|@scheduler|@thread][:key=value,...]; may be "
                "repeated. NAME is of the catalog or a library, or python:FILE.py")
    ->take_all();
  add_symbols(app, run.market);
  app
    .add_option("--model-path", run.model_path,
                "Directories of models' libraries, DIR[,DIR...]: libhft_model_NAME.so")
    ->delimiter(',');
  app
    .add_option("--swap", run.swaps,
                "Simulated venue: another model for an instance at a New York time of the venue, "
                "HH:MM[:SS],ID=NAME[:key=value,...]; may be repeated")
    ->take_all();
  app.add_option("--off-lane", run.off_lane, "Model ids that run beside the hot path, not on it")
    ->delimiter(',');
  app
    .add_option(
      "--event-budget", run.event_budget,
      "Seconds a model has for one event before it counts as stalled; 0: any. The simulated "
      "market waits for a slow model unless this is given")
    ->check(within(0, 3600))
    ->capture_default_str();
  add_fail_fast(app, run);
  app
    .add_option("--restore", run.restore,
                "on: models spawned, swapped or promoted while running come back after a restart")
    ->check(CLI::IsMember({"on", "off"}))
    ->capture_default_str();
}

void add_where(CLI::App& app, RunOptions& run) {
  app.option_defaults()->group("Where and when");
  app.add_option("--venue", run.venue, "simulated, paper or http://HOST:PORT")
    ->capture_default_str();
  app
    .add_option("--when-closed", run.when_closed,
                "wait or exit while the market is closed (wait; exit after a simulated session)")
    ->check(CLI::IsMember({"wait", "exit"}));
  app.add_option("--env-file", run.env_file, "File with keys, as NAME=VALUE lines")
    ->capture_default_str();
  add_overrides(app, run.market.calendar_overrides);
  app.option_defaults()->group("The simulated market");
  add_market(app, run.market);
}

void add_safety(CLI::App& app, RunOptions& run) {
  app.option_defaults()->group("Limits and safety");
  app.add_option("--max-signal-age", run.max_signal_age, "Seconds after which a signal is stale")
    ->check(within(0, 3600))
    ->capture_default_str();
  add_close(app, run);
}

void add_results(CLI::App& app, RunOptions& run) {
  app.option_defaults()->group("Results and logs");
  app.add_option("--state-dir", run.state_dir,
                 "Journal and model states ($STATE_DIRECTORY, else the XDG state directory)");
  app.add_option("--summary", run.summary_file, "Write the summary as JSON to FILE at the end");
  app
    .add_option("--durability", run.durability,
                "process: the journal survives a kill; disk: a power cut too")
    ->check(CLI::IsMember({"process", "disk"}))
    ->capture_default_str();
  app
    .add_option("--log-level", run.log_level,
                "Logs on standard error: trace to error, or off (warn while a terminal shows the "
                "run)")
    ->check(CLI::IsMember({"trace", "debug", "info", "warn", "error", "off"}))
    ->capture_default_str();
  app.add_option("--log-format", run.log_format, "text or json")
    ->check(CLI::IsMember({"text", "json"}))
    ->capture_default_str();
}

void add_dashboard(CLI::App& app, RunOptions& run) {
  app.option_defaults()->group("The page");
  app
    .add_option("--dashboard", run.dashboard,
                "A page on this machine that shows the day: off, watch, or control, which takes "
                "commands too (watch on a terminal, else off)")
    ->check(CLI::IsMember({"off", "watch", "control"}));
  app.add_option("--dashboard-port", run.dashboard_port, "Its port; taken: the next free one")
    ->check(whole_number(65535))
    ->capture_default_str();
  app
    .add_option("--metrics", run.metrics,
                "GET /metrics of the page: token (a bearer token is asked for) or open")
    ->check(CLI::IsMember({"token", "open"}))
    ->capture_default_str();
}

void add_run(CLI::App& app, RunOptions& run) {
  add_models(app, run);
  add_where(app, run);
  add_safety(app, run);
  add_results(app, run);
  add_dashboard(app, run);
}

void record_given(const CLI::App& app, RunOptions& run) {
  for (const auto* option : app.get_options())
    if (option->count() > 0 && !option->get_lnames().empty())
      run.given.insert(option->get_lnames().front());
}

void add_config(CLI::App& app) {
  app.set_config("--config", "", "TOML file with the same names; the command line wins");
  app.allow_config_extras(CLI::config_extras_mode::error);
  app.config_formatter(config_reader(app));
}

} // namespace

void add_run_line(CLI::App& app, RunOptions& run) {
  app.option_defaults()->take_last(); // so that a unit's options can be overridden after them
  add_run(app, run);
  app.option_defaults()->group("Results and logs");
  add_config(app);
  app.option_defaults()->group("Options");
}

std::string config_fault(const CLI::App& app, const CLI::Error& error) {
  const auto files = app.get_config_ptr()->results();
  return "the configuration file" + (files.empty() ? "" : ' ' + files.back()) +
         " is wrong: " + error.what();
}

void finish_run_line(const CLI::App& app, RunOptions& run) {
  record_given(app, run);
  const auto* config = app.get_config_ptr();
  if (config->count() == 0) return;
  std::vector<std::string> limits;
  for (const auto& item : app.get_config_formatter()->from_file(config->as<std::string>()))
    if (item.parents.empty() && item.name == "limit")
      limits.insert(limits.end(), item.inputs.begin(), item.inputs.end());
  if (run.limits == limits) return; // the command line has none
  run.limits.insert(run.limits.begin(), limits.begin(), limits.end());
}

Result<RunOptions> read_run_options(int argc, char** argv) {
  if (const auto config = check_config_file(argc, argv); !config)
    return tl::unexpected{config.error()};
  CLI::App app;
  RunOptions run;
  add_run_line(app, run);
  try {
    app.parse(argc, argv);
    finish_run_line(app, run);
  } catch (const CLI::FileError& e) {
    return fail(ErrorKind::BadArgument,
                std::string{"the configuration cannot be read: "} + e.what());
  } catch (const CLI::ParseError& e) {
    return fail(ErrorKind::BadArgument, config_fault(app, e));
  }
  return run;
}

std::optional<RunOptions> read_line_alone(int argc, char** argv) {
  CLI::App app;
  app.option_defaults()->take_last();
  RunOptions run;
  add_run(app, run);
  app.add_option("--config", run.config_file);
  try {
    app.parse(argc, argv);
    record_given(app, run);
  } catch (const CLI::ParseError&) {
    return std::nullopt;
  }
  return run;
}

} // namespace hft
