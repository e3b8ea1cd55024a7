#pragma once

#include "adapters/report/run_record.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace hft::report {

/// How fast a run went.
struct RunSpeed {
  std::uint64_t events = 0;
  double seconds = 0;
};

/// A figure by its name; dollars are text, exact where the record is, all else numbers; what is not
/// defined is null.
struct NamedFigure {
  std::string key;
  std::optional<double> value;
  std::optional<Money> money; ///< instead of `value`
};

/// `result.json` of a run: what was run, each model's counts and money, the statistics, the speed.
std::string result_json(const RunRecord& record, const std::vector<NamedFigure>& statistics,
                        const std::optional<RunSpeed>& speed);

} // namespace hft::report
