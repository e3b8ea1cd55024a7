#pragma once

#include "app/research/statistics.hpp"

#include <string>

namespace hft::research {

/// Tables as csv for other programs, with a header line, LF ends and exact numbers. Dates are
/// trading dates and times New York's, all without a zone, so that the day of a fill is its trading
/// date; `docs/report.md` shows how pandas, QuantStats and pyfolio load them.

/// `date,return`: daily returns of the account.
std::string returns_csv(const RunStatistics& statistics);
/// `date,SYMBOL...,cash`: dollars held at each close, negative when short; rows add up to the
/// equity. A symbol counts at its last bar's close, else at its last fill's price.
std::string positions_csv(const report::RunRecord& record);
/// `time,amount,price,symbol,txn_dollars,commission,order_id`: one row a fill; sold shares are
/// negative.
std::string transactions_csv(const report::RunRecord& record);
/// The columns of LEAN's list of closed trades, and the model.
std::string round_trips_csv(const RunStatistics& statistics);
/// Every field of the record's orders, and of its fills; times in UTC.
std::string orders_csv(const report::RunRecord& record);
std::string fills_csv(const report::RunRecord& record);
/// Every field of what the models noted; times in UTC.
std::string notes_csv(const report::RunRecord& record);

} // namespace hft::research
