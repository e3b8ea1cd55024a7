#pragma once

#include "app/research/statistics.hpp"

#include <string>
#include <vector>

namespace hft::research {

enum class Weight : std::uint8_t {
  Against, ///< the profit is not to be believed as it stands
  Doubt,   ///< it may be, after this was looked at
  Note,    ///< worth knowing
  For,     ///< was looked for and not found
};

/// One objection to a profit, or the sentence that there is none.
struct Finding {
  Weight weight = Weight::Note;
  std::string name;     ///< `one lucky day`
  std::string sentence; ///< with the figures behind it
};

struct Verdict {
  std::string headline;
  Weight weight = Weight::Note;  ///< of the heaviest finding
  std::vector<Finding> findings; ///< the heaviest first
};

/// Looks for what most often makes a backtest's profit false: few trades, one lucky day, chance,
/// stale fills, fills outside hours, costs and delays that eat it, data that is wrong, many trials.
Verdict verdict_of(const report::RunRecord& record, const RunStatistics& statistics);

} // namespace hft::research
