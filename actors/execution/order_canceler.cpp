#include "actors/execution/order_canceler.hpp"

namespace hft {

// Cancels that had to wait until the broker's id was known.
void OrderCanceler::send_due(DeskTime at, DeskOutput& out) {
  if (queue_.empty()) return;
  for (const auto* entry : queue_.take_due(books_.ledger, at.time)) {
    const auto& id = entry->order.client_order_id;
    books_.write(at, journal::CancelSent{id});
    books_.ledger.mark_canceling(id, at.time);
    out.cancels.push_back({entry->broker_id, id});
  }
}

void OrderCanceler::cancel_those(const ModelId* model, const Symbol* symbol, DeskTime at,
                                 DeskOutput& out) {
  for (const auto* entry : books_.ledger.working_orders()) {
    const auto& order = entry->order;
    if (order.model.empty() || entry->cancel_wanted) continue;
    if ((model && order.model != *model) || (symbol && order.symbol != *symbol)) continue;
    queue_.add(order.client_order_id);
  }
  send_due(at, out);
}

void OrderCanceler::cancel(const ClientOrderId& id, DeskTime at, DeskOutput& out) {
  const auto* entry = books_.ledger.find(id);
  if (!entry || entry->ended() || entry->cancel_wanted) return;
  queue_.add(id);
  send_due(at, out);
}

} // namespace hft
