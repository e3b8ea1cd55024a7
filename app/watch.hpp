#pragma once

#include "actors/supervisor/crew.hpp"
#include "app/display.hpp"

#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace hft {

/// What the run has seen so far, gathered from the supervisor's thread for the one that waits.
class Watch {
public:
  explicit Watch(Display& display) : display_(display) {}

  /// To be given to the supervisor.
  SupervisorObserver observer();

  /// Blocks a little, or until the end.
  std::optional<Ending> wait_for_end(Duration a_while);

  StatusSnapshot report() const;
  bool reported() const;
  std::vector<std::string> phases() const;
  SessionPlan plan() const;

private:
  void add_phase(std::string_view name);

  Display& display_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<Ending> ending_;
  std::optional<StatusSnapshot> report_;
  std::vector<std::string> phases_;
  SessionPlan plan_;
};

} // namespace hft
