#pragma once

#include "adapters/simulated/protocol/faults.hpp"
#include "adapters/simulated/protocol/foreign_books.hpp"
#include "adapters/simulated/protocol/rest_routes.hpp"

namespace hft::simulated {

/// `/v2/orders`, and by client order id.
RestAnswer orders_answer(const RestCall& call, ForeignBooks& foreign);
/// `/v2/positions`.
RestAnswer positions_answer(const RestCall& call, Faults& faults, const ForeignBooks& foreign);

} // namespace hft::simulated
