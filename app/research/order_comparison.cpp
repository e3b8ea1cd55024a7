#include "app/research/order_comparison.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace hft::research {

namespace {

std::string words_of(const report::RunOrder& order) {
  return fmt::format("{} {} {} {}{} at {}", order.model, to_string(order.side),
                     to_string(order.quantity), order.symbol.str(),
                     order.limit ? " limit " + to_string(*order.limit) : std::string{},
                     format_timestamp(order.decided));
}

std::vector<std::string> within(const std::vector<report::RunOrder>& orders, Timestamp from,
                                Timestamp until) {
  std::vector<std::string> words;
  for (const auto& order : orders)
    if (from <= order.decided && order.decided <= until) words.push_back(words_of(order));
  return words;
}

} // namespace

OrderComparison compare_orders(const std::vector<report::RunOrder>& first,
                               const std::vector<report::RunOrder>& second, Timestamp from,
                               Timestamp until) {
  const auto ours = within(first, from, until);
  const auto others = within(second, from, until);
  OrderComparison found;
  found.compared = ours.size();
  auto sorted = others;
  std::sort(sorted.begin(), sorted.end());
  for (const auto& order : ours)
    if (std::binary_search(sorted.begin(), sorted.end(), order)) ++found.same;
  const auto [here, there] = std::mismatch(ours.begin(), ours.end(), others.begin(), others.end());
  if (here == ours.end() && there == others.end()) return found;
  found.difference = (here == ours.end() ? std::string{"no order"} : *here) + " became " +
                     (there == others.end() ? std::string{"no order"} : *there);
  return found;
}

} // namespace hft::research
