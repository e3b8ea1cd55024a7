#pragma once

#include "messages/result.hpp"
#include "messages/timestamp.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hft {

enum class OverrideAction : std::uint8_t {
  Closed, ///< no session
  Open,   ///< a session, whatever the rules say; regular hours where none are given
  Hours,  ///< a session by rule, at other hours
};

/// One date on which the rules are wrong. Times are New York times of day.
struct CalendarOverride {
  Date date;
  OverrideAction action = OverrideAction::Closed;
  std::optional<Duration> open;
  std::optional<Duration> close;
  std::optional<Duration> post_end;
  std::string reason;
  std::string source;       ///< the exchange's notice
  std::string announced_at; ///< as the file says it
  int line = 0;             ///< of the file; 0 when built in
};

/// The unscheduled closures and early closes of 1990 to 2029 known when this was built.
const std::vector<CalendarOverride>& built_in_overrides();

/// Reads `date,action,open,close,post_end,reason,source,announced_at` (`closed`, `open` or `hours`;
/// `HH:MM`; later columns may be left out; a header line, empty lines and `#` comments are skipped;
/// fields with commas stand in double quotes). All or nothing: one bad line and there is only a
/// sentence that names `origin` and the line. Sorted by date; no date twice.
Result<std::vector<CalendarOverride>> parse_overrides(std::string_view text,
                                                      const std::string& origin);

} // namespace hft
