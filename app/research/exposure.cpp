#include "app/research/exposure.hpp"

#include "app/research/performance.hpp"
#include "app/research/returns.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace hft::research {

namespace {

/// Times at which something began, or ceased, to be held; the first is a beginning.
std::vector<Timestamp> switches_of(const report::RunRecord& record) {
  std::map<std::pair<std::string, Symbol>, Quantity> held;
  std::size_t open = 0;
  std::vector<Timestamp> switches;
  for (const auto& before : record.held_before) {
    held[{before.model, before.symbol}] += before.quantity;
    ++open;
  }
  if (open > 0) switches.push_back({std::numeric_limits<std::int64_t>::min()});
  auto splits = record.splits;
  std::stable_sort(splits.begin(), splits.end(),
                   [](const auto& a, const auto& b) { return a.at < b.at; });
  auto split = splits.begin();
  for (const auto& fill : record.fills) {
    for (; split != splits.end() && split->at <= fill.at; ++split)
      for (auto& [key, quantity] : held)
        if (key.second == split->symbol)
          quantity = {checked_narrow(static_cast<int128>(quantity.units) * split->to.units /
                                     split->from.units)};
    auto& quantity = held[{fill.model, fill.symbol}];
    const bool was = quantity.units != 0;
    quantity += signed_quantity(fill.side, fill.quantity);
    const bool is = quantity.units != 0;
    if (was == is) continue;
    open = is ? open + 1 : open - 1;
    if ((is && open == 1) || (!is && open == 0)) switches.push_back(fill.at);
  }
  return switches;
}

std::optional<double> time_in_market(const report::RunRecord& record) {
  const auto switches = switches_of(record);
  double whole = 0;
  double in = 0;
  std::size_t first = 0; // an even place: the stretch that may reach into the session
  for (const auto& session : record.sessions) {
    whole += static_cast<double>((session.close - session.open).count());
    while (first + 1 < switches.size() && switches[first + 1] <= session.open) first += 2;
    for (auto i = first; i < switches.size() && switches[i] < session.close; i += 2) {
      const auto from = std::max(switches[i], session.open);
      const auto to =
        i + 1 < switches.size() ? std::min(switches[i + 1], session.close) : session.close;
      if (to > from) in += static_cast<double>((to - from).count());
    }
  }
  return whole > 0 ? std::optional{in / whole} : std::nullopt;
}

bool in_session(const report::RunRecord& record, Timestamp at) {
  const auto after = std::upper_bound(record.sessions.begin(), record.sessions.end(), at,
                                      [](Timestamp t, const auto& s) { return t < s.open; });
  return after != record.sessions.begin() && at <= std::prev(after)->close;
}

} // namespace

ExposureFigures exposure_figures(const report::RunRecord& record) {
  ExposureFigures figures;
  std::vector<double> gross;
  std::vector<double> net;
  const auto add = [&](const auto& point) {
    const double equity = to_double(point.equity);
    if (equity <= 0) return;
    gross.push_back((to_double(point.long_value) + to_double(point.short_value)) / equity);
    net.push_back((to_double(point.long_value) - to_double(point.short_value)) / equity);
  };
  const auto closes = account_closes(record);
  const bool known = record.run.cash.units > 0;
  if (known)
    for (const auto& mark : record.marks)
      if (in_session(record, mark.at)) add(mark);
  if (known && gross.empty())
    for (const auto& close : closes) add(close);
  if (!gross.empty()) {
    figures.gross = mean(gross);
    figures.net = mean(net);
    figures.gross_peak = *std::max_element(gross.begin(), gross.end());
  }
  figures.time_in_market = time_in_market(record);
  double traded = 0;
  for (const auto& fill : record.fills) traded += to_double(notional(fill.price, fill.quantity));
  double equity = 0;
  for (const auto& close : closes) equity += to_double(close.equity);
  if (known && !closes.empty() && equity > 0) {
    const auto days = static_cast<double>(closes.size());
    figures.turnover = traded / 2 / (equity / days) * days_a_year / days;
  }
  return figures;
}

} // namespace hft::research
