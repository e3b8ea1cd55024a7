#pragma once

#include "adapters/report/run_record.hpp"

#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace hft::research {

/// Lowest low and highest high of a symbol's bars between two times, in constant time after a
/// search: a table of ranges whose lengths are powers of two.
class PriceExtremes {
public:
  explicit PriceExtremes(const std::vector<report::RunBar>& bars);

  bool knows(const Symbol& symbol) const { return symbols_.contains(symbol); }
  /// Over the bars that lie wholly in between; empty when none does.
  std::optional<std::pair<Price, Price>> between(const Symbol& symbol, Timestamp from,
                                                 Timestamp to) const;

private:
  struct Table {
    std::vector<Timestamp> begins;
    std::vector<Timestamp> ends;
    std::vector<std::vector<Price>> lows;  ///< by level: of 2^level bars from here
    std::vector<std::vector<Price>> highs; ///< the same
  };
  std::map<Symbol, Table> symbols_;
};

} // namespace hft::research
