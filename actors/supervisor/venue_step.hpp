#pragma once

#include "actors/supervisor/timed_swap.hpp"
#include "messages/step.hpp"
#include "messages/timestamp.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace hft {

/// The step of a simulated venue that waits for us. Its clock stands while a model starts, changes
/// or ends, so that what happens then happens at one venue time, however long it takes; so do the
/// swaps that were asked for by time. Pure.
class VenueStep {
public:
  /// `swaps` by time.
  explicit VenueStep(std::vector<TimedSwap> swaps) : swaps_(std::move(swaps)) {}

  void reached(Timestamp time) { time_ = time; }
  /// Everybody has taken the step in: it waits to be settled.
  void told(const StepTold& step, MonotonicTime now);
  /// Swaps whose time has come, each once; each is under way until `swap_ended`.
  std::vector<ModelSpec> due_swaps();
  void swap_ended() { --swaps_under_way_; }
  bool swaps_are_under_way() const { return swaps_under_way_ > 0; }

  /// Kept until the step is settled, so that its place does not depend on how the threads ran.
  void keep_incident(const ModelId& id, std::string sentence);
  /// By model, as they came; no id first.
  std::vector<std::string> take_incidents();

  bool waits() const { return step_.has_value(); }
  /// What lets the venue go on: not later than to the next swap.
  std::optional<StepSettled> settle();
  /// Nobody waits for it any more.
  void drop() { step_.reset(); }
  /// Whether it has waited for long; true once a step.
  bool stands_still(MonotonicTime now);

private:
  std::vector<TimedSwap> swaps_;
  std::size_t swaps_made_ = 0;
  int swaps_under_way_ = 0;
  std::optional<StepTold> step_;
  MonotonicTime since_;
  Timestamp time_;
  std::vector<std::pair<ModelId, std::string>> incidents_;
  bool standstill_told_ = false;
};

} // namespace hft
