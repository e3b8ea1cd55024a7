#include "adapters/cpquant/wire_clock.hpp"

#include "adapters/cpquant/json_guard.hpp"
#include "messages/new_york.hpp"
#include "messages/number_text.hpp"

#include <algorithm>

namespace hft::cpquant {

namespace {

/// `09:30` and `0930` alike.
Duration time_of_day_in(const Json& item, const char* key, Duration otherwise) {
  auto text = text_in(item, key);
  if (text.empty()) return otherwise;
  if (text.size() == 5 && text[2] == ':') text.erase(2, 1);
  if (text.size() != 4 || text.find_first_not_of("0123456789") != std::string::npos)
    throw Malformed{std::string{"its "} + key + " is no time of day"};
  const auto number = std::stoi(text);
  if (number / 100 > 24 || number % 100 > 59)
    throw Malformed{std::string{"its "} + key + " is no time of day"};
  return std::chrono::hours{number / 100} + std::chrono::minutes{number % 100};
}

Date date_in(const Json& item) {
  const auto date = parse_date(text_in(item, "date"));
  if (!date) throw Malformed{"its date cannot be read"};
  return *date;
}

/// Sessions whose hours are out of order would make nonsense of every phase.
SessionPlan checked(SessionPlan plan) {
  if (!(plan.pre_open <= plan.open && plan.open < plan.close && plan.close <= plan.post_end))
    throw Malformed{"the hours of " + format_date(plan.date) + " are out of order"};
  plan.early_close = new_york_time_of_day(plan.close) < std::chrono::hours{16};
  return plan;
}

SessionPlan read_session(const Json& item) {
  SessionPlan plan;
  plan.date = date_in(item);
  const auto at = [&](Duration time) { return from_new_york(plan.date, time); };
  const auto close = time_of_day_in(item, "close", std::chrono::hours{16});
  plan.pre_open = at(time_of_day_in(item, "session_open", std::chrono::hours{4}));
  plan.open = at(time_of_day_in(item, "open", std::chrono::hours{9} + std::chrono::minutes{30}));
  plan.close = at(close);
  plan.post_end = at(time_of_day_in(item, "session_close", close + std::chrono::hours{4}));
  return checked(plan);
}

SessionPlan read_session_v3(const Json& item) {
  SessionPlan plan;
  plan.date = date_in(item);
  plan.open = time_of(item, "core_start");
  plan.close = time_of(item, "core_end");
  plan.pre_open = time_in(item, "pre_start").value_or(plan.open);
  plan.post_end = time_in(item, "post_end").value_or(plan.close);
  return checked(plan);
}

BrokerClock read_clock(const Json& item, std::string_view speed, MonotonicTime at) {
  BrokerClock made;
  made.time.time = time_of(item, "timestamp");
  made.time.at = at;
  if (!field(item, "is_open")) throw Malformed{"its is_open cannot be read"};
  made.is_open = flag_or(item, "is_open", false);
  made.next_open = time_of(item, "next_open");
  made.next_close = time_of(item, "next_close");
  made.simulated = !speed.empty();
  if (speed == "max") {
    made.time.speed = 0;
  } else if (!speed.empty()) {
    made.time.speed = number_from(speed).value_or(0);
    if (!(made.time.speed > 0 && made.time.speed < 1e9))
      throw Malformed{"its header X-Venue-Speed is no speed"};
  }
  return made;
}

} // namespace

Result<BrokerClock> parse_clock(std::string_view body, std::string_view speed, MonotonicTime at) {
  return guarded<BrokerClock>("a clock", body,
                              [&](const Json& json) { return read_clock(json, speed, at); });
}

Result<BrokerCalendar> parse_calendar(std::string_view body, Date from, Date to) {
  return guarded<BrokerCalendar>("a calendar", body, [&](const Json& json) {
    BrokerCalendar made{from, to, {}};
    const auto* v3 = field(json, "calendar");
    // A day that cannot be read is left out: it counts as closed, the others as they are.
    std::vector<UnreadItem> left_out;
    const auto& items = list_in(v3 ? *v3 : json);
    for (const auto& item : items)
      read_or_leave_out(UnreadItem::Kind::Session, item, left_out, [&](const Json& x) {
        auto plan = field(x, "core_start") ? read_session_v3(x) : read_session(x);
        if (plan.date >= from && plan.date <= to) made.sessions.push_back(plan);
      });
    if (!items.empty() && left_out.size() == items.size()) throw Malformed{left_out.front().reason};
    std::sort(made.sessions.begin(), made.sessions.end(),
              [](const auto& a, const auto& b) { return a.date < b.date; });
    return made;
  });
}

} // namespace hft::cpquant
