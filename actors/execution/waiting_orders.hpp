#pragma once

#include "messages/order.hpp"

#include <optional>
#include <vector>

namespace hft {

/// An order, or the part of one, that was decided and may be sent only later.
struct WaitingOrder {
  Order order;         ///< under the id it will be sent with; its quantity is what waits
  ClientOrderId after; ///< the order that closes what is held, and must be filled first; or none
};

/// Orders that wait for others to end, the oldest first. Pure.
///
/// Invariants: an id waits once; a part added behind a waiting order is taken from it, so that the
/// sum of what waits and what was taken out never changes by splitting.
class WaitingOrders {
public:
  void add(WaitingOrder waiting);
  /// Takes it out; none when no such order waits.
  std::optional<WaitingOrder> take(const ClientOrderId& id);

  const std::vector<WaitingOrder>& all() const { return orders_; }
  bool empty() const { return orders_.empty(); }
  std::size_t size() const { return orders_.size(); }
  std::size_t size(const ModelId& model) const;
  bool has(const ModelId& model, const Symbol& symbol) const;
  bool has(const Symbol& symbol) const;
  const WaitingOrder* find(const ClientOrderId& id) const;
  /// The model's order under its own number; never for zero.
  const WaitingOrder* find(const ModelId& model, std::uint32_t reference) const;
  /// What waits for this order to be filled.
  const WaitingOrder* behind(const ClientOrderId& id) const;
  /// It waits for another order than before.
  void follow(const ClientOrderId& id, const ClientOrderId& after);
  void clear() { orders_.clear(); }

private:
  std::vector<WaitingOrder> orders_;
};

} // namespace hft
