#pragma once

#include "adapters/simulated/exchange/account_activity.hpp"
#include "adapters/simulated/exchange/order.hpp"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace hft::simulated {

/// One execution: GET /v2/account/activities/FILL and the ledger.
struct FillRecord {
  std::string activity_id; ///< `20260302100000123::<uuid>`, increasing in time
  Uuid execution_id;
  Uuid order_id;
  ClientOrderId client_order_id;
  std::string account_key;
  Symbol symbol;
  Side side = Side::Buy;
  Price price;
  Quantity quantity;
  Quantity cumulative;
  Quantity leaves;
  OrderState order_state = OrderState::Filled;
  bool partial = false; ///< `partial_fill`, otherwise `fill`
  Timestamp time;
};

struct ActivityQuery {
  std::optional<Date> date{};       ///< New York date
  std::optional<Timestamp> after{}; ///< exclusive, as is until
  std::optional<Timestamp> until{};
  bool ascending = false;
  std::size_t page_size = 100;      ///< at most 100
  std::string page_token{};         ///< the id of the last item of the page before
  std::vector<std::string> types{}; ///< `FILL`, `DIV`; empty: all
  /// Of all types, or of some: the fills alone, or everything else.
  enum class Category { Any, Trades, NotTrades } category = Category::Any;

  bool wants(std::string_view type) const;
};

/// An entry of GET /v2/account/activities.
using Activity = std::variant<FillRecord, AccountActivity>;

} // namespace hft::simulated
