#pragma once

#include "messages/order.hpp"

#include <string>

namespace hft {

/// Whether an order in state `from` moves to `reported` when the broker says so. Ends are never
/// left, and within one time stamp an order never goes back towards its beginning. `newer`: the
/// report is stamped later than anything heard before; only such a report can lead back out of a
/// pending or suspended state.
bool moves(OrderState from, OrderState reported, bool newer);

/// The whole table as Markdown, as docs/execution.md prints it: `+` moves, `n` moves when the
/// report is newer, `.` stays.
std::string transition_table();

/// The state an event stands for: the order's, or by the event's kind when that has no name here.
OrderState state_after(const OrderEvent& event);

} // namespace hft
