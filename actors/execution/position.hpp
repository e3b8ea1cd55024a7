#pragma once

#include "messages/units.hpp"

namespace hft {

/// One holding at average cost. Exact: what is realized plus what is still in `cost` is always the
/// sum of the fills, to 1e-18 dollars; rounding of an average only moves between the two.
struct Position {
  Quantity quantity;   ///< negative when short
  int128 cost = 0;     ///< of what is held, signed like the quantity, in 1e-18 dollars
  int128 realized = 0; ///< in 1e-18 dollars

  /// `change` is signed: positive bought, negative sold.
  void apply(Quantity change, Price price);
  Price average_price() const;
  int128 unrealized(Price mark) const { return exact_product(mark, quantity) - cost; }
};

/// cost * part / whole without leaving 128 bits: 0 <= part <= whole < 2^63.
int128 share_of(int128 cost, std::int64_t part, std::int64_t whole);

} // namespace hft
