#pragma once

#include "adapters/simulated/exchange/order.hpp"

#include <string>

namespace hft::simulated {

/// What moved an account without an order: a split, a dividend, a fee, a transfer, an option's
/// assignment. One entry of GET /v2/account/activities that is no FILL.
struct AccountActivity {
  std::string id;       ///< `20260302000000000::<uuid>`: its date, midnight, and an id
  std::string type;     ///< the broker's word: `SPLIT`, `DIV`, `NC`, `FEE`, `OPASN`, `OPTRD`, ...
  std::string sub_type; ///< `FSPLIT`, `SNC`; empty: none
  Date date;
  Timestamp booked;                 ///< `created_at`
  Money net_amount;                 ///< what it did to the cash
  std::string symbol;               ///< of a share, a coin or an option; may be empty
  std::optional<Quantity> quantity; ///< what it did to the position
  std::optional<Price> price;
  std::optional<Price> per_share; ///< of a dividend
  std::string description;
  Uuid group; ///< the same for entries that belong together, the two halves of a split
};

/// An activity as somebody asks for it; the exchange adds ids and times.
struct ActivityRequest {
  std::string type;
  std::string sub_type{};
  std::optional<Date> date{}; ///< empty: the exchange's New York date
  std::string symbol{};
  std::optional<Quantity> quantity{};
  std::optional<Price> price{};
  std::optional<Money> net_amount{};
  std::optional<Price> per_share{};
  std::string description{};
};

} // namespace hft::simulated
