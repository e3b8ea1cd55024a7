#pragma once

#include "messages/control.hpp"

#include <optional>
#include <vector>

namespace hft {

/// One instance as an operator left it.
struct RosterEntry {
  ModelSpec spec;
  std::optional<ModelSpec> beside; ///< in shadow, beside it
  bool stopped = false;            ///< by an operator
  bool operator==(const RosterEntry&) const = default;
};

/// Which instances run, as it is kept for the next start.
struct Roster {
  Date date{};                 ///< New York's when it was kept
  std::vector<ModelSpec> line; ///< what the command line and the configuration asked for then
  std::vector<RosterEntry> instances;
  bool operator==(const Roster&) const = default;
};

} // namespace hft
