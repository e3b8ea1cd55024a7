#include "app/cli/sessions_command.hpp"

#include "adapters/report/session_listing.hpp"
#include "app/console/logging.hpp"
#include "app/settings/state_dir.hpp"

#include <cstdio>
#include <filesystem>
#include <system_error>
#include <vector>

namespace hft {

int run_sessions(const SessionsOptions& options) {
  const auto state_dir = state_dir_of(options.state_dir);
  std::error_code none;
  const bool is_there =
    std::filesystem::status(state_dir, none).type() != std::filesystem::file_type::not_found;
  if (!options.state_dir.empty() && !is_there) {
    say_failure("the state directory " + state_dir.string() + " is not there");
    return exit_code::usage;
  }
  const auto folders = accounts_by_age(state_dir);
  if (!folders) {
    say_failure(folders.error().sentence);
    return exit_code::failed;
  }
  std::vector<report::AccountSessions> accounts;
  for (auto folder = folders->rbegin(); folder != folders->rend(); ++folder)
    accounts.push_back({folder->filename().string(), *folder / "sessions"});
  const auto listing =
    options.format == "json" ? report::sessions_json(accounts) : report::sessions_text(accounts);
  std::fputs(listing.text.c_str(), stdout);
  for (const auto& failure : listing.failures) say_failure(failure);
  return listing.failures.empty() ? exit_code::done : exit_code::failed;
}

} // namespace hft
