#pragma once

#include "adapters/simulated/exchange/exchange.hpp"
#include "messages/gateway.hpp"
#include "messages/order.hpp"

#include <string_view>

#include <optional>

namespace hft::research {

/// The simulated exchange's words in ours and back: what becomes of them on the way over the
/// broker's protocol, without the way. A test compares each with its JSON.
simulated::PlaceRequest place_request_of(const Order& order);
simulated::ReplaceRequest replace_request_of(const Order& order);
BrokerOrder broker_order_of(const simulated::VenueOrder& order);
OrderEvent order_event_of(const simulated::OrderUpdate& update);
BrokerFill broker_fill_of(const simulated::FillRecord& fill);
BrokerPosition broker_position_of(const simulated::PositionSnapshot& position);
/// A refusal, as the sentence and the kind that a client of the protocol makes of it.
void refuse(OrderAnswered& answer, std::string_view asked, const simulated::VenueError& error);

/// Empty for what the desk does not book.
std::optional<AccountActivity> account_activity_of(const simulated::AccountActivity& activity);

} // namespace hft::research
