#include "app/wiring/warm_up_windows.hpp"

#include <algorithm>

namespace hft {

namespace {

/// Session time that the bars to be kept take.
Duration time_of_bars(const Needs& needs) {
  Duration longest{0};
  if (needs.keep_bars > 1)
    for (const auto size : needs.bar_sizes) longest = std::max(longest, duration_of(size));
  return longest * static_cast<std::int64_t>(needs.keep_bars);
}

} // namespace

std::vector<TimeWindow> warm_up_windows(const MarketCalendar& calendar, const Needs& needs,
                                        Timestamp now) {
  constexpr int sessions_back = 260;
  std::vector<TimeWindow> windows;
  auto missing = needs.warm_up;
  auto of_bars = time_of_bars(needs);
  auto days = needs.warm_up_days;
  auto session = calendar.session_at_or_after(now);
  for (int i = 0; session && i < sessions_back; ++i) {
    const auto begin = needs.extended_hours ? session->pre_open : session->open;
    const auto end = std::min(now, needs.extended_hours ? session->post_end : session->close);
    if (begin < end) {
      const bool is_today = now <= end;
      const bool whole = is_today ? needs.warm_up_since_open || days > 0 : days > 0;
      if (!is_today && days > 0) --days;
      const auto from = whole ? begin : std::max(begin, end - missing);
      missing = std::max(Duration{0}, missing - (end - from));
      if (from < end) windows.push_back({from, end});
      const auto bars_from = std::max(begin, end - of_bars);
      if (bars_from < from) windows.push_back({bars_from, from - Duration{1}, true});
      of_bars = std::max(Duration{0}, of_bars - (end - begin));
    }
    if (missing.count() <= 0 && of_bars.count() <= 0 && days <= 0) break;
    session = calendar.previous_session(session->date);
  }
  std::reverse(windows.begin(), windows.end());
  // What the venue prints while we ask belongs to it too.
  const bool within = !windows.empty() && windows.back().until == now;
  if (within)
    windows.back().until = now + std::chrono::hours{24};
  else
    windows.push_back({now, now + std::chrono::hours{24}});
  return windows;
}

} // namespace hft
