#include "adapters/simulated/market/record/record.hpp"

#include "adapters/simulated/market/bar_builder.hpp"
#include "adapters/simulated/market/record/pages.hpp"
#include "messages/new_york.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace hft::simulated {
namespace {

/// Almost always at the end; what is late goes to its time, behind its equals.
template <class T>
void insert_by_time(std::deque<T>& items, const T& item) {
  if (items.empty() || items.back().time <= item.time) {
    items.push_back(item);
    return;
  }
  const auto at =
    std::upper_bound(items.begin(), items.end(), item.time,
                     [](Timestamp time, const T& other) { return time < other.time; });
  items.insert(at, item);
}

template <class T>
void drop_oldest(std::deque<T>& items, std::size_t most, std::uint64_t& dropped) {
  for (; items.size() > most; ++dropped) items.pop_front();
}

constexpr Duration one_minute = std::chrono::minutes{1};

/// `later` continues `earlier` of the same day.
Bar joined(const Bar& earlier, const Bar& later) {
  std::vector<Bar> day{earlier};
  add_to_bars(day, later, {1, Timeframe::Unit::Day});
  return day.front();
}

} // namespace

std::string to_text(const RecordPosition& position) {
  return position.symbol.str() + "|" + std::to_string(position.time.nanoseconds) + "|" +
         std::to_string(position.skip);
}

std::optional<RecordPosition> parse_position(std::string_view text) {
  const auto first = text.find('|');
  const auto second = text.rfind('|');
  if (first == std::string_view::npos || first == second) return std::nullopt;
  const auto number = [](std::string_view digits, std::int64_t& value) {
    const auto* const end = digits.data() + digits.size();
    const auto parsed = std::from_chars(digits.data(), end, value);
    return parsed.ec == std::errc{} && parsed.ptr == end;
  };
  RecordPosition position;
  const auto symbol = Symbol::from(text.substr(0, first));
  if (!symbol || !number(text.substr(first + 1, second - first - 1), position.time.nanoseconds) ||
      !number(text.substr(second + 1), position.skip))
    return std::nullopt;
  position.symbol = *symbol;
  return position;
}

MarketRecord::MarketRecord(RecordSettings settings)
  : settings_{std::move(settings)},
    sessions_(settings_.session, settings_.history_days),
    past_(settings_.seed, settings_.reference_prices, settings_.makes_up_past) {
  if (settings_.start.nanoseconds != 0) sessions_.begin_at(settings_.start);
}

void MarketRecord::begin_session(const SessionPlan& plan, Timestamp now) {
  sessions_.begin_at(now);
  if (!settings_.keeps_past_sessions)
    for (auto& [symbol, series] : series_) {
      series.trades.clear();
      series.quotes.clear();
      series.minutes.clear();
    }
  past_.forget_days();
  sessions_.play(plan);
}

void MarketRecord::record(const Trade& trade) {
  record(trade, minute_effect(trade.conditions).open_close);
}

void MarketRecord::record(const Trade& trade, bool sets_last) {
  if (!keeps_prints_) return;
  auto& series = series_[trade.symbol];
  insert_by_time(series.trades, trade);
  drop_oldest(series.trades, settings_.most_trades, trades_dropped_);
  if (sets_last && (!series.latest_trade || series.latest_trade->time <= trade.time))
    series.latest_trade = trade;
}

void MarketRecord::record(const Quote& quote) {
  if (!keeps_prints_) return;
  auto& series = series_[quote.symbol];
  insert_by_time(series.quotes, quote);
  drop_oldest(series.quotes, settings_.most_quotes, quotes_dropped_);
}

void MarketRecord::record(const Bar& bar) {
  auto& series = series_[bar.symbol];
  if (bar.kind == BarKind::Daily) {
    series.days[new_york_date(bar.start)] = bar;
    return;
  }
  auto& kept = series.minutes[bar.start];
  kept = bar;
  kept.kind = BarKind::Minute;
}

void MarketRecord::record(const MarketEvent& event) {
  if (const auto* trade = std::get_if<Trade>(&event)) record(*trade);
  if (const auto* quote = std::get_if<Quote>(&event)) record(*quote);
  if (const auto* bar = std::get_if<Bar>(&event)) record(*bar);
}

const MarketRecord::Series* MarketRecord::find(const Symbol& symbol) const {
  const auto found = series_.find(symbol);
  return found == series_.end() ? nullptr : &found->second;
}

Result<RecordPage<Trade>> MarketRecord::trades(const RecordQuery& query) const {
  static const std::deque<Trade> none;
  return cut_page<Trade>(
    query, [this](const Symbol& symbol, const auto&, std::size_t) -> const auto& {
      const auto* const series = find(symbol);
      return series != nullptr ? series->trades : none;
    });
}

Result<RecordPage<Quote>> MarketRecord::quotes(const RecordQuery& query) const {
  static const std::deque<Quote> none;
  return cut_page<Quote>(
    query, [this](const Symbol& symbol, const auto&, std::size_t) -> const auto& {
      const auto* const series = find(symbol);
      return series != nullptr ? series->quotes : none;
    });
}

Result<RecordPage<Bar>> MarketRecord::bars(const RecordQuery& query, Timeframe timeframe) const {
  return cut_page<Bar>(query, [&](const Symbol& symbol, const std::optional<RecordPosition>& from,
                                  std::size_t enough) {
    const auto start = from && !query.descending ? std::max(query.start, from->time) : query.start;
    const auto end = from && query.descending ? std::min(query.end, from->time) : query.end;
    return bars_of(symbol, start, end, timeframe, query.descending, enough);
  });
}

std::optional<Trade> MarketRecord::latest_trade(const Symbol& symbol) const {
  const auto* const series = find(symbol);
  return series != nullptr ? series->latest_trade : std::nullopt;
}

std::optional<Quote> MarketRecord::latest_quote(const Symbol& symbol) const {
  const auto* const series = find(symbol);
  if (series == nullptr || series->quotes.empty()) return std::nullopt;
  return series->quotes.back();
}

std::optional<Bar> MarketRecord::latest_minute_bar(const Symbol& symbol) const {
  if (const auto* const series = find(symbol); series != nullptr && !series->minutes.empty())
    return series->minutes.rbegin()->second;
  const auto& began = sessions_.began();
  if (!began) return std::nullopt;
  const auto bars =
    bars_of(symbol, *began - std::chrono::days{10}, *began, {1, Timeframe::Unit::Minute}, true, 1);
  return bars.empty() ? std::nullopt : std::optional{bars.back()};
}

std::optional<Bar> MarketRecord::daily_bar(const Symbol& symbol) const {
  const auto date = sessions_.current();
  if (!date) return std::nullopt;
  const auto plan = sessions_.on(*date);
  return plan ? day_of(symbol, *plan) : std::nullopt;
}

std::optional<Bar> MarketRecord::previous_daily_bar(const Symbol& symbol) const {
  const auto date = sessions_.current();
  if (!date) return std::nullopt;
  constexpr int longest_closure = 14;
  for (int back = 1; back <= longest_closure; ++back)
    if (const auto plan = sessions_.on(*date - back)) return day_of(symbol, *plan);
  return std::nullopt;
}

std::vector<Bar> MarketRecord::minutes_of(const Symbol& symbol, const SessionPlan& plan) const {
  auto bars = past_.minutes(symbol, plan, sessions_);
  if (const auto* const series = find(symbol)) {
    const auto end = series->minutes.lower_bound(plan.post_end);
    auto at =
      series->minutes.lower_bound(bars.empty() ? plan.pre_open : bars.back().start + one_minute);
    for (; at != end; ++at) bars.push_back(at->second);
  }
  return bars;
}

std::optional<Bar> MarketRecord::day_of(const Symbol& symbol, const SessionPlan& plan) const {
  const auto past = past_.day(symbol, plan, sessions_);
  const auto* const series = find(symbol);
  if (series == nullptr) return past;
  const auto found = series->days.find(plan.date);
  if (found == series->days.end()) return past;
  return past ? joined(*past, found->second) : found->second;
}

std::vector<Bar> MarketRecord::bars_of(const Symbol& symbol, Timestamp start, Timestamp end,
                                       Timeframe timeframe, bool descending,
                                       std::size_t enough) const {
  std::vector<Bar> bars;
  if (end < start || !sessions_.began()) return bars;
  constexpr Timestamp earliest{0};
  constexpr Timestamp latest{4'000'000'000'000'000'000};
  start = bar_start(std::clamp(start, earliest, latest), timeframe);
  end = std::clamp(end, earliest, latest);
  const auto last = next_bar_start(bar_start(end, timeframe), timeframe) - Duration{1};
  auto plans = sessions_.between(new_york_date(start), new_york_date(last));
  if (!timeframe.is_intraday()) {
    for (const auto& plan : plans)
      if (const auto day = day_of(symbol, plan)) add_to_bars(bars, *day, timeframe);
    return bars;
  }
  if (descending) std::reverse(plans.begin(), plans.end());
  for (const auto& plan : plans) {
    std::vector<Bar> day;
    for (const auto& bar : minutes_of(symbol, plan))
      if (bar.start >= start && bar.start <= last) add_to_bars(day, bar, timeframe);
    bars.insert(descending ? bars.begin() : bars.end(), day.begin(), day.end());
    if (bars.size() > enough + 1) break; // One may begin before the start asked for.
  }
  return bars;
}

std::vector<Symbol> MarketRecord::symbols() const {
  std::vector<Symbol> symbols;
  for (const auto& [symbol, series] : series_) symbols.push_back(symbol);
  return symbols;
}

} // namespace hft::simulated
