#pragma once

#include "messages/control.hpp"

#include <string>

namespace hft::control {

/// Positions and orders for operators, as `status_report.hpp` has it of the rest.

/// The account's positions and those of each model.
std::string positions_json(const StatusSnapshot& status);
std::string positions_text(const StatusSnapshot& status);

std::string orders_json(const OrdersReport& orders);
std::string orders_text(const OrdersReport& orders);

} // namespace hft::control
