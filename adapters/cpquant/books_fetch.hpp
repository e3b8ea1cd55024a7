#pragma once

/// For files in `adapters/cpquant` only.

#include "adapters/cpquant/rest.hpp"
#include "messages/gateway.hpp"

#include <functional>
#include <memory>

namespace hft::cpquant {

/// Asks for open orders, orders closed since, fills since, positions and the account, one after the
/// other, all pages; answers once, on the HTTP client's thread, or at once when nothing is sent.
/// The first failure ends it, and a list whose pages do not end.
void fetch_books(Rest& rest, Timestamp since, std::function<void(Result<BrokerBooks>)> answer);

} // namespace hft::cpquant
