#pragma once

#include "adapters/cpquant/listed.hpp"
#include "messages/broker_clock.hpp"
#include "messages/order.hpp"
#include "messages/result.hpp"

#include <string_view>

namespace hft::cpquant {

/// The answer to `/v2/clock`. `speed` is the text of the header `X-Venue-Speed`, empty when absent;
/// `at` our monotonic time half-way between question and answer.
Result<BrokerClock> parse_clock(std::string_view body, std::string_view speed, MonotonicTime at);
/// The answer to `/v2/calendar` or `/v3/calendar/{market}` for [from, to].
Result<BrokerCalendar> parse_calendar(std::string_view body, Date from, Date to);

} // namespace hft::cpquant
