#pragma once

#include "messages/interfaces.hpp"

#include <caf/typed_event_based_actor.hpp>

#include <functional>
#include <memory>
#include <vector>

namespace hft {

/// Asks everybody how they are and puts the answers together; who does not answer in two seconds is
/// left as last known. Lives as long as its questions do.
class StatusGathering : public std::enable_shared_from_this<StatusGathering> {
public:
  struct Sources {
    SessionClockActor clock;
    FeedActor feed;
    ExecutionActor execution;
    std::vector<std::pair<ModelStatus, ModelActor>> models;
  };

  /// Calls `answer` once, from one of `self`'s handlers.
  static void start(SupervisorActor::pointer self, Sources sources, StatusSnapshot begun,
                    std::function<void(StatusSnapshot)> answer);

private:
  void arrived();

  StatusSnapshot snapshot_;
  std::function<void(StatusSnapshot)> answer_;
  std::size_t awaited_ = 0;
};

} // namespace hft
