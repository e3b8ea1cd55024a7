#pragma once

#include "actors/execution/plausible.hpp"
#include "messages/order.hpp"

#include <vector>

namespace hft {

/// A part of an order's cumulative filled quantity: the shares after `from` up to `until`.
struct FillSlice {
  Quantity from;
  Quantity until;
  Price price;
  bool derived =
    false; ///< priced from the broker's average, until the execution itself is heard of
  Quantity size() const { return until - from; }
};

/// What an input added to an order's fills.
struct FillChange {
  std::vector<FillSlice> booked; ///< new shares, in the order of their place
  int128 dearer = 0; ///< what shares at a derived price cost more than was booked, 1e-18 dollars
  bool repriced = false;
  bool repeated_id = false; ///< a known execution id stood for other shares
  bool changed() const { return repriced || !booked.empty(); }
};

/// What one order has filled. Cumulative quantity is truth: a fill covers the shares
/// (cumulative - quantity, cumulative], and what is covered already is not booked again, under
/// whatever execution id it comes. Pure interval arithmetic. Invariants: slices are sorted and
/// disjoint, `total` is the sum of their sizes and `cost` of their values. Never throws: what is
/// `implausible` must be kept away, and what would take the order past `largest_order` is ignored.
class OrderFills {
public:
  /// An execution heard of, in any order and any number of times.
  FillChange execute(const Execution& execution, Quantity cumulative);
  /// What of (0, filled] has no slice was filled at what `average` leaves for it, until its
  /// execution is heard of.
  FillChange complete(Quantity filled, Price average);
  /// Fills of before our books: counted, and never told.
  void inherit(Quantity filled, Price average);

  Quantity total() const { return total_; }
  int128 cost() const { return cost_; } ///< in 1e-18 dollars
  /// Zero when nothing is filled.
  Price average_price() const;
  const std::vector<FillSlice>& slices() const { return slices_; }
  /// The shares an execution covers end here: told, or else the next ones.
  Quantity end_of(const Execution& execution, Quantity cumulative) const;

private:
  bool is_known(const ExecutionId& id) const;
  Quantity covered(Quantity from, Quantity until) const;
  FillChange fill_up(Quantity filled, Price price);
  void book(const FillSlice& slice, FillChange& change);

  std::vector<FillSlice> slices_;
  std::vector<ExecutionId> executions_;
  Quantity total_;
  int128 cost_ = 0;
};

} // namespace hft
