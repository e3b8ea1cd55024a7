#pragma once

#include "messages/corporate_action.hpp"
#include "messages/order.hpp"
#include "messages/result.hpp"

#include <optional>
#include <string>
#include <vector>

namespace hft {

/// The order stream went up or down. Up means: authenticated and listening, nothing missed from
/// here.
struct OrderStreamChanged {
  bool up = false;
  bool refused = false; ///< the keys are wrong: trying again cannot help
  std::string detail;
};

/// What kind of request an answer belongs to.
enum class OrderRequest : std::uint8_t { Submit, Replace, Cancel, CancelAll };

/// How the broker answered. `Unclear` says nothing about whether the request was carried out.
enum class AnswerKind : std::uint8_t {
  Taken,     ///< 2xx with a readable body
  Refused,   ///< a definite no: it was not carried out
  Duplicate, ///< our client order id exists there already
  Unclear,   ///< timeout, reset, 5xx or a body that could not be read
};

struct OrderAnswered {
  OrderRequest request = OrderRequest::Submit;
  AnswerKind kind = AnswerKind::Unclear;
  ClientOrderId client_order_id;    ///< of the order asked for; empty for CancelAll
  std::optional<BrokerOrder> order; ///< when Taken and the answer holds one
  int http_status = 0;              ///< 0 when none came
  std::string sentence;             ///< the broker's words or what went wrong
  MonotonicTime written;            ///< when the request had been handed to the socket
  MonotonicTime answered;
};

/// One fill out of the account's activities.
struct BrokerFill {
  Execution execution;
  BrokerOrderId order_id;
  ClientOrderId client_order_id; ///< empty: activities do not say it; found through the order
  Symbol symbol;
  Side side = Side::Buy;
  Timestamp time;
  Quantity cumulative; ///< of the order, after this fill
};

/// An item of a list or a stream of the broker's that could not be read. The rest of the list
/// could; whose it was, its ids may still tell.
struct UnreadItem {
  enum class Kind : std::uint8_t { Order, Fill, Position, Activity, Event, Asset, Session };
  Kind kind = Kind::Order;
  std::string id;              ///< of the order it is or belongs to; of an activity its own
  std::string client_order_id; ///< these as the broker spelt them, empty where there was no text
  std::string symbol;
  std::string reason; ///< what is wrong with it
};
std::string_view to_string(UnreadItem::Kind kind);

/// The broker's truth at one moment.
struct BrokerBooks {
  std::vector<BrokerOrder> open_orders;
  std::vector<BrokerOrder> closed_orders; ///< submitted after `since`, terminal
  std::vector<BrokerFill> fills;          ///< oldest first
  std::vector<BrokerPosition> positions;
  std::optional<Money> cash;
  std::optional<Money> equity;
  std::optional<Money> buying_power{};
  bool blocked = false; ///< the account may not trade: every order would be refused
  std::optional<bool> shorting_enabled{};    ///< empty: the broker did not say
  std::vector<AccountActivity> activities{}; ///< other than fills, oldest first
  std::vector<UnreadItem> unread{};          ///< what was left out of all these
};

struct BooksFetched {
  std::uint64_t number = 0;
  Result<BrokerBooks> books;
};

/// Empty order: the broker answered that it has none of that id.
struct OrderLookedUp {
  ClientOrderId id;
  Result<std::optional<BrokerOrder>> order;
};

} // namespace hft
