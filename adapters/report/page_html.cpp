#include "adapters/report/page_html.hpp"

#include "adapters/report/page_parts.hpp"

#include <nlohmann/json.hpp>

#include <cmath>
#include <string_view>
#include <type_traits>

namespace hft::report {

namespace {

using PageJson = nlohmann::ordered_json;

constexpr std::string_view unit_name(PageUnit unit) {
  switch (unit) {
    case PageUnit::Text: return "text";
    case PageUnit::Count: return "count";
    case PageUnit::Number: return "number";
    case PageUnit::Dollars: return "dollars";
    case PageUnit::Price: return "price";
    case PageUnit::Percent: return "percent";
    case PageUnit::Time: return "time";
    case PageUnit::Duration: return "duration";
  }
  return "text";
}

constexpr std::string_view style_name(PageSeries::Style style) {
  switch (style) {
    case PageSeries::Style::Line: return "line";
    case PageSeries::Style::Area: return "area";
    case PageSeries::Style::Columns: return "columns";
    case PageSeries::Style::Buys: return "buys";
    case PageSeries::Style::Sells: return "sells";
  }
  return "line";
}

/// Seven digits are more than a screen shows; they keep the file small.
PageJson number_json(double value) {
  if (!std::isfinite(value)) return nullptr;
  if (value == std::floor(value) && std::abs(value) < 9e15) return static_cast<std::int64_t>(value);
  const double size = std::pow(10.0, 7 - std::ceil(std::log10(std::abs(value))));
  return std::isfinite(size) ? std::round(value * size) / size : value;
}

PageJson value_json(const PageValue& value) {
  if (const auto* number = std::get_if<double>(&value)) return number_json(*number);
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  return nullptr;
}

PageJson block_json(const PageTiles& block) {
  PageJson tiles = PageJson::array();
  for (const auto& tile : block.tiles)
    tiles.push_back(
      {{"label", tile.label}, {"value", tile.value}, {"hint", tile.hint}, {"tone", tile.tone}});
  return {{"kind", "tiles"}, {"tiles", std::move(tiles)}};
}

PageJson block_json(const PageChart& block) {
  PageJson x = PageJson::array();
  for (const double value : block.x) x.push_back(number_json(value));
  PageJson series = PageJson::array();
  for (const auto& one : block.series) {
    PageJson values = PageJson::array();
    for (const auto& value : one.values) values.push_back(value ? number_json(*value) : PageJson{});
    series.push_back(
      {{"name", one.name}, {"style", style_name(one.style)}, {"values", std::move(values)}});
  }
  return {{"kind", "chart"},
          {"id", block.id},
          {"title", block.title},
          {"note", block.note},
          {"group", block.group},
          {"choice", block.choice},
          {"together", block.together},
          {"x_unit", unit_name(block.x_unit)},
          {"unit", unit_name(block.unit)},
          {"x", std::move(x)},
          {"names", block.names},
          {"series", std::move(series)}};
}

PageJson block_json(const PageTable& block) {
  PageJson columns = PageJson::array();
  for (const auto& column : block.columns)
    columns.push_back({{"name", column.name},
                       {"unit", unit_name(column.unit)},
                       {"hint", column.hint},
                       {"toned", column.toned}});
  PageJson rows = PageJson::array();
  for (const auto& row : block.rows) {
    PageJson cells = PageJson::array();
    for (const auto& value : row) cells.push_back(value_json(value));
    rows.push_back(std::move(cells));
  }
  return {{"kind", "table"},        {"id", block.id},
          {"title", block.title},   {"note", block.note},
          {"tools", block.tools},   {"still", block.still},
          {"wide", block.wide},     {"columns", std::move(columns)},
          {"rows", std::move(rows)}};
}

PageJson block_json(const PageHeatMap& block) {
  PageJson years = PageJson::array();
  for (const auto& year : block.years) {
    PageJson months = PageJson::array();
    for (const auto& month : year.months)
      months.push_back(month ? number_json(*month) : PageJson{});
    years.push_back(
      {{"year", year.year}, {"months", std::move(months)}, {"whole", number_json(year.whole)}});
  }
  return {
    {"kind", "heatmap"}, {"title", block.title}, {"note", block.note}, {"years", std::move(years)}};
}

PageJson block_json(const PageWaterfall& block) {
  PageJson steps = PageJson::array();
  for (const auto& step : block.steps)
    steps.push_back(
      {{"name", step.name}, {"amount", number_json(step.amount)}, {"whole", step.whole}});
  return {{"kind", "waterfall"},
          {"title", block.title},
          {"note", block.note},
          {"steps", std::move(steps)}};
}

PageJson verdict_json(const PageVerdict& verdict) {
  PageJson findings = PageJson::array();
  for (const auto& finding : verdict.findings)
    findings.push_back(
      {{"weight", finding.weight}, {"name", finding.name}, {"sentence", finding.sentence}});
  return {
    {"weight", verdict.weight}, {"headline", verdict.headline}, {"findings", std::move(findings)}};
}

std::string escaped_html(std::string_view text) {
  std::string safe;
  for (const char c : text) {
    switch (c) {
      case '&': safe += "&amp;"; break;
      case '<': safe += "&lt;"; break;
      case '>': safe += "&gt;"; break;
      case '"': safe += "&quot;"; break;
      default: safe += c;
    }
  }
  return safe;
}

/// Nothing in the data can end the element that holds them.
std::string escaped_data(const std::string& json) {
  std::string safe;
  safe.reserve(json.size());
  for (const char c : json) {
    if (c == '<')
      safe += "\\u003c";
    else
      safe += c;
  }
  return safe;
}

/// A library's text without the last comment, which asks for its source map.
std::string without_source_map(std::string_view text) {
  const auto at = text.rfind("# sourceMappingURL");
  return std::string{text.substr(0, at == std::string_view::npos || at < 2 ? text.size() : at - 2)};
}

} // namespace

std::string page_data(const Page& page) {
  PageJson sections = PageJson::array();
  for (const auto& section : page.sections) {
    PageJson blocks = PageJson::array();
    for (const auto& block : section.blocks)
      blocks.push_back(std::visit([](const auto& one) { return block_json(one); }, block));
    sections.push_back({{"id", section.id},
                        {"title", section.title},
                        {"note", section.note},
                        {"blocks", std::move(blocks)}});
  }
  const PageJson data{{"title", page.title},
                      {"subtitle", page.subtitle},
                      {"verdict", verdict_json(page.verdict)},
                      {"sections", std::move(sections)},
                      {"foot", page.foot}};
  return data.dump(-1, ' ', false, PageJson::error_handler_t::replace);
}

std::string page_html(const Page& page) {
  // Each mark stands once in the template, in this order.
  const std::pair<std::string_view, std::string> parts[] = {
    {"@TITLE@", escaped_html(page.title)},
    {"@CHART_STYLE@", without_source_map(page_parts::chart_style())},
    {"@STYLE@", std::string{page_parts::style()}},
    {"@DATA@", escaped_data(page_data(page))},
    {"@CHART_PROGRAM@", without_source_map(page_parts::chart_program())},
    {"@PROGRAM@", std::string{page_parts::program()}},
  };
  auto rest = page_parts::frame();
  std::string html;
  for (const auto& [mark, text] : parts) {
    const auto at = rest.find(mark);
    if (at == std::string_view::npos) continue;
    html += rest.substr(0, at);
    html += text;
    rest.remove_prefix(at + mark.size());
  }
  html += rest;
  return html;
}

} // namespace hft::report
