#pragma once

#include "adapters/report/run_record.hpp"
#include "messages/timestamp.hpp"

#include <span>
#include <string>
#include <vector>

namespace hft::research {

/// Trading days in a year, by which every daily figure is made a yearly one.
inline constexpr double days_a_year = 252;

/// What one session made, as a part of the equity it began with.
struct DailyReturn {
  Date date;
  double value = 0;
  bool operator==(const DailyReturn&) const = default;
};

/// Simple returns of the account, close to close; the first is from the cash at the start. What was
/// paid in during a session counts as there from its beginning: r = close / (close before + flow)
/// - 1. Source: GIPS standards, true daily valuation with flows at the start of the day. Empty when
/// the cash is not known; ends before the first session that began with nothing or less.
std::vector<DailyReturn> daily_returns(const report::RunRecord& record);

/// The same of the benchmark, for dates whose close before is in the list too.
std::vector<DailyReturn> benchmark_returns(const report::RunRecord& record);

/// One after the other: the product of (1 + r), less one.
double compounded(std::span<const double> returns);

std::vector<double> values_of(std::span<const DailyReturn> returns);

/// Returns of whole calendar months, compounded; the first and last may be parts.
struct MonthlyReturn {
  int year = 0;
  unsigned month = 1; ///< from 1
  double value = 0;
};
std::vector<MonthlyReturn> monthly_returns(std::span<const DailyReturn> returns);

/// The account's closes only, in order.
std::vector<report::EquityClose> account_closes(const report::RunRecord& record);

} // namespace hft::research
