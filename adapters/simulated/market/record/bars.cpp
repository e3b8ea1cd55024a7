#include "adapters/simulated/market/record/bars.hpp"

#include "messages/new_york.hpp"
#include "messages/result.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>

namespace hft::simulated {
namespace {

struct UnitName {
  std::string_view name;
  Timeframe::Unit unit;
  int most;
};
constexpr UnitName unit_names[] = {
  {"Min", Timeframe::Unit::Minute, 59},  {"T", Timeframe::Unit::Minute, 59},
  {"Hour", Timeframe::Unit::Hour, 23},   {"H", Timeframe::Unit::Hour, 23},
  {"Day", Timeframe::Unit::Day, 1},      {"D", Timeframe::Unit::Day, 1},
  {"Week", Timeframe::Unit::Week, 1},    {"W", Timeframe::Unit::Week, 1},
  {"Month", Timeframe::Unit::Month, 12}, {"M", Timeframe::Unit::Month, 12},
};

bool divides_year(int months) {
  return months > 0 && 12 % months == 0;
}

Timestamp midnight(Date date) {
  return from_new_york(date, Duration{0});
}

Duration length_of(Timeframe timeframe) {
  return timeframe.unit == Timeframe::Unit::Minute ? Duration{std::chrono::minutes{timeframe.count}}
                                                   : Duration{std::chrono::hours{timeframe.count}};
}

Date first_of_months(Date date, int count) {
  const auto day = civil(date);
  const auto month = (static_cast<unsigned>(day.month()) - 1) / static_cast<unsigned>(count) *
                       static_cast<unsigned>(count) +
                     1;
  return make_date(static_cast<int>(day.year()), month, 1);
}

} // namespace

std::optional<Timeframe> parse_timeframe(std::string_view text) {
  int count = 1;
  if (!text.empty() && text.front() >= '0' && text.front() <= '9') {
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), count);
    if (parsed.ec != std::errc{}) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(parsed.ptr - text.data()));
  }
  for (const auto& [name, unit, most] : unit_names) {
    if (name != text) continue;
    const bool good =
      count >= 1 && count <= most && (unit != Timeframe::Unit::Month || divides_year(count));
    return good ? std::optional{Timeframe{count, unit}} : std::nullopt;
  }
  return std::nullopt;
}

Timestamp bar_start(Timestamp time, Timeframe timeframe) {
  const auto date = new_york_date(time);
  switch (timeframe.unit) {
    case Timeframe::Unit::Minute:
    case Timeframe::Unit::Hour: {
      const auto length = length_of(timeframe);
      return midnight(date) + (time - midnight(date)) / length * length;
    }
    case Timeframe::Unit::Day: return midnight(date);
    case Timeframe::Unit::Week: return midnight(date - static_cast<int>((weekday(date) + 6) % 7));
    case Timeframe::Unit::Month: return midnight(first_of_months(date, timeframe.count));
  }
  return time;
}

Timestamp next_bar_start(Timestamp start, Timeframe timeframe) {
  const auto date = new_york_date(start);
  switch (timeframe.unit) {
    case Timeframe::Unit::Minute:
    case Timeframe::Unit::Hour: return std::min(start + length_of(timeframe), midnight(date + 1));
    case Timeframe::Unit::Day: return midnight(date + 1);
    case Timeframe::Unit::Week: return midnight(date + 7);
    case Timeframe::Unit::Month: {
      auto next = first_of_months(date, timeframe.count);
      for (int i = 0; i < timeframe.count; ++i) next = first_of_months(next + 31, 1);
      return midnight(next);
    }
  }
  return start;
}

void add_to_bars(std::vector<Bar>& bars, const Bar& bar, Timeframe timeframe) {
  const auto start = bar_start(bar.start, timeframe);
  const auto kind = timeframe.is_intraday() ? BarKind::Minute : BarKind::Daily;
  if (bars.empty() || bars.back().start != start) {
    ensure(bars.empty() || bars.back().start < start, "bars are added by time");
    bars.push_back(bar);
    bars.back().start = start;
    bars.back().kind = kind;
    return;
  }
  auto& sum = bars.back();
  const auto volume = sum.volume + bar.volume;
  if (volume.units > 0)
    sum.vwap = {checked_narrow(
      (exact_product(sum.vwap, sum.volume) + exact_product(bar.vwap, bar.volume)) / volume.units)};
  sum.volume = volume;
  sum.trade_count += bar.trade_count;
  sum.high = std::max(sum.high, bar.high);
  sum.low = std::min(sum.low, bar.low);
  sum.close = bar.close;
}

} // namespace hft::simulated
