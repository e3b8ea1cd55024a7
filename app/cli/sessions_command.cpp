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
  const auto found = existing_state_dir(options.state_dir);
  if (!found) {
    say_failure(found.error().sentence);
    return exit_code::usage;
  }
  const auto& state_dir = *found;
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
