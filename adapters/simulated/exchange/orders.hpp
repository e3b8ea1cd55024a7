#pragma once

#include "adapters/simulated/exchange/account_book.hpp"
#include "adapters/simulated/exchange/fill.hpp"

#include <deque>
#include <set>
#include <unordered_map>

namespace hft::simulated {

/// An order's place in the exchange: by submission, over all accounts.
using OrderIndex = std::uint32_t;
inline constexpr OrderIndex no_order = 0xffffffff;

/// An order and what the exchange alone knows of it.
struct OrderRecord {
  VenueOrder order; ///< its `legs` stay empty here
  AccountIndex account = 0;
  OrderIndex parent = no_order;
  std::vector<OrderIndex> legs;
  OrderIndex successor = no_order;     ///< while a replace is under way, and after it
  OrderState before = OrderState::New; ///< a pending cancel or replace: what it was
  ExactMoney cost = 0;                 ///< of what is filled
  Price reserve_price;                 ///< buying power a share of `opening`
  Quantity opening;                    ///< what of the rest would open or add to a position
  std::optional<Price> collar;         ///< what a triggered buy stop may pay
  bool triggered = false;              ///< a stop that has become a market or limit order
  bool arrived = false;                ///< has met the market once
  bool takes = false; ///< was marketable when it arrived: pays the quote, not its limit
  bool drawn = false; ///< the partial-fill draw has been made
  bool cancel_wanted = false;
  /// What stood at its price before it, and must trade first; empty: it is not at the touch yet.
  std::optional<Quantity> queue_ahead;
  Quantity inherited; ///< of a successor: what its predecessor had filled when it was asked for

  /// New or partly filled, also while a cancel or replace is under way.
  bool is_working() const;
  /// A stop of any kind, triggered or not.
  bool is_stop() const;
  /// A stop that has not triggered.
  bool waits_for_trigger() const { return is_stop() && !triggered; }
  bool is_auction() const;
  /// The worst price it may pay or get; empty: any.
  std::optional<Price> limit() const;
};

/// Every order and every fill there ever was, and whose they are. Invariants: an id names one
/// order, a client order id one order of an account; `open_of` lists exactly the orders of an
/// account that have not ended, oldest first; a leg and its parent name each other.
class Orders {
public:
  /// Its id must be new; it is open unless its state is a last one.
  OrderIndex add(OrderRecord record);
  /// It has ended.
  void close(OrderIndex index);

  std::size_t count() const { return records_.size(); }
  OrderRecord& at(OrderIndex index) { return records_[index]; }
  const OrderRecord& at(OrderIndex index) const { return records_[index]; }
  OrderIndex by_id(const Uuid& id) const; ///< `no_order` when there is none
  OrderIndex by_client_id(AccountIndex account, const ClientOrderId& id) const;
  /// By the text of an id; the broker's 404 for another's order too.
  Answer<OrderIndex> find(AccountIndex account, std::string_view id) const;
  std::vector<OrderIndex> open_of(AccountIndex account) const;

  /// The others of which only one may fill: an exit pair's, or the legs of one entry.
  std::vector<OrderIndex> group_of(OrderIndex index) const;
  /// `leg` belongs to `parent` from now on.
  void adopt(OrderIndex parent, OrderIndex leg);
  /// A successor that waits for its predecessor's place has reserved nothing yet.
  bool waits_for_predecessor(const VenueOrder& order) const;
  /// The successor takes the place of `old` in its group, and its legs.
  void take_place(OrderIndex old, OrderIndex successor);

  VenueOrder shown(OrderIndex index, bool with_legs) const;
  Answer<std::vector<VenueOrder>> list(AccountIndex account, const OrderQuery& query) const;

  const FillRecord& add_fill(FillRecord fill, AccountIndex account);
  const std::vector<FillRecord>& fills() const { return fills_; }
  /// Places in `fills`, oldest first.
  std::vector<std::size_t> fills_of(AccountIndex account) const;

private:
  struct Owned {
    std::vector<OrderIndex> all;
    std::set<OrderIndex> open;
    std::unordered_map<ClientOrderId, OrderIndex> by_client_id;
    std::vector<std::size_t> fills;
  };
  const Owned& owned_by(AccountIndex account) const;
  Owned& owned_by(AccountIndex account);

  std::deque<OrderRecord> records_;
  std::unordered_map<Uuid, OrderIndex> by_id_;
  std::deque<Owned> owned_; ///< by account
  std::vector<FillRecord> fills_;
};

} // namespace hft::simulated
