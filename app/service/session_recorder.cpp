#include "app/service/session_recorder.hpp"

#include "adapters/report/summary_json.hpp"

#include <spdlog/spdlog.h>

#include <utility>

namespace hft {

SessionFindings SessionRecorder::phase(const SessionChanged& changed) {
  const bool traded = changed.to != SessionPhase::Closed && changed.to != SessionPhase::AfterHours;
  SessionFindings found;
  const std::lock_guard lock{mutex_};
  look_back(changed, found.warnings);
  if (traded && (!record_ || record_->date != changed.plan.date))
    join(changed.plan.date, found.warnings);
  if (!record_) return found;
  report::add_phase(record_->phases, changed.to);
  changed_ = true;
  if (traded) found.starts = record_->starts;
  return found;
}

void SessionRecorder::look_back(const SessionChanged& changed, std::vector<std::string>& warnings) {
  // A market that is closed against the calendar may yet open, and its session go on.
  if (looked_back_ || !changed.reason.empty()) return;
  looked_back_ = true;
  const int over = changed.to == SessionPhase::AfterHours ? 1 : 0;
  for (const auto& date : report::newly_unfinished(folder_, changed.plan.date + over))
    warnings.push_back("the session of " + date +
                       " is unfinished: the program ended in it without a report, and its figures "
                       "are those last noted");
}

void SessionRecorder::join(Date date, std::vector<std::string>& warnings) {
  auto found = report::read_session(folder_, date);
  if (record_ && changed_) unwritten_.push_back(*record_);
  if (record_) last_ = Kept{std::move(*record_), std::move(before_)};
  record_ = found.value_or(report::SessionRecord{});
  record_->date = date;
  std::string incident;
  if (!found) {
    const auto aside = report::set_aside(folder_, date);
    incident = found.error().sentence + "; " +
               (aside ? "it is kept as " + aside->string() : aside.error().sentence);
  } else if (record_->starts > 0 && !record_->finished) {
    incident = "the program was started again: the run before ended without a report, as one that "
               "was killed does";
  }
  ++record_->starts;
  record_->finished = false;
  before_ = record_->tallies;
  for (auto& one : std::exchange(waiting_, {})) keep(std::move(one));
  if (incident.empty()) return;
  keep({now_(), incident});
  warnings.push_back(std::move(incident));
}

void SessionRecorder::progress(const StatusSnapshot& status) {
  const std::lock_guard lock{mutex_};
  const auto date = status.session.plan.date;
  // Started after the close, for models that trade then: there was no phase to begin it.
  if (const bool late = !record_ && status.desk.ready && status.desk.date == date; late) {
    std::vector<std::string> warnings;
    join(date, warnings);
    for (const auto& warning : warnings) spdlog::warn("{}", warning);
  }
  if (record_ && !record_->finished && date == record_->date) note(status);
}

void SessionRecorder::note(const StatusSnapshot& status) {
  auto tallies = before_;
  for (const auto& model : status.models) tallies[model.id].add(model.counts);
  // Before the desk answers, or while it has another date, it says nothing of this one.
  auto figures = status.desk.date == record_->date
                   ? report::figures_of(with_earlier(status), record_->figures)
                   : record_->figures;
  if (tallies == record_->tallies && figures == record_->figures) return;
  record_->tallies = std::move(tallies);
  record_->figures = std::move(figures);
  changed_ = true;
}

void SessionRecorder::incident(const std::string& sentence) {
  const std::lock_guard lock{mutex_};
  keep({now_(), sentence});
}

void SessionRecorder::keep(report::Incident incident) {
  auto& kept = record_ ? record_->incidents : waiting_;
  kept.push_back(std::move(incident));
  if (kept.size() > report::kept_incidents) kept.erase(kept.begin());
  if (!record_) return;
  ++record_->incident_count;
  changed_ = true;
}

void SessionRecorder::notes(const ModelNotes& notes) {
  constexpr std::size_t most_waiting = 200'000; // of a disk that stands
  const std::lock_guard lock{mutex_};
  for (const auto& note : notes.notes) {
    if (notes_.size() >= most_waiting)
      ++notes_dropped_;
    else
      notes_.push_back({notes.id, note});
  }
}

void SessionRecorder::flush_notes() {
  std::vector<storage::KeptNote> notes;
  {
    const std::lock_guard lock{mutex_};
    notes = std::exchange(notes_, {});
  }
  const auto kept = storage::append_notes(storage::notes_folder(folder_.parent_path()), notes);
  const std::lock_guard lock{mutex_};
  if (kept) notes_dropped_ += *kept;
  if (std::exchange(told_notes_, told_notes_ || !kept || notes_dropped_ > 0)) return;
  if (!kept)
    spdlog::warn("{}.", kept.error().sentence);
  else if (notes_dropped_ > 0)
    spdlog::warn("The models note more than is kept of a day: the rest is left out.");
}

void SessionRecorder::finish(const StatusSnapshot& status) {
  const std::lock_guard lock{mutex_};
  const auto date = status.session.plan.date;
  if (!record_) return;
  if (record_->date == date) {
    note(status);
    report::add_phase(record_->phases, SessionPhase::Closed);
    record_->finished = true;
    changed_ = true;
  } else if (last_ && last_->record.date == date) {
    const auto swap = [this] {
      std::swap(*record_, last_->record);
      std::swap(before_, last_->before);
    };
    const bool changed = changed_;
    swap();
    note(status);
    record_->finished = status.desk.date == date; // else its counts are those last noted
    unwritten_.push_back(*record_);
    swap();
    changed_ = changed;
  }
}

std::string SessionRecorder::summary(const StatusSnapshot& status) const {
  const std::lock_guard lock{mutex_};
  const auto date = status.session.plan.date;
  if (record_ && record_->date == date) return report::record_json(*record_);
  if (last_ && last_->record.date == date) return report::record_json(last_->record);
  return report::summary_json(status, {});
}

std::filesystem::path SessionRecorder::file_of(Date date) const {
  return folder_ / (format_date(date) + ".json");
}

StatusSnapshot SessionRecorder::whole(StatusSnapshot status) const {
  const std::lock_guard lock{mutex_};
  if (!record_ || status.session.plan.date != record_->date) return status;
  return with_earlier(std::move(status));
}

StatusSnapshot SessionRecorder::with_earlier(StatusSnapshot status) const {
  for (auto& model : status.models) {
    const auto before = before_.find(model.id);
    if (before == before_.end()) continue;
    model.counts.ticks += before->second.ticks;
    model.counts.signals += before->second.signals;
  }
  return status;
}

void SessionRecorder::flush() {
  flush_notes();
  std::vector<report::SessionRecord> records;
  {
    const std::lock_guard lock{mutex_};
    records.swap(unwritten_);
    if (changed_) records.push_back(*record_);
    changed_ = false;
  }
  for (const auto& record : records) {
    const auto written = report::write_session(folder_, record);
    if (!written && !told_failure_) spdlog::warn("{}", written.error().sentence);
    told_failure_ = !written;
  }
}

} // namespace hft
