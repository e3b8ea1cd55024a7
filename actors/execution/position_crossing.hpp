#pragma once

#include "messages/order.hpp"

namespace hft {

/// What the account holds of one symbol and has working in it, over all models and whoever else
/// trades there: by this, and not by one model's share of it, the broker judges an order.
struct SymbolExposure {
  Quantity position;           ///< negative when short
  Quantity open_buys;          ///< what working buys may still fill
  Quantity open_sells;         ///< what working sells may still fill
  bool buys_in_flight = false; ///< one of them ends soon by itself, as market orders do
  bool sells_in_flight = false;
};

/// How an order is sent so that none crosses zero. The broker takes no order that turns a long
/// position short or a short one long, none for shares that other orders stand for, and no opening
/// order opposite to one that works. So what is held is closed first and the rest opened once the
/// closing order is filled.
///
/// Invariants, for every exposure and every positive quantity: `now` and `rest` are not negative
/// and sum to the quantity; an order of `now` shares never takes the position through zero,
/// whatever of the working orders fills before it; `Send` has no rest, `Split` has both parts,
/// `Wait` and `Refuse` send nothing now.
struct CrossingPlan {
  enum class Step : std::uint8_t {
    Send,  ///< as it is
    Split, ///< `now` closes what is held, `rest` opens when that is filled
    Wait,  ///< until an order in flight has ended, then it is planned anew
    Refuse ///< resting orders are in the way, and nothing says when they end
  };
  Step step = Step::Send;
  Quantity now;
  Quantity rest;
  Quantity opens; ///< how much of `now` opens or adds to a position on the order's own side
  bool operator==(const CrossingPlan&) const = default;
};

/// Pure; `quantity` is positive.
CrossingPlan plan_crossing(const SymbolExposure& exposure, Side side, Quantity quantity);

} // namespace hft
