#pragma once

#include "messages/timestamp.hpp"
#include "messages/units.hpp"

namespace hft {

/// What the broker last said of the account; it lags behind fills until the books are asked again.
struct AccountState {
  Money cash;
  Money equity;       ///< cash and what is held at the market's prices
  Money buying_power; ///< what may be bought, by the broker's reckoning
  bool operator==(const AccountState&) const = default;
};

} // namespace hft
