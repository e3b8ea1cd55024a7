#include "adapters/report/session_report.hpp"
#include "app/options.hpp"
#include "app/state_dir.hpp"

#include <cstdio>

namespace hft {

int run_sessions(const SessionsOptions& options) {
  const auto account = newest_account_dir(state_dir_of(options.state_dir));
  if (account.empty()) {
    std::fputs(options.format == "json" ? "[]\n" : "no session has been traded yet\n", stdout);
    return exit_code::done;
  }
  const auto folder = account / "sessions";
  const auto text =
    options.format == "json" ? report::sessions_json(folder) : report::sessions_text(folder);
  std::fputs(text.c_str(), stdout);
  return exit_code::done;
}

} // namespace hft
