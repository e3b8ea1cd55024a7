#pragma once

#include "actors/model/model_slot.hpp"
#include "actors/supervisor/restart_policy.hpp"
#include "app/research/backtest_turns.hpp"
#include "messages/control.hpp"

#include <memory>
#include <optional>
#include <utility>

namespace hft::research {

/// One instance of a model in a backtest: the seat of its present life, and what its lives so far
/// have counted. A model that falls comes back as in a running system: with the memory it saved
/// last, or with history, until its restarts are used up.
struct BacktestModel {
  ModelSpec spec;
  bool beside = false; ///< runs beside the lane: its signals are decided at the end of a round
  Turns::Member turns;
  std::shared_ptr<ModelHost> host;
  std::optional<ModelSlot> seat; ///< empty before the first life and after the last
  bool alive = false;
  bool restart_due = false;
  bool retire_due = false;
  RestartPolicy policy;
  ModelState state = ModelState::Starting;
  ModelReport earlier; ///< of the lives that are over
  std::uint64_t restarts = 0;
  std::uint64_t faults = 0;
  std::string last_fault;
  std::uint64_t delivered = 0; ///< frames of this life
  std::uint64_t saved_at = 0;  ///< events shown when its memory was last saved
  std::optional<std::pair<ModelCheckpoint, Timestamp>> memory;

  /// Every so many events shown, as in a running system.
  static constexpr std::uint64_t save_every = 10'000;

  void begin_life(std::shared_ptr<ModelHost> fresh, bool has_checkpoint);
  /// Gives a fresh host what the last life left, where that is worth more than history.
  bool remember(ModelHost& fresh, Timestamp now) const;
  void save_now_and_then(Timestamp now);
  /// Adds this life's counts to the earlier ones.
  void end_life(const std::string& why);
  ModelStatus status() const;
};

} // namespace hft::research
