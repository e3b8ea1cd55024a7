#pragma once

#include "adapters/report/run_record.hpp"

#include <optional>
#include <string>
#include <vector>

namespace hft::research {

/// Whether two runs decided the same. Pure.
struct OrderComparison {
  std::size_t compared = 0;              ///< orders of the first run in the span
  std::size_t same = 0;                  ///< of them, in the second one too
  std::optional<std::string> difference; ///< the first one, in a sentence
};

/// Orders decided in [from, until], by what was decided: time, model, symbol, side, quantity and
/// limit. Ids do not count.
OrderComparison compare_orders(const std::vector<report::RunOrder>& first,
                               const std::vector<report::RunOrder>& second, Timestamp from,
                               Timestamp until);

} // namespace hft::research
