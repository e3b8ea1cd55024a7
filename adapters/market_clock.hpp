#pragma once

#include "messages/broker_clock.hpp"
#include "messages/result.hpp"

#include <functional>

namespace hft {

/// Port: the broker's clock and calendar. Calls return at once; answers come on the
/// implementation's own thread, exactly one a call.
class MarketClock {
public:
  virtual ~MarketClock() = default;
  virtual void fetch_clock(std::function<void(Result<BrokerClock>)> answer) = 0;
  /// Sessions of [from, to], both included.
  virtual void fetch_calendar(Date from, Date to,
                              std::function<void(Result<BrokerCalendar>)> answer) = 0;
};

} // namespace hft
