#include "app/settings/market_settings.hpp"

#include "actors/session_clock/market_calendar.hpp"
#include "adapters/simulated/market/tape/names.hpp"
#include "adapters/simulated/market/tape/reader.hpp"
#include "app/settings/calendar_file.hpp"
#include "app/wall_clock.hpp"
#include "messages/new_york.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace hft {

namespace {

Result<Duration> read_time_of_day(const std::string& text) {
  int hour = 0;
  int minute = 0;
  const bool shaped =
    text.size() == 5 && text[2] == ':' &&
    std::from_chars(text.data(), text.data() + 2, hour).ptr == text.data() + 2 &&
    std::from_chars(text.data() + 3, text.data() + 5, minute).ptr == text.data() + 5;
  if (!shaped || hour < 0 || hour > 23 || minute < 0 || minute > 59)
    return fail(ErrorKind::BadArgument, "--at=" + text + " is no time of day: give HH:MM");
  return Duration{std::chrono::hours{hour} + std::chrono::minutes{minute}};
}

Result<double> read_speed(const std::string& text) {
  if (text == "max") return 0.0;
  double speed = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), speed);
  if (read.ec != std::errc{} || read.ptr != text.data() + text.size() || !(speed > 0) ||
      speed > 1e6)
    return fail(ErrorKind::BadArgument,
                "--speed=" + text +
                  " is no factor: give a number above 0 and up to 1000000, or max");
  return speed;
}

/// The symbols named on the command line, else those of the tapes' names, else SPY.
Result<std::vector<Symbol>> symbols_of(const MarketOptions& market) {
  if (!market.symbols.empty() || market.tapes.empty()) return read_symbols(market.symbols);
  std::vector<Symbol> symbols;
  for (const auto& file : market.tapes)
    if (const auto symbol = simulated::read_tape_name(file).symbol;
        symbol && std::find(symbols.begin(), symbols.end(), *symbol) == symbols.end())
      symbols.push_back(*symbol);
  if (symbols.empty()) symbols.push_back("SPY");
  return symbols;
}

Result<Date> date_of(const MarketOptions& market, const MarketCalendar& calendar,
                     const std::vector<Symbol>& symbols) {
  if (!market.date.empty()) {
    const auto date = parse_date(market.date);
    if (!date)
      return fail(ErrorKind::BadArgument, "--date=" + market.date + " is no date: give YYYY-MM-DD");
    if (!calendar.covers(*date))
      return fail(ErrorKind::BadArgument,
                  "--date=" + market.date + " is outside the calendar, which covers 1990 to 2029");
    return *date;
  }
  if (!market.tapes.empty()) {
    simulated::TapeOptions tape;
    tape.files = market.tapes;
    tape.symbols = symbols;
    auto date = simulated::tape_date(tape);
    if (!date) return fail(ErrorKind::BadArgument, date.error().sentence);
    return *date;
  }
  const auto last = calendar.previous_session(new_york_date(wall_clock_now()));
  if (!last) return fail(ErrorKind::BadArgument, "today is outside the calendar: give --date");
  return last->date;
}

} // namespace

namespace {

/// As the exchanges write symbols: capital letters, digits and what stands between parts of a name.
std::string capitals(const std::string& name) {
  std::string upper;
  for (const char c : name) {
    if (c >= 'a' && c <= 'z')
      upper += static_cast<char>(c - 'a' + 'A');
    else if ((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '/' || c == '-')
      upper += c;
  }
  return upper;
}

} // namespace

Result<std::vector<Symbol>> read_symbols(const std::vector<std::string>& names,
                                         const std::string& option) {
  std::vector<Symbol> symbols;
  for (const auto& name : names) {
    const auto symbol = Symbol::from(name);
    if (!symbol || name.empty())
      return fail(ErrorKind::BadArgument, option + " names '" + name + "', which is no symbol");
    if (const auto upper = capitals(name); upper != name)
      return fail(ErrorKind::BadArgument, option + " names '" + name +
                                            "', which is no symbol: did you mean " + upper + "?");
    if (std::find(symbols.begin(), symbols.end(), *symbol) != symbols.end())
      return fail(ErrorKind::BadArgument, option + " names " + name + " twice");
    symbols.push_back(*symbol);
  }
  if (symbols.empty()) symbols.push_back("SPY");
  return symbols;
}

Result<simulated::VenueOptions> venue_options(const MarketOptions& market) {
  const auto loaded = load_calendar(market.calendar_overrides);
  if (!loaded) return tl::unexpected{loaded.error()};
  const auto& calendar = *loaded;
  simulated::VenueOptions options;
  const auto symbols = symbols_of(market);
  if (!symbols) return tl::unexpected{symbols.error()};
  options.symbols = *symbols;
  const auto date = date_of(market, *calendar, *symbols);
  if (!date) return tl::unexpected{date.error()};
  options.date = *date;
  const auto at = read_time_of_day(market.at);
  if (!at) return tl::unexpected{at.error()};
  options.at = *at;
  const auto speed = read_speed(market.speed);
  if (!speed) return tl::unexpected{speed.error()};
  options.speed = *speed;
  if (!(market.latency > 0) || market.latency > 10'000)
    return fail(
      ErrorKind::BadArgument,
      fmt::format("--latency={:g} is no time on the way: give milliseconds above 0 and up to "
                  "10000",
                  market.latency));
  options.latency = Duration{static_cast<std::int64_t>(market.latency * 1e6)};
  options.profile = simulated::find_fill_profile(market.profile);
  if (options.profile == nullptr)
    return fail(ErrorKind::BadArgument, "--profile=" + market.profile +
                                          " is no profile: give touch, paper, realistic or "
                                          "pessimistic");
  if (!market.fees.empty() && market.fees != "paper" && market.fees != "live")
    return fail(ErrorKind::BadArgument,
                "--fees=" + market.fees + " is no plan of fees: give paper or live");
  options.fees = market.fees == "live" ? simulated::FeePlan::Live : simulated::FeePlan::Paper;
  options.seed = market.seed;
  options.tapes = market.tapes;
  options.session = [calendar](Date day) { return calendar->session(day); };
  return options;
}

} // namespace hft
