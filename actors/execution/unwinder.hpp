#pragma once

#include "actors/execution/desk.hpp"

#include <map>
#include <vector>

namespace hft {

/// Models that will not trade any more and whose positions are to be closed: when none of their
/// orders works, a market order against each position; again after a pause while something is left.
/// Pure; asked at each pulse.
class Unwinder {
public:
  explicit Unwinder(unsigned attempts = 5, Duration pause = std::chrono::seconds{1})
    : attempts_(attempts),
      pause_(pause) {}

  void begin(const ModelId& model) { closing_[model] = {attempts_, {}}; }
  /// It trades again, under this id.
  void forget(const ModelId& model) { closing_.erase(model); }
  /// Nothing is to be closed.
  bool is_idle() const { return closing_.empty(); }
  /// What to give the desk now, as signals of those models: no more than the account holds. What is
  /// missing is told in `out`.
  std::vector<Signal> due(Desk& desk, DeskTime at, DeskOutput& out);

private:
  struct Closing {
    unsigned attempts_left = 0;
    MonotonicTime next;
  };
  unsigned attempts_;
  Duration pause_;
  std::map<ModelId, Closing> closing_;
};

} // namespace hft
