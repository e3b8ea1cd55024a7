#pragma once

#include "messages/interfaces.hpp"

#include <caf/typed_event_based_actor.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace hft {

/// Asks everybody how they are and puts the answers together; who does not answer in two seconds is
/// said not to and left as last known. Lives as long as its questions do.
class StatusGathering : public std::enable_shared_from_this<StatusGathering> {
public:
  struct Asked {
    ModelStatus status; ///< with the counts of earlier lives
    ModelActor handle;
    std::optional<ModelReport> last; ///< what this life answered before
  };
  struct Sources {
    SessionClockActor clock;
    FeedActor feed;
    ExecutionActor execution;
    std::vector<Asked> models;
    std::function<void(const ModelActor&, const ModelReport&)> heard;
  };

  /// Calls `answer` once, from one of `self`'s handlers; `begun` holds what is known so far.
  static void start(SupervisorActor::pointer self, Sources sources, StatusSnapshot begun,
                    std::function<void(StatusSnapshot)> answer);

private:
  void arrived();

  StatusSnapshot snapshot_;
  std::function<void(StatusSnapshot)> answer_;
  std::size_t awaited_ = 0;
};

} // namespace hft
