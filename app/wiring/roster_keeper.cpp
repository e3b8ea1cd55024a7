#include "app/wiring/roster_keeper.hpp"

#include "adapters/storage/roster_file.hpp"
#include "messages/new_york.hpp"

#include <utility>

namespace hft {

RosterKeeper::RosterKeeper(std::filesystem::path file, std::vector<ModelSpec> line,
                           std::function<Timestamp()> now,
                           std::function<void(const std::string&)> complain)
  : file_(std::move(file)),
    line_(std::move(line)),
    now_(std::move(now)),
    complain_(std::move(complain)) {
  for (const auto& spec : line_) ids_.insert(spec.id);
}

void RosterKeeper::add(const std::vector<ModelSpec>& instances) {
  const std::lock_guard lock{mutex_};
  for (const auto& spec : instances) ids_.insert(spec.id);
}

void RosterKeeper::keep(const std::vector<RosterEntry>& instances) {
  {
    const std::lock_guard lock{mutex_};
    for (const auto& entry : instances) ids_.insert(entry.spec.id);
  }
  const auto written = storage::write_roster(file_, {new_york_date(now_()), line_, instances});
  if (!written) complain_(written.error().sentence);
}

bool RosterKeeper::knows(const ModelId& id) const {
  const std::lock_guard lock{mutex_};
  return ids_.contains(id);
}

std::vector<std::string> RosterKeeper::names() const {
  const std::lock_guard lock{mutex_};
  std::vector<std::string> names;
  for (const auto& id : ids_) names.push_back(id.str());
  return names;
}

} // namespace hft
