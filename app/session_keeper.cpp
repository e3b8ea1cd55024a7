#include "app/session_keeper.hpp"

#include <spdlog/spdlog.h>

namespace hft {

void SessionKeeper::phase(const SessionChanged& changed) {
  const bool traded = changed.to != SessionPhase::Closed && changed.to != SessionPhase::AfterHours;
  const std::lock_guard lock{mutex_};
  if (traded && (!record_ || record_->date != changed.plan.date)) {
    record_ = report::read_session(folder_, changed.plan.date);
    ++record_->starts;
  }
  if (!record_) return;
  const std::string name{to_string(changed.to)};
  if (record_->phases.empty() || record_->phases.back() != name) record_->phases.push_back(name);
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
