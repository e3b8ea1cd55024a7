#pragma once

#include "adapters/simulated/exchange/fill.hpp"
#include "adapters/simulated/exchange/order.hpp"

#include <map>
#include <string>
#include <vector>

namespace hft::simulated {

/// GET /v2/account. Dollars; short market value is negative.
struct AccountSnapshot {
  Uuid id;
  std::string account_number;
  Timestamp created_at;
  Date balance_as_of;
  Money cash;
  Money buying_power; ///< after what open orders reserve
  Money regt_buying_power;
  Money non_marginable_buying_power;
  Money equity;      ///< cash + position market value; also portfolio_value
  Money last_equity; ///< at the last close
  Money long_market_value;
  Money short_market_value;
  Money position_market_value; ///< long + |short|
  Money initial_margin;
  Money maintenance_margin;
  Money last_maintenance_margin;
  Money sma;
  int multiplier = 4;
  bool shorting_enabled = true;
  bool suspended = false;
};

/// GET /v2/positions. Ratios are text ready to send (`0.05` is 5 %).
struct PositionSnapshot {
  Uuid asset_id;
  Symbol symbol;
  Quantity quantity;  ///< negative when short
  Quantity available; ///< not held by open closing orders; same sign as `quantity`
  Price average_entry;
  Money market_value; ///< negative when short
  Money cost_basis;   ///< negative when short
  Money unrealized;
  Money unrealized_intraday;
  Money realized; ///< since the account was opened; not on the wire
  Price current;
  Price last_day;
  std::string unrealized_ratio;
  std::string unrealized_intraday_ratio;
  std::string change_today;
};

struct EquityPoint {
  Timestamp time;
  Money equity;
};

/// The venue's truth over all accounts.
struct Ledger {
  std::vector<VenueOrder> orders; ///< by submission, flat, legs included as orders of their own
  std::vector<FillRecord> fills;  ///< by time
  std::map<Symbol, Quantity> positions; ///< summed over accounts, without zeros
};

struct ClosedPosition { ///< one entry of DELETE /v2/positions
  Symbol symbol;
  Answer<VenueOrder> order;
};
struct CanceledOrder { ///< one entry of DELETE /v2/orders
  Uuid id;
  Answer<void> done;
};

} // namespace hft::simulated
