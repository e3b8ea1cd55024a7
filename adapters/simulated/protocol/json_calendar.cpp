#include "adapters/simulated/protocol/json_calendar.hpp"

#include "messages/new_york.hpp"

namespace hft::simulated {

namespace {

std::string clock_text(Timestamp time, bool colon) {
  const auto text = format_new_york_clock(time);
  return text.substr(0, 2) + (colon ? ":" : "") + text.substr(3, 2);
}

} // namespace

Json clock_json(Timestamp now, const std::optional<SessionPlan>& session,
                const std::optional<SessionPlan>& following) {
  const auto open = session && session->is_regular(now);
  const auto& opening = session && now < session->open ? session : following;
  const auto& closing = session && now < session->close ? session : following;
  return {{"timestamp", format_new_york(now)},
          {"is_open", open},
          {"next_open", opening ? Json(format_new_york(opening->open)) : Json(nullptr)},
          {"next_close", closing ? Json(format_new_york(closing->close)) : Json(nullptr)}};
}

Json calendar_row(const SessionPlan& plan, Date settlement) {
  return {{"date", format_date(plan.date)},
          {"open", clock_text(plan.open, true)},
          {"close", clock_text(plan.close, true)},
          {"session_open", clock_text(plan.pre_open, false)},
          {"session_close", clock_text(plan.post_end, false)},
          {"settlement_date", format_date(settlement)}};
}

Json calendar_v3_row(const SessionPlan& plan, Date settlement) {
  return {{"date", format_date(plan.date)},
          {"pre_start", format_new_york(plan.pre_open)},
          {"pre_end", format_new_york(plan.open)},
          {"core_start", format_new_york(plan.open)},
          {"core_end", format_new_york(plan.close)},
          {"post_start", format_new_york(plan.close)},
          {"post_end", format_new_york(plan.post_end)},
          {"settlement_date", format_date(settlement)}};
}

} // namespace hft::simulated
