#include "app/cli/run_command.hpp"

#include "adapters/control/control_server.hpp"
#include "adapters/cpquant/data_client.hpp"
#include "adapters/cpquant/request_gate.hpp"
#include "adapters/cpquant/trade_client.hpp"
#include "adapters/life_sign.hpp"
#include "adapters/net/http_client.hpp"
#include "adapters/storage/roster_file.hpp"
#include "adapters/storage/run_lock.hpp"
#include "app/console/logging.hpp"
#include "app/console/narration.hpp"
#include "app/console/terminal.hpp"
#include "app/service/day_monitor.hpp"
#include "app/service/descriptor_check.hpp"
#include "app/service/halt_note.hpp"
#include "app/service/last_words.hpp"
#include "app/service/reload.hpp"
#include "app/service/run_marker.hpp"
#include "app/service/run_monitor.hpp"
#include "app/service/session_recorder.hpp"
#include "app/service/signals.hpp"
#include "app/service/start_pause.hpp"
#include "app/service/thread_check.hpp"
#include "app/service/watchdog.hpp"
#include "app/settings/print_settings.hpp"
#include "app/settings/risk_settings.hpp"
#include "app/settings/run_checks.hpp"
#include "app/settings/state_dir.hpp"
#include "app/version.hpp"
#include "app/wiring/control_bridge.hpp"
#include "app/wiring/embedded_venue.hpp"
#include "app/wiring/roster_keeper.hpp"
#include "app/wiring/shutdown_deadline.hpp"
#include "app/wiring/wiring.hpp"
#include "messages/new_york.hpp"
#include "messages/plain_locale.hpp"
#include "models/external/foreign_call.hpp"
#include "models/parameters.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <fcntl.h>
#include <memory>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

namespace hft {

namespace {

/// Every thread of CAF's reads numbers by no locale but the plain one.
struct PlainLocaleHook : caf::thread_hook {
  void init(caf::actor_system&) override {}
  void thread_started() override { use_plain_locale(); }
  void thread_terminates() override {}
};

/// CAF as this house needs it: few threads, fair turns.
struct ActorSystemConfig : caf::actor_system_config {
  ActorSystemConfig() {
    add_thread_hook<PlainLocaleHook>();
    add_message_types<caf::id_block::hft>();
    add_message_types<caf::id_block::hft_monitor>();
    set("scheduler.policy", caf::atom("sharing"));
    // A second worker, so that a model stuck on the first does not hold up the supervisor.
    set("scheduler.max-threads", std::size_t{2});
    set("scheduler.max-throughput", std::size_t{100});
  }
};

int exit_code_of(const Failure& failure) {
  switch (failure.fault) {
    case ErrorKind::BadArgument: return exit_code::usage;
    case ErrorKind::BadCredentials: return exit_code::configuration;
    case ErrorKind::Storage: return exit_code::journal;
    case ErrorKind::Unreachable:
    case ErrorKind::Refused:
    case ErrorKind::RateLimited:
    case ErrorKind::BadPayload: return exit_code::venue;
    case ErrorKind::NotFound:
    case ErrorKind::Unsupported: break;
  }
  return exit_code::failed;
}

int complain(const Failure& failure) {
  say_failure(failure.sentence);
  return exit_code_of(failure);
}

/// A fault that the command line alone would not have is its configuration file's.
int complain_of_settings(const RunOptions& options, const Failure& failure) {
  auto alone = options.line_alone ? options.line_alone() : std::nullopt;
  if (failure.fault != ErrorKind::BadArgument || !alone || alone->config_file.empty())
    return complain(failure);
  alone->state_dir = options.state_dir; // the only one this run may make
  const auto settings = read_settings(*alone);
  if (!settings && settings.error().sentence == failure.sentence) return complain(failure);
  say_failure("the configuration file " + alone->config_file + " is wrong: " + failure.sentence);
  return exit_code::configuration;
}

/// The I/O loop on its thread.
class LoopThread {
public:
  LoopThread()
    : thread_([this] {
        give_sign();
        loop_.run();
      }) {}
  ~LoopThread() {
    loop_.post([this] { loop_.stop(); }); // after what was posted before, clients' ends among it
    thread_.join();
  }
  net::IoLoop& loop() { return loop_; }

private:
  void give_sign() {
    sign_.beat();
    loop_.schedule(life_sign_interval, [this] { give_sign(); });
  }

  LifeSign sign_{"lane"};
  net::IoLoop loop_;
  std::thread thread_;
};

/// Gives CAF's scheduler a sign of life: that at least one of its workers still works.
class SchedulerPulse {
public:
  explicit SchedulerPulse(caf::actor_system& system)
    : actor_(system.spawn([sign = std::make_shared<LifeSign>("scheduler")](
                            caf::event_based_actor* self) -> caf::behavior {
        caf::anon_send(self, pulse_atom_v);
        return {[self, sign](pulse_atom) {
          try {
            sign->beat();
          } catch (...) {
            std::terminate(); // as what any other thread throws
          }
          self->delayed_send(self, life_sign_interval, pulse_atom_v);
        }};
      })) {}
  ~SchedulerPulse() { caf::anon_send_exit(actor_, caf::exit_reason::user_shutdown); }
  SchedulerPulse(const SchedulerPulse&) = delete;
  SchedulerPulse& operator=(const SchedulerPulse&) = delete;

private:
  caf::actor actor_;
};

/// What the venue says before anything is started: who we are there, and how its clock runs.
struct Greeting {
  std::string account;
  Money equity; ///< zero when the venue does not say
  BrokerClock clock;
};

Result<Greeting> greet(cpquant::AlpacaTradeClient& client) {
  Greeting greeting;
  const auto account = client.account();
  if (!account) return tl::unexpected{account.error()};
  greeting.account = account->account_number.empty() ? account->id : account->account_number;
  greeting.equity = account->equity;
  const auto clock = client.clock();
  if (!clock) return tl::unexpected{clock.error()};
  greeting.clock = *clock;
  return greeting;
}

/// So long a start asks again while the venue answers that it is asked too often.
constexpr Duration start_patience = std::chrono::minutes{5};

/// The answer of `ask`, which is asked again after each wait that the venue wishes for.
template <class Ask>
auto ask_when_allowed(const cpquant::RequestGate& gate, const StopSignals& signals, Ask ask) {
  const auto until = monotonic_now() + start_patience;
  auto answer = ask();
  while (!answer && answer.error().fault == ErrorKind::RateLimited) {
    const auto next = std::max(gate.paused_until(), monotonic_now() + std::chrono::seconds{1});
    if (next > until) break;
    while (monotonic_now() < next && !signals.end_asked())
      std::this_thread::sleep_for(std::chrono::milliseconds{50});
    if (signals.end_asked()) break;
    answer = ask();
  }
  return answer;
}

report::RunIdentity identity_of(const Greeting& greeting, const std::string& account,
                                const std::string& venue, const RunSettings& settings) {
  report::RunIdentity identity;
  identity.run = std::to_string(wall_clock_now().nanoseconds / 1'000'000);
  identity.version = version;
  identity.account = account;
  identity.venue = settings.embedded ? "simulated" : venue;
  identity.equity = greeting.equity;
  identity.fresh = settings.embedded.has_value();
  identity.started = monotonic_now();
  return identity;
}

/// Whether there is a page: on a terminal somebody is there to look at it.
std::string dashboard_of(const RunOptions& options) {
  if (!options.dashboard.empty()) return options.dashboard;
  return is_terminal(STDOUT_FILENO) ? "watch" : "off";
}

/// The page, or none where none is wanted. A page that cannot be opened keeps nobody from trading
/// unless it was asked for.
Result<std::unique_ptr<dashboard::DashboardServer>>
open_dashboard(const RunOptions& options, const RunSettings& settings,
               const std::shared_ptr<DayMonitor>& monitor, control::ControlServer::Handler handler,
               Display& display) {
  using dashboard::DashboardServer;
  const auto kind = dashboard_of(options);
  if (kind == "off") return std::unique_ptr<DashboardServer>{};
  dashboard::DashboardSources sources;
  sources.day = [monitor](auto answer) { monitor->ask(std::move(answer)); };
  sources.control = std::move(handler);
  sources.sessions = [dir = settings.state_dir] { return past_sessions(dir); };
  sources.report = [dir = settings.state_dir](const std::string& account, const std::string& date) {
    return past_report(dir, account, date);
  };
  sources.now = monotonic_now;
  auto page = DashboardServer::open(
    {options.dashboard_port, kind == "control", options.metrics == "open", settings.state_dir},
    std::move(sources));
  if (!page && options.dashboard.empty()) {
    spdlog::warn("{}", as_sentence("there is no page to watch: " + page.error().sentence));
    return std::unique_ptr<DashboardServer>{};
  }
  if (page) display.announce("watch it at " + (*page)->address());
  return page;
}

Result<void> write_summary(const std::string& file, const std::string& text) {
  if (file.empty()) return {};
  const auto cannot = [&] {
    return fail(ErrorKind::BadArgument, "the summary " + file + " cannot be written");
  };
  // A link that somebody else put there may point anywhere.
  struct stat link {};
  if (::lstat(file.c_str(), &link) == 0 && S_ISLNK(link.st_mode) && link.st_uid != ::geteuid() &&
      link.st_uid != 0)
    return cannot();
  // A pipe that nobody reads must not hold up the end.
  const int out = ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NONBLOCK, 0666);
  if (out < 0) return cannot();
  const auto written = ::write(out, text.data(), text.size());
  const bool whole = written == static_cast<ssize_t>(text.size());
  if (::close(out) != 0 || !whole) return cannot();
  return {};
}

void publish_slow_script() {
  spdlog::warn("A script takes long to start: waiting for it, {} at most.", foreign_limit_text());
}

/// Simulated runs are accounts of their own: so many are kept to be compared.
constexpr std::size_t kept_runs = 200;

void publish_pruned(const std::vector<std::string>& removed) {
  if (removed.empty()) return;
  spdlog::warn("{} simulated {} removed: the newest {} are kept ({}{}).", removed.size(),
               removed.size() == 1 ? "run is" : "runs are", kept_runs, removed.front(),
               removed.size() == 1 ? "" : " and older ones");
}

std::vector<ModelSpec> specs_of(const Restored& restored) {
  std::vector<ModelSpec> specs;
  for (const auto& entry : restored.instances) specs.push_back(entry.spec);
  return specs;
}

/// What cannot be made any more, a script that is gone say, does not keep the rest from starting.
void keep_what_can_be_made(Restored& restored, const RunSettings& settings) {
  const auto asked_for = [&](const ModelId& id) {
    const auto found = std::find_if(settings.models.begin(), settings.models.end(),
                                    [&](const auto& spec) { return spec.id == id; });
    return found == settings.models.end() ? nullptr : &*found;
  };
  std::erase_if(restored.instances, [&](RosterEntry& entry) {
    const auto* asked = asked_for(entry.spec.id);
    const bool as_asked = asked != nullptr && *asked == entry.spec;
    const auto made = as_asked ? Result<std::unique_ptr<Model>>{}
                               : settings.shelf->make(entry.spec, settings.symbols);
    if (made) return false;
    restored.told.push_back("model " + entry.spec.id.str() +
                            " cannot come back as it was: " + made.error().sentence);
    if (asked != nullptr) entry.spec = *asked;
    return asked == nullptr;
  });
}

RiskConfig with_signal_age(RiskConfig risk, const RunSettings& settings) {
  risk.signal_age = settings.risk.signal_age;
  return risk;
}

/// An operator's limit, until the settings are read again or the program ends.
Result<std::string> change_limit(const std::string& text, LiveLimits& limits,
                                 const RosterKeeper& roster, const std::function<void()>& tell) {
  const auto model = model_of_limit(text);
  const auto id = ModelId::from(model);
  if (!model.empty() && (!id || !roster.knows(*id)))
    return fail(ErrorKind::BadArgument,
                "no model is named " + model + ": there is " + listed(roster.names()));
  if (is_print_limit(text))
    return fail(ErrorKind::BadArgument, text + " is read at the start only: give it with --limit");
  auto risk = with_limit(*limits.now(), text);
  if (!risk) return tl::unexpected{risk.error()};
  limits.change(std::make_shared<const RiskConfig>(std::move(*risk)));
  tell();
  spdlog::warn("An operator changed a limit: {}.", text);
  return text + " holds from now on, until the settings are read again or the program ends";
}

/// Once a second: for the session's report, the log's hourly word and whoever watches the screen.
void publish_progress(const StatusSnapshot& status, RunMonitor& watch, Display& display,
                      SessionRecorder& sessions, HourlyProgress& hourly) {
  watch.on_progress(status);
  sessions.progress(status);
  if (const auto word = hourly.at(status.session.now, sessions.whole(status)))
    spdlog::info("{}", *word);
  display.begin(status);
  if (display.wants_progress(monotonic_now())) display.progress(status);
}

/// What holds up the lane is named before a service manager acts on the silence. Where the venue
/// waits for us it is no incident of the day, which goes on where it stood.
void publish_silence(RunMonitor& watch, Display& display, const ShutdownDeadline& departure,
                     bool in_steps, bool& told) {
  constexpr auto long_silence = std::chrono::seconds{10};
  const auto who = watch.silence(monotonic_now()) < long_silence ? "" : departure.on_the_lane();
  if (!who.empty() && !told) {
    const auto sentence = who + " has been in one call for 10 s";
    if (in_steps)
      display.note("notice", sentence + ": the simulated clock waits for it");
    else
      watch.incident(sentence + ": nothing trades until it returns");
  }
  told = !who.empty();
}

RunOutcome abandoned(std::string sentence) {
  RunOutcome ending{exit_code::failed, std::move(sentence)};
  ending.abandoned = true;
  return ending;
}

/// Waits for the end, whether it comes by itself or not, and keeps the watcher informed meanwhile.
RunOutcome watch_until_end(RunMonitor& watch, Display& display, SessionRecorder& sessions,
                           const DayMonitor& monitor, const ShutdownDeadline& departure,
                           caf::actor_system& system, const SupervisorActor& supervisor,
                           std::filesystem::path halt_file, bool in_steps) {
  constexpr auto pause = std::chrono::seconds{1};
  auto& watchdog = Watchdog::start();
  StallCount watchdog_stalls{static_cast<int>(Watchdog::stall_limit / pause)};
  LifeSign sign{"main"};
  HourlyProgress hourly;
  HaltNote halt_note{std::move(halt_file)};
  bool silence_told = false;
  auto asked = monotonic_now();
  for (;;) {
    sign.beat();
    auto ending = watch.wait_for_end(std::chrono::milliseconds{50});
    if (const auto verdict = watchdog.verdict(); !ending && verdict)
      ending = abandoned("the run ends: " + *verdict);
    display.flush(monotonic_now());
    sessions.flush();
    if (!ending) ending = departure.overdue(monotonic_now());
    if (ending) return *ending;
    publish_silence(watch, display, departure, in_steps, silence_told);
    if (monotonic_now() - asked < pause) continue;
    if (!watchdog_stalls.turn({{&watchdog, watchdog.turns()}}).empty())
      return abandoned("the run ends: its watchdog stands still");
    if (const auto status = ask_status(system, supervisor, pause)) {
      publish_progress(*status, watch, display, sessions, hourly);
      monitor.on_progress(*status);
      halt_note.on_progress(*status);
    }
    asked = monotonic_now();
  }
}

constexpr Duration reader_patience = std::chrono::seconds{5};

/// Nobody is told of signals any more when this goes.
class TellsNobody {
public:
  explicit TellsNobody(StopSignals& signals) : signals_(signals) {}
  ~TellsNobody() { signals_.publish_nobody(); }
  TellsNobody(const TellsNobody&) = delete;
  TellsNobody& operator=(const TellsNobody&) = delete;

private:
  StopSignals& signals_;
};

/// Where to look next, for a person who has just seen a run.
std::string next_words(const RunOptions& options, const std::filesystem::path& report,
                       bool reported) {
  const auto state =
    options.state_dir.empty() ? std::string{} : " --state-dir=" + options.state_dir;
  std::string text;
  if (reported) text += "report: " + report.string() + '\n';
  if (!options.summary_file.empty()) text += "summary: " + options.summary_file + '\n';
  return text + "next: hft sessions" + state + "   what every run earned\n      hft journal" +
         state + "    what was sent and answered\n";
}

/// Where what a failed model leaves is to be looked at.
std::string state_words(const RunOptions& options, const std::filesystem::path& books) {
  const auto state =
    options.state_dir.empty() ? std::string{} : " --state-dir=" + options.state_dir;
  return "  state: " + books.string() + "; its orders: hft journal" + state + '\n';
}

/// A person who pages through the output sees the summary at the end of it; who told us to stop
/// does not wait for a reader that is not there.
int report(const RunOptions& options, const RunMonitor& watch, const SessionRecorder& sessions,
           const RunOutcome& ending, const std::filesystem::path& books, Display& display,
           Watchdog& watchdog, bool told_to_stop) {
  auto status = watch.report();
  if (!watch.reported()) status.session.plan = watch.plan();
  const auto written = write_summary(options.summary_file, sessions.summary(status));
  const auto shown = summary_text(sessions.whole(status), watch.phases(), display.colours()) +
                     next_words(options, sessions.file_of(status.session.plan.date), true);
  watchdog.end_whenever(); // a reader may take his time
  display.finish(watch.reported() ? shown : "",
                 told_to_stop ? std::optional{reader_patience} : std::nullopt);
  if (ending.exit_code != exit_code::done) {
    say_failure(ending.sentence);
    if (!ending.account.empty() || ending.exit_code == exit_code::model)
      say_account(ending.account + state_words(options, books));
    return ending.exit_code;
  }
  if (!written) return complain(written.error());
  return exit_code::done;
}

/// The lane, the venue, HTTP clients, CAF's, the control socket's, models' and others, with room.
constexpr int most_threads = 24;
constexpr int most_descriptors = 64; // an embedded venue and its clients are 45

/// So long every wait at the end may take together, once the report is written.
constexpr Duration end_limit = std::chrono::seconds{10};

/// `starts` is told of an end that calls for no pause; null: nobody is. What is thrown here ends
/// the process without unwinding, which would wait for actors that nobody stops.
int run_actors(const RunOptions& options, const RunSettings& settings, const std::string& venue,
               StopSignals& signals, ServiceNotice& notice, const StartLog* starts) noexcept {
  const auto endpoints = cpquant::endpoints_for(venue);
  if (!endpoints) return complain(endpoints.error());
  const auto data_keys = keys_for(settings, cpquant::KeyPair::Data);
  if (!data_keys) return complain(data_keys.error());
  // The embedded venue makes an account of each key: both pairs must be the same one there.
  const auto trade_keys =
    settings.embedded ? data_keys : keys_for(settings, cpquant::KeyPair::Trade);
  if (!trade_keys) return complain(trade_keys.error());

  LoopThread lane_thread;
  cpquant::TradeOptions trade;
  trade.endpoints = *endpoints;
  // Told on threads of the clients, for as long as they live.
  const auto told_to_wait = [](const std::string& sentence) {
    spdlog::warn("{}", as_sentence(sentence));
  };
  trade.gate = cpquant::make_gate(trade, told_to_wait);
  auto client = std::make_shared<cpquant::AlpacaTradeClient>(*trade_keys, trade);
  notice.status("Asking the venue for the account and the time.");
  auto greeting = ask_when_allowed(*trade.gate, signals, [&] { return greet(*client); });
  if (!greeting) return complain(greeting.error());
  if (!settings.embedded) {
    const auto ask = [&](const std::string& symbol) {
      return ask_when_allowed(*trade.gate, signals, [&] { return client->asset(symbol); });
    };
    const auto assets = check_assets(settings.watched, settings.venue == "paper", ask);
    if (!assets) return complain(assets.error());
    for (const auto& note : *assets) spdlog::warn("{}", as_sentence(note));
  }
  // A server on plain HTTP is a simulation, whether it says so or not: its clock is followed.
  greeting->clock.simulated = greeting->clock.simulated || venue.starts_with("http://");
  auto time = std::make_shared<VenueTimeSource>();
  time->observe(greeting->clock);
  if (greeting->clock.simulated)
    trade.gate->count_by([time] { return MonotonicTime{time->now().nanoseconds}; });
  set_log_clock([time] { return time->now(); });

  Display display{STDOUT_FILENO};
  display.account_begins_with(greeting->equity, settings.embedded.has_value());
  const auto account = (settings.embedded ? "simulated-" : "") + greeting->account;
  if (settings.embedded)
    publish_pruned(prune_accounts(settings.state_dir, "simulated-", kept_runs));
  const auto books = account_dir(settings.state_dir, account);
  if (const auto opened = open_account_dir(settings.state_dir, books); !opened)
    return complain(opened.error());
  const auto before = storage::read_roster(roster_file(books));
  if (!before) return complain(before.error());
  auto restored = restore(settings.models, *before, new_york_date(time->now()), settings.restores);
  keep_what_can_be_made(restored, settings);
  spdlog::info("{}", start_sentence(version, venue, account, specs_of(restored)));
  for (const auto& note : settings.notes) spdlog::warn("{}", as_sentence(note));
  for (const auto& told : restored.told) {
    spdlog::info("{}", as_sentence(told));
    display.note("restored", told);
  }
  const auto risk = read_risk(options.limits, greeting->equity);
  if (!risk) return complain(risk.error());
  SessionRecorder sessions{books / "sessions", [time] { return time->now(); }};
  RunMonitor watch{display, notice, sessions,
                   is_terminal(STDOUT_FILENO) && is_terminal(STDERR_FILENO)};
  auto limits = std::make_shared<LiveLimits>(with_signal_age(*risk, settings), greeting->equity);
  auto roster = std::make_shared<RosterKeeper>(
    roster_file(books), settings.models, [time] { return time->now(); },
    [](const std::string& sentence) { spdlog::warn("{}", as_sentence(sentence)); });
  roster->add(specs_of(restored));
  storage::CheckpointStore keeper{
    [](const Failure& failure) { spdlog::warn("{}", failure.sentence); }};
  ActorSystemConfig actor_config;
  // Refused one of its threads, the actor system waits for itself for ever.
  Watchdog::start().end_within(std::chrono::seconds{10}, 1,
                               "the system refused a resource: the actors could not be started");
  caf::actor_system system{actor_config};
  Watchdog::start().end_whenever();
  Lane lane{system, lane_thread.loop()};
  const auto monitor = std::make_shared<DayMonitor>(
    system, identity_of(*greeting, account, venue, settings), [time] { return time->now(); });
  // Who looks on must be gone before the actor system, which waits for its actors.
  watch.also_tell([weak = std::weak_ptr{monitor}](const std::string& sentence) {
    if (const auto looks = weak.lock()) looks->on_incident(sentence);
  });
  auto context = std::make_shared<WiringContext>(WiringContext{
    system,
    lane,
    lane_thread.loop(),
    settings,
    *endpoints,
    *data_keys,
    *trade_keys,
    account,
    books,
    client,
    std::make_shared<cpquant::AlpacaDataClient>(*data_keys, *endpoints, std::chrono::seconds{20},
                                                told_to_wait),
    time,
    greeting->clock.simulated ? greeting->clock.time.speed : 1.0,
    greeting->clock.simulated,
    display,
    keeper,
    limits,
    roster,
    std::move(restored),
    [&watch](const std::string& sentence) { watch.incident(sentence); },
    trade.gate,
    [weak = std::weak_ptr{monitor}](ExecutionObserver observer) {
      const auto looks = weak.lock();
      return looks ? looks->beside(std::move(observer)) : observer;
    },
    [weak = std::weak_ptr{monitor}](const FeedVitals& vitals) {
      if (const auto looks = weak.lock()) looks->on_vitals(vitals);
    },
    settings.embedded ? std::make_shared<cpquant::StepKeeper>(
                          [time](std::optional<Timestamp> step) { time->on_step(step); })
                      : nullptr});
  guard_the_exit();
  // From now on the supervisor waits for a script that starts, and operators for the supervisor.
  set_foreign_limits(
    {std::chrono::seconds{10}, [&signals] { return signals.end_asked(); }, publish_slow_script});
  auto supervised = make_supervisor_config(context);
  supervised.observer = monitor->beside(watch.observer());
  auto life = std::make_shared<LifeSign>("supervisor");
  supervised.observer.on_pulse = [weak = std::weak_ptr{life}] {
    if (const auto sign = weak.lock()) sign->beat();
  };
  auto supervisor = system.spawn<FaultPoints<Supervisor>>(std::move(supervised));
  std::optional<SchedulerPulse> pulse{system};

  const auto stop = [&supervisor] { caf::anon_send(supervisor, shutdown_atom_v); };
  ShutdownDeadline departure{lane};
  const auto end_in_order = [&](const std::string& who) {
    display.note("stopping", "on " + who + ": canceling what works");
    spdlog::info("{}", as_sentence(who + " asks for the end: canceling what works"));
    notice.stopping("Stopping: canceling what works.");
    departure.ask(monotonic_now());
    stop();
  };
  Operated operated;
  operated.quit = [&] { end_in_order("an operator's word"); };
  operated.change_limit = [&](const std::string& text) {
    return change_limit(text, *limits, *roster,
                        [&] { caf::anon_send(supervisor, ChangeLimits{limits->now()}); });
  };
  std::atomic<bool> stopped_from_inside{false};
  signals.tell(
    [&](StopSignals::Stop how) {
      stopped_from_inside = how.from_inside;
      end_in_order("a signal");
    },
    [&] {
      reload_settings(options, *limits, notice,
                      [&] { caf::anon_send(supervisor, ChangeLimits{limits->now()}); });
    });
  const TellsNobody told{signals}; // before what is told goes
  Watchdog::start().explain("lane", [&departure] { return departure.on_the_lane(); });
  const auto give_up = [&](const Failure& failure) {
    stop();
    watch.wait_for_end(std::chrono::seconds{30});
    Watchdog::start().explain("lane", nullptr);
    Watchdog::start().end_within(end_limit, exit_code_of(failure));
    return complain(failure);
  };
  const auto operators = control_handler(system, supervisor, operated);
  auto control =
    control::ControlServer::open(control_socket(settings.state_dir).string(), operators);
  if (!control) return give_up(control.error());
  auto page = open_dashboard(options, settings, monitor, operators, display);
  if (!page) return give_up(page.error());
  auto ending = watch_until_end(watch, display, sessions, *monitor, departure, system, supervisor,
                                settings.state_dir / "halted", settings.embedded.has_value());
  auto& watchdog = Watchdog::start();
  signals.tell([&watchdog, code = ending.exit_code](
                 StopSignals::Stop) { watchdog.end_within(reader_patience, code); },
               nullptr);
  watchdog.explain("lane", nullptr);
  life.reset();
  pulse.reset();
  if (stopped_from_inside && ending.exit_code == exit_code::done)
    ending = {exit_code::failed, "foreign code in this process asked for its end"};
  watchdog.end_within(end_limit, ending.exit_code, ending.sentence);
  control->reset();
  page->reset();
  display.flush(monotonic_now());
  notice.stopping(ending.exit_code == exit_code::done ? "Done."
                                                      : "Ended: " + ending.sentence + ".");
  const auto code =
    report(options, watch, sessions, ending, books, display, watchdog, departure.asked());
  watchdog.end_within(end_limit, code);
  if (starts != nullptr && !is_mended_by_restart(code)) starts->record_good_end();
  const bool is_over = watch.wait_for_end(Duration{0}).has_value();
  if (is_over && ending.left_behind.empty() && !ending.abandoned) return code;
  if (ending.abandoned) {
    std::this_thread::sleep_for(std::chrono::milliseconds{500}); // for cancels under way
    RunMarker::keep_last_words(ending.sentence);
  } else {
    RunMarker::run_ends_well();
  }
  wait_for_lane(lane_thread.loop()); // so that the journal is closed, unless that is what is stuck
  keeper.flush();
  leave_process(code);
}

int run_settings(const RunOptions& options, const RunSettings& settings, StopSignals& signals,
                 ServiceNotice& notice) {
  if (!settings.embedded) {
    const StartLog starts{settings.state_dir};
    wait_before_start(starts, notice);
    const auto code = run_actors(options, settings, settings.venue, signals, notice, &starts);
    if (!is_mended_by_restart(code)) starts.record_good_end();
    return code;
  }
  auto venue = simulated::Venue::open(*settings.embedded);
  if (!venue) return say_failure(venue.error().sentence), exit_code::usage;
  const EmbeddedVenue embedded{std::move(*venue)};
  return run_actors(options, settings, embedded.url(), signals, notice, nullptr);
}

/// The models that are foreign code in this process, in words.
std::string foreign_models(const RunSettings& settings) {
  std::string names;
  for (const auto& spec : settings.models)
    if (spec.name.starts_with("python:")) names += (names.empty() ? "" : ", ") + spec.name;
  return names;
}

/// On a terminal the display tells the story; the log adds what is wrong.
std::string log_level_of(const RunOptions& options) {
  const bool beside_display = is_terminal(STDOUT_FILENO) && is_terminal(STDERR_FILENO);
  return beside_display && !options.given.contains("log-level") ? "warn" : options.log_level;
}

} // namespace

int run_system(const RunOptions& options) {
  StopSignals signals; // before any other thread
  set_up_logging(log_level_of(options), options.log_format);
  Watchdog::start();
  net::HttpClient::watch([](const std::string& where, int status, Duration took) {
    spdlog::debug("{} was answered with {} after {:.1f} ms.", where, status,
                  std::chrono::duration<double, std::milli>(took).count());
  });
  set_foreign_limits({ForeignLimits{}.start, {}, publish_slow_script});
  auto settings = read_settings(options);
  if (!settings) return complain_of_settings(options, settings.error());
  if (const auto threads = check_threads(most_threads); !threads) return complain(threads.error());
  if (const auto files = check_descriptors(most_descriptors); !files)
    return complain(files.error());
  const auto holder =
    "process " + std::to_string(::getpid()) + ", begun " + format_new_york(wall_clock_now());
  const auto lock = storage::RunLock::take(settings->state_dir, holder);
  if (!lock) return complain(lock.error());
  const RunMarker marker{settings->state_dir, holder, foreign_models(*settings)};
  if (marker.run_before()) spdlog::warn("{}", as_sentence(*marker.run_before()));
  ServiceNotice notice;
  const auto code = run_settings(options, *settings, signals, notice);
  RunMarker::run_ends_well();
  return code;
}

} // namespace hft
