#include "app/research/backtest_model.hpp"

namespace hft::research {

namespace {

void add(ModelReport& to, const ModelReport& more) {
  to.ticks += more.ticks;
  to.signals += more.signals;
  to.frames += more.frames;
  to.lost += more.lost;
  to.repeated += more.repeated;
}

} // namespace

void BacktestModel::begin_life(std::shared_ptr<ModelHost> fresh, bool has_checkpoint) {
  host = std::move(fresh);
  seat.emplace(host, spec.shadow, !has_checkpoint || host->keeps_history());
  alive = true;
  restart_due = false;
  delivered = 0;
  saved_at = host->shown();
  state = spec.shadow ? ModelState::Shadow : ModelState::Running;
}

bool BacktestModel::remember(ModelHost& fresh, Timestamp now) const {
  if (!memory || memory->first.model != fresh.report().name) return false;
  const auto wanted = fresh.needs().warm_up;
  const bool is_fresh = now - memory->second <= wanted;
  if (wanted.count() > 0 && !is_fresh) return false;
  return fresh.restore(memory->first).has_value();
}

void BacktestModel::save_now_and_then(Timestamp now) {
  if (host->shown() - saved_at < save_every) return;
  saved_at = host->shown();
  if (!seat->active().is_ready() || seat->active().purpose() == Role::Shadow) return;
  auto kept = host->save();
  if (!kept.values.empty()) memory = {std::move(kept), now};
}

void BacktestModel::end_life(const std::string& why) {
  add(earlier, seat->report());
  alive = false;
  ++faults;
  last_fault = why;
}

ModelStatus BacktestModel::status() const {
  ModelStatus status;
  status.id = spec.id;
  status.name = spec.name;
  status.parameters = spec.parameters;
  status.state = state;
  status.restarts = restarts;
  status.runs_on = beside ? RunsOn::Thread : RunsOn::Lane;
  status.faults = faults;
  status.last_fault = last_fault;
  auto counted = earlier;
  if (alive) {
    const auto now = seat->report();
    add(counted, now);
    status.paper = now.paper;
  }
  status.counts.ticks = counted.ticks;
  status.counts.signals = counted.signals;
  status.frames = counted.frames;
  status.lost = counted.lost;
  status.repeated = counted.repeated;
  return status;
}

} // namespace hft::research
