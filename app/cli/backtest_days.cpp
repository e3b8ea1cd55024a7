#include "app/cli/backtest_days.hpp"

#include "adapters/simulated/market/stored_market.hpp"
#include "adapters/simulated/market/tape/reader.hpp"
#include "app/cli/data_command.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

namespace hft {

namespace {

Result<Date> read_day(const std::string& option, const std::string& text,
                      const MarketCalendar& calendar) {
  const auto date = parse_date(text);
  if (!date)
    return fail(ErrorKind::BadArgument, option + "=" + text + " is no date: give YYYY-MM-DD");
  if (!calendar.covers(*date))
    return fail(ErrorKind::BadArgument,
                option + "=" + text + " is outside the calendar, which covers 1990 to 2029");
  return *date;
}

std::vector<Symbol> symbols_to_play(const RunSettings& run) {
  std::set<Symbol> symbols(run.symbols.begin(), run.symbols.end());
  for (const auto& [id, watched] : run.watched) symbols.insert(watched.begin(), watched.end());
  return {symbols.begin(), symbols.end()};
}

/// What the exchange does on the action's day; empty for what it cannot.
std::optional<simulated::CorporateAction>
venue_action(const simulated::StoredMarket::Action& action) {
  using store::ActionKind;
  simulated::CorporateAction made;
  const auto& row = action.row;
  made.symbol = action.symbol;
  made.ex_date = made.announced = row.date;
  switch (row.kind) {
    case ActionKind::Split:
      made.old_rate = row.old_rate;
      made.new_rate = row.new_rate;
      break;
    case ActionKind::StockDividend:
      made.old_rate = row.old_rate;
      made.new_rate = row.old_rate + row.new_rate;
      break;
    case ActionKind::Dividend:
      made.kind = simulated::CorporateAction::Kind::Dividend;
      made.cash = row.cash;
      return made;
    default: return std::nullopt;
  }
  if (made.old_rate.units <= 0 || made.new_rate.units <= 0) return std::nullopt;
  return made;
}

void add_actions(const simulated::StoredMarket& market, const MarketCalendar& calendar,
                 BacktestDays& made) {
  for (const auto& action : market.actions()) {
    const auto booked = venue_action(action);
    if (!booked) {
      made.warnings.push_back({"corporate action not applied", action.symbol, action.row.date, 1,
                               fmt::format("a {} is not booked", to_string(action.row.kind))});
      continue;
    }
    if (booked->kind == simulated::CorporateAction::Kind::Split)
      if (const auto plan = calendar.session(action.row.date))
        made.splits.push_back({plan->pre_open, action.symbol, booked->old_rate, booked->new_rate});
    made.days.actions.push_back(*booked);
  }
}

} // namespace

Result<DayRange> read_range(const DaysOptions& options, const MarketCalendar& calendar) {
  if (options.from.empty() || options.to.empty())
    return fail(ErrorKind::BadArgument,
                "--from and --to belong together: give both, as YYYY-MM-DD");
  const auto from = read_day("--from", options.from, calendar);
  if (!from) return tl::unexpected{from.error()};
  const auto to = read_day("--to", options.to, calendar);
  if (!to) return tl::unexpected{to.error()};
  if (*to < *from)
    return fail(ErrorKind::BadArgument, "--to=" + options.to + " is before --from=" + options.from);
  return DayRange{*from, *to};
}

Result<BacktestDays> stored_days(const DaysOptions& options, const RunSettings& run) {
  const auto range = read_range(options, *run.calendar);
  if (!range) return tl::unexpected{range.error()};
  const auto calendar = run.calendar;
  simulated::StoredMarketRequest request;
  request.root = data_dir_of(options.data_dir);
  request.symbols = symbols_to_play(run);
  request.from = range->from;
  request.to = range->to;
  request.feed = options.feed;
  request.session = [calendar](Date date) { return calendar->session(date); };
  auto opened = simulated::StoredMarket::open(request);
  if (!opened) return tl::unexpected{opened.error()};
  const std::shared_ptr<simulated::StoredMarket> market{std::move(*opened)};
  BacktestDays made;
  std::map<Symbol, std::size_t> absent;
  for (const auto& missing : market->missing()) {
    ++absent[missing.symbol];
    made.warnings.push_back(
      {"missing day", missing.symbol, missing.date, 1, "the store has nothing of this session"});
  }
  std::size_t sessions = 0;
  for (auto date = range->from; date <= range->to; date = date + 1)
    if (calendar->session(date)) ++sessions;
  for (const auto& [symbol, count] : absent)
    if (count == sessions)
      return fail(ErrorKind::NotFound, request.root + " has nothing of " + symbol.str() + " from " +
                                         options.from + " to " + options.to +
                                         ": hft data list shows what it has");
  for (const auto date : market->days())
    if (const auto plan = calendar->session(date)) made.days.sessions.push_back(*plan);
  for (const auto& trouble : market->troubles())
    made.warnings.push_back({trouble.kind, trouble.symbol, trouble.date, trouble.count,
                             "found when the data were imported"});
  made.days.open = [market](const SessionPlan& plan) { return market->open_day(plan); };
  made.days.past = [market](const Symbol& symbol, Channel channel, Timestamp from,
                            Timestamp until) { return market->past(symbol, channel, from, until); };
  add_actions(*market, *calendar, made);
  made.days.bars_only = !market->kinds().contains("trades") && !market->kinds().contains("quotes");
  made.feed = fmt::format("{}", fmt::join(market->feeds(), ", "));
  made.data =
    fmt::format("{} of {} in {}, sha256 {}", fmt::join(market->kinds(), ", "),
                fmt::join(
                  [&] {
                    std::vector<std::string> names;
                    for (const auto& symbol : request.symbols) names.push_back(symbol.str());
                    return names;
                  }(),
                  ", "),
                std::filesystem::path{request.root}.filename().string(), market->fingerprint());
  return made;
}

Result<std::vector<std::pair<Date, std::vector<std::string>>>>
tapes_by_date(const MarketOptions& market) {
  std::map<Date, std::vector<std::string>> by_date;
  for (std::size_t i = 0; i < market.tapes.size(); ++i) {
    simulated::TapeOptions tape;
    tape.files = {market.tapes[i]};
    tape.date = parse_date(market.date);
    const auto& names = market.symbols;
    const auto name = names.size() == market.tapes.size() ? names[i]
                      : names.size() == 1                 ? names.front()
                                                          : std::string{};
    if (const auto symbol = Symbol::from(name); symbol && !name.empty()) tape.symbols = {*symbol};
    const auto date = simulated::tape_date(tape);
    if (!date) return fail(ErrorKind::BadArgument, date.error().sentence);
    by_date[*date].push_back(market.tapes[i]);
  }
  return std::vector<std::pair<Date, std::vector<std::string>>>{by_date.begin(), by_date.end()};
}

Result<BacktestDays> tape_days(const std::vector<std::pair<Date, std::vector<std::string>>>& tapes,
                               const RunSettings& run) {
  BacktestDays made;
  std::map<Date, std::vector<std::string>> files;
  for (const auto& [date, names] : tapes) {
    const auto plan = run.calendar->session(date);
    if (!plan) {
      made.warnings.push_back({"no session", Symbol{}, date, 1,
                               "the exchange is closed on the date of " + names.front()});
      continue;
    }
    made.days.sessions.push_back(*plan);
    files[date] = names;
  }
  const auto symbols = run.symbols;
  made.days.open =
    [files, symbols](const SessionPlan& plan) -> Result<std::unique_ptr<simulated::MarketSource>> {
    simulated::TapeOptions tape;
    tape.files = files.at(plan.date);
    if (symbols.size() == 1) tape.symbols = symbols;
    tape.date = plan.date;
    return simulated::open_tape(tape);
  };
  made.feed = "tape";
  std::vector<std::string> names;
  for (const auto& [date, list] : tapes)
    for (const auto& file : list) names.push_back(std::filesystem::path{file}.filename().string());
  made.data = fmt::format("{}", fmt::join(names, ", "));
  return made;
}

} // namespace hft
