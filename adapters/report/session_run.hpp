#pragma once

#include "adapters/report/run_record.hpp"
#include "messages/result.hpp"
#include "messages/session.hpp"

#include <filesystem>

namespace hft::report {

/// A session that was traded, as a run's record: from its report (`sessions/DATE.json`) and the
/// journal, both in the account's folder. What neither knows stays empty: the account's equity, the
/// quotes the orders met, prices after a fill. `plan` has the date and its hours. A fill that no
/// execution told, only an order's cumulative quantity, is there once, at the price that follows.
Result<RunRecord> session_run(const std::filesystem::path& account_folder, const SessionPlan& plan);

} // namespace hft::report
