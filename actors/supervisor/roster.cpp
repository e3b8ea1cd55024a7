#include "actors/supervisor/roster.hpp"

#include <algorithm>

namespace hft {

namespace {

const ModelSpec* named(const std::vector<ModelSpec>& specs, const ModelId& id) {
  const auto found =
    std::find_if(specs.begin(), specs.end(), [&](const auto& spec) { return spec.id == id; });
  return found == specs.end() ? nullptr : &*found;
}

const RosterEntry* named(const std::vector<RosterEntry>& entries, const ModelId& id) {
  const auto found = std::find_if(entries.begin(), entries.end(),
                                  [&](const auto& entry) { return entry.spec.id == id; });
  return found == entries.end() ? nullptr : &*found;
}

std::string words(const ModelSpec& spec) {
  auto text = spec.name;
  auto separator = ':';
  for (const auto& [key, value] : spec.parameters) {
    text += separator + key + '=' + value;
    separator = ',';
  }
  return text;
}

/// An instance of the line as an operator left it.
RosterEntry as_left(const ModelSpec& asked, const RosterEntry& left, bool same_date,
                    std::vector<std::string>& told) {
  auto entry = left;
  entry.stopped = left.stopped && same_date;
  const auto id = asked.id.str();
  if (entry.stopped)
    told.push_back("model " + id + " was stopped by an operator today and stays stopped");
  else if (entry.spec != asked)
    told.push_back("model " + id + " goes on as " + words(entry.spec) +
                   ", to which it was changed while running");
  if (entry.beside)
    told.push_back(words(*entry.beside) + " runs in shadow beside " + id + " again");
  return entry;
}

} // namespace

Restored restore(const std::vector<ModelSpec>& line, const Roster& before, Date today,
                 bool wanted) {
  Restored restored;
  for (const auto& asked : line) {
    const auto* left = named(before.instances, asked.id);
    const auto* then = named(before.line, asked.id);
    const bool as_before = left != nullptr && then != nullptr && *then == asked;
    if (!as_before || !wanted) {
      restored.instances.push_back({asked, {}, false});
      if (left != nullptr && left->spec != asked)
        restored.told.push_back("model " + asked.id.str() + " starts as " + words(asked) +
                                (wanted ? ", as the command line says, not as "
                                        : ", not as it was changed to while running, ") +
                                words(left->spec));
      continue;
    }
    restored.instances.push_back(as_left(asked, *left, before.date == today, restored.told));
  }
  for (const auto& left : before.instances) {
    const auto& id = left.spec.id;
    if (left.stopped || named(line, id) != nullptr) continue;
    if (named(before.line, id) != nullptr) continue; // the command line has let it go
    if (wanted) {
      restored.instances.push_back(left);
      restored.told.push_back("model " + id.str() + " (" + words(left.spec) +
                              ") was spawned before this start and runs again");
    } else {
      restored.told.push_back("model " + id.str() + " (" + words(left.spec) +
                              ") was spawned before this start and is not started again");
    }
  }
  return restored;
}

} // namespace hft
