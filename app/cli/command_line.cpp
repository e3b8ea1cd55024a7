#include "app/cli/command_line.hpp"

#include "adapters/control/verbs.hpp"
#include "app/cli/alerts_command.hpp"
#include "app/cli/backtest_command.hpp"
#include "app/cli/calendar_command.hpp"
#include "app/cli/completion.hpp"
#include "app/cli/control_command.hpp"
#include "app/cli/data_command.hpp"
#include "app/cli/journal_command.hpp"
#include "app/cli/models_command.hpp"
#include "app/cli/new_model_command.hpp"
#include "app/cli/report_command.hpp"
#include "app/cli/run_command.hpp"
#include "app/cli/sessions_command.hpp"
#include "app/cli/tape_command.hpp"
#include "app/cli/venue_command.hpp"
#include "app/console/logging.hpp"
#include "app/settings/config_file.hpp"
#include "app/settings/run_line.hpp"
#include "app/version.hpp"
#include "models/catalog.hpp"
#include "models/parameters.hpp"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <optional>
#include <set>
#include <string_view>

namespace hft {

namespace {

CLI::App* add_control(CLI::App& app, ControlOptions& control) {
  auto* command = app.add_subcommand("control", "Talk to a running system");
  command->add_option(
    "--state-dir", control.state_dir,
    "Its state directory; without it, when nothing runs at the default, those that "
    "run are named");
  command->add_option("--reason", control.reason, "Why, with halt");
  command->add_flag("--shadow", control.shadow,
                    "With spawn and swap: decides on paper until promoted");
  command->add_flag("--flatten", control.flatten, "With stop: closes its position too");
  command->add_option("--every", control.every, "Seconds between two pictures, with watch")
    ->check(within(0.1, 3600))
    ->capture_default_str();
  command->add_option("--format", control.format, "text or json")
    ->check(CLI::IsMember({"text", "json"}));
  std::string footer = "Verbs:\n";
  for (const auto& verb : control::verbs())
    footer += fmt::format("  {}\n        {}\n", control::usage_of(verb), verb.help);
  command->footer(footer);
  command->add_option("verb", control.verb, "One of those below")
    ->required()
    ->check([](const std::string& word) {
      if (control::find_verb(word) != nullptr) return std::string{};
      std::vector<std::string> names;
      for (const auto& verb : control::verbs()) names.emplace_back(verb.name);
      const auto near = nearest_of(word, names);
      return "there is no verb " + word + ": " +
             (near.empty() ? "the verbs are " + listed(names)
                           : "did you mean " + listed(near) + "?");
    });
  command->add_option("arguments", control.arguments, "What the verb takes");
  return command;
}

/// Options of a run that stand before a subcommand would be heard by nobody.
std::optional<std::string> misplaced_option(const CLI::App& app) {
  const auto chosen = app.get_subcommands();
  if (chosen.empty()) return std::nullopt;
  for (const auto* option : app.get_options())
    if (option->count() > 0)
      return option->get_name() + " stands before " + chosen.front()->get_name() +
             ", where it has no effect: options of a subcommand come after it (see hft " +
             chosen.front()->get_name() + " --help)";
  return std::nullopt;
}

void add_listing(const CLI::App& app, std::set<std::string>& names) {
  for (const auto* option : app.get_options())
    if (option->get_delimiter() == ',')
      for (const auto& name : option->get_lnames()) names.insert("--" + name);
}

/// `--symbols=SPY,,QQQ`: CLI11 would drop the part that is missing.
std::optional<std::string> empty_part(const CLI::App& app, int argc, char** argv) {
  std::set<std::string> listing;
  add_listing(app, listing);
  for (const auto* command : app.get_subcommands({})) add_listing(*command, listing);
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    const auto equals = word.find('=');
    if (!listing.contains(word.substr(0, equals))) continue;
    const auto value = equals != std::string::npos ? word.substr(equals + 1)
                       : i + 1 < argc              ? std::string{argv[i + 1]}
                                                   : std::string{};
    if (has_empty_part(value))
      return word.substr(0, equals) + '=' + value +
             " has a part that is empty: '' stands between two commas or at an end";
  }
  return std::nullopt;
}

/// `--date=`: CLI11 would take the next word for the value.
std::optional<std::string> bare_option(const CLI::App& app, int argc, char** argv) {
  const auto bare = std::find_if(argv, argv + argc, [](std::string_view word) {
    return word.starts_with("--") && word.find('=') == word.size() - 1;
  });
  if (bare == argv + argc) return std::nullopt;
  const CLI::App* command = &app;
  std::string name = "hft";
  for (int i = 1; i < argc; ++i) {
    const auto next = command->get_subcommands(
      [&](const CLI::App* candidate) { return candidate->check_name(argv[i]); });
    if (next.empty()) break;
    command = next.front();
    name += ' ' + command->get_name();
  }
  return fmt::format("{} has no value (see {} --help)", *bare, name);
}

std::vector<std::string> option_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const auto* option : app.get_options())
    for (const auto& name : option->get_lnames()) names.push_back("--" + name);
  return names;
}

/// The command that was meant, as far as the line was understood, and its name from `hft` on.
struct Chosen {
  const CLI::App* app;
  std::string name = "hft";
};

Chosen chosen_in(const CLI::App& app) {
  Chosen chosen{&app};
  while (!chosen.app->get_subcommands().empty()) {
    chosen.app = chosen.app->get_subcommands().front();
    chosen.name += ' ' + chosen.app->get_name();
  }
  return chosen;
}

/// Which word nobody takes, and what may have been meant.
std::string unknown_word(const CLI::App& app) {
  const auto [chosen, where] = chosen_in(app);
  const auto left = app.remaining(true);
  const auto word = left.empty() ? std::string{} : left.front();
  const auto name = word.substr(0, word.find('='));
  const bool is_option = name.starts_with("-");
  std::vector<std::string> names;
  if (is_option) names = option_names(*chosen);
  if (!is_option && chosen == &app)
    for (const auto* command : app.get_subcommands({})) names.push_back(command->get_name());
  std::string sentence = is_option        ? "there is no option " + name + " of " + where
                         : chosen == &app ? "there is no command " + word
                                          : where + " does not take the word " + word;
  if (!is_option && chosen == &app && find_model(word) != nullptr)
    return sentence + ": to run this model give --model=" + word;
  const auto near = nearest_of(name, names);
  return sentence +
         (near.empty() ? " (see " + where + " --help)" : ": did you mean " + listed(near) + "?");
}

constexpr std::pair<const char*, const char*> subcommand_examples[] = {
  {"models", "Examples:\n"
             "  hft models                          one line a model\n"
             "  hft models modulo                   one model with its parameters\n"
             "  hft models new idea --python        a script to begin from\n"},
  {"venue", "Example:\n  hft venue --port=8080 --at=10:00 --speed=1\n"},
  {"tape", "Examples:\n"
           "  hft tape --date=2026-07-02 --symbols=SPY,QQQ --quotes\n"
           "  hft --model=modulo --tape=spy_20260702_trade.csv.gz\n"},
  {"calendar", "Example:\n  hft calendar --from=2026-01-01 --to=2026-12-31\n"},
  {"clock", "Examples:\n  hft clock\n  hft clock --at=2026-11-27T12:59\n"},
  {"alerts", "Example:\n  hft alerts check --notify=/etc/hft/notify.conf\n"},
  {"sessions", "Examples:\n  hft sessions\n  hft sessions --format=json\n"},
  {"journal", "Examples:\n"
              "  hft journal --verify                is every record good?\n"
              "  hft journal --order=20260702-modulo-3\n"},
  {"completion", "Example:\n"
                 "  source <(hft completion bash)       in ~/.bashrc\n"},
};

void add_examples(CLI::App& app) {
  for (const auto& [name, text] : subcommand_examples) app.get_subcommand(name)->footer(text);
}

constexpr const char* examples = R"(Examples:
  hft --model=modulo                       a simulated day, about 80 seconds
  hft --model=ema_cross --symbols=QQQ --speed=max --summary=day.json
  hft --model=a=modulo --model=b=modulo:sell_divisor=23 --limit=b.order_size=5
  hft --model=modulo --venue=paper         the broker's paper account, with keys
  hft control watch                        a running system, drawn again each second
  hft models modulo                        what a model does and takes
  hft sessions                             what every session earned
  hft report                               a page about the newest of them
Exit codes: 0 done, 2 wrong usage, 3 configuration or keys, 4 venue, 5 books
disagree with the broker, 6 journal, 7 a model failed (--fail-fast), 1 anything
else.
)";

std::pair<CLI::App*, CLI::App*> add_models(CLI::App& app, ModelsOptions& models,
                                           NewModelOptions& fresh) {
  auto* command = app.add_subcommand("models", "List the models, describe one, or write a new one");
  command->add_option("name", models.name, "The model to describe; python:FILE.py is one too");
  command->add_option("--format", models.format, "text, json, or markdown for one model")
    ->check(CLI::IsMember({"text", "json", "markdown"}));
  command
    ->add_option("--model-path", models.model_path,
                 "Directories of models' libraries, DIR[,DIR...]")
    ->delimiter(',');
  auto* made =
    command->add_subcommand("new", "Write a model, its test and its page, to begin from");
  made->add_option("name", fresh.name, "Its name: small letters, digits and _")->required();
  auto* python = made->add_flag("--python", fresh.python, "A script, run with python:FILE.py");
  made->add_flag("--plugin", fresh.plugin, "A library of its own, for --model-path")
    ->excludes(python);
  made->add_flag("--bars", fresh.bars, "Begin from a model of bars");
  made->add_flag("--pairs", fresh.pairs, "Begin from a model of two symbols");
  made->add_flag("--market-maker", fresh.market_maker, "Begin from a model that quotes both sides");
  made->add_option("--into", fresh.into,
                   "The source tree; with --python or --plugin, where its folder goes (here)");
  return {command, made};
}

CLI::App* add_alerts(CLI::App& app, AlertsOptions& alerts) {
  auto* command = app.add_subcommand("alerts", "Who is told when something is wrong");
  command->require_subcommand(1);
  auto* check = command->add_subcommand("check", "Check the alerts' configuration and send a test");
  check->add_option("--notify", alerts.notify, "apprise's configuration: who is told, and how")
    ->capture_default_str();
  check->add_option("--rules", alerts.rules, "Prometheus' rules (those installed)");
  check->add_option("--alertmanager", alerts.alertmanager,
                    "Alertmanager's configuration (/etc/prometheus/alertmanager.yml)");
  check->add_flag("--dry-run", alerts.dry_run, "Check, and send nothing");
  return command;
}

CLI::App* add_tape(CLI::App& app, TapeCommandOptions& tape) {
  auto* command = app.add_subcommand("tape", "Write a made-up day as files that --tape plays");
  command->add_option("--date", tape.date, "Trading date YYYY-MM-DD (the newest that is over)");
  command->add_option("--seed", tape.seed, "Random seed of the market")
    ->check(whole_number())
    ->capture_default_str();
  command->add_option("--symbols", tape.symbols, "What is traded, SPY,QQQ (SPY)")->delimiter(',');
  command->add_flag("--quotes", tape.quotes, "Quotes too, in files of their own");
  command->add_option("--into", tape.folder, "The folder the files go to (here)");
  add_overrides(*command, tape.calendar_overrides);
  return command;
}

CLI::App* add_report(CLI::App& app, ReportOptions& options) {
  auto* command =
    app.add_subcommand("report", "A page about a run or a session: is the model any good?");
  command->add_option("what", options.what,
                      "A run's folder, or a session as [ACCOUNT/]YYYY-MM-DD (the newest session)");
  command->add_option("--against", options.against,
                      "Another run's folder or session, beside it in the statistics");
  command->add_option("--out", options.out,
                      "The folder to write to (the run's folder; reports/DATE of the account)");
  command->add_option("--state-dir", options.state_dir, "The state directory sessions are in");
  add_overrides(*command, options.calendar_overrides);
  return command;
}

} // namespace

int run_command_line(int argc, char** argv) {
  if (const auto config = check_config_file(argc, argv); !config) {
    say_failure(config.error().sentence);
    return exit_code::configuration;
  }
  CLI::App app{"hft: models trade US equities on a simulated venue or a paper account", "hft"};
  app.set_version_flag("--version", std::string{"hft "} + version);
  app.require_subcommand(0, 1);
  RunOptions run;
  add_run_line(app, run);

  ModelsOptions models;
  NewModelOptions fresh;
  auto [models_command, new_command] = add_models(app, models, fresh);

  VenueCommandOptions venue;
  auto* venue_command = app.add_subcommand("venue", "The simulated venue alone, for any client");
  add_market(*venue_command, venue.market);
  add_symbols(*venue_command, venue.market);
  add_overrides(*venue_command, venue.market.calendar_overrides);
  venue_command->add_option("--port", venue.port, "Loopback port; 0 picks one")
    ->check(whole_number(65'535));
  venue_command->add_flag("--allow-flips", venue.allow_flips,
                          "Take orders that cross from long to short, which the broker refuses");
  venue_command->add_flag("--quiet-tape", venue.quiet_tape, "Quotes but no trades of its own");
  venue_command->add_option("--key", venue.key, "The only key id accepted (any)");
  venue_command->add_option("--secret", venue.secret, "The secret that belongs to it");
  venue_command->add_option("--faults", venue.faults_file, "JSON file of faults to commit");
  venue_command->add_option("--state", venue.state_file,
                            "File that keeps the accounts over restarts");
  venue_command
    ->add_option("--rate-limit", venue.rate_limit, "Requests a minute of venue time; 0: none")
    ->check(whole_number(1'000'000'000))
    ->capture_default_str();
  venue_command->add_option("--cash", venue.cash, "Dollars in a new account")
    ->capture_default_str();

  BacktestOptions backtest;
  auto* backtest_command = add_backtest(app, backtest);

  TapeCommandOptions tape;
  auto* tape_command = add_tape(app, tape);

  DataOptions data;
  auto* data_command = add_data(app, data);

  CalendarOptions calendar;
  auto* calendar_command =
    app.add_subcommand("calendar", "Sessions of the New York Stock Exchange");
  calendar_command->add_option("--from", calendar.from, "First date, YYYY-MM-DD")->required();
  add_overrides(*calendar_command, calendar.overrides);
  calendar_command->add_option("--to", calendar.to, "Last date, YYYY-MM-DD")->required();
  calendar_command->add_option("--format", calendar.format, "csv")->check(CLI::IsMember({"csv"}));

  ClockOptions clock;
  auto* clock_command = app.add_subcommand("clock", "The session's phase now, or at a time");
  clock_command->add_option("--at", clock.at, "RFC 3339 time; a bare one is New York's");
  clock_command->add_option("--format", clock.format, "text, or metrics for Prometheus")
    ->check(CLI::IsMember({"text", "metrics"}));
  add_overrides(*clock_command, clock.overrides);

  SessionsOptions sessions;
  auto* sessions_command = app.add_subcommand("sessions", "Reports of the sessions traded");
  sessions_command->add_option("--state-dir", sessions.state_dir,
                               "The state directory they are in");
  sessions_command->add_option("--format", sessions.format, "text or json")
    ->check(CLI::IsMember({"text", "json"}));

  ReportOptions report_options;
  auto* report_command = add_report(app, report_options);

  ControlOptions control;
  auto* control_command = add_control(app, control);

  AlertsOptions alerts;
  auto* alerts_command = add_alerts(app, alerts);

  JournalOptions journal;
  auto* journal_command = app.add_subcommand("journal", "Print or verify the order journal");
  journal_command->add_option("--state-dir", journal.state_dir, "The state directory it is in");
  journal_command->add_option("--format", journal.format, "text or json")
    ->check(CLI::IsMember({"text", "json"}));
  journal_command->add_flag("--verify", journal.verify,
                            "Check every record and count the good ones");
  journal_command->add_option("--order", journal.order, "The story of one order, by either id");
  journal_command->add_flag("--plots", journal.plots,
                            "The points of the models' plots too, not their remarks alone");

  CompletionOptions completion;
  auto* completion_command =
    app.add_subcommand("completion", "Words for a shell that completes them");
  completion_command->add_option("shell", completion.shell, "bash, zsh or fish")
    ->required()
    ->check(CLI::IsMember({"bash", "zsh", "fish"}));

  if (const auto wrong = bare_option(app, argc, argv)) {
    say_failure(*wrong);
    return exit_code::usage;
  }
  if (const auto wrong = empty_part(app, argc, argv)) {
    say_failure(*wrong);
    return exit_code::usage;
  }
  app.footer(examples); // those made before it would show it too
  add_examples(app);
  try {
    app.parse(argc, argv);
    finish_run_line(app, run);
  } catch (const CLI::Success& e) {
    return app.exit(e);
  } catch (const CLI::ExtrasError&) {
    say_failure(unknown_word(app));
    return exit_code::usage;
  } catch (const CLI::ConfigError& e) {
    say_failure(config_fault(app, e));
    return exit_code::configuration;
  } catch (const CLI::FileError& e) {
    say_failure(std::string{"the configuration cannot be read: "} + e.what());
    return exit_code::configuration;
  } catch (const CLI::ParseError& e) {
    if (const auto alone = read_line_alone(argc, argv); alone && !alone->config_file.empty())
      return say_failure(config_fault(app, e)), exit_code::configuration;
    say_failure(fmt::format("{} (see {} --help)", e.what(), chosen_in(app).name));
    return exit_code::usage;
  }
  if (const auto wrong = misplaced_option(app)) {
    say_failure(*wrong);
    return exit_code::usage;
  }
  if (*completion_command) return print_completion(app, completion.shell);
  if (*new_command) return run_new_model(fresh);
  if (*models_command) return run_models(models);
  if (*venue_command) return run_venue(venue);
  if (*backtest_command) return run_backtest(*backtest_command, backtest);
  if (*tape_command) return run_tape(tape);
  if (*data_command) return run_data(*data_command, data);
  if (*calendar_command) return run_calendar(calendar);
  if (*clock_command) return run_clock(clock);
  if (*sessions_command) return run_sessions(sessions);
  if (*report_command) return run_report(report_options);
  if (*control_command) return run_control(control);
  if (*alerts_command) return run_alerts_check(alerts);
  if (*journal_command) return run_journal(journal);
  run.read_again = [argc, argv] { return read_run_options(argc, argv); };
  run.line_alone = [argc, argv] { return read_line_alone(argc, argv); };
  return run_system(run);
}

} // namespace hft
