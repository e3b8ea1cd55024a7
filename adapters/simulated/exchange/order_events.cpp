#include "adapters/simulated/exchange/order_events.hpp"

namespace hft::simulated {

void OrderEvents::add(OrderUpdate update) {
  update.event_id = ++last_number_;
  if (most_kept_ > 0) {
    if (kept_.size() == most_kept_) kept_.pop_front();
    kept_.push_back(update);
  }
  fresh_.push_back(std::move(update));
}

std::vector<OrderUpdate> OrderEvents::after(std::string_view account_key,
                                            std::uint64_t event_id) const {
  std::vector<OrderUpdate> events;
  for (const auto& update : kept_)
    if (update.event_id > event_id && update.account_key == account_key) events.push_back(update);
  return events;
}

} // namespace hft::simulated
