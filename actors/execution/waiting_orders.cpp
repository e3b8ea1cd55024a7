#include "actors/execution/waiting_orders.hpp"

#include "messages/result.hpp"

#include <algorithm>

namespace hft {

namespace {

template <class Orders, class Fits>
auto* first_of(Orders& orders, Fits fits) {
  const auto found = std::find_if(orders.begin(), orders.end(), fits);
  return found == orders.end() ? nullptr : &*found;
}

} // namespace

void WaitingOrders::add(WaitingOrder waiting) {
  ensure(!find(waiting.order.client_order_id), "an order waits once");
  for (auto& other : orders_)
    if (!waiting.after.empty() && other.order.client_order_id == waiting.after)
      other.order.quantity -= waiting.order.quantity;
  orders_.push_back(std::move(waiting));
}

std::optional<WaitingOrder> WaitingOrders::take(const ClientOrderId& id) {
  const auto found = std::find_if(orders_.begin(), orders_.end(),
                                  [&](const auto& x) { return x.order.client_order_id == id; });
  if (found == orders_.end()) return std::nullopt;
  auto taken = std::move(*found);
  orders_.erase(found);
  return taken;
}

std::size_t WaitingOrders::size(const ModelId& model) const {
  return static_cast<std::size_t>(std::count_if(
    orders_.begin(), orders_.end(), [&](const auto& x) { return x.order.model == model; }));
}

bool WaitingOrders::has(const ModelId& model, const Symbol& symbol) const {
  return first_of(orders_, [&](const auto& x) {
           return x.order.model == model && x.order.symbol == symbol;
         }) != nullptr;
}

bool WaitingOrders::has(const Symbol& symbol) const {
  return first_of(orders_, [&](const auto& x) { return x.order.symbol == symbol; }) != nullptr;
}

const WaitingOrder* WaitingOrders::find(const ClientOrderId& id) const {
  return first_of(orders_, [&](const auto& x) { return x.order.client_order_id == id; });
}

const WaitingOrder* WaitingOrders::find(const ModelId& model, std::uint32_t reference) const {
  return first_of(orders_, [&](const auto& x) {
    return reference != 0 && x.order.reference == reference && x.order.model == model;
  });
}

const WaitingOrder* WaitingOrders::behind(const ClientOrderId& id) const {
  return first_of(orders_, [&](const auto& x) { return !id.empty() && x.after == id; });
}

void WaitingOrders::follow(const ClientOrderId& id, const ClientOrderId& after) {
  if (auto* waiting = first_of(orders_, [&](auto& x) { return x.order.client_order_id == id; }))
    waiting->after = after;
}

} // namespace hft
