#pragma once

#include "adapters/simulated/exchange/matching_engine.hpp"
#include "adapters/simulated/exchange/order_draft.hpp"

namespace hft::simulated {

/// Where requests become orders: each is checked as the broker checks it, against the market, the
/// account and its other orders, and only then entered. A refusal changes nothing. Works on the
/// parts, which must outlive it, as must `matching`.
class OrderEntry {
public:
  OrderEntry(ExchangeParts& parts, MatchingEngine& matching) : parts_(parts), matching_(matching) {}

  /// The order as it was taken, `pending_new` or `accepted`.
  Answer<VenueOrder> submit(AccountIndex account, OrderDraft draft, std::string_view intent);
  /// The successor.
  Answer<VenueOrder> replace(AccountIndex account, std::string_view id,
                             const ReplaceRequest& request);
  /// See `Exchange::close_position`.
  Answer<VenueOrder> close_position(AccountIndex account, const Symbol& symbol,
                                    std::string_view qty, std::string_view percentage);

private:
  Answer<void> check_market(const OrderDraft& draft);
  /// Fills in what the order means for the account: intent and what it reserves.
  Answer<void> check_account(OrderRecord& record, std::string_view intent, OrderIndex besides);
  Answer<void> check_opening(const OrderRecord& record, Quantity wanted, Quantity available);
  Answer<void> check_wash(const OrderRecord& record, OrderIndex besides) const;
  Answer<void> check_power(const OrderRecord& record, OrderIndex besides) const;
  Price reserve_price_of(const VenueOrder& order) const;
  void enter_legs(OrderIndex parent, const OrderDraft& draft);

  ExchangeParts& parts_;
  MatchingEngine& matching_;
};

} // namespace hft::simulated
