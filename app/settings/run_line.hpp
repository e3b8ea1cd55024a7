#pragma once

#include "app/settings/options.hpp"

#include <cstdint>
#include <limits>
#include <optional>
#include <string>

namespace CLI {
class App;
class Error;
class Validator;
} // namespace CLI

namespace hft {

/// Digits alone, up to `most`: CLI11 would read `-1` as a very large number.
CLI::Validator whole_number(std::uint64_t most = std::numeric_limits<std::int64_t>::max());

/// Seconds or minutes from `least` to `most`; CLI11's own range lets through what is no number.
CLI::Validator within(double least, double most);

/// The options of `hft` without a subcommand and of its configuration file, and those of them that
/// subcommands share.
void add_overrides(CLI::App& app, std::string& file);
/// `SPY,,QQQ` and `SPY,`: parts between commas of which one is missing.
bool has_empty_part(const std::string& list);
void add_market(CLI::App& app, MarketOptions& market);
/// The same without the speed, for what has no clock.
void add_day(CLI::App& app, MarketOptions& market);
/// How the simulated market fills orders, and what it charges.
void add_profile(CLI::App& app, MarketOptions& market);
/// The limits, and what is done before the close.
void add_close(CLI::App& app, RunOptions& run);
void add_fail_fast(CLI::App& app, RunOptions& run);
void add_symbols(CLI::App& app, MarketOptions& market);
void add_run_line(CLI::App& app, RunOptions& run);

/// What is wrong with the configuration file that the line names.
std::string config_fault(const CLI::App& app, const CLI::Error& error);
/// After the parse: which options were given. The file's limits hold beside those of the command
/// line, which come after them and win by name.
void finish_run_line(const CLI::App& app, RunOptions& run);
/// The same line again: the file it names may say something else by now.
Result<RunOptions> read_run_options(int argc, char** argv);
/// The same line as if its file were empty; nothing when the line itself is wrong.
std::optional<RunOptions> read_line_alone(int argc, char** argv);

} // namespace hft
