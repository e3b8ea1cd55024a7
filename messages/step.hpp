#pragma once

#include "messages/fixed_text.hpp"
#include "messages/timestamp.hpp"

#include <cstdint>
#include <optional>

namespace hft {

/// A simulated venue that waits for us has sent all that happened up to `time`, and stands still
/// until it is told that everything has been worked off. On its way: feed, execution, and when the
/// session may have changed, supervisor and clock.
struct StepReached {
  std::uint64_t number = 0;
  Timestamp time;
};

/// Sent to a model behind everything of a step; the model hands it to execution behind all it made
/// of that. Execution also sends it to itself (without an id).
struct StepMark {
  std::uint64_t round = 0; ///< counts execution's rounds
  ModelId id;
};

/// The session clock has moved on to the step's time and said what that changed.
struct StepTold {
  std::uint64_t number = 0;
  std::optional<Timestamp> next; ///< when the session's phase changes next
};

/// Nobody is starting, changing or going: the step may end. Goes by the feed, which holds it until
/// the venue has acknowledged what models that went no longer need.
struct StepSettled {
  std::uint64_t number = 0;
  std::optional<Timestamp> next_look; ///< the supervisor must see the step that reaches it
};

} // namespace hft
