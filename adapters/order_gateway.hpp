#pragma once

#include "messages/asset.hpp"
#include "messages/control.hpp"
#include "messages/gateway.hpp"
#include "messages/order.hpp"

#include <functional>

namespace hft {

/// Port: the broker's order desk. Called, and calls back, on the lane's thread; nothing blocks.
/// Every request gets exactly one answer, after any delay; events come as they come, repeated,
/// reordered or late, and possibly before the answer to the request that caused them.
class OrderGateway {
public:
  struct Listener {
    std::function<void(const OrderStreamChanged&)> on_stream;
    std::function<void(const OrderEvent&)> on_event;
    std::function<void(const OrderAnswered&)> on_answer;
    std::function<void(const BooksFetched&)> on_books;
    std::function<void(const OrderLookedUp&)> on_lookup;
    std::function<void(const AssetLookedUp&)> on_asset{};
    /// Something of the order stream could not be read; the stream goes on.
    std::function<void(const UnreadItem&)> on_unread{};
  };

  virtual ~OrderGateway() = default;
  /// Opens the order stream and warms the order-entry connections; keeps both until `stop`.
  virtual void start(Listener listener) = 0;
  virtual void stop() = 0;

  /// Writes the order to a warm connection before it returns, or queues it when all are waiting for
  /// answers. Returns false, and sends nothing, when the request budget is used up.
  virtual bool submit(const ApprovedOrder& order) = 0;
  /// Replaces a working order's quantity and limit by those of `order`, whose id the successor
  /// gets.
  virtual bool replace(const BrokerOrderId& id, const ApprovedOrder& order) = 0;
  /// Cancels pass the budget's reserve. `client_order_id` names the order in the answer.
  virtual void cancel(const BrokerOrderId& id, const ClientOrderId& client_order_id) = 0;
  virtual void cancel_all() = 0;
  /// Asks for the broker's whole truth: open orders, fills after `since` (exclusive), positions,
  /// and what else moved shares or cash in the week before it. Answered by one `BooksFetched` with
  /// the same number.
  /// `unexplained`: symbols for which announced corporate actions are wanted, too.
  virtual void fetch_books(Timestamp since, std::uint64_t number,
                           const std::vector<Symbol>& unexplained) = 0;
  /// Whether an order of this id exists there. Answered by `OrderLookedUp`.
  virtual void look_up(const ClientOrderId& id) = 0;
  /// What the broker allows with this security. Answered by `AssetLookedUp`, or never by a broker
  /// that has no such question.
  virtual void look_up_asset(const Symbol&) {}
  /// What was asked of the broker so far, and what its limit leaves.
  virtual RequestsReport requests() = 0;
};

} // namespace hft
