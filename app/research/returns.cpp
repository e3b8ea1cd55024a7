#include "app/research/returns.hpp"

namespace hft::research {

std::vector<report::EquityClose> account_closes(const report::RunRecord& record) {
  std::vector<report::EquityClose> closes;
  for (const auto& close : record.closes)
    if (close.model.empty()) closes.push_back(close);
  return closes;
}

std::vector<DailyReturn> daily_returns(const report::RunRecord& record) {
  std::vector<DailyReturn> returns;
  double before = to_double(record.run.cash);
  for (const auto& close : account_closes(record)) {
    const double begun = before + to_double(close.flow);
    if (begun <= 0) break;
    before = to_double(close.equity);
    returns.push_back({close.date, before / begun - 1});
  }
  return returns;
}

std::vector<DailyReturn> benchmark_returns(const report::RunRecord& record) {
  std::vector<DailyReturn> returns;
  const auto& closes = record.benchmark_closes;
  for (std::size_t i = 1; i < closes.size(); ++i)
    returns.push_back(
      {closes[i].date, to_double(closes[i].close) / to_double(closes[i - 1].close) - 1});
  return returns;
}

double compounded(std::span<const double> returns) {
  double growth = 1;
  for (const double value : returns) growth *= 1 + value;
  return growth - 1;
}

std::vector<double> values_of(std::span<const DailyReturn> returns) {
  std::vector<double> values;
  values.reserve(returns.size());
  for (const auto& one : returns) values.push_back(one.value);
  return values;
}

std::vector<MonthlyReturn> monthly_returns(std::span<const DailyReturn> returns) {
  std::vector<MonthlyReturn> months;
  for (const auto& one : returns) {
    const auto day = civil(one.date);
    const int year = static_cast<int>(day.year());
    const auto month = static_cast<unsigned>(day.month());
    if (months.empty() || months.back().year != year || months.back().month != month)
      months.push_back({year, month, 0});
    auto& last = months.back();
    last.value = (1 + last.value) * (1 + one.value) - 1;
  }
  return months;
}

} // namespace hft::research
