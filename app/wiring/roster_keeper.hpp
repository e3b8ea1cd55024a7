#pragma once

#include "messages/roster.hpp"

#include <filesystem>
#include <functional>
#include <mutex>
#include <set>
#include <string>
#include <vector>

namespace hft {

/// Keeps the list of running instances in an account's folder, as operators change it. Any thread.
class RosterKeeper {
public:
  /// `line` is what the command line asks for, `now` the venue's time; what cannot be written is
  /// told to `complain`.
  RosterKeeper(std::filesystem::path file, std::vector<ModelSpec> line,
               std::function<Timestamp()> now, std::function<void(const std::string&)> complain);

  /// These instances are there from the start.
  void add(const std::vector<ModelSpec>& instances);
  void keep(const std::vector<RosterEntry>& instances);
  /// Whether an instance has this id.
  bool knows(const ModelId& id) const;
  std::vector<std::string> names() const;

private:
  std::filesystem::path file_;
  std::vector<ModelSpec> line_;
  std::function<Timestamp()> now_;
  std::function<void(const std::string&)> complain_;
  mutable std::mutex mutex_;
  std::set<ModelId> ids_;
};

} // namespace hft
