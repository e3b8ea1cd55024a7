#pragma once

#include "messages/session.hpp"

#include <vector>

namespace hft {

/// The broker's clock, with our monotonic time half-way between question and answer.
struct BrokerClock {
  VenueTime time;         ///< `speed` is 1 unless the venue says it runs on a clock of its own
  bool simulated = false; ///< the venue said that its clock is not the world's
  bool is_open = false;
  Timestamp next_open;
  Timestamp next_close;
};

/// The broker's sessions of a range of dates. A date that is absent is no session.
struct BrokerCalendar {
  Date from;
  Date to;
  std::vector<SessionPlan> sessions; ///< by date
};

} // namespace hft
