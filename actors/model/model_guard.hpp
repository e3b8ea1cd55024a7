#pragma once

#include "messages/timestamp.hpp"
#include "models/model.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace hft {

/// What a model may take and make of one event.
struct ModelLimits {
  /// Past it, three times within the last thousand events, a model is too slow for its place; past
  /// eight times as much, once. Zero: any.
  Duration event_budget{0};
  /// Decisions of one event; past it, it floods.
  std::size_t decisions = 100;
  /// The clock that times it; null: it is not timed.
  MonotonicTime (*stopwatch)() = nullptr;
};

/// Judges how a model behaves: nonsense, floods and slowness, each told in a part of a sentence.
/// Reads the clock once an event.
class ModelGuard {
public:
  explicit ModelGuard(ModelLimits limits) : limits_(limits) {}

  /// A series of calls begins.
  void begin() {
    if (limits_.stopwatch != nullptr) began_ = limits_.stopwatch();
  }
  /// After each call of it: what is wrong with it, if anything.
  std::optional<std::string> judge(const Decisions& decisions) {
    if (limits_.stopwatch != nullptr) {
      const auto now = limits_.stopwatch();
      const auto took = now - began_;
      began_ = now;
      ++calls_;
      if (took > limits_.event_budget && limits_.event_budget.count() > 0)
        if (auto slow = overrun(took)) return slow;
    }
    return decisions.empty() ? std::nullopt : judge_decisions(decisions);
  }

private:
  std::optional<std::string> overrun(Duration took);
  std::optional<std::string> judge_decisions(const Decisions& decisions) const;

  ModelLimits limits_;
  MonotonicTime began_;
  std::uint64_t calls_ = 0;
  std::uint64_t overruns_[3] = {0, 0, 0}; ///< by number of the call, the newest last
  int overrun_count_ = 0;
};

} // namespace hft
