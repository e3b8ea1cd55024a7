#pragma once

#include "adapters/simulated/exchange/order.hpp"

#include <deque>
#include <vector>

namespace hft::simulated {

/// What happened to orders, for whoever listens. Invariants: event numbers only grow, by one each;
/// of all events at most `kept` are still there for `after`, the newest.
class OrderEvents {
public:
  explicit OrderEvents(std::size_t kept) : most_kept_(kept) {}

  /// Its number is given here.
  void add(OrderUpdate update);
  /// Everything since the last call, oldest first.
  std::vector<OrderUpdate> take() { return std::exchange(fresh_, {}); }
  /// What is still kept of one account's events after number `event_id`, oldest first.
  std::vector<OrderUpdate> after(std::string_view account_key, std::uint64_t event_id) const;

  std::uint64_t last_number() const { return last_number_; }
  void restore_last_number(std::uint64_t number) { last_number_ = number; }

private:
  std::size_t most_kept_;
  std::uint64_t last_number_ = 0;
  std::vector<OrderUpdate> fresh_;
  std::deque<OrderUpdate> kept_;
};

} // namespace hft::simulated
