#pragma once

#include "adapters/simulated/exchange/matching_engine.hpp"

namespace hft::simulated {

/// Carries splits, dividends, renames and what others do to an account into the books. Invariants:
/// an action is booked once, when its ex-date begins in New York (04:00) or at once when that is
/// past; cash and shares move by exactly what the entries say. Works on the parts, which must
/// outlive it, as must `matching`.
class CorporateBooking {
public:
  CorporateBooking(ExchangeParts& parts, MatchingEngine& matching)
    : parts_(parts),
      matching_(matching) {}

  void announce(CorporateAction action);
  void book_due();
  AccountActivity book_activity(AccountIndex account, const ActivityRequest& request);

private:
  void book(CorporateAction& action);
  void book_split(const CorporateAction& action);
  void split_holding(const CorporateAction& action, Account& account, Price price);
  void book_dividend(const CorporateAction& action);
  void book_rename(const CorporateAction& action);
  const AccountActivity& add_entry(Account& account, const ActivityRequest& request,
                                   const Uuid& group);

  ExchangeParts& parts_;
  MatchingEngine& matching_;
};

} // namespace hft::simulated
