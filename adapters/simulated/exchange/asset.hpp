#pragma once

#include "adapters/simulated/exchange/order.hpp"

namespace hft::simulated {

/// GET /v2/assets.
struct Asset {
  Uuid id;
  Symbol symbol;
  std::string exchange = "NASDAQ";
  std::string name;
  bool active = true;
  bool tradable = true;
  bool marginable = true;
  bool shortable = true;
  bool easy_to_borrow = true;
  bool fractionable = true;
};

/// The id of a symbol's asset: always the same, shaped like a UUID.
Uuid asset_id_of(const Symbol& symbol);

} // namespace hft::simulated
