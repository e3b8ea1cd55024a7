#include "app/research/report_page.hpp"

#include "app/research/notes_section.hpp"
#include "app/research/page_text.hpp"
#include "app/research/performance.hpp"
#include "app/research/thinning.hpp"
#include "messages/new_york.hpp"
#include "messages/number_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>

namespace hft::research {

namespace {

using report::PageChart;
using report::PageColumn;
using report::PageSection;
using report::PageSeries;
using report::PageTable;
using report::PageUnit;
using report::PageValue;
using Style = report::PageSeries::Style;
using Values = std::vector<std::optional<double>>;

constexpr std::size_t most_points = 2000;
constexpr std::size_t most_price_points = 6000; ///< over all symbols
constexpr std::size_t most_symbols = 8;
constexpr std::size_t most_trips = 2500;
constexpr std::size_t most_lines = 200;       ///< of warnings, incidents, parameters
constexpr std::size_t most_text = 200;        ///< characters of one of them
constexpr std::size_t intraday_sessions = 60; ///< up to here equity is drawn within sessions too

double day_milliseconds(Date date) {
  return static_cast<double>(date.days) * 86'400'000;
}

std::string cut_note(std::size_t shown, std::size_t all, const char* where) {
  return shown < all ? fmt::format("The newest {} of {}; all are in {}.", shown, all, where)
                     : std::string{};
}

std::string weight_name(Weight weight) {
  switch (weight) {
    case Weight::Against: return "against";
    case Weight::Doubt: return "doubt";
    case Weight::Note: return "note";
    case Weight::For: return "for";
  }
  return "note";
}

PageSeries series(std::string name, Values values, Style style = Style::Line) {
  return {std::move(name), std::move(values), style};
}

PageValue optional_money(const std::optional<Money>& money) {
  return money ? PageValue{to_double(*money)} : PageValue{};
}

PageValue optional_number(const std::optional<double>& number) {
  return number ? PageValue{*number} : PageValue{};
}

/// Builds the page of one run, section after section.
class PageBuilder {
public:
  PageBuilder(const JudgedRun& run, const JudgedRun* against)
    : record_(run.record),
      s_(run.statistics),
      against_(against),
      closes_(account_closes(record_)) {
    for (const auto& session : record_.sessions) ends_[session.date] = session.close;
  }

  report::Page page() {
    const auto& head = record_.run;
    report::Page page;
    page.title = title();
    page.subtitle = subtitle();
    const auto verdict = verdict_of(record_, s_);
    page.verdict = {weight_name(verdict.weight), verdict.headline, {}};
    for (const auto& finding : verdict.findings)
      page.verdict.findings.push_back(
        {weight_name(finding.weight), finding.name, cut_text(finding.sentence, most_text)});
    for (auto&& section :
         {figures(), equity(), returns(), rolling(), activity(), hours(), prices(), trades(),
          costs(), execution(), parts(), notes_section(record_), provenance()})
      if (!section.blocks.empty()) page.sections.push_back(section);
    page.foot =
      fmt::format("Made by hft {}. What each figure means and how far to believe it: "
                  "docs/report.md. Times are New York's. Charts by dygraphs (MIT licence): "
                  "drag to zoom, double-click for the whole.",
                  head.code.empty() ? "(unknown version)" : head.code);
    return page;
  }

private:
  std::string title() const {
    std::string names;
    for (const auto& model : record_.models) {
      if (names.size() > 60) {
        names += ", …";
        break;
      }
      names += (names.empty() ? "" : ", ") + model.id;
    }
    const std::string kind{to_string(record_.run.kind)};
    return (names.empty() ? "No model" : names) + ": " + kind +
           (record_.run.kind == report::RunKind::Backtest ? "" : " session");
  }

  std::string subtitle() const {
    const auto& head = record_.run;
    std::set<Symbol> symbols;
    for (const auto& fill : record_.fills) symbols.insert(fill.symbol);
    std::string names;
    for (const auto& symbol : symbols) {
      if (names.size() > 40) {
        names += ", …";
        break;
      }
      names += (names.empty() ? "" : ", ") + symbol.str();
    }
    auto text = head.from == head.to ? format_date(head.from)
                                     : format_date(head.from) + " to " + format_date(head.to);
    text += fmt::format(" · {} session{}", record_.sessions.size(),
                        record_.sessions.size() == 1 ? "" : "s");
    if (!names.empty()) text += " · " + names;
    if (!head.profile.empty()) text += " · profile " + head.profile;
    if (!head.fees.empty()) text += " · fees " + head.fees;
    return text;
  }

  /// When a date's close is, on New York's wall.
  double close_x(Date date) const {
    const auto end = ends_.find(date);
    return end == ends_.end() ? day_milliseconds(date) : wall_milliseconds(end->second);
  }

  report::PageTile tile(const char* label, const char* key, std::string hint, bool toned = false) {
    for (const auto& one : statistics_table()) {
      if (std::string_view{one.key} != key) continue;
      const auto value = one.value(s_);
      const int tone = !toned || !value || *value == 0 ? 0 : *value > 0 ? 1 : -1;
      return {label, statistic_text(one.unit, value), std::move(hint), tone};
    }
    return {};
  }

  PageSection figures() {
    PageSection section{"figures", "Statistics", {}, {}};
    const auto error =
      s_.returns.size() < least_days_of_year ? std::nullopt : sharpe_error(values_of(s_.returns));
    section.blocks.emplace_back(report::PageTiles{
      {tile("Profit after fees", "net_profit",
            "fees " + statistic_text(StatisticUnit::Dollars, to_double(s_.fees)), true),
       tile("Total return", "total_return", "compounded", true),
       tile("Annual return", "annual_return", "252 sessions", true),
       tile("Sharpe ratio", "sharpe", error ? "± " + fixed_text(*error, 2) + " by chance" : ""),
       tile("Deepest drawdown", "max_drawdown", "at closes"),
       tile("Round trips", "round_trips", std::to_string(record_.fills.size()) + " fills"),
       tile("Hit rate", "win_rate", "after fees"),
       tile("Profit factor", "profit_factor", "won over lost")}});
    for (auto& table : statistic_tables()) section.blocks.emplace_back(std::move(table));
    return section;
  }

  /// One table a group; a dash where the run does not define the figure.
  std::vector<PageTable> statistic_tables() const {
    std::vector<PageTable> tables;
    const auto benchmark = values_of(s_.benchmark);
    for (const auto& one : statistics_table()) {
      const auto value = one.value(s_);
      const auto other = against_ != nullptr ? one.value(against_->statistics) : std::nullopt;
      if (!value && !other) continue;
      if (tables.empty() || tables.back().title != one.group) tables.push_back(statistic_head(one));
      std::vector<PageValue> row{std::string{one.label} + "\n" + one.meaning,
                                 statistic_text(one.unit, value)};
      if (against_ != nullptr) row.emplace_back(statistic_text(one.unit, other));
      if (tables.back().columns.size() > row.size())
        row.emplace_back(one.of_returns != nullptr
                           ? statistic_text(one.unit, one.of_returns(benchmark))
                           : std::string{});
      tables.back().rows.push_back(std::move(row));
    }
    return tables;
  }

  PageTable statistic_head(const Statistic& first) const {
    PageTable table;
    const std::string_view group{first.group};
    table.id = "statistics-" + std::string{group == "By chance" ? "chance" : group};
    table.title = group;
    table.still = true;
    table.columns = {{"Figure", PageUnit::Text, {}, false},
                     {std::string{to_string(record_.run.kind)}, PageUnit::Number, {}, false}};
    if (against_ != nullptr)
      table.columns.push_back({std::string{to_string(against_->record.run.kind)} +
                                 (against_->record.run.kind == record_.run.kind ? " (other)" : ""),
                               PageUnit::Number,
                               {},
                               false});
    if (first.of_returns != nullptr && !s_.benchmark.empty())
      table.columns.push_back(
        {record_.benchmark.empty() ? "benchmark" : record_.benchmark, PageUnit::Number, {}, false});
    return table;
  }

  PageSection equity() {
    PageSection section{"equity", "Equity", {}, {}};
    if (closes_.empty() || record_.run.cash.units <= 0) return section;
    struct Point {
      double x;
      double equity;
    };
    std::vector<Point> points;
    if (record_.sessions.size() <= intraday_sessions)
      for (const auto& mark : record_.marks)
        points.push_back({wall_milliseconds(mark.at), to_double(mark.equity)});
    for (const auto& close : closes_)
      points.push_back({close_x(close.date), to_double(close.equity)});
    std::stable_sort(points.begin(), points.end(),
                     [](const Point& a, const Point& b) { return a.x < b.x; });
    std::vector<double> levels;
    for (const auto& point : points) levels.push_back(point.equity);
    PageChart chart;
    chart.id = "equity";
    chart.title = "Equity";
    chart.together = "equity";
    chart.unit = PageUnit::Dollars;
    Values ours;
    std::map<double, double> theirs = benchmark_line();
    Values benchmark;
    for (const auto i : thinned(levels, most_points)) {
      chart.x.push_back(points[i].x);
      ours.emplace_back(points[i].equity);
      const auto found = theirs.find(points[i].x);
      benchmark.push_back(found == theirs.end() ? std::nullopt : std::optional{found->second});
    }
    chart.series.push_back(series("Equity", std::move(ours)));
    if (!theirs.empty()) {
      chart.note = "The benchmark as if the cash had bought it on the first day.";
      chart.series.push_back(series(record_.benchmark, std::move(benchmark)));
    }
    section.blocks.emplace_back(std::move(chart));

    PageChart water;
    water.id = "drawdown";
    water.title = "Drawdown";
    water.note = "How far below the highest close so far.";
    water.together = "equity";
    water.unit = PageUnit::Percent;
    Values depths;
    for (const auto i : thinned(s_.depths, most_points)) {
      water.x.push_back(close_x(s_.returns[i].date));
      depths.emplace_back(s_.depths[i]);
    }
    water.series.push_back(series("Drawdown", std::move(depths), Style::Area));
    section.blocks.emplace_back(std::move(water));

    PageTable worst;
    worst.id = "drawdowns";
    worst.title = "The ten deepest drawdowns";
    worst.wide = true;
    worst.columns = {{"From", PageUnit::Text, {}},
                     {"Deepest", PageUnit::Text, {}},
                     {"Recovered", PageUnit::Text, {}},
                     {"Depth", PageUnit::Percent, {}},
                     {"Sessions", PageUnit::Count, {}}};
    for (const auto& one : s_.drawdowns)
      worst.rows.push_back({one.peak ? format_date(*one.peak) : std::string{"the start"},
                            format_date(one.trough),
                            one.recovered ? format_date(*one.recovered) : std::string{"not yet"},
                            one.depth, static_cast<double>(one.days)});
    if (!worst.rows.empty()) section.blocks.emplace_back(std::move(worst));
    return section;
  }

  /// What the cash would have become in the benchmark, by the time of each close.
  std::map<double, double> benchmark_line() const {
    std::map<double, double> line;
    double worth = to_double(record_.run.cash);
    std::map<Date, double> made;
    for (const auto& one : s_.benchmark) made[one.date] = one.value;
    for (const auto& close : closes_) {
      const auto found = made.find(close.date);
      if (found != made.end()) worth *= 1 + found->second;
      line[close_x(close.date)] = worth;
    }
    return made.empty() ? std::map<double, double>{} : line;
  }

  PageSection returns() {
    PageSection section{"returns", "Returns", {}, {}};
    if (s_.returns.size() < 2) return section;
    report::PageHeatMap map;
    map.title = "Month by month";
    map.note = "Percent. The first and the last month may be parts.";
    for (const auto& month : monthly_returns(s_.returns)) {
      if (map.years.empty() || map.years.back().year != month.year)
        map.years.push_back({month.year, Values(12), 0});
      auto& year = map.years.back();
      year.months[month.month - 1] = month.value;
      year.whole = (1 + year.whole) * (1 + month.value) - 1;
    }
    section.blocks.emplace_back(std::move(map));
    section.blocks.emplace_back(distribution());
    PageChart days;
    days.id = "daily";
    days.title = "Day by day";
    days.unit = PageUnit::Percent;
    Values values;
    const auto all = values_of(s_.returns);
    for (const auto i : thinned(all, 1000)) {
      days.x.push_back(day_milliseconds(s_.returns[i].date));
      values.emplace_back(all[i]);
    }
    days.series.push_back(series("Return", std::move(values), Style::Columns));
    section.blocks.emplace_back(std::move(days));
    return section;
  }

  PageChart distribution() const {
    const auto values = values_of(s_.returns);
    double most = 0;
    for (const double value : values) most = std::max(most, std::abs(value));
    // Steps of 1, 2 or 5 of a power of ten, about fifteen on each side.
    const double wished = std::max(most / 15, 1e-6);
    const double ten = std::pow(10.0, std::floor(std::log10(wished)));
    const double step = wished <= ten       ? ten
                        : wished <= 2 * ten ? 2 * ten
                        : wished <= 5 * ten ? 5 * ten
                                            : 10 * ten;
    std::map<long, int> bins;
    for (const double value : values) ++bins[std::lround(std::floor(value / step))];
    PageChart chart;
    chart.id = "distribution";
    chart.title = "How days are distributed";
    chart.note = fmt::format("Days by return, in steps of {} %.", general_text(step * 100, 3));
    chart.x_unit = PageUnit::Percent;
    chart.unit = PageUnit::Count;
    Values counts;
    for (auto bin = bins.begin()->first; bin <= bins.rbegin()->first; ++bin) {
      chart.x.push_back((static_cast<double>(bin) + 0.5) * step);
      counts.emplace_back(bins.contains(bin) ? bins.at(bin) : 0);
    }
    chart.series.push_back(series("Days", std::move(counts), Style::Columns));
    return chart;
  }

  PageSection rolling() {
    PageSection section{"rolling", "Rolling figures", {}, {}};
    const auto days = s_.returns.size();
    const std::size_t window = days >= 126 ? 63 : 21;
    if (days < 42) return section;
    section.note = fmt::format("Each over the {} sessions before.", window);
    const auto values = values_of(s_.returns);
    PageChart sharpe{"rolling-sharpe", "Sharpe ratio",   {}, {}, {}, "rolling",
                     PageUnit::Time,   PageUnit::Number, {}, {}, {}};
    PageChart volatility{"rolling-volatility", "Annual volatility", {}, {}, {}, "rolling",
                         PageUnit::Time,       PageUnit::Percent,   {}, {}, {}};
    Values ratios;
    Values spreads;
    const auto stride = std::max<std::size_t>(1, days / most_points);
    for (auto end = window; end <= days; end += stride) {
      const std::span<const double> last{values.data() + end - window, window};
      const double x = close_x(s_.returns[end - 1].date);
      sharpe.x.push_back(x);
      volatility.x.push_back(x);
      ratios.push_back(sharpe_ratio(last));
      spreads.push_back(annual_volatility(last));
    }
    sharpe.series.push_back(series("Sharpe ratio", std::move(ratios)));
    volatility.series.push_back(series("Volatility", std::move(spreads)));
    sharpe.together.clear();
    volatility.together.clear();
    section.blocks.emplace_back(std::move(sharpe));
    section.blocks.emplace_back(std::move(volatility));
    return section;
  }

  PageSection activity() {
    PageSection section{"activity", "Exposure and turnover", {}, {}};
    if (closes_.empty() || record_.run.cash.units <= 0) return section;
    PageChart exposure{"exposure",
                       "Exposure",
                       "Held over equity: long and short added, and net.",
                       {},
                       {},
                       {},
                       PageUnit::Time,
                       PageUnit::Percent,
                       {},
                       {},
                       {}};
    Values gross;
    Values net;
    const bool inside = record_.sessions.size() <= intraday_sessions && !record_.marks.empty();
    const auto add = [&](double x, const auto& point) {
      const double equity = to_double(point.equity);
      if (equity <= 0) return;
      exposure.x.push_back(x);
      gross.emplace_back((to_double(point.long_value) + to_double(point.short_value)) / equity);
      net.emplace_back((to_double(point.long_value) - to_double(point.short_value)) / equity);
    };
    if (inside)
      for (const auto i : evenly(record_.marks.size()))
        add(wall_milliseconds(record_.marks[i].at), record_.marks[i]);
    else
      for (const auto i : evenly(closes_.size())) add(close_x(closes_[i].date), closes_[i]);
    if (!inside) exposure.note += " At the closes.";
    exposure.series.push_back(series("Gross", std::move(gross), Style::Area));
    exposure.series.push_back(series("Net", std::move(net)));
    section.blocks.emplace_back(std::move(exposure));

    std::map<Date, double> traded;
    for (const auto& fill : record_.fills)
      traded[new_york_date(fill.at)] += to_double(notional(fill.price, fill.quantity));
    PageChart turnover{"turnover",
                       "Turnover a day",
                       "Half of the dollars traded over equity.",
                       {},
                       {},
                       {},
                       PageUnit::Time,
                       PageUnit::Percent,
                       {},
                       {},
                       {}};
    Values parts;
    for (const auto i : evenly(closes_.size(), 1000)) {
      const double equity = to_double(closes_[i].equity);
      if (equity <= 0) continue;
      turnover.x.push_back(day_milliseconds(closes_[i].date));
      parts.emplace_back(traded[closes_[i].date] / 2 / equity);
    }
    turnover.series.push_back(series("Turnover", std::move(parts), Style::Columns));
    section.blocks.emplace_back(std::move(turnover));
    return section;
  }

  static std::vector<std::size_t> evenly(std::size_t count, std::size_t most = most_points) {
    std::vector<std::size_t> places;
    const auto stride = std::max<std::size_t>(1, (count + most - 1) / most);
    for (std::size_t i = 0; i < count; i += stride) places.push_back(i);
    return places;
  }

  PageSection hours() {
    PageSection section{"hours", "By hour of the day", {}, {}};
    if (record_.fills.empty()) return section;
    constexpr auto half = std::chrono::minutes{30};
    std::map<long, std::pair<int, double>> halves;
    for (const auto& fill : record_.fills) ++halves[new_york_time_of_day(fill.at) / half].first;
    for (const auto& trip : s_.trips.closed)
      halves[new_york_time_of_day(trip.exit) / half].second += to_double(trip.net());
    PageChart profit{"hour-profit",
                     "Profit",
                     "After fees, of the round trips that ended in that half hour.",
                     {},
                     {},
                     {},
                     PageUnit::Number,
                     PageUnit::Dollars,
                     {},
                     {},
                     {}};
    PageChart count{"hour-fills",
                    "Fills",
                    "In that half hour.",
                    {},
                    {},
                    {},
                    PageUnit::Number,
                    PageUnit::Count,
                    {},
                    {},
                    {}};
    Values profits;
    Values counts;
    for (auto at = halves.begin()->first; at <= halves.rbegin()->first; ++at) {
      const auto place = static_cast<double>(profit.x.size());
      const auto name = fmt::format("{:02}:{:02}", at / 2, at % 2 * 30);
      const auto found = halves.find(at);
      profit.x.push_back(place);
      count.x.push_back(place);
      profit.names.push_back(name);
      count.names.push_back(name);
      profits.emplace_back(found == halves.end() ? 0 : found->second.second);
      counts.emplace_back(found == halves.end() ? 0 : found->second.first);
    }
    profit.series.push_back(series("Profit", std::move(profits), Style::Columns));
    count.series.push_back(series("Fills", std::move(counts), Style::Columns));
    section.blocks.emplace_back(std::move(profit));
    section.blocks.emplace_back(std::move(count));
    return section;
  }

  PageSection prices() {
    PageSection section{"prices", "Price and fills", {}, {}};
    std::map<Symbol, std::vector<const report::RunFill*>> fills;
    for (const auto& fill : record_.fills) fills[fill.symbol].push_back(&fill);
    std::vector<Symbol> symbols;
    for (const auto& [symbol, some] : fills) symbols.push_back(symbol);
    std::stable_sort(symbols.begin(), symbols.end(), [&](const Symbol& a, const Symbol& b) {
      return fills[a].size() > fills[b].size();
    });
    if (symbols.size() > most_symbols) symbols.resize(most_symbols);
    std::map<Symbol, std::vector<const report::RunBar*>> bars;
    for (const auto& bar : record_.bars) bars[bar.symbol].push_back(&bar);
    if (fills.size() > symbols.size())
      section.note =
        fmt::format("The {} symbols with most fills, of {}.", symbols.size(), fills.size());
    for (const auto& symbol : symbols)
      section.blocks.emplace_back(
        price_chart(symbol, bars[symbol], fills[symbol], most_price_points / symbols.size()));
    return section;
  }

  static PageChart price_chart(const Symbol& symbol, const std::vector<const report::RunBar*>& bars,
                               const std::vector<const report::RunFill*>& fills, std::size_t most) {
    PageChart chart;
    chart.id = "price";
    chart.title = symbol.str();
    chart.group = "price";
    chart.choice = symbol.str();
    chart.unit = PageUnit::Price;
    struct Point {
      double x;
      std::optional<double> price;
      std::optional<double> buy;
      std::optional<double> sell;
    };
    std::vector<Point> points;
    std::vector<double> levels;
    for (const auto* bar : bars) levels.push_back(to_double(bar->close));
    for (const auto i : thinned(levels, std::max<std::size_t>(most / 2, 4)))
      points.push_back({wall_milliseconds(bars[i]->at + bars[i]->span), levels[i], {}, {}});
    const auto shown = evenly(fills.size(), std::max<std::size_t>(most / 3, 4));
    for (const auto i : shown) {
      const auto& fill = *fills[i];
      const std::optional price{to_double(fill.price)};
      const bool buys = fill.side == Side::Buy;
      points.push_back(
        {wall_milliseconds(fill.at), {}, buys ? price : std::nullopt, buys ? std::nullopt : price});
    }
    std::stable_sort(points.begin(), points.end(),
                     [](const Point& a, const Point& b) { return a.x < b.x; });
    Values price;
    Values buys;
    Values sells;
    for (const auto& point : points) {
      chart.x.push_back(point.x);
      price.push_back(point.price);
      buys.push_back(point.buy);
      sells.push_back(point.sell);
    }
    chart.note =
      bars.empty() ? "No bars of this symbol are in the record: fills only." : "Bar closes.";
    if (shown.size() < fills.size())
      chart.note += fmt::format(" {} of {} fills are drawn.", shown.size(), fills.size());
    if (!bars.empty()) chart.series.push_back(series("Price", std::move(price)));
    chart.series.push_back(series("Bought", std::move(buys), Style::Buys));
    chart.series.push_back(series("Sold", std::move(sells), Style::Sells));
    return chart;
  }

  PageSection trades() {
    PageSection section{"trades", "Trades", {}, {}};
    const auto& closed = s_.trips.closed;
    if (closed.empty()) return section;
    PageChart sum{"trip-profit",
                  "Profit, trip by trip",
                  "After fees, added up over the round trips in the order they ended.",
                  {},
                  {},
                  {},
                  PageUnit::Count,
                  PageUnit::Dollars,
                  {},
                  {},
                  {}};
    std::vector<double> sums;
    Money total;
    for (const auto& trip : closed) sums.push_back(to_double(total += trip.net()));
    Values values;
    for (const auto i : thinned(sums, 1500)) {
      sum.x.push_back(static_cast<double>(i + 1));
      values.emplace_back(sums[i]);
    }
    sum.series.push_back(series("Profit", std::move(values), Style::Area));
    section.blocks.emplace_back(std::move(sum));

    PageTable table;
    table.id = "trades";
    table.title = "Round trips";
    table.tools = true;
    table.columns = {{"Exit", PageUnit::Time, {}},
                     {"Model", PageUnit::Text, {}},
                     {"Symbol", PageUnit::Text, {}},
                     {"Side", PageUnit::Text, {}},
                     {"Shares", PageUnit::Number, {}},
                     {"Entry", PageUnit::Time, {}},
                     {"In at", PageUnit::Price, {}},
                     {"Out at", PageUnit::Price, {}},
                     {"Held", PageUnit::Duration, {}},
                     {"Fees", PageUnit::Dollars, {}},
                     {"Net", PageUnit::Dollars, "after fees", true},
                     {"Worst", PageUnit::Dollars, "MAE: how far below the entry it stood"},
                     {"Best", PageUnit::Dollars, "MFE: how far above the entry it stood"}};
    const auto from = closed.size() > most_trips ? closed.size() - most_trips : 0;
    table.note = cut_note(closed.size() - from, closed.size(), "round_trips.csv");
    for (auto i = from; i < closed.size(); ++i) {
      const auto& trip = closed[i];
      table.rows.push_back({wall_milliseconds(trip.exit), trip.model, trip.symbol.str(),
                            std::string{trip.is_long ? "long" : "short"}, to_double(trip.quantity),
                            trip.held_before ? PageValue{std::string{"before"}}
                                             : PageValue{wall_milliseconds(trip.entry)},
                            to_double(trip.entry_price), to_double(trip.exit_price),
                            std::chrono::duration<double>{trip.held()}.count(),
                            to_double(trip.fees), to_double(trip.net()), optional_money(trip.worst),
                            optional_money(trip.best)});
    }
    section.blocks.emplace_back(std::move(table));
    return section;
  }

  PageSection costs() {
    PageSection section{"costs", "Costs and robustness", {}, {}};
    if (record_.fills.empty()) return section;
    const auto& fall = s_.waterfall;
    report::PageWaterfall waterfall;
    waterfall.title = "Where the profit went";
    waterfall.note = "Gross: every fill at the price the model decided on, for nothing.";
    waterfall.steps = {{"Gross", to_double(fall.gross), true},
                       {"Spread", -to_double(fall.spread), false},
                       {"Slippage", -to_double(fall.slippage), false},
                       {"Fees", -to_double(fall.fees), false},
                       {"Net", to_double(fall.net), true}};
    section.blocks.emplace_back(std::move(waterfall));
    using Kind = report::Rerun::Kind;
    const std::tuple<Kind, const char*, const char*, const char*, double, const char*> kinds[] = {
      {Kind::Delay, "delay", "Profit when orders are later", "Milliseconds added to each order.", 0,
       "+{} ms"},
      {Kind::Fees, "fee", "Profit when fees are higher", "Every fee times the factor.", 1, "x{}"},
      {Kind::Size, "size", "Profit when orders are larger",
       "Every order times the factor: how much the idea carries.", 1, "x{}"}};
    for (const auto& [kind, id, title, note, base, format] : kinds) {
      std::map<double, double> profits;
      for (const auto& rerun : record_.reruns)
        if (rerun.kind == kind) profits[rerun.value] = to_double(rerun.profit);
      if (profits.empty()) continue;
      profits.emplace(base, to_double(s_.profit));
      PageChart chart{std::string{id} + "-sensitivity",
                      title,
                      note,
                      {},
                      {},
                      {},
                      PageUnit::Number,
                      PageUnit::Dollars,
                      {},
                      {},
                      {}};
      Values values;
      for (const auto& [value, profit] : profits) {
        chart.x.push_back(static_cast<double>(chart.x.size()));
        chart.names.push_back(
          value == base ? "as run" : fmt::format(fmt::runtime(format), general_text(value, 6)));
        values.emplace_back(profit);
      }
      chart.series.push_back(series("Profit", std::move(values), Style::Columns));
      section.blocks.emplace_back(std::move(chart));
    }
    return section;
  }

  PageSection execution() {
    PageSection section{"execution", "Execution", {}, {}};
    PageChart chart{
      "markouts",
      "Markouts",
      "What the price did after our fills, in basis points; above zero it went our way.",
      {},
      {},
      {},
      PageUnit::Number,
      PageUnit::Number,
      {},
      {},
      {}};
    constexpr const char* names[] = {"1 s", "10 s", "1 min", "5 min"};
    Values values;
    bool any = false;
    for (std::size_t i = 0; i < s_.execution.markouts.size(); ++i) {
      chart.x.push_back(static_cast<double>(i));
      chart.names.emplace_back(names[i]);
      values.push_back(s_.execution.markouts[i].basis_points);
      any = any || values.back();
    }
    chart.series.push_back(series("Basis points", std::move(values), Style::Columns));
    if (any) section.blocks.emplace_back(std::move(chart));
    if (record_.latency) {
      PageTable table;
      table.id = "latency";
      table.title = "Latency";
      table.note = "From a frame received to an order written, microseconds.";
      table.columns = {{"p50", PageUnit::Number, {}},
                       {"p99", PageUnit::Number, {}},
                       {"p99.9", PageUnit::Number, {}},
                       {"most", PageUnit::Number, {}}};
      table.rows = {
        {record_.latency->p50, record_.latency->p99, record_.latency->p999, record_.latency->max}};
      section.blocks.emplace_back(std::move(table));
    }
    PageTable refusals;
    refusals.id = "refusals";
    refusals.title = "Refusals by limit";
    refusals.note = "What models wanted and was not sent, or what the venue refused.";
    refusals.columns = {
      {"Model", PageUnit::Text, {}}, {"Limit", PageUnit::Text, {}}, {"Times", PageUnit::Count, {}}};
    for (const auto& one : record_.refusals)
      refusals.rows.push_back({one.model.empty() ? std::string{"all"} : one.model,
                               cut_text(one.limit, most_text), static_cast<double>(one.count)});
    section.blocks.emplace_back(std::move(refusals));
    std::map<std::string, double> ends;
    for (const auto& order : record_.orders) ends[std::string{to_string(order.state)}] += 1;
    PageTable orders;
    orders.id = "orders";
    orders.title = "How orders ended";
    orders.columns = {{"State", PageUnit::Text, {}}, {"Orders", PageUnit::Count, {}}};
    for (const auto& [state, number] : ends) orders.rows.push_back({state, number});
    if (!ends.empty()) section.blocks.emplace_back(std::move(orders));
    return section;
  }

  PageSection parts() {
    PageSection section{"parts", "By model and symbol", {}, {}};
    std::map<std::string, std::vector<RoundTrip>> by_model;
    std::map<Symbol, std::vector<RoundTrip>> by_symbol;
    for (const auto& trip : s_.trips.closed) {
      by_model[trip.model].push_back(trip);
      by_symbol[trip.symbol].push_back(trip);
    }
    PageTable models;
    models.id = "models";
    models.title = "Models";
    models.columns = {{"Model", PageUnit::Text, {}},        {"Ticks", PageUnit::Count, {}},
                      {"Signals", PageUnit::Count, {}},     {"Orders", PageUnit::Count, {}},
                      {"Fills", PageUnit::Count, {}},       {"Refused", PageUnit::Count, {}},
                      {"Realized", PageUnit::Dollars, {}},  {"Unrealized", PageUnit::Dollars, {}},
                      {"Fees", PageUnit::Dollars, {}},      {"Net", PageUnit::Dollars, {}, true},
                      {"Round trips", PageUnit::Count, {}}, {"Hit rate", PageUnit::Percent, {}}};
    for (const auto& model : record_.models) {
      const auto trips = figures_of(by_model[model.id]);
      models.rows.push_back(
        {model.id == model.name || model.name.empty() ? model.id
                                                      : model.id + " (" + model.name + ")",
         static_cast<double>(model.ticks), static_cast<double>(model.signals),
         static_cast<double>(model.orders), static_cast<double>(model.fills),
         static_cast<double>(model.refused), to_double(model.realized), to_double(model.unrealized),
         to_double(model.fees), to_double(model.realized + model.unrealized - model.fees),
         static_cast<double>(trips.count), optional_number(trips.hit_rate)});
    }
    if (models.rows.size() > most_lines) models.rows.resize(most_lines);
    if (!models.rows.empty()) section.blocks.emplace_back(std::move(models));
    struct Traded {
      double fills = 0;
      double dollars = 0;
      Money fees;
    };
    std::map<Symbol, Traded> traded;
    for (const auto& fill : record_.fills) {
      auto& one = traded[fill.symbol];
      one.fills += 1;
      one.dollars += to_double(notional(fill.price, fill.quantity));
      one.fees += fill.fee;
    }
    PageTable symbols;
    symbols.id = "symbols";
    symbols.title = "Symbols";
    symbols.columns = {
      {"Symbol", PageUnit::Text, {}},          {"Fills", PageUnit::Count, {}},
      {"Traded", PageUnit::Dollars, {}},       {"Fees", PageUnit::Dollars, {}},
      {"Round trips", PageUnit::Count, {}},    {"Hit rate", PageUnit::Percent, {}},
      {"Profit factor", PageUnit::Number, {}}, {"Net, realized", PageUnit::Dollars, {}, true}};
    for (const auto& [symbol, one] : traded) {
      const auto& trips = by_symbol[symbol];
      const auto of = figures_of(trips);
      Money net;
      for (const auto& trip : trips) net += trip.net();
      symbols.rows.push_back({symbol.str(), one.fills, one.dollars, to_double(one.fees),
                              static_cast<double>(of.count), optional_number(of.hit_rate),
                              optional_number(of.profit_factor), to_double(net)});
    }
    symbols.tools = symbols.rows.size() > 50;
    if (symbols.rows.size() > most_trips) symbols.rows.resize(most_trips);
    if (!symbols.rows.empty()) section.blocks.emplace_back(std::move(symbols));
    model_lines(section);
    for (auto& block : section.blocks)
      if (auto* table = std::get_if<PageTable>(&block)) table->wide = true;
    return section;
  }

  /// Profit of each model by its closes, when there are several.
  void model_lines(PageSection& section) const {
    std::map<std::string, std::map<Date, double>> made;
    for (const auto& close : record_.closes)
      if (!close.model.empty()) made[close.model][close.date] = to_double(close.equity);
    if (made.size() < 2) return;
    PageChart chart{"model-profit",
                    "Profit of each model",
                    "After fees, at the closes.",
                    {},
                    {},
                    {},
                    PageUnit::Time,
                    PageUnit::Dollars,
                    {},
                    {},
                    {}};
    constexpr std::size_t most_lines_drawn = 6;
    const auto places = evenly(record_.sessions.size(), 1000);
    for (const auto i : places) chart.x.push_back(close_x(record_.sessions[i].date));
    for (const auto& [model, days] : made) {
      if (chart.series.size() == most_lines_drawn) {
        chart.note += fmt::format(" The first {} of {}.", most_lines_drawn, made.size());
        break;
      }
      Values values;
      for (const auto i : places) {
        const auto found = days.find(record_.sessions[i].date);
        values.push_back(found == days.end() ? std::nullopt : std::optional{found->second});
      }
      chart.series.push_back(series(model, std::move(values)));
    }
    section.blocks.emplace_back(std::move(chart));
  }

  PageSection provenance() {
    PageSection section{"provenance", "Parameters and provenance", {}, {}};
    PageTable facts;
    facts.id = "provenance";
    facts.title = "What was run";
    facts.columns = {{"What", PageUnit::Text, {}}, {"Value", PageUnit::Text, {}}};
    const auto& head = record_.run;
    const auto fact = [&](const char* name, const std::string& value) {
      if (!value.empty()) facts.rows.push_back({std::string{name}, cut_text(value, most_text)});
    };
    fact("Run", head.id);
    fact("Kind", std::string{to_string(head.kind)});
    fact("Program", head.code);
    fact("Data", head.data);
    fact("Feed", head.feed);
    fact("Profile", head.profile);
    fact("Fees", head.fees);
    fact("From", format_date(head.from));
    fact("To", format_date(head.to));
    fact("Cash", head.cash.units > 0 ? to_cents(head.cash) : "not known");
    fact("Made", head.made.nanoseconds != 0 ? format_timestamp(head.made) : "");
    fact("Parameter sets tried", head.trials > 0 ? std::to_string(head.trials) : "");
    for (const auto& remark : record_.remarks) {
      if (facts.rows.size() >= most_lines) break;
      facts.rows.push_back({cut_text(remark.name, most_text), cut_text(remark.value, most_text)});
    }
    section.blocks.emplace_back(std::move(facts));
    PageTable parameters;
    parameters.id = "parameters";
    parameters.title = "Parameters";
    parameters.columns = {
      {"Model", PageUnit::Text, {}}, {"Name", PageUnit::Text, {}}, {"Value", PageUnit::Text, {}}};
    for (const auto& one : record_.parameters) {
      if (parameters.rows.size() >= most_lines) break;
      parameters.rows.push_back({one.model.empty() ? std::string{"run"} : one.model,
                                 cut_text(one.name, most_text), cut_text(one.value, most_text)});
    }
    if (!parameters.rows.empty()) section.blocks.emplace_back(std::move(parameters));
    PageTable warnings;
    warnings.id = "warnings";
    warnings.title = "Data warnings";
    warnings.wide = true;
    warnings.columns = {{"Date", PageUnit::Text, {}},
                        {"Symbol", PageUnit::Text, {}},
                        {"What", PageUnit::Text, {}},
                        {"Times", PageUnit::Count, {}},
                        {"Said", PageUnit::Text, {}}};
    for (const auto& one : record_.warnings) {
      if (warnings.rows.size() >= most_lines) break;
      warnings.rows.push_back({format_date(one.date), one.symbol.str(),
                               cut_text(one.kind, most_text), static_cast<double>(one.count),
                               cut_text(one.sentence, most_text)});
    }
    if (warnings.rows.size() < record_.warnings.size())
      warnings.note =
        fmt::format("The first {} of {}.", warnings.rows.size(), record_.warnings.size());
    if (!warnings.rows.empty()) section.blocks.emplace_back(std::move(warnings));
    PageTable incidents;
    incidents.id = "incidents";
    incidents.title = "Incidents";
    incidents.wide = true;
    incidents.columns = {{"At", PageUnit::Time, {}}, {"What", PageUnit::Text, {}}};
    for (const auto& one : record_.incidents) {
      if (incidents.rows.size() >= most_lines) break;
      incidents.rows.push_back({wall_milliseconds(one.at), cut_text(one.sentence, most_text)});
    }
    if (!incidents.rows.empty()) section.blocks.emplace_back(std::move(incidents));
    return section;
  }

  const report::RunRecord& record_;
  const RunStatistics& s_;
  const JudgedRun* against_;
  std::vector<report::EquityClose> closes_;
  std::map<Date, Timestamp> ends_;
};

} // namespace

JudgedRun judged(report::RunRecord record) {
  JudgedRun run{std::move(record), {}};
  run.statistics = statistics_of(run.record);
  return run;
}

report::Page report_page(const JudgedRun& run, const JudgedRun* against) {
  return PageBuilder{run, against}.page();
}

} // namespace hft::research
