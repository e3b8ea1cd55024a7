#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

/// A report's page as plain data: what stands where, without a word of HTML. `page_html.hpp` makes
/// the file of it. Texts are shown as they are, whatever is in them.
namespace hft::report {

/// A number, a text, or nothing.
using PageValue = std::variant<std::monostate, double, std::string>;

/// How a number is shown.
enum class PageUnit : std::uint8_t {
  Text,
  Count,
  Number,   ///< two to four decimals
  Dollars,  ///< cents
  Price,    ///< at least cents, as many decimals as it has up to four
  Percent,  ///< the number is a part: 0.01 is 1 %
  Time,     ///< milliseconds since 1970 on New York's wall
  Duration, ///< seconds
};

struct PageFinding {
  std::string weight; ///< `against`, `doubt`, `note` or `for`
  std::string name;
  std::string sentence;
};

struct PageVerdict {
  std::string weight;
  std::string headline;
  std::vector<PageFinding> findings;
};

/// A key figure, already as text.
struct PageTile {
  std::string label;
  std::string value;
  std::string hint;
  int tone = 0; ///< 1 good, -1 bad
};
struct PageTiles {
  std::vector<PageTile> tiles;
};

struct PageSeries {
  std::string name;
  std::vector<std::optional<double>> values; ///< as many as the chart has x
  enum class Style : std::uint8_t { Line, Area, Columns, Buys, Sells } style = Style::Line;
};

struct PageChart {
  std::string id; ///< letters, digits and `-`; unique
  std::string title;
  std::string note;
  std::string group; ///< charts of one group that follow each other are chosen from by `choice`
  std::string choice;
  std::string together; ///< charts of one name are zoomed together
  PageUnit x_unit = PageUnit::Time;
  PageUnit unit = PageUnit::Number;
  std::vector<double> x;
  std::vector<std::string> names; ///< of the x values, for columns; else empty
  std::vector<PageSeries> series;
};

struct PageColumn {
  std::string name;
  PageUnit unit = PageUnit::Text;
  std::string hint;
  bool toned = false; ///< gains and losses in their colours
};
struct PageTable {
  std::string id;
  std::string title;
  std::string note;
  std::vector<PageColumn> columns;
  std::vector<std::vector<PageValue>> rows;
  bool tools = false; ///< can be filtered, and is shown in pages
  bool wide = false;  ///< over both columns of the page
  bool still = false; ///< stays in its order: the heads do not sort
};

/// Years by months; parts, 0.01 is 1 %.
struct PageHeatMap {
  std::string title;
  std::string note;
  struct Year {
    int year = 0;
    std::vector<std::optional<double>> months; ///< twelve
    double whole = 0;
  };
  std::vector<Year> years;
};

/// From a first amount by steps to a last one, in dollars.
struct PageWaterfall {
  std::string title;
  std::string note;
  struct Step {
    std::string name;
    double amount = 0;
    bool whole = false; ///< a standing amount, not a step
  };
  std::vector<Step> steps;
};

using PageBlock = std::variant<PageTiles, PageChart, PageTable, PageHeatMap, PageWaterfall>;

struct PageSection {
  std::string id;
  std::string title;
  std::string note;
  std::vector<PageBlock> blocks;
};

struct Page {
  std::string title;
  std::string subtitle;
  PageVerdict verdict;
  std::vector<PageSection> sections;
  std::string foot;
};

} // namespace hft::report
