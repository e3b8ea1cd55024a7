#pragma once

#include "messages/result.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
class Config;
} // namespace CLI

namespace hft {

/// One option of a configuration file; an array has any number of values.
struct ConfigEntry {
  std::string name;
  std::vector<std::string> values;
  int line = 0;
};

/// Reads TOML (toml++): options with strings, numbers, dates, true, false, and arrays of them, in
/// the order of their lines. A sentence names the first line that is wrong; tables are.
Result<std::vector<ConfigEntry>> read_config(std::string_view text);

/// Refuses a file named with `--config` that is there and is no regular one, or too large, before
/// anybody opens it and waits.
Result<void> check_config_file(int argc, const char* const* argv);

/// How `app` reads its configuration file; it throws `CLI::ConfigError`, also for a name that is
/// no option of `app`, which must outlive it.
std::shared_ptr<CLI::Config> config_reader(const CLI::App& app);

} // namespace hft
