#include "app/service/day_monitor.hpp"

#include "adapters/report/session_listing.hpp"
#include "adapters/storage/owned_directory.hpp"
#include "app/settings/state_dir.hpp"
#include "app/wall_clock.hpp"

#include <caf/all.hpp>

#include <utility>

namespace hft {

namespace {

/// Both, the first first; either may be empty.
template <class... Arguments, class Second>
std::function<void(Arguments...)> both(std::function<void(Arguments...)> first, Second second) {
  return [first = std::move(first), second = std::move(second)](Arguments... arguments) {
    if (first) first(arguments...);
    second(arguments...);
  };
}

} // namespace

DayMonitor::DayMonitor(caf::actor_system& system, report::RunIdentity identity,
                       std::function<Timestamp()> time)
  : system_(system),
    time_(std::move(time)),
    monitor_(system.spawn<Monitor>(std::move(identity), monotonic_now)) {}

DayMonitor::~DayMonitor() {
  caf::anon_send_exit(monitor_, caf::exit_reason::user_shutdown);
}

// The observers outlive this only while nobody calls them: they hold the actor, not this.
ExecutionObserver DayMonitor::beside(ExecutionObserver observer) const {
  const auto send = [monitor = monitor_, time = time_](auto what) {
    caf::anon_send(monitor, Fact{time(), std::move(what)});
  };
  observer.on_sent =
    both(std::move(observer.on_sent), [send](const Order& order) { send(OrderSent{order}); });
  observer.on_fill = both(std::move(observer.on_fill), [send](const Fill& fill) { send(fill); });
  observer.on_refused =
    both(std::move(observer.on_refused), [send](const OrderRefused& refused) { send(refused); });
  observer.on_closed =
    both(std::move(observer.on_closed), [send](const OrderClosed& closed) { send(closed); });
  observer.on_anomaly = both(std::move(observer.on_anomaly), [send](const Anomaly& anomaly) {
    send(AnomalyFound{anomaly.sentence});
  });
  observer.on_standstill = both(std::move(observer.on_standstill),
                                [send](const std::string& sentence) { send(NewsTold{sentence}); });
  observer.on_vitals =
    both(std::move(observer.on_vitals),
         [monitor = monitor_](const DeskVitals& vitals) { caf::anon_send(monitor, vitals); });
  return observer;
}

SupervisorObserver DayMonitor::beside(SupervisorObserver observer) const {
  const auto send = [monitor = monitor_, time = time_](auto what) {
    caf::anon_send(monitor, Fact{time(), std::move(what)});
  };
  observer.on_phase =
    both(std::move(observer.on_phase), [send](const SessionChanged& changed) { send(changed); });
  observer.on_readiness =
    both(std::move(observer.on_readiness), [send](bool ready, const std::string& sentence) {
      send(ReadinessChanged{ready, sentence});
    });
  observer.on_news = both(std::move(observer.on_news),
                          [send](const std::string& sentence) { send(NewsTold{sentence}); });
  observer.on_feed =
    both(std::move(observer.on_feed), [send](const FeedStateChanged& changed) { send(changed); });
  observer.on_notes =
    both(std::move(observer.on_notes), [send](const ModelNotes& notes) { send(notes); });
  observer.on_waiting = both(std::move(observer.on_waiting), [send] { send(WaitingBegan{}); });
  observer.on_report =
    both(std::move(observer.on_report),
         [monitor = monitor_](const StatusSnapshot& status) { caf::anon_send(monitor, status); });
  observer.on_end = both(std::move(observer.on_end), [send](const RunOutcome& ending) {
    send(RunEnded{ending.exit_code, ending.sentence});
  });
  return observer;
}

void DayMonitor::on_vitals(const FeedVitals& vitals) const {
  caf::anon_send(monitor_, vitals);
}

void DayMonitor::on_incident(const std::string& sentence) const {
  caf::anon_send(monitor_, Fact{time_(), IncidentHappened{sentence}});
}

void DayMonitor::on_progress(const StatusSnapshot& status) const {
  caf::anon_send(monitor_, status);
}

void DayMonitor::ask(std::function<void(dashboard::DashboardSources::Day)> answer) const {
  system_.spawn([monitor = monitor_, answer = std::move(answer)](caf::event_based_actor* self) {
    self->request(monitor, std::chrono::seconds{5}, DayQuery{})
      .then([answer](const DayAnswer& given) { answer(given.day); }, [](caf::error&) {});
  });
}

std::string past_sessions(const std::filesystem::path& state_dir) {
  std::vector<report::AccountSessions> accounts;
  if (const auto folders = accounts_by_age(state_dir))
    for (auto folder = folders->rbegin(); folder != folders->rend(); ++folder)
      accounts.push_back({folder->filename().string(), *folder / "sessions", *folder / "reports"});
  return report::sessions_json(accounts).text;
}

Result<std::string> past_report(const std::filesystem::path& state_dir, const std::string& account,
                                const std::string& date) {
  constexpr std::size_t largest_page = 64 << 20;
  const auto none = [&] {
    return fail(ErrorKind::NotFound, "the session " + account + '/' + date +
                                       " has no report yet: hft report " + account + '/' + date +
                                       " writes it");
  };
  const auto folders = accounts_by_age(state_dir);
  if (!folders || !parse_date(date)) return none();
  for (const auto& folder : *folders) { // by their names: nothing leads out of them
    if (folder.filename() != account) continue;
    const auto page = storage::read_bounded(folder / "reports" / date / "report.html", largest_page,
                                            storage::Links::Refuse);
    if (page && *page) return **page;
  }
  return none();
}

} // namespace hft
