#include "app/wiring/warm_up_windows.hpp"

#include <algorithm>

namespace hft {

std::vector<TimeWindow> warm_up_windows(const MarketCalendar& calendar, const Needs& needs,
                                        Timestamp now) {
  constexpr int sessions_back = 10;
  std::vector<TimeWindow> windows;
  auto missing = needs.warm_up;
  auto session = calendar.session_at_or_after(now);
  for (int i = 0; session && missing.count() > 0 && i < sessions_back; ++i) {
    const auto begin = needs.extended_hours ? session->pre_open : session->open;
    const auto end = std::min(now, needs.extended_hours ? session->post_end : session->close);
    if (begin < end) {
      const auto from = std::max(begin, end - missing);
      missing -= end - from;
      windows.push_back({from, end});
    }
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
