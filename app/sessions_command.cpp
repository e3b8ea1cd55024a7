#include "adapters/report/session_listing.hpp"
#include "app/logging.hpp"
#include "app/options.hpp"
#include "app/state_dir.hpp"

#include <cstdio>

namespace hft {

int run_sessions(const SessionsOptions& options) {
  const auto account = newest_account_dir(state_dir_of(options.state_dir));
  if (!account) return say_failure(account.error().sentence), exit_code::failed;
  if (account->empty()) {
    std::fputs(options.format == "json" ? "[]\n" : "no session has been traded yet\n", stdout);
    return exit_code::done;
  }
  const auto folder = *account / "sessions";
  const auto listing =
    options.format == "json" ? report::sessions_json(folder) : report::sessions_text(folder);
  std::fputs(listing.text.c_str(), stdout);
  for (const auto& failure : listing.failures) say_failure(failure);
  return listing.failures.empty() ? exit_code::done : exit_code::failed;
}

} // namespace hft
