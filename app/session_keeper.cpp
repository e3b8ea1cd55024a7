#include "app/session_keeper.hpp"

#include <spdlog/spdlog.h>

namespace hft {

std::uint64_t SessionKeeper::phase(const SessionChanged& changed) {
  const bool traded = changed.to != SessionPhase::Closed && changed.to != SessionPhase::AfterHours;
  const std::lock_guard lock{mutex_};
  if (traded && (!record_ || record_->date != changed.plan.date)) {
    record_ = report::read_session(folder_, changed.plan.date);
    ++record_->starts;
    before_ = record_->tallies;
  }
  if (!record_) return 0;
  const std::string name{to_string(changed.to)};
  if (record_->phases.empty() || record_->phases.back() != name) record_->phases.push_back(name);
  changed_ = true;
  return traded ? record_->starts : 0;
}

void SessionKeeper::progress(const StatusSnapshot& status) {
  const std::lock_guard lock{mutex_};
  if (!record_ || record_->outcome || status.session.plan.date != record_->date) return;
  auto sum = before_;
  for (const auto& model : status.models) sum[model.id].add(model.counts);
  if (sum == record_->tallies) return;
  record_->tallies = std::move(sum);
  changed_ = true;
}

void SessionKeeper::incident(const std::string& sentence) {
  const std::lock_guard lock{mutex_};
  if (!record_) return;
  auto& kept = record_->incidents;
  kept.push_back({now_(), sentence});
  if (kept.size() > report::kept_incidents) kept.erase(kept.begin());
  ++record_->incident_count;
  changed_ = true;
}

void SessionKeeper::finish(const StatusSnapshot& report) {
  const std::lock_guard lock{mutex_};
  if (!record_) return;
  record_->outcome = report;
  record_->tallies = before_;
  for (auto& model : record_->outcome->models) {
    auto& tally = record_->tallies[model.id];
    tally.add(model.counts);
    model.counts.ticks = tally.ticks;
    model.counts.signals = tally.signals;
  }
  changed_ = true;
}

void SessionKeeper::flush() {
  std::optional<report::SessionRecord> record;
  {
    const std::lock_guard lock{mutex_};
    if (!changed_) return;
    changed_ = false;
    record = record_;
  }
  const auto written = report::write_session(folder_, *record);
  if (!written && !told_failure_) spdlog::warn("{}", written.error().sentence);
  told_failure_ = !written;
}

} // namespace hft
