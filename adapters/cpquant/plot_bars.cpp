#include "adapters/cpquant/plot_bars.hpp"

#include "messages/plain_locale.hpp"

#include <algorithm>
#include <cstdio>
#include <fstream>

namespace hft::cpquant {

namespace {

constexpr double width = 1000;
constexpr double height = 520;
constexpr double margin = 60;

std::string escaped(std::string_view text) {
  std::string made;
  for (const char c : text) {
    if (c == '<')
      made += "&lt;";
    else if (c == '>')
      made += "&gt;";
    else if (c == '&')
      made += "&amp;";
    else if (c == '"')
      made += "&quot;";
    else
      made += c;
  }
  return made;
}

template <class... Values>
std::string formatted(const char* form, Values... values) {
  const PlainLocale plain;
  char text[512];
  const int length = std::snprintf(text, sizeof text, form, values...);
  return {text, static_cast<std::size_t>(std::clamp(length, 0, 511))};
}

/// Where a price and a bar's number stand on the sheet.
struct Scale {
  double low = 0;
  double high = 1;
  std::size_t bars = 1;
  double y(double price) const {
    return margin + (height - 2 * margin) * (high - price) / (high - low);
  }
  double x(std::size_t i) const {
    return margin +
           (width - 2 * margin) * (static_cast<double>(i) + 0.5) / static_cast<double>(bars);
  }
  double body() const {
    return std::max(1.0, 0.7 * (width - 2 * margin) / static_cast<double>(bars));
  }
};

Scale scale_of(const std::vector<Bar>& bars) {
  Scale scale;
  scale.bars = bars.size();
  scale.low = to_double(bars.front().low);
  scale.high = to_double(bars.front().high);
  for (const auto& bar : bars) {
    scale.low = std::min(scale.low, to_double(bar.low));
    scale.high = std::max(scale.high, to_double(bar.high));
  }
  if (!(scale.high > scale.low)) scale.high = scale.low + 1;
  return scale;
}

std::string candle(const Bar& bar, std::size_t i, const Scale& scale) {
  const auto open = to_double(bar.open);
  const auto close = to_double(bar.close);
  const char* color = close >= open ? "#2a7f4f" : "#b3362b";
  const auto top = scale.y(std::max(open, close));
  const auto bottom = scale.y(std::min(open, close));
  return formatted(
           "<g stroke=\"%s\" fill=\"%s\"><line x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\"/>",
           color, color, scale.x(i), scale.x(i), scale.y(to_double(bar.high)),
           scale.y(to_double(bar.low))) +
         formatted("<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>",
                   scale.x(i) - scale.body() / 2, top, scale.body(), std::max(0.5, bottom - top)) +
         "<title>" + format_timestamp(bar.start) + " open " + to_string(bar.open) + " high " +
         to_string(bar.high) + " low " + to_string(bar.low) + " close " + to_string(bar.close) +
         " volume " + to_string(bar.volume) + "</title></g>\n";
}

std::string axes(const std::vector<Bar>& bars, const Scale& scale) {
  std::string made;
  for (int i = 0; i <= 5; ++i) {
    const auto price = scale.low + (scale.high - scale.low) * i / 5;
    made +=
      formatted("<line x1=\"%.0f\" x2=\"%.0f\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#ddd\"/><text "
                "x=\"%.0f\" y=\"%.1f\" text-anchor=\"end\">%.2f</text>\n",
                margin, width - margin, scale.y(price), scale.y(price), margin - 6,
                scale.y(price) + 4, price);
  }
  const auto step = std::max<std::size_t>(1, bars.size() / 6);
  for (std::size_t i = 0; i < bars.size(); i += step)
    made += formatted("<text x=\"%.1f\" y=\"%.0f\" text-anchor=\"middle\">", scale.x(i),
                      height - margin + 20) +
            format_timestamp(bars[i].start).substr(0, 16) + "</text>\n";
  return made;
}

std::string svg_of(const std::vector<Bar>& bars, const std::string& title) {
  const auto scale = scale_of(bars);
  auto made = formatted("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %.0f %.0f\" "
                        "font-family=\"sans-serif\" font-size=\"11\">\n",
                        width, height);
  made += formatted("<rect width=\"%.0f\" height=\"%.0f\" fill=\"#fff\"/>\n<text x=\"%.0f\" "
                    "y=\"30\" font-size=\"16\">",
                    width, height, margin) +
          escaped(title) + "</text>\n";
  made += axes(bars, scale);
  for (std::size_t i = 0; i < bars.size(); ++i) made += candle(bars[i], i, scale);
  return made + "</svg>\n";
}

} // namespace

Result<void> plot_bars(const std::vector<Bar>& bars, const std::filesystem::path& file,
                       const std::string& title) {
  if (bars.empty())
    return fail(ErrorKind::BadArgument,
                "the chart " + file.string() + " is not drawn: there are no bars");
  const auto name = title.empty() ? bars.front().symbol.str() : title;
  const auto svg = svg_of(bars, name);
  std::ofstream out{file, std::ios::binary | std::ios::trunc};
  if (file.extension() == ".svg")
    out << svg;
  else
    out << "<!doctype html>\n<html><head><meta charset=\"utf-8\"><title>" << escaped(name)
        << "</title></head><body>\n"
        << svg << "</body></html>\n";
  out.close();
  if (!out) return fail(ErrorKind::Storage, "the chart " + file.string() + " cannot be written");
  return {};
}

} // namespace hft::cpquant
