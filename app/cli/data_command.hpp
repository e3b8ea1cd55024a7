#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace hft {

/// `hft data`: the market data store.
struct DataOptions {
  std::string data_dir; ///< empty: `hft` in the XDG data directory
  std::string calendar_overrides;
  std::vector<std::string> symbols;
  std::string date;
  std::string from;
  std::string to;
  std::vector<std::string> kinds;
  std::string kind;
  std::string feed;
  std::string format;
  std::string output;
  std::string venue = "paper";
  std::string env_file = ".env";
  bool replace = false;
  std::vector<std::string> files;
};

/// Adds the subcommand with its verbs.
CLI::App* add_data(CLI::App& app, DataOptions& data);
/// Runs the verb that was parsed; the exit code.
int run_data(const CLI::App& command, const DataOptions& data);

/// Where the store is: `given`, else `hft` in $XDG_DATA_HOME, else in ~/.local/share.
std::string data_dir_of(const std::string& given);

} // namespace hft
