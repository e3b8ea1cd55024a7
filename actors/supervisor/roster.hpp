#pragma once

#include "messages/roster.hpp"

#include <string>
#include <vector>

namespace hft {

/// What starts, and a sentence for each instance that is not as the command line says.
struct Restored {
  std::vector<RosterEntry> instances;
  std::vector<std::string> told;
};

/// Instances of `line`, each as an operator left it where the line asks for the same as it did
/// before, then those that were spawned beside them. One that was stopped stays so for the rest of
/// its date. With `wanted` false only the line counts, and what is left out is told.
Restored restore(const std::vector<ModelSpec>& line, const Roster& before, Date today, bool wanted);

} // namespace hft
