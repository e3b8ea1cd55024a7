#include "app/research/notes_section.hpp"

#include "app/research/page_text.hpp"
#include "app/research/thinning.hpp"
#include "messages/new_york.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

namespace hft::research {

namespace {

using report::PageChart;
using report::PageSeries;
using report::PageTable;
using report::PageUnit;
using report::RunNote;
using report::RunRecord;

constexpr std::size_t notes_most_points = 1000; ///< of one line
constexpr std::size_t notes_most_lines = 8;
constexpr std::size_t notes_most_remarks = 300;
constexpr std::size_t notes_most_text = 300; ///< characters of one
constexpr std::size_t notes_most_printed = 10;

/// By model and name, in the order of the first points.
std::vector<std::pair<std::string, std::vector<const RunNote*>>> lines_of(const RunRecord& record) {
  std::vector<std::pair<std::string, std::vector<const RunNote*>>> lines;
  std::map<std::pair<std::string, std::string>, std::size_t> places;
  for (const auto& note : record.notes) {
    if (note.plot.empty()) continue;
    const auto [place, fresh] = places.insert({{note.model, note.plot}, lines.size()});
    if (fresh) lines.push_back({note.model + ": " + note.plot, {}});
    lines[place->second].second.push_back(&note);
  }
  return lines;
}

PageChart chart_of(const std::string& title, const std::vector<const RunNote*>& points,
                   std::size_t number) {
  PageChart chart;
  chart.id = fmt::format("plot-{}", number);
  chart.title = title;
  chart.unit = PageUnit::Number;
  chart.together = "plots";
  std::vector<double> values;
  for (const auto* point : points) values.push_back(point->value);
  PageSeries series;
  series.name = points.front()->plot;
  for (const auto i : thinned(values, notes_most_points)) {
    chart.x.push_back(wall_milliseconds(points[i]->at));
    series.values.emplace_back(values[i]);
  }
  chart.series.push_back(std::move(series));
  return chart;
}

using OrdersByTime = std::multimap<Timestamp, const report::RunOrder*>;

OrdersByTime orders_by_time(const RunRecord& record) {
  OrdersByTime orders;
  for (const auto& order : record.orders) orders.insert({order.decided, &order});
  return orders;
}

/// The orders of the same event: `buy 10 SPY`.
std::string orders_of(const OrdersByTime& orders, const RunNote& note) {
  std::string text;
  const auto [first, end] = orders.equal_range(note.at);
  for (auto at = first; at != end; ++at) {
    const auto& order = *at->second;
    if (order.model == note.model)
      text += fmt::format("{}{} {} {}", text.empty() ? "" : ", ", to_string(order.side),
                          to_string(order.quantity), order.symbol.view());
  }
  return text;
}

std::vector<const RunNote*> remarks_of(const RunRecord& record) {
  std::vector<const RunNote*> remarks;
  for (const auto& note : record.notes)
    if (note.plot.empty()) remarks.push_back(&note);
  return remarks;
}

} // namespace

report::PageSection notes_section(const RunRecord& record) {
  report::PageSection section;
  section.id = "notes";
  section.title = "What the models noted";
  const auto lines = lines_of(record);
  for (std::size_t i = 0; i < std::min(lines.size(), notes_most_lines); ++i)
    section.blocks.emplace_back(chart_of(lines[i].first, lines[i].second, i + 1));
  if (lines.size() > notes_most_lines)
    section.note = fmt::format("The first {} of {} lines; all are in notes.csv.", notes_most_lines,
                               lines.size());
  const auto remarks = remarks_of(record);
  if (remarks.empty()) return section;
  PageTable table;
  table.id = "remarks";
  table.title = "Remarks";
  table.wide = table.tools = true;
  table.columns = {{"At", PageUnit::Time, {}},
                   {"Model", PageUnit::Text, {}},
                   {"Remark", PageUnit::Text, {}},
                   {"Orders of the same event", PageUnit::Text, {}}};
  const auto by_time = orders_by_time(record);
  const auto from = remarks.size() > notes_most_remarks ? remarks.size() - notes_most_remarks : 0;
  for (std::size_t i = from; i < remarks.size(); ++i)
    table.rows.push_back({wall_milliseconds(remarks[i]->at), remarks[i]->model,
                          cut_text(remarks[i]->text, notes_most_text),
                          orders_of(by_time, *remarks[i])});
  if (from > 0)
    table.note =
      fmt::format("The newest {} of {}; all are in notes.csv.", notes_most_remarks, remarks.size());
  section.blocks.emplace_back(std::move(table));
  return section;
}

std::string notes_text(const RunRecord& record) {
  if (record.notes.empty()) return {};
  const auto remarks = remarks_of(record);
  const auto lines = lines_of(record);
  std::string text = fmt::format("noted: {} remarks", remarks.size());
  if (!lines.empty())
    text += fmt::format(", {} points of {} {}", record.notes.size() - remarks.size(), lines.size(),
                        lines.size() == 1 ? "line" : "lines");
  text += '\n';
  const auto by_time = orders_by_time(record);
  const auto from = remarks.size() > notes_most_printed ? remarks.size() - notes_most_printed : 0;
  if (from > 0) text += fmt::format("  ... {} before these\n", from);
  for (std::size_t i = from; i < remarks.size(); ++i) {
    const auto orders = orders_of(by_time, *remarks[i]);
    text += fmt::format("  {} {} {}: {}{}\n", format_date(new_york_date(remarks[i]->at)),
                        format_new_york_clock(remarks[i]->at), remarks[i]->model, remarks[i]->text,
                        orders.empty() ? "" : " -> " + orders);
  }
  return text;
}

} // namespace hft::research
