#include "actors/supervisor/status_gathering_actor.hpp"

#include <caf/all.hpp>

#include <utility>

namespace hft {

void StatusGathering::start(SupervisorActor::pointer self, Sources sources, StatusSnapshot begun,
                            std::function<void(StatusSnapshot)> answer) {
  constexpr auto patience = std::chrono::seconds{2};
  auto gathering = std::make_shared<StatusGathering>();
  gathering->snapshot_ = std::move(begun);
  gathering->answer_ = std::move(answer);
  const auto missing = [gathering](caf::error&) { gathering->arrived(); };
  gathering->awaited_ = 1; // this function itself, so that nothing is answered before all is asked
  for (std::size_t i = 0; i < sources.models.size(); ++i) {
    auto& [status, handle] = sources.models[i];
    gathering->snapshot_.models.push_back(status);
    if (!handle) continue;
    ++gathering->awaited_;
    self->request(handle, patience, ModelQuery{})
      .then(
        [gathering, i](const ModelReport& report) {
          auto& model = gathering->snapshot_.models[i];
          model.counts.ticks += report.ticks; // earlier lives are in already
          model.counts.signals += report.signals;
          model.frames += report.frames;
          model.lost += report.lost;
          model.repeated += report.repeated;
          model.paper = report.paper;
          gathering->arrived();
        },
        missing);
  }
  if (sources.clock) {
    ++gathering->awaited_;
    self->request(sources.clock, patience, SessionQuery{})
      .then(
        [gathering](const SessionStatus& status) {
          gathering->snapshot_.session = status;
          gathering->arrived();
        },
        missing);
  }
  if (sources.feed) {
    ++gathering->awaited_;
    self->request(sources.feed, patience, FeedQuery{})
      .then(
        [gathering](const FeedStatus& status) {
          gathering->snapshot_.feed = status;
          gathering->arrived();
        },
        missing);
  }
  if (sources.execution) {
    ++gathering->awaited_;
    self->request(sources.execution, patience, StatusQuery{})
      .then(
        [gathering](const DeskStatus& status) {
          gathering->snapshot_.desk = status;
          gathering->arrived();
        },
        missing);
  }
  gathering->arrived();
}

void StatusGathering::arrived() {
  if (--awaited_ != 0) return;
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
