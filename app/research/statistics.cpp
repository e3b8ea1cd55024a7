#include "app/research/statistics.hpp"

#include "app/research/performance.hpp"
#include "messages/number_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>

namespace hft::research {

namespace {

using Value = std::optional<double>;

constexpr std::size_t kept_drawdowns = 10;

Value money(Money x) {
  return to_double(x);
}

Value best_of(std::span<const double> returns) {
  return returns.empty() ? Value{} : *std::max_element(returns.begin(), returns.end());
}

Value worst_of(std::span<const double> returns) {
  return returns.empty() ? Value{} : *std::min_element(returns.begin(), returns.end());
}

Value total_of(std::span<const double> returns) {
  return returns.empty() ? Value{} : compounded(returns);
}

Value depth_of(std::span<const double> returns) {
  return returns.empty() ? Value{} : max_drawdown(returns);
}

Value won_days(std::span<const double> returns) {
  if (returns.empty()) return std::nullopt;
  const auto won = std::count_if(returns.begin(), returns.end(), [](double r) { return r > 0; });
  return static_cast<double>(won) / static_cast<double>(returns.size());
}

/// A figure of the daily returns, for the run as for the benchmark.
template <Value (*Of)(std::span<const double>)>
Value of_run(const RunStatistics& s) {
  return Of(values_of(s.returns));
}

/// The same of a yearly figure, which a few days cannot have.
template <Value (*Of)(std::span<const double>)>
Value of_year(std::span<const double> returns) {
  return returns.size() < least_days_of_year ? Value{} : Of(returns);
}

Value count(std::size_t x) {
  return static_cast<double>(x);
}

Value days_of(std::span<const double> returns) {
  return count(returns.size());
}

} // namespace

Money fees_of(const report::RunRecord& record) {
  Money told;
  for (const auto& model : record.models) told += model.fees;
  if (told.units != 0) return told;
  Money summed;
  for (const auto& fill : record.fills) summed += fill.fee;
  return summed;
}

Money profit_of(const report::RunRecord& record) {
  const auto closes = account_closes(record);
  if (record.run.cash.units > 0 && !closes.empty()) {
    auto profit = closes.back().equity - record.run.cash;
    for (const auto& close : closes) profit -= close.flow;
    return profit;
  }
  Money profit;
  for (const auto& model : record.models) profit += model.realized + model.unrealized - model.fees;
  return profit;
}

RunStatistics statistics_of(const report::RunRecord& record, const BootstrapSettings& settings) {
  RunStatistics s;
  s.returns = daily_returns(record);
  s.benchmark = benchmark_returns(record);
  const auto values = values_of(s.returns);
  s.depths = underwater(values);
  s.drawdowns = worst_drawdowns(s.returns, kept_drawdowns);
  s.trips = round_trips(record);
  s.trip_figures = figures_of(s.trips.closed);
  s.execution = execution_figures(record);
  s.exposure = exposure_figures(record);
  s.against = against_benchmark(s.returns, s.benchmark);
  s.bands = bootstrap(values, settings);
  s.profit = profit_of(record);
  s.fees = fees_of(record);
  s.waterfall = cost_waterfall(record, s.profit, s.fees);
  return s;
}

const std::vector<Statistic>& statistics_table() {
  using S = const RunStatistics&;
  using U = StatisticUnit;
  static const std::vector<Statistic> table{
    {"days", "Return", "Sessions", U::Count, "Sessions with a closing equity.", of_run<days_of>,
     days_of},
    {"net_profit", "Return", "Profit after fees", U::Dollars,
     "Equity at the end, less the cash at the start and what was paid in.",
     [](S s) { return money(s.profit); }, nullptr},
    {"total_return", "Return", "Total return", U::Part, "Daily returns, compounded.",
     of_run<total_of>, total_of},
    {"annual_return", "Return", "Annual return", U::Part,
     "The total return as a yearly rate of 252 sessions.", of_run<of_year<annual_return>>,
     of_year<annual_return>},
    {"best_day", "Return", "Best day", U::Part, "The highest daily return.", of_run<best_of>,
     best_of},
    {"worst_day", "Return", "Worst day", U::Part, "The lowest daily return.", of_run<worst_of>,
     worst_of},
    {"winning_days", "Return", "Winning days", U::Part, "Days with a gain, of all days.",
     of_run<won_days>, won_days},
    {"annual_volatility", "Risk", "Annual volatility", U::Part,
     "Standard deviation of the daily returns, times the root of 252.",
     of_run<of_year<annual_volatility>>, of_year<annual_volatility>},
    {"sharpe", "Risk", "Sharpe ratio", U::Ratio,
     "Mean over standard deviation of the daily returns, times the root of 252; no interest "
     "deducted.",
     of_run<of_year<sharpe_ratio>>, of_year<sharpe_ratio>},
    {"sharpe_error", "Risk", "Standard error of Sharpe", U::Ratio,
     "How far the Sharpe ratio of so few days may be off by chance, for skewed returns with fat "
     "tails.",
     of_run<of_year<sharpe_error>>, of_year<sharpe_error>},
    {"sortino", "Risk", "Sortino ratio", U::Ratio,
     "As Sharpe, over the root of the mean squared loss.", of_run<of_year<sortino_ratio>>,
     of_year<sortino_ratio>},
    {"max_drawdown", "Risk", "Deepest drawdown", U::Part,
     "The furthest below an earlier high, at closes.", of_run<depth_of>, depth_of},
    {"calmar", "Risk", "Calmar ratio", U::Ratio, "Annual return over the deepest drawdown.",
     of_run<of_year<calmar_ratio>>, of_year<calmar_ratio>},
    {"skewness", "Risk", "Skewness", U::Ratio,
     "Third standardized moment of the daily returns; negative: the large days are losses.",
     of_run<skewness>, skewness},
    {"kurtosis", "Risk", "Kurtosis", U::Ratio,
     "Fourth standardized moment; 3 for a normal distribution, more: fat tails.", of_run<kurtosis>,
     kurtosis},
    {"round_trips", "Trades", "Round trips", U::Count,
     "Pairs of an entry and an exit, first in, first out.",
     [](S s) { return count(s.trip_figures.count); }, nullptr},
    {"win_rate", "Trades", "Hit rate", U::Part, "Round trips with a gain after fees, of all.",
     [](S s) { return s.trip_figures.hit_rate; }, nullptr},
    {"profit_factor", "Trades", "Profit factor", U::Ratio,
     "What winning round trips made over what losing ones lost, after fees.",
     [](S s) { return s.trip_figures.profit_factor; }, nullptr},
    {"average_trip", "Trades", "Average round trip", U::Dollars, "Mean profit after fees.",
     [](S s) { return s.trip_figures.average; }, nullptr},
    {"average_win", "Trades", "Average win", U::Dollars, "Of the round trips with a gain.",
     [](S s) { return s.trip_figures.average_win; }, nullptr},
    {"average_loss", "Trades", "Average loss", U::Dollars, "Of the round trips with a loss.",
     [](S s) { return s.trip_figures.average_loss; }, nullptr},
    {"mean_holding", "Trades", "Mean holding time", U::Seconds,
     "From entry to exit, nights included.", [](S s) { return s.trip_figures.mean_held; }, nullptr},
    {"median_holding", "Trades", "Median holding time", U::Seconds,
     "Half of the round trips were shorter.", [](S s) { return s.trip_figures.median_held; },
     nullptr},
    {"average_worst", "Trades", "Average worst point (MAE)", U::Dollars,
     "How far below its entry a round trip stood at worst, by the bars inside it.",
     [](S s) { return s.trip_figures.average_worst; }, nullptr},
    {"average_best", "Trades", "Average best point (MFE)", U::Dollars,
     "How far above its entry a round trip stood at best, by the bars inside it.",
     [](S s) { return s.trip_figures.average_best; }, nullptr},
    {"exposure", "Activity", "Mean exposure", U::Part,
     "What is held, long and short added, over equity; mean within the sessions.",
     [](S s) { return s.exposure.gross; }, nullptr},
    {"net_exposure", "Activity", "Mean net exposure", U::Part, "The same, short taken off long.",
     [](S s) { return s.exposure.net; }, nullptr},
    {"peak_exposure", "Activity", "Highest exposure", U::Part, "The highest of them.",
     [](S s) { return s.exposure.gross_peak; }, nullptr},
    {"time_in_market", "Activity", "Time in the market", U::Part,
     "Part of the regular sessions' time in which anything was held.",
     [](S s) { return s.exposure.time_in_market; }, nullptr},
    {"turnover", "Activity", "Turnover a year", U::Ratio,
     "Half of all dollars traded over the mean equity, as a yearly rate.",
     [](S s) { return s.returns.size() < least_days_of_year ? Value{} : s.exposure.turnover; },
     nullptr},
    {"traded", "Activity", "Dollars traded", U::Dollars, "Price times shares of all fills.",
     [](S s) { return Value{s.execution.traded}; }, nullptr},
    {"fees", "Activity", "Fees", U::Dollars, "All fees and taxes on the fills.",
     [](S s) { return money(s.fees); }, nullptr},
    {"fill_ratio", "Execution", "Fill ratio", U::Part,
     "Shares filled over shares ordered, mean over the orders that ended.",
     [](S s) { return s.execution.fill_ratio; }, nullptr},
    {"slippage", "Execution", "Slippage", U::BasisPoints,
     "Fill price against the price decided on, weighted by dollars; positive: worse.",
     [](S s) { return s.execution.slippage; }, nullptr},
    {"markout_1s", "Execution", "Markout after 1 s", U::BasisPoints,
     "Price 1 s after a fill against the fill, weighted by dollars; positive: it went our way.",
     [](S s) { return s.execution.markouts[0].basis_points; }, nullptr},
    {"markout_10s", "Execution", "Markout after 10 s", U::BasisPoints, "The same after 10 s.",
     [](S s) { return s.execution.markouts[1].basis_points; }, nullptr},
    {"markout_1min", "Execution", "Markout after 1 min", U::BasisPoints, "The same after a minute.",
     [](S s) { return s.execution.markouts[2].basis_points; }, nullptr},
    {"markout_5min", "Execution", "Markout after 5 min", U::BasisPoints,
     "The same after five minutes.", [](S s) { return s.execution.markouts[3].basis_points; },
     nullptr},
    {"alpha", "Benchmark", "Alpha a year", U::Part,
     "Yearly return that the benchmark's, times beta, does not explain.",
     [](S s) { return s.against.alpha; }, nullptr},
    {"beta", "Benchmark", "Beta", U::Ratio,
     "How many percent the run moves with one percent of the benchmark.",
     [](S s) { return s.against.beta; }, nullptr},
    {"correlation", "Benchmark", "Correlation", U::Ratio, "Of the daily returns, -1 to 1.",
     [](S s) { return s.against.correlation; }, nullptr},
    {"tracking_error", "Benchmark", "Tracking error", U::Part,
     "Yearly standard deviation of the difference to the benchmark.",
     [](S s) { return s.against.tracking_error; }, nullptr},
    {"information_ratio", "Benchmark", "Information ratio", U::Ratio,
     "Yearly mean difference to the benchmark over the tracking error.",
     [](S s) { return s.against.information_ratio; }, nullptr},
    {"annual_return_low", "By chance", "Annual return, low", U::Part,
     "In 5 % of resampled histories the annual return lies below.",
     [](S s) { return s.bands.annual_return ? Value{s.bands.annual_return->low} : Value{}; },
     nullptr},
    {"annual_return_high", "By chance", "Annual return, high", U::Part,
     "In 5 % of resampled histories it lies above.",
     [](S s) { return s.bands.annual_return ? Value{s.bands.annual_return->high} : Value{}; },
     nullptr},
    {"sharpe_low", "By chance", "Sharpe ratio, low", U::Ratio, "The same for Sharpe.",
     [](S s) { return s.bands.sharpe ? Value{s.bands.sharpe->low} : Value{}; }, nullptr},
    {"sharpe_high", "By chance", "Sharpe ratio, high", U::Ratio, "The same for Sharpe.",
     [](S s) { return s.bands.sharpe ? Value{s.bands.sharpe->high} : Value{}; }, nullptr},
    {"drawdown_low", "By chance", "Deepest drawdown, low", U::Part,
     "In 5 % of resampled histories the deepest drawdown is deeper.",
     [](S s) { return s.bands.max_drawdown ? Value{s.bands.max_drawdown->low} : Value{}; },
     nullptr},
    {"loss_share", "By chance", "Histories with a loss", U::Part,
     "Resampled histories that end with a loss, of all.",
     [](S s) { return s.bands.block > 0 ? Value{s.bands.loss_share} : Value{}; }, nullptr},
  };
  return table;
}

namespace {

/// Without the sign, thousands set apart.
std::string grouped_text(double value, int decimals) {
  auto text = fixed_text(std::abs(value), decimals);
  auto at = text.find('.');
  if (at == std::string::npos) at = text.size();
  for (; at > 3; at -= 3) text.insert(at - 3, ",");
  return text;
}

std::string duration_text(double seconds) {
  if (seconds < 120) return fixed_text(seconds, 1) + " s";
  if (seconds < 7200) return fixed_text(seconds / 60, 1) + " min";
  if (seconds < 172'800) return fixed_text(seconds / 3600, 1) + " h";
  return fixed_text(seconds / 86'400, 1) + " d";
}

} // namespace

std::string statistic_text(StatisticUnit unit, std::optional<double> value) {
  if (!value || !std::isfinite(*value)) return "\u2013";
  const std::string sign = *value < 0 ? "-" : "";
  switch (unit) {
    case StatisticUnit::Count: return sign + grouped_text(*value, 0);
    case StatisticUnit::Part: return sign + grouped_text(*value * 100, 2) + " %";
    case StatisticUnit::Ratio: return sign + grouped_text(*value, 2);
    case StatisticUnit::Dollars: return sign + "$" + grouped_text(*value, 2);
    case StatisticUnit::BasisPoints: return sign + grouped_text(*value, 2) + " bp";
    case StatisticUnit::Seconds: return duration_text(*value);
  }
  return {};
}

std::string statistics_text(const RunStatistics& statistics) {
  constexpr std::string_view main_keys[] = {
    "days",       "net_profit",    "total_return", "annual_return", "annual_volatility",
    "sharpe",     "sortino",       "max_drawdown", "calmar",        "round_trips",
    "win_rate",   "profit_factor", "exposure",     "turnover",      "fees",
    "fill_ratio", "slippage"};
  std::string text;
  for (const auto& one : statistics_table())
    if (std::find(std::begin(main_keys), std::end(main_keys), one.key) != std::end(main_keys))
      text +=
        fmt::format("{:<20} {:>16}\n", one.label, statistic_text(one.unit, one.value(statistics)));
  return text;
}

} // namespace hft::research
