#include "actors/execution/order_fills.hpp"

#include <algorithm>

namespace hft {

Price OrderFills::average_price() const {
  return total_.units == 0 ? Price{} : saturated_price(cost_ / total_.units);
}

bool OrderFills::is_known(const ExecutionId& id) const {
  return !id.empty() && std::find(executions_.begin(), executions_.end(), id) != executions_.end();
}

Quantity OrderFills::end_of(const Execution& execution, Quantity cumulative) const {
  return cumulative < execution.quantity ? total_ + execution.quantity : cumulative;
}

Quantity OrderFills::covered(Quantity from, Quantity until) const {
  Quantity sum;
  for (const auto& slice : slices_) {
    const auto low = std::max(slice.from, from);
    const auto high = std::min(slice.until, until);
    if (low < high) sum += high - low;
  }
  return sum;
}

// A known execution id is heard again, unless its shares are not all booked: then the broker has
// used the id for another one, and its sum tells what that filled.
FillChange OrderFills::execute(const Execution& execution, Quantity cumulative) {
  if (implausible(execution, cumulative)) return {};
  const auto until = end_of(execution, cumulative);
  if (until > largest_order) return {};
  const auto from = until - execution.quantity;
  if (is_known(execution.id)) {
    if (cumulative < execution.quantity) return {}; // it did not say
    if (covered(from, until) == execution.quantity) return {};
    auto change = fill_up(cumulative, execution.price);
    change.repeated_id = true;
    return change;
  }
  if (!execution.id.empty()) executions_.push_back(execution.id);

  FillChange change;
  std::vector<FillSlice> kept;
  std::vector<FillSlice> fresh;
  auto next = from; // everything of the execution below it is dealt with
  for (const auto& slice : slices_) {
    if (slice.until <= from || slice.from >= until) {
      kept.push_back(slice);
      continue;
    }
    if (slice.from > next) fresh.push_back({next, slice.from, execution.price, false});
    const auto low = std::max(slice.from, from);
    const auto high = std::min(slice.until, until);
    next = high;
    if (!slice.derived) {
      kept.push_back(slice);
      continue;
    }
    if (slice.from < low) kept.push_back({slice.from, low, slice.price, true});
    kept.push_back({low, high, execution.price, false});
    if (high < slice.until) kept.push_back({high, slice.until, slice.price, true});
    change.dearer += exact_product(execution.price - slice.price, high - low);
    change.repriced = true;
  }
  if (next < until) fresh.push_back({next, until, execution.price, false});
  slices_ = std::move(kept);
  cost_ += change.dearer;
  for (const auto& slice : fresh) book(slice, change);
  return change;
}

FillChange OrderFills::complete(Quantity filled, Price average) {
  if (filled <= total_ || filled > largest_order || !is_plausible(average)) return {};
  const auto left = exact_product(average, filled) - cost_;
  const auto price = saturated_price(left / (filled - total_).units);
  return fill_up(filled, is_plausible(price) ? price : average);
}

// What of (0, filled] has no slice, at a price to be corrected when its execution is heard of.
FillChange OrderFills::fill_up(Quantity filled, Price price) {
  Quantity from;
  std::vector<FillSlice> gaps;
  for (const auto& slice : slices_) {
    if (slice.from > from) gaps.push_back({from, std::min(slice.from, filled), price, true});
    from = std::max(from, slice.until);
  }
  if (from < filled) gaps.push_back({from, filled, price, true});
  FillChange change;
  for (const auto& gap : gaps)
    if (gap.until > gap.from) book(gap, change);
  return change;
}

void OrderFills::inherit(Quantity filled, Price average) {
  if (!slices_.empty() || filled.units <= 0 || filled > largest_order) return;
  if (average > highest_price || average.units < 0) average = {};
  FillChange untold;
  book({Quantity{}, filled, average, false}, untold);
}

void OrderFills::book(const FillSlice& slice, FillChange& change) {
  const auto place =
    std::lower_bound(slices_.begin(), slices_.end(), slice,
                     [](const FillSlice& a, const FillSlice& b) { return a.from < b.from; });
  slices_.insert(place, slice);
  total_ += slice.size();
  cost_ += exact_product(slice.price, slice.size());
  change.booked.push_back(slice);
}

} // namespace hft
