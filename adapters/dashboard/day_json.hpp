#pragma once

#include "adapters/report/day_record.hpp"

#include <string>

namespace hft::dashboard {

/// What the page reads, as JSON on one line. Times are milliseconds since 1970 where charts read
/// them, RFC 3339 elsewhere; money and prices are numbers in charts, exact text elsewhere.

/// The JSON of `hft control status`, with what the page shows beside it under `dashboard`.
/// `status` is that JSON; `now` the process's clock.
std::string status_with_day(const std::string& status, const report::DayRecord& day,
                            MonotonicTime now);
/// The same from the newest status the day has seen.
std::string newest_status(const report::DayRecord& day, MonotonicTime now);

/// The JSON of `hft control orders`, with `sent` for those this run has sent.
std::string orders_with_day(const std::string& orders, const report::DayRecord& day);

/// Facts after `number`, as an array; each has its number, time, kind and a sentence.
std::string facts_json(const report::DayRecord& day, std::uint64_t number, std::size_t most);
/// Fills, incidents and models' remarks of the day, newest first: what a page that opens needs to
/// begin with.
std::string day_json(const report::DayRecord& day);
/// Profit and prices over time for a chart of so many pixels; `symbol`: of its price, else profit.
std::string chart_json(const report::DayRecord& day, const std::string& symbol, std::size_t pixels);
/// What the models plot, by the lines' names and models, for charts of so many pixels.
std::string plots_json(const report::DayRecord& day, std::size_t pixels);

} // namespace hft::dashboard
