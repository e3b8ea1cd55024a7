#pragma once

#include "adapters/simulated/engine/clock.hpp"
#include "messages/timestamp.hpp"

#include <cstddef>
#include <cstdint>

namespace hft::simulated {

/// What was sent to clients since they were last asked whether they are done with it, and when they
/// are to be asked again: at a barrier, which discrete time does not pass before all have answered.
/// Invariant: where something was sent, time moves to another second only past a barrier, but for
/// the moment after too many rounds. Pure.
class StepBarrier {
public:
  void sent(std::size_t messages) { sent_ += messages; }
  /// A frame of market data that went to so many.
  void sent_frame(std::size_t messages);
  /// A client that keeps step wants something else: it is told before time moves.
  void wish_changed() { wishes_changed_ = true; }

  bool has_sent() const { return sent_ > 0; }
  bool wishes_changed() const { return wishes_changed_; }
  /// Whether one is due before time moves from `now` to `next`.
  bool is_due(Pace pace, Timestamp now, Timestamp next) const;
  /// The number of the new one, told at the time `now`.
  std::uint64_t raise(Timestamp now);
  /// Time moves: what was sent in too many rounds of one moment is not asked for again.
  void pass();

  std::uint64_t number() const { return number_; }
  /// The end of the last step that anybody was told of.
  Timestamp told() const { return told_; }

private:
  std::size_t sent_ = 0;   ///< messages since the last one
  std::size_t frames_ = 0; ///< of market data among them
  int rounds_ = 0;         ///< barriers of the present moment
  bool wishes_changed_ = false;
  std::uint64_t number_ = 0;
  Timestamp told_;
};

/// The whole second that a time is in.
std::int64_t second_of(Timestamp time);

} // namespace hft::simulated
