#pragma once

#include "actors/supervisor/restart_policy.hpp"
#include "messages/control.hpp"
#include "messages/model_notes.hpp"

#include <functional>
#include <string>
#include <vector>

namespace hft {

/// What to do while the market is closed.
enum class WhenClosed : std::uint8_t { Wait, Exit };

/// How a run ended: the contract's exit code and one sentence, empty when all went well.
struct RunOutcome {
  int exit_code = 0;
  std::string sentence;
  /// Of a model's fault that ended the run: all there is to tell of it, in indented lines.
  std::string account{};
  /// Models stuck in a call that has not returned: their threads cannot be waited for.
  std::vector<ModelId> left_behind{};
  /// The supervisor itself fell: other actors still run, and nobody will stop them.
  bool abandoned = false;
};

/// The contract's exit codes.
namespace exit_code {
inline constexpr int done = 0;
inline constexpr int failed = 1;
inline constexpr int usage = 2;
inline constexpr int configuration = 3;
inline constexpr int venue = 4;
inline constexpr int books_disagree = 5;
inline constexpr int journal = 6;
inline constexpr int model = 7; ///< a model failed, and the run was to end with the first fault
} // namespace exit_code

/// What the supervisor tells those who watch. Called on its thread; must not block.
struct SupervisorObserver {
  std::function<void(const SessionChanged&)> on_phase;
  std::function<void(bool ready, const std::string& sentence)> on_readiness;
  std::function<void(const std::string& sentence)> on_incident;
  /// Something good or ordinary that a day's story should tell.
  std::function<void(const std::string& sentence)> on_news;
  /// The data stream's connection changed.
  std::function<void(const FeedStateChanged&)> on_feed;
  /// What a model noted for people to see.
  std::function<void(const ModelNotes&)> on_notes{};
  /// Nothing runs, on purpose: the market is closed, or nobody wants its present phase.
  std::function<void()> on_waiting;
  /// A heartbeat came back: whoever does a share of the present phase's work still does it.
  std::function<void()> on_heartbeat;
  /// A sign of life, many times a second.
  std::function<void()> on_pulse;
  /// The session's last word, before its actors stop.
  std::function<void(const StatusSnapshot&)> on_report;
  /// Everything is down and stays down.
  std::function<void(const RunOutcome&)> on_end;
};

} // namespace hft
