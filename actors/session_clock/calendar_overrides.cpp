#include "actors/session_clock/calendar_overrides.hpp"

#include <algorithm>

namespace hft {

namespace {

using std::chrono::hours;
using std::chrono::minutes;

CalendarOverride closed(Date date, const char* reason) {
  CalendarOverride made;
  made.date = date;
  made.reason = reason;
  return made;
}

CalendarOverride closes_at(Date date, Duration close, const char* reason) {
  CalendarOverride made;
  made.date = date;
  made.action = OverrideAction::Hours;
  made.close = close;
  made.reason = reason;
  return made;
}

std::string trimmed(std::string text) {
  const auto* blanks = " \t\r";
  text.erase(0, text.find_first_not_of(blanks));
  const auto last = text.find_last_not_of(blanks);
  text.erase(last == std::string::npos ? 0 : last + 1);
  return text;
}

/// Empty when a quote is left open.
std::optional<std::vector<std::string>> split_fields(std::string_view line) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (c == '"' && quoted && i + 1 < line.size() && line[i + 1] == '"') {
      fields.back() += line[++i];
    } else if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      fields.emplace_back();
    } else {
      fields.back() += c;
    }
  }
  if (quoted) return std::nullopt;
  for (auto& field : fields) field = trimmed(std::move(field));
  return fields;
}

std::optional<Duration> parse_time_of_day(std::string_view text) {
  const auto digit = [&](std::size_t i) { return text[i] >= '0' && text[i] <= '9'; };
  if (text.size() != 5 || text[2] != ':' || !digit(0) || !digit(1) || !digit(3) || !digit(4))
    return std::nullopt;
  const int hour = (text[0] - '0') * 10 + (text[1] - '0');
  const int minute = (text[3] - '0') * 10 + (text[4] - '0');
  if (hour > 23 || minute > 59) return std::nullopt;
  return hours{hour} + minutes{minute};
}

std::optional<OverrideAction> parse_action(std::string_view text) {
  if (text == "closed") return OverrideAction::Closed;
  if (text == "open") return OverrideAction::Open;
  if (text == "hours") return OverrideAction::Hours;
  return std::nullopt;
}

/// What is wrong with one row's times, or nothing.
std::string fault_of(const CalendarOverride& row) {
  const bool any = row.open || row.close || row.post_end;
  if (row.action == OverrideAction::Closed && any) return "a closed day has no hours";
  if (row.action == OverrideAction::Hours && !any) return "hours need an open, close or post_end";
  const bool weekend = weekday(row.date) == 0 || weekday(row.date) == 6;
  if (weekend && row.action != OverrideAction::Open)
    return "the date is on a weekend, where only the action open makes sense";
  return {};
}

struct Row {
  CalendarOverride value;
  std::string fault;
};

Row read_row(const std::vector<std::string>& fields) {
  Row row;
  const auto field = [&](std::size_t i) { return i < fields.size() ? fields[i] : std::string{}; };
  const auto reject = [&](std::string why) {
    row.fault = std::move(why);
    return row;
  };
  if (fields.size() > 8) return reject("more than 8 columns");
  const auto date = parse_date(field(0));
  if (!date) return reject("'" + field(0) + "' is no date (YYYY-MM-DD)");
  const auto action = parse_action(field(1));
  if (!action) return reject("'" + field(1) + "' is no action (closed, open or hours)");
  row.value.date = *date;
  row.value.action = *action;
  std::optional<Duration>* times[] = {&row.value.open, &row.value.close, &row.value.post_end};
  for (std::size_t i = 0; i < 3; ++i) {
    if (field(2 + i).empty()) continue;
    *times[i] = parse_time_of_day(field(2 + i));
    if (!*times[i]) return reject("'" + field(2 + i) + "' is no time of day (HH:MM)");
  }
  row.value.reason = field(5);
  row.value.source = field(6);
  row.value.announced_at = field(7);
  return reject(fault_of(row.value));
}

} // namespace

const std::vector<CalendarOverride>& built_in_overrides() {
  static const std::vector<CalendarOverride> table = {
    closed(make_date(1994, 4, 27), "National day of mourning - former President Richard Nixon"),
    closes_at(make_date(1997, 12, 26), hours{13}, "Day after Christmas"),
    closes_at(make_date(1999, 12, 31), hours{13}, "New Year's Eve 1999"),
    closed(make_date(2001, 9, 11), "September 11 attacks"),
    closed(make_date(2001, 9, 12), "September 11 attacks"),
    closed(make_date(2001, 9, 13), "September 11 attacks"),
    closed(make_date(2001, 9, 14), "September 11 attacks"),
    closes_at(make_date(2003, 12, 26), hours{13}, "Day after Christmas"),
    closed(make_date(2004, 6, 11), "National day of mourning - former President Ronald Reagan"),
    closed(make_date(2007, 1, 2), "National day of mourning - former President Gerald Ford"),
    closed(make_date(2012, 10, 29), "Hurricane Sandy"),
    closed(make_date(2012, 10, 30), "Hurricane Sandy"),
    closed(make_date(2018, 12, 5), "National day of mourning - former President George H. W. Bush"),
    closed(make_date(2025, 1, 9), "National day of mourning - former President Jimmy Carter"),
  };
  return table;
}

Result<std::vector<CalendarOverride>> parse_overrides(std::string_view text,
                                                      const std::string& origin) {
  std::vector<CalendarOverride> rows;
  const auto reject = [&](int line, const std::string& why) {
    return fail(ErrorKind::BadArgument,
                origin + " cannot be used: line " + std::to_string(line) + ": " + why);
  };
  for (int line = 1; !text.empty(); ++line) {
    const auto end = text.find('\n');
    const auto content = trimmed(std::string{text.substr(0, end)});
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (content.empty() || content.front() == '#') continue;
    const auto fields = split_fields(content);
    if (!fields) return reject(line, "a quote is left open");
    if (rows.empty() && fields->front() == "date") continue;
    auto row = read_row(*fields);
    if (!row.fault.empty()) return reject(line, row.fault);
    row.value.line = line;
    rows.push_back(std::move(row.value));
  }
  std::stable_sort(rows.begin(), rows.end(),
                   [](const auto& a, const auto& b) { return a.date < b.date; });
  for (std::size_t i = 1; i < rows.size(); ++i)
    if (rows[i].date == rows[i - 1].date)
      return reject(rows[i].line, format_date(rows[i].date) + " stands in line " +
                                    std::to_string(rows[i - 1].line) + " already");
  return rows;
}

} // namespace hft
