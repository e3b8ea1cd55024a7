#pragma once

#include "actors/execution/desk.hpp"
#include "actors/execution/operator_commands.hpp"
#include "actors/execution/order_stages.hpp"
#include "actors/execution/step_work.hpp"
#include "actors/execution/unwinder.hpp"
#include "actors/frame_stamp.hpp"
#include "adapters/order_gateway.hpp"
#include "adapters/venue_steps.hpp"
#include "messages/interfaces.hpp"

#include <atomic>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace hft {

/// Told, on the actor's thread, what happens to orders; every member may be empty. Must be quick.
struct ExecutionObserver {
  std::function<void(const Order&)> on_sent;
  std::function<void(const Fill&)> on_fill;
  std::function<void(const OrderRefused&)> on_refused;
  std::function<void(const OrderClosed&)> on_closed;
  std::function<void(const Anomaly&)> on_anomaly;
  /// The venue's clock stands for some seconds already: for what.
  std::function<void(const std::string& sentence)> on_standstill;
  /// With each status that is asked for.
  std::function<void(const DeskVitals&)> on_vitals;
};

struct ExecutionConfig {
  std::shared_ptr<OrderGateway> gateway;
  std::shared_ptr<OrderJournal> journal;
  DeskConfig desk;
  Date date;                  ///< the trading date until a session says another
  SupervisorActor supervisor; ///< hears `DeskChanged` and `DeskClosed`; may be null
  ExecutionObserver observer;
  Duration pulse = std::chrono::milliseconds{100};
  std::function<MonotonicTime()> now; ///< empty: CLOCK_MONOTONIC
  std::function<Timestamp()> time;    ///< venue time; empty: the wall clock
  /// Of a simulated venue that waits for us; then the desk lives by its time. May be empty.
  std::shared_ptr<VenueSteps> steps;
  Duration stuck = std::chrono::seconds{10}; ///< a model that holds up a step for so long is left
  std::shared_ptr<const FrameStamp> frame; ///< the feed's, when it is on the same thread; or empty
};

/// The actor's belongings, made before it: read the journal and `desk.replay` every record into it,
/// then hand it over. One actor owns it; a restarted actor gets a new one, replayed anew.
struct ExecutionState {
  explicit ExecutionState(ExecutionConfig config);
  bool in_step() const { return work && work->begun(); }
  DeskTime at() const { return at(in_step() ? MonotonicTime{} : config.now()); }
  /// `now` has just been read.
  DeskTime at(MonotonicTime now) const {
    const auto time = config.time();
    if (in_step()) return {{time.nanoseconds}, time, true};
    return {now, time};
  }

  /// An order that waits until the disk has its intent, the journal's entry `intent`.
  struct Held {
    std::uint64_t intent = 0;
    DeskVerdict order;
    Timestamp cause;       ///< see VenueSteps::set_cause
    MonotonicTime decided; ///< zero: nobody counts it
  };

  ExecutionConfig config;
  Desk desk;
  std::deque<Held> held; ///< oldest first
  /// Pulses that were sent because the disk came up, not because time passed.
  std::shared_ptr<std::atomic<int>> wakes = std::make_shared<std::atomic<int>>(0);
  std::map<ModelId, ModelActor> models;
  std::uint64_t last_beat = 0; ///< each comes once from every model, and goes on once
  Unwinder retirements;
  std::optional<StepWork> work;          ///< at a venue that waits for us
  std::vector<UnwindModel> retire_later; ///< at the end of the step
  Timestamp cause;                       ///< of the signal that is being decided
  int look_ups = 0;                      ///< asked and not answered, as the next
  int fetches = 0;
  std::string standing_for; ///< what a step waited for when it was last looked at
  Duration stood{0};        ///< that long in turns of ours, at most a second each
  MonotonicTime stood_at;
  bool standstill_told = false;
  OrderStages stages;
  MonotonicTime decided; ///< when the signal was, whose order goes out now; zero: nobody counts it
  std::optional<Timestamp> stream_changed;
  std::optional<Timestamp> stream_heard;
  OperatorCommands operators;
};

/// The behaviour of an ExecutionActor, for any host: return it from `make_behavior`, or spawn this
/// function. The gateway's callbacks must reach the actor as messages; starting and stopping the
/// gateway is the wiring's. A new actor behind a stream that is already up is to be told so.
ExecutionActor::behavior_type execution_behavior(ExecutionActor::pointer self,
                                                 std::shared_ptr<ExecutionState> state);

} // namespace hft
