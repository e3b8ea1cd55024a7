#include "adapters/simulated/exchange/corporate_booking.hpp"

#include "adapters/simulated/exchange/order_checks.hpp"
#include "messages/new_york.hpp"

#include <cstdio>

namespace hft::simulated {

namespace {

/// `20260302000000000::<uuid>`: such entries are of a day, not of a moment.
std::string dated_id(Date day, const Uuid& id) {
  const auto date = civil(day);
  char text[32];
  std::snprintf(text, sizeof text, "%04d%02u%02u000000000", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  return std::string{text} + "::" + id.str();
}

} // namespace

void CorporateBooking::announce(CorporateAction action) {
  action.id = parts_.numbers.next_id();
  action.announced = new_york_date(parts_.times.now());
  parts_.actions.push_back(action);
  ++parts_.revision;
  book_due();
}

void CorporateBooking::book_due() {
  for (std::size_t i = 0; i < parts_.actions.size(); ++i) {
    const auto begins = from_new_york(parts_.actions[i].ex_date, std::chrono::hours{4});
    if (!parts_.actions[i].booked && begins <= parts_.times.now()) book(parts_.actions[i]);
  }
}

void CorporateBooking::book(CorporateAction& action) {
  action.booked = true;
  ++parts_.revision;
  switch (action.kind) {
    case CorporateAction::Kind::Split: book_split(action); break;
    case CorporateAction::Kind::Dividend: book_dividend(action); break;
    case CorporateAction::Kind::Rename: book_rename(action); break;
  }
}

void CorporateBooking::book_split(const CorporateAction& action) {
  matching_.cancel_all_in(action.symbol);
  parts_.book.split(action);
  for (auto& account : parts_.accounts)
    split_holding(action, account, parts_.book.mark(action.symbol));
}

void CorporateBooking::split_holding(const CorporateAction& action, Account& account, Price price) {
  const auto held = account.book.quantity(action.symbol);
  if (held.units == 0) return;
  account.remember_holding(action.symbol, parts_.times.now());
  const auto exact_new = split_quantity(action, held);
  // Who held whole shares gets whole ones; the fraction is paid out.
  const Quantity fraction{is_whole(held) ? exact_new.units % units_per_whole : 0};
  const auto whole_part = exact_new - fraction;
  account.book.restate(action.symbol, exact_new);
  const auto paid = exact_product(price, fraction);
  if (fraction.units != 0) account.book.apply(action.symbol, -fraction, price);
  if (!action.told) return;
  const auto group = parts_.numbers.next_id();
  const auto words = ", From QTY:" + to_string(held) + ", To QTY:" + to_string(whole_part) +
                     ", Position Value:" + dollars_text(exact_product(price, whole_part));
  ActivityRequest entry;
  entry.type = "SPLIT";
  entry.sub_type = action.new_rate > action.old_rate ? "FSPLIT" : "RSPLIT";
  entry.date = action.ex_date;
  entry.symbol = action.symbol.str();
  entry.quantity = -held;
  entry.price = price;
  entry.description = "REMOVE" + words;
  add_entry(account, entry, group);
  entry.quantity = whole_part;
  entry.description = "ADD" + words;
  add_entry(account, entry, group);
  if (fraction.units == 0) return;
  entry.type = "CIL";
  entry.sub_type = "";
  entry.quantity.reset();
  entry.net_amount = to_money(paid);
  entry.description = "Cash in lieu of " + to_string(fraction) + " shares";
  add_entry(account, entry, group);
}

void CorporateBooking::book_dividend(const CorporateAction& action) {
  for (auto& account : parts_.accounts) {
    const auto held = account.book.quantity(action.symbol);
    if (held.units == 0) continue;
    // In whole units of 1e-9, so that the entry says exactly what was paid.
    const auto paid = to_money(exact_product(action.cash, held));
    account.book.pay(exact(paid));
    if (!action.told) continue;
    ActivityRequest entry;
    entry.type = "DIV";
    entry.sub_type = "CDIV";
    entry.date = action.ex_date;
    entry.symbol = action.symbol.str();
    entry.quantity = held;
    entry.net_amount = paid;
    entry.per_share = action.cash;
    entry.description = "Cash DIV @ " + to_string(action.cash);
    add_entry(account, entry, parts_.numbers.next_id());
  }
}

void CorporateBooking::book_rename(const CorporateAction& action) {
  const auto now = parts_.times.now();
  matching_.cancel_all_in(action.symbol);
  const auto price = parts_.book.rename(action.symbol, action.new_symbol);
  parts_.assets.rename(action.symbol, action.new_symbol);
  for (auto& account : parts_.accounts) {
    const auto held = account.book.quantity(action.symbol);
    account.remember_holding(action.symbol, now);
    account.remember_holding(action.new_symbol, now);
    account.book.rename(action.symbol, action.new_symbol);
    if (held.units == 0 || !action.told) continue;
    const auto group = parts_.numbers.next_id();
    ActivityRequest entry;
    entry.type = "NC";
    entry.sub_type = "SNC";
    entry.date = action.ex_date;
    entry.price = price;
    entry.description =
      "Name Change from " + action.symbol.str() + " to " + action.new_symbol.str();
    entry.symbol = action.symbol.str();
    entry.quantity = -held;
    add_entry(account, entry, group);
    entry.symbol = action.new_symbol.str();
    entry.quantity = held;
    add_entry(account, entry, group);
  }
}

const AccountActivity& CorporateBooking::add_entry(Account& account, const ActivityRequest& request,
                                                   const Uuid& group) {
  const auto now = parts_.times.now();
  AccountActivity made;
  made.date = request.date.value_or(new_york_date(now));
  made.id = dated_id(made.date, parts_.numbers.next_id());
  made.type = request.type;
  made.sub_type = request.sub_type;
  made.booked = now;
  made.net_amount = request.net_amount.value_or(Money{});
  made.symbol = request.symbol;
  made.quantity = request.quantity;
  made.price = request.price;
  made.per_share = request.per_share;
  made.description = request.description;
  made.group = group;
  account.activities.push_back(std::move(made));
  ++parts_.revision;
  return account.activities.back();
}

AccountActivity CorporateBooking::book_activity(AccountIndex index,
                                                const ActivityRequest& request) {
  auto& account = parts_.accounts.at(index);
  account.book.pay(exact(request.net_amount.value_or(Money{})));
  if (request.quantity && is_plausible_symbol(request.symbol)) {
    const auto symbol = Symbol::truncated(request.symbol);
    const auto price = request.price.value_or(parts_.book.mark(symbol));
    account.remember_holding(symbol, parts_.times.now());
    account.book.apply(symbol, *request.quantity, price);
    // The entry's own amount is all that moves the cash.
    account.book.pay(exact_product(price, *request.quantity));
  }
  return add_entry(account, request, parts_.numbers.next_id());
}

} // namespace hft::simulated
