#pragma once

#include "adapters/cpquant/wire_order.hpp"
#include "messages/order.hpp"
#include "messages/result.hpp"

#include <string>
#include <string_view>

namespace hft::cpquant {

/// Puts prices that are within 1e-9 dollars of a tick on it; refuses one between two ticks with a
/// sentence that names it. A change's trail may be percent and is left alone.
Result<void> fit_prices(NewOrder& order);
Result<void> fit_prices(OrderChange& change);

/// Bodies of POST and PATCH, numbers as exact decimal strings. The first two are the lane's.
std::string order_body(const Order& order);
std::string replace_body(const Order& order);
std::string order_body(const NewOrder& order);
std::string change_body(const OrderChange& change);

/// What the order stream is told.
std::string authenticate_message(std::string_view key, std::string_view secret);
std::string listen_message();

} // namespace hft::cpquant
