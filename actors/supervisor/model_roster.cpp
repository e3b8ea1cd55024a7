#include "actors/supervisor/model_roster.hpp"

#include <utility>

namespace hft {

namespace {

/// Halts are sent for every symbol a model needs, whatever else it asks for.
std::vector<Symbol> symbols_of(const Subscriptions& wanted) {
  return wanted.of(Channel::Statuses);
}

void add_counts(ModelReport& sum, const ModelReport& report) {
  sum.ticks += report.ticks;
  sum.signals += report.signals;
  sum.frames += report.frames;
  sum.lost += report.lost;
  sum.repeated += report.repeated;
}

bool is_at_work(ModelState state) {
  return state == ModelState::Running || state == ModelState::Shadow;
}

tl::unexpected<Failure> refuse(std::string sentence) {
  return fail(ErrorKind::BadArgument, std::move(sentence));
}

} // namespace

ModelRoster::Instance* ModelRoster::known(const ModelId& id) {
  const auto found = instances_.find(id);
  return found == instances_.end() ? nullptr : &found->second;
}

const ModelRoster::Instance* ModelRoster::find(const ModelId& id) const {
  const auto found = instances_.find(id);
  return found == instances_.end() ? nullptr : &found->second;
}

void ModelRoster::add(const ModelSpec& spec, bool extended_hours) {
  Instance fresh;
  fresh.spec = spec;
  fresh.policy = RestartPolicy{limits_};
  fresh.extended_hours = extended_hours;
  if (const auto* before = find(spec.id))
    fresh.earlier = before->earlier; // the desk counts on, too
  instances_[spec.id] = std::move(fresh);
}

void ModelRoster::keep_stopped(const ModelId& id) {
  if (auto* one = known(id)) {
    one->state = ModelState::Stopped;
    one->stopped = true;
  }
}

void ModelRoster::keep_beside(const ModelSpec& spec) {
  if (auto* one = known(spec.id)) one->beside = spec;
}

std::optional<ModelSpec> ModelRoster::take_beside(const ModelId& id) {
  auto* one = known(id);
  return one == nullptr ? std::nullopt : std::exchange(one->beside, std::nullopt);
}

Result<void> ModelRoster::may_spawn(const ModelId& id) const {
  const auto* one = find(id);
  if (one == nullptr) return {};
  if (one->state != ModelState::Stopped && one->state != ModelState::Quarantined)
    return refuse("a model named " + id.str() + " is already here");
  if (one->has_actor)
    return refuse("the last model named " + id.str() + " has not ended yet: try again");
  return {};
}

Result<void> ModelRoster::may_install(const ModelSpec& spec, bool shuns_lane) const {
  const auto* one = find(spec.id);
  if (one == nullptr || !one->has_actor)
    return refuse(spec.id.str() + " does not run: nothing can run beside it");
  if (one->candidate)
    return refuse("model " + one->candidate->spec.name + " already runs beside " + spec.id.str() +
                  ": promote or stop that one first");
  const auto place = one->life.runs_on;
  const bool elsewhere = spec.runs_on != RunsOn::Default && spec.runs_on != place;
  if (elsewhere || (shuns_lane && place == RunsOn::Lane))
    return refuse("model " + spec.name + " cannot take over " + spec.id.str() +
                  ": an instance stays where it runs, which is the " +
                  std::string{to_string(place)} + "; stop it and spawn another");
  return {};
}

Result<void> ModelRoster::may_promote(const ModelId& id) const {
  const auto* one = find(id);
  if (one == nullptr) return refuse("no model is named " + id.str());
  if (!one->has_actor) return refuse(id.str() + " does not run");
  if (!one->candidate && !one->spec.shadow)
    return refuse("nothing runs in shadow under " + id.str());
  return {};
}

void ModelRoster::started(const ModelId& id, const Life& life) {
  auto* one = known(id);
  if (one == nullptr) return;
  one->life = life;
  one->extended_hours = life.extended_hours;
  one->has_actor = true;
  one->state = one->spec.shadow ? ModelState::Shadow : ModelState::Running;
  one->restart_at.reset();
  one->leaving = one->changing = one->stopped = false;
  one->watched = symbols_of(life.wanted);
}

void ModelRoster::ended(const ModelId& id) {
  auto* one = known(id);
  if (one == nullptr) return;
  one->has_actor = one->leaving = one->changing = false;
  one->candidate.reset();
  one->state = ModelState::Stopped;
}

void ModelRoster::ended_with_session(const ModelId& id) {
  if (auto* one = known(id)) one->has_actor = one->leaving = one->changing = false;
}

std::optional<Duration> ModelRoster::fell(const ModelId& id, const std::string& reason,
                                          MonotonicTime counted_at, MonotonicTime now) {
  auto* one = known(id);
  if (one == nullptr) return std::nullopt;
  one->has_actor = one->leaving = one->changing = false;
  one->candidate.reset();
  ++one->faults;
  one->last_fault = reason;
  const auto delay = one->policy.on_fall(counted_at);
  one->state = delay ? ModelState::Failed : ModelState::Quarantined;
  if (!delay) return std::nullopt;
  ++one->restarts;
  one->fell_at = now;
  one->restart_at = now + *delay;
  return delay;
}

std::vector<ModelId> ModelRoster::due(MonotonicTime now) const {
  std::vector<ModelId> due;
  for (const auto& [id, one] : instances_)
    if (one.restart_at && *one.restart_at <= now) due.push_back(id);
  return due;
}

void ModelRoster::cannot_restart(const ModelId& id) {
  auto* one = known(id);
  if (one == nullptr) return;
  one->state = ModelState::Quarantined;
  one->restart_at.reset();
}

ModelRoster::Heard ModelRoster::heard(const ModelNews& news, MonotonicTime now) {
  auto* one = known(news.id);
  if (one == nullptr) return {};
  if (news.last_words) {
    one->last_report.reset();
    one->leaving = one->has_actor;
    add_counts(one->earlier, *news.last_words);
    return {};
  }
  Heard heard;
  if (news.state == ModelState::Quarantined) {
    heard.is_stuck = one->has_actor;
  } else if (news.of_candidate) {
    one->candidate.reset();
    one->last_fault = news.sentence;
    ++one->faults;
    heard.candidate_is_gone = true;
  } else if (one->has_actor) {
    one->state = news.state;
    if (one->fell_at && is_at_work(one->state))
      heard.back_after = now - *std::exchange(one->fell_at, std::nullopt);
  }
  return heard;
}

void ModelRoster::reported(const ModelId& id, const ModelReport& report) {
  if (auto* one = known(id)) one->last_report = report;
}

void ModelRoster::leave_behind(const ModelId& id, const std::string& fault) {
  auto* one = known(id);
  if (one == nullptr) return;
  one->has_actor = one->leaving = one->changing = false;
  one->candidate.reset();
  one->state = ModelState::Quarantined;
  ++one->faults;
  one->last_fault = fault;
  left_behind_.insert(id);
}

void ModelRoster::returned(const ModelId& id) {
  if (const auto found = left_behind_.find(id); found != left_behind_.end())
    left_behind_.erase(found);
}

void ModelRoster::stopped(const ModelId& id) {
  auto* one = known(id);
  if (one == nullptr) return;
  one->restart_at.reset();
  one->state = ModelState::Stopped;
  one->stopped = true;
  one->beside.reset();
}

void ModelRoster::stopping() {
  for (auto& [id, one] : instances_) {
    one.restart_at.reset();
    one.fell_at.reset();
  }
}

void ModelRoster::installed(const Candidate& candidate) {
  if (auto* one = known(candidate.spec.id)) one->candidate = candidate;
}

void ModelRoster::candidate_dropped(const ModelId& id) {
  if (auto* one = known(id)) one->candidate.reset();
}

void ModelRoster::change_begins(const ModelId& id) {
  if (auto* one = known(id)) one->changing = true;
}

bool ModelRoster::change_ended(const ModelId& id, const CommandResult& result, bool adopts,
                               bool promotes) {
  auto* one = known(id);
  if (one == nullptr) return false;
  one->changing = false;
  if (!result.done) {
    if (!promotes) one->candidate.reset();
    return false;
  }
  if (!adopts) return true; // it runs in shadow
  if (one->candidate) {
    one->spec = one->candidate->spec;
    one->life.wanted = one->candidate->wanted;
    one->extended_hours = one->candidate->extended_hours;
    one->policy = RestartPolicy{limits_};
  }
  one->spec.shadow = false;
  one->candidate.reset();
  if (one->has_actor) one->state = ModelState::Running;
  return true;
}

void ModelRoster::forget_counts() {
  for (auto& [id, one] : instances_) {
    one.earlier = {};
    one.last_report.reset();
  }
}

Subscriptions ModelRoster::wanted(const ModelId& id) const {
  const auto* one = find(id);
  if (one == nullptr) return {};
  auto wanted = one->life.wanted;
  if (one->candidate) wanted.merge(one->candidate->wanted);
  return wanted;
}

std::optional<std::vector<Symbol>> ModelRoster::renew_watched(const ModelId& id) {
  auto* one = known(id);
  if (one == nullptr || !one->has_actor) return std::nullopt;
  auto watched = symbols_of(wanted(id));
  if (watched == one->watched) return std::nullopt;
  one->watched = watched;
  return watched;
}

std::size_t ModelRoster::running() const {
  std::size_t count = 0;
  for (const auto& [id, one] : instances_) count += one.has_actor ? 1 : 0;
  return count;
}

std::vector<ModelId> ModelRoster::running_off_lane() const {
  std::vector<ModelId> found;
  for (const auto& [id, one] : instances_)
    if (one.has_actor && one.life.runs_on != RunsOn::Lane) found.push_back(id);
  return found;
}

bool ModelRoster::trades_extended_hours() const {
  for (const auto& [id, one] : instances_)
    if (one.extended_hours) return true;
  return false;
}

std::optional<std::string> ModelRoster::faults_if_all_are_quarantined() const {
  std::string words;
  for (const auto& [id, one] : instances_) {
    if (one.state != ModelState::Quarantined) return std::nullopt;
    words += (words.empty() ? "" : "; ") + id.str() + ": " + one.last_fault;
  }
  return words.empty() ? std::nullopt : std::optional{words};
}

std::string ModelRoster::unsettled() const {
  for (const auto& [id, one] : instances_) {
    const auto name = "model " + id.str();
    if (one.restart_at) return name + " to be started again";
    if (one.leaving || (one.has_actor && one.state == ModelState::Stopped)) return name + " to end";
    if (one.has_actor && one.state == ModelState::WarmingUp) return name + " to be warmed up";
    if (one.changing) return name + " to be changed";
  }
  return {};
}

std::vector<RosterEntry> ModelRoster::entries() const {
  std::vector<RosterEntry> entries;
  for (const auto& [id, one] : instances_) {
    RosterEntry entry{one.spec, one.beside, one.stopped};
    if (one.candidate && one.candidate->spec.shadow) entry.beside = one.candidate->spec;
    entries.push_back(std::move(entry));
  }
  return entries;
}

ModelStatus ModelRoster::status_of(const Instance& instance) {
  ModelStatus status;
  status.id = instance.spec.id;
  status.name = instance.spec.name;
  status.parameters = instance.spec.parameters;
  status.state = instance.state;
  status.restarts = instance.restarts;
  status.runs_on = instance.life.runs_on;
  status.faults = instance.faults;
  status.last_fault = instance.last_fault;
  status.counts.ticks = instance.earlier.ticks;
  status.counts.signals = instance.earlier.signals;
  status.frames = instance.earlier.frames;
  status.lost = instance.earlier.lost;
  status.repeated = instance.earlier.repeated;
  return status;
}

} // namespace hft
