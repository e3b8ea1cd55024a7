#pragma once

#include "adapters/simulated/market/source.hpp"
#include "messages/result.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace hft::simulated {

/// A day of trades or quotes out of the market data store, to be played.
struct StoredDay {
  std::unique_ptr<MarketSource> source;
  bool quotes = false;
};

bool is_stored_day(std::string_view bytes);
/// Checks all of the file. Rows that the store marks as suspect are not played but counted in the
/// source's troubles. Bars and corporate actions cannot be played: a Failure.
Result<StoredDay> open_stored_day(const std::string& name,
                                  const std::shared_ptr<const std::string>& bytes);

} // namespace hft::simulated
