#include "actors/supervisor/status_gathering.hpp"

#include <caf/all.hpp>

#include <utility>

namespace hft {

namespace {

constexpr auto patience = std::chrono::seconds{2};

/// On top of what earlier lives counted.
void add(ModelStatus& model, const ModelReport& report) {
  model.counts.ticks += report.ticks;
  model.counts.signals += report.signals;
  model.frames += report.frames;
  model.lost += report.lost;
  model.repeated += report.repeated;
  model.paper = report.paper;
}

} // namespace

void StatusGathering::start(SupervisorActor::pointer self, Sources sources, StatusSnapshot begun,
                            std::function<void(StatusSnapshot)> answer) {
  auto gathering = std::make_shared<StatusGathering>();
  auto& snapshot = gathering->snapshot_;
  snapshot = std::move(begun);
  gathering->answer_ = std::move(answer);
  gathering->awaited_ = 1; // this function itself, so that nothing is answered before all is asked
  for (std::size_t i = 0; i < sources.models.size(); ++i) {
    auto& [status, handle, last] = sources.models[i];
    snapshot.models.push_back(status);
    if (!handle) {
      if (last) add(snapshot.models[i], *last);
      continue;
    }
    ++gathering->awaited_;
    self->request(handle, patience, ModelQuery{})
      .then(
        [gathering, i, from = handle, heard = sources.heard](const ModelReport& report) {
          if (heard) heard(from, report);
          add(gathering->snapshot_.models[i], report);
          gathering->arrived();
        },
        [gathering, i, before = last](caf::error&) {
          auto& model = gathering->snapshot_.models[i];
          model.answers = false;
          model.counted = before || model.frames != 0;
          if (before) add(model, *before);
          gathering->arrived();
        });
  }
  const auto ask = [&](const auto& whom, const auto& question, auto StatusSnapshot::*part,
                       bool StatusSnapshot::*answers) {
    if (!whom) return;
    ++gathering->awaited_;
    using Part = std::remove_reference_t<decltype(snapshot.*part)>;
    self->request(whom, patience, question)
      .then(
        [gathering, part](const Part& told) {
          gathering->snapshot_.*part = told;
          gathering->arrived();
        },
        [gathering, answers](caf::error&) {
          gathering->snapshot_.*answers = false;
          gathering->arrived();
        });
  };
  ask(sources.clock, SessionQuery{}, &StatusSnapshot::session, &StatusSnapshot::clock_answers);
  ask(sources.feed, FeedQuery{}, &StatusSnapshot::feed, &StatusSnapshot::feed_answers);
  ask(sources.execution, StatusQuery{}, &StatusSnapshot::desk, &StatusSnapshot::desk_answers);
  gathering->arrived();
}

void StatusGathering::arrived() {
  if (--awaited_ != 0) return;
  if (!snapshot_.feed_answers || !snapshot_.desk_answers) snapshot_.ready = false;
  for (auto& model : snapshot_.models)
    for (const auto& book : snapshot_.desk.models)
      if (book.id == model.id) {
        model.book = book;
        model.counts.orders = book.counts.orders;
        model.counts.fills = book.counts.fills;
        model.counts.refused = book.counts.refused;
      }
  answer_(std::move(snapshot_));
}

} // namespace hft
