#pragma once

#include "adapters/door/limits.hpp"

#include <optional>
#include <string_view>

namespace hft::door {

/// How long the broker asks us to wait, from the two headers that say it: `Retry-After` (seconds or
/// an HTTP date) and `X-RateLimit-Reset` (seconds since 1970), empty when absent. `now` is the wall
/// clock's. The first that can be read counts; at most `longest_wait`. Empty when neither says a
/// time that is still to come.
std::optional<Duration> wait_asked_for(std::string_view retry_after, std::string_view reset,
                                       Timestamp now);

/// `Sun, 06 Nov 1994 08:49:37 GMT`, the form that HTTP prescribes. Empty for anything else.
std::optional<Timestamp> parse_http_date(std::string_view text);

} // namespace hft::door
