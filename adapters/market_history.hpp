#pragma once

#include "messages/market.hpp"
#include "messages/result.hpp"

#include <functional>
#include <vector>

namespace hft {

/// Port: what was traded before. Calls return at once; answers come on the implementation's own
/// thread, exactly one a call.
class MarketHistory {
public:
  template <class T>
  using Answer = std::function<void(Result<std::vector<T>>)>;

  virtual ~MarketHistory() = default;
  /// Trades and bars of one symbol in [from, until], oldest first, all pages.
  virtual void fetch_trades(const Symbol& symbol, Timestamp from, Timestamp until,
                            Answer<Trade> answer) = 0;
  virtual void fetch_bars(const Symbol& symbol, Timestamp from, Timestamp until, Duration interval,
                          Answer<Bar> answer) = 0;
};

} // namespace hft
