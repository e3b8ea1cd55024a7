#pragma once

/// For files in `adapters/cpquant` only.

#include "adapters/cpquant/rest.hpp"
#include "messages/gateway.hpp"

#include <functional>
#include <memory>

namespace hft::cpquant {

struct BooksQuestion {
  Timestamp since;
  std::vector<Symbol> unexplained; ///< of these announced corporate actions are wanted, too
};

/// Asks for open orders, orders closed since, fills since, what else moved in the week before,
/// positions and the account, one after the other, all pages; answers once, on the HTTP client's
/// thread, or at once when nothing is sent. The first failure ends it, and a list whose pages do
/// not end; except that without the week's other activities books are books all the same.
void fetch_books(Rest& rest, BooksQuestion question,
                 std::function<void(Result<BrokerBooks>)> answer);

} // namespace hft::cpquant
