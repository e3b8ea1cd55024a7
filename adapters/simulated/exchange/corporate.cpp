#include "adapters/simulated/exchange/core.hpp"
#include "messages/new_york.hpp"

#include <algorithm>
#include <cstdio>

namespace hft::simulated {

namespace {

constexpr std::chrono::hours remembered{1};

/// `20260302000000000::<uuid>`: such entries are of a day, not of a moment.
std::string dated_id(Date day, const Uuid& id) {
  const auto date = civil(day);
  char text[32];
  std::snprintf(text, sizeof text, "%04d%02u%02u000000000", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  return std::string{text} + "::" + id.str();
}

} // namespace

void Exchange::Core::announce(CorporateAction action) {
  action.id = next_id();
  action.announced = new_york_date(now);
  actions.push_back(action);
  ++revision;
  book_due_actions();
}

void Exchange::Core::book_due_actions() {
  for (std::size_t i = 0; i < actions.size(); ++i) {
    const auto begins = from_new_york(actions[i].ex_date, std::chrono::hours{4});
    if (!actions[i].booked && begins <= now) book(actions[i]);
  }
}

void Exchange::Core::book(CorporateAction& action) {
  action.booked = true;
  ++revision;
  switch (action.kind) {
    case CorporateAction::Kind::Split: book_split(action); break;
    case CorporateAction::Kind::Dividend: book_dividend(action); break;
    case CorporateAction::Kind::Rename: book_rename(action); break;
  }
}

void Exchange::Core::cancel_orders_in(const Symbol& symbol) {
  for (OrderIndex index = 0; index < records.size(); ++index) {
    const auto& order = records[index].order;
    if (order.symbol == symbol && !is_terminal(order.state))
      end(index, OrderState::Canceled, OrderEventKind::Canceled);
  }
}

void Exchange::Core::book_split(const CorporateAction& action) {
  cancel_orders_in(action.symbol);
  auto& book = book_of(action.symbol);
  for (auto* price : {&book.last, &book.bid, &book.ask, &book.previous_close, &book.day_last})
    *price = split_price(action, *price);
  for (auto& account : accounts) {
    const auto held = account.book.quantity(action.symbol);
    if (held.units == 0) continue;
    remember_holding(account, action.symbol);
    const auto exact_new = split_quantity(action, held);
    // Who held whole shares gets whole ones; the fraction is paid out.
    const Quantity fraction{is_whole(held) ? exact_new.units % units_per_whole : 0};
    const auto whole_part = exact_new - fraction;
    account.book.restate(action.symbol, exact_new);
    const auto price = mark(book);
    const auto paid = exact_product(price, fraction);
    if (fraction.units != 0) account.book.apply(action.symbol, -fraction, price);
    if (!action.told) continue;
    const auto group = next_id();
    const auto words = ", From QTY:" + to_string(held) + ", To QTY:" + to_string(whole_part) +
                       ", Position Value:" + dollars_text(exact_product(price, whole_part));
    const bool forward = action.new_rate > action.old_rate;
    ActivityRequest row;
    row.type = "SPLIT";
    row.sub_type = forward ? "FSPLIT" : "RSPLIT";
    row.date = action.ex_date;
    row.symbol = action.symbol.str();
    row.quantity = -held;
    row.price = price;
    row.description = "REMOVE" + words;
    add_activity(account, row, group);
    row.quantity = whole_part;
    row.description = "ADD" + words;
    add_activity(account, row, group);
    if (fraction.units == 0) continue;
    row.type = "CIL";
    row.sub_type = "";
    row.quantity.reset();
    row.net_amount = to_money(paid);
    row.description = "Cash in lieu of " + to_string(fraction) + " shares";
    add_activity(account, row, group);
  }
}

void Exchange::Core::book_dividend(const CorporateAction& action) {
  for (auto& account : accounts) {
    const auto held = account.book.quantity(action.symbol);
    if (held.units == 0) continue;
    // In whole units of 1e-9, so that the entry says exactly what was paid.
    const auto paid = to_money(exact_product(action.cash, held));
    account.book.pay(exact(paid));
    if (!action.told) continue;
    ActivityRequest row;
    row.type = "DIV";
    row.sub_type = "CDIV";
    row.date = action.ex_date;
    row.symbol = action.symbol.str();
    row.quantity = held;
    row.net_amount = paid;
    row.per_share = action.cash;
    row.description = "Cash DIV @ " + to_string(action.cash);
    add_activity(account, row, next_id());
  }
}

void Exchange::Core::book_rename(const CorporateAction& action) {
  cancel_orders_in(action.symbol);
  auto moved = std::move(book_of(action.symbol));
  moved.live = std::move(book_of(action.new_symbol).live);
  symbols.erase(action.symbol);
  const auto price = mark(symbols[action.new_symbol] = std::move(moved));
  if (const auto known = asset(action.symbol.view())) {
    auto& old = listed[action.symbol] = *known;
    auto& fresh = listed[action.new_symbol] = *known;
    old.active = old.tradable = false;
    fresh.symbol = action.new_symbol;
    fresh.id = asset_id_of(action.new_symbol);
    fresh.name = action.new_symbol.str() + " Common Stock";
    asset_symbols[fresh.id] = fresh.symbol;
  }
  for (auto& account : accounts) {
    const auto held = account.book.quantity(action.symbol);
    remember_holding(account, action.symbol);
    remember_holding(account, action.new_symbol);
    account.book.rename(action.symbol, action.new_symbol);
    if (held.units == 0 || !action.told) continue;
    const auto group = next_id();
    ActivityRequest row;
    row.type = "NC";
    row.sub_type = "SNC";
    row.date = action.ex_date;
    row.price = price;
    row.description = "Name Change from " + action.symbol.str() + " to " + action.new_symbol.str();
    row.symbol = action.symbol.str();
    row.quantity = -held;
    add_activity(account, row, group);
    row.symbol = action.new_symbol.str();
    row.quantity = held;
    add_activity(account, row, group);
  }
}

AccountActivity& Exchange::Core::add_activity(Account& account, const ActivityRequest& request,
                                              const Uuid& group) {
  AccountActivity made;
  made.date = request.date.value_or(new_york_date(now));
  made.id = dated_id(made.date, next_id());
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
  ++revision;
  return account.activities.back();
}

AccountActivity Exchange::Core::book_activity(Account& account, const ActivityRequest& request) {
  const bool of_shares = request.quantity && is_plausible_symbol(request.symbol);
  account.book.pay(exact(request.net_amount.value_or(Money{})));
  if (of_shares) {
    const auto symbol = Symbol::truncated(request.symbol);
    const auto price = request.price.value_or(mark(book_of(symbol)));
    remember_holding(account, symbol);
    account.book.apply(symbol, *request.quantity, price);
    // The entry's own amount is all that moves the cash.
    account.book.pay(exact_product(price, *request.quantity));
  }
  return add_activity(account, request, next_id());
}

void Exchange::Core::remember_holding(Account& account, const Symbol& symbol) {
  auto& changes = account.changes;
  while (!changes.empty() && changes.front().at + Duration{remembered} < now) changes.pop_front();
  const auto& holdings = account.book.holdings();
  const auto found = holdings.find(symbol);
  changes.push_back({now, symbol, found == holdings.end() ? Holding{} : found->second});
}

Holding Exchange::Core::holding_at(const Account& account, const Symbol& symbol,
                                   Duration lag) const {
  const auto then = now - lag;
  if (lag > Duration{0})
    for (const auto& change : account.changes)
      if (change.symbol == symbol && then < change.at) return change.before;
  const auto& holdings = account.book.holdings();
  const auto found = holdings.find(symbol);
  return found == holdings.end() ? Holding{} : found->second;
}

} // namespace hft::simulated
