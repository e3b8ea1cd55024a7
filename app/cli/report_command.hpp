#pragma once

#include <string>

namespace hft {

struct ReportOptions {
  std::string what;    ///< a run's folder or file, or [ACCOUNT/]DATE; empty: the newest session
  std::string against; ///< another of the same, to compare with
  std::string out;     ///< where to; empty: the run's folder, or `reports/DATE` of the account
  std::string state_dir;
  std::string calendar_overrides;
};

int run_report(const ReportOptions& options);

} // namespace hft
