#pragma once

#include "adapters/report/page.hpp"
#include "app/research/statistics.hpp"
#include "app/research/verdict.hpp"

namespace hft::research {

/// A record with what was computed from it.
struct JudgedRun {
  report::RunRecord record;
  RunStatistics statistics;
};
JudgedRun judged(report::RunRecord record);

/// The report of a run; `against` (may be null) is another one shown beside it in the statistics.
/// Long series are thinned and long tables cut, which is said there: the page stays under 1.5 MB
/// whatever the run.
report::Page report_page(const JudgedRun& run, const JudgedRun* against = nullptr);

} // namespace hft::research
