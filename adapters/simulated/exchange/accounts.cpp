#include "adapters/simulated/exchange/core.hpp"
#include "messages/new_york.hpp"

#include <algorithm>

namespace hft::simulated {

namespace {

constexpr Money least_margin_equity{2'000 * units_per_whole};

ExactMoney size(ExactMoney amount) {
  return amount < 0 ? -amount : amount;
}
ExactMoney at_least_zero(ExactMoney amount) {
  return std::max<ExactMoney>(amount, 0);
}

/// `part / whole` as text with nine decimals; "0" when there is no whole.
std::string ratio_text(ExactMoney part, ExactMoney whole) {
  // A millionth of a cent's billionth is enough and leaves room for the nine decimals.
  const auto divisor = size(whole) / 1'000'000;
  if (divisor == 0) return "0";
  constexpr int128 most = INT64_MAX;
  const auto ratio = part / 1'000'000 * units_per_whole / divisor;
  return format_units(static_cast<std::int64_t>(std::clamp(ratio, -most, most)));
}

} // namespace

Account& Exchange::Core::account_of(std::string_view key) {
  if (const auto found = by_key.find(key); found != by_key.end()) return accounts[found->second];
  const auto index = accounts.size();
  const auto digits = std::to_string(config.first_account + index);
  accounts.push_back(
    {.key = std::string{key},
     .id = next_id(),
     .number = "PA" + std::string(8 - std::min<std::size_t>(8, digits.size()), '0') + digits,
     .created = now,
     .book = AccountBook{config.cash},
     .last_equity = config.cash,
     .orders = {},
     .open = {},
     .by_client_id = {},
     .fills = {},
     .curve = {},
     .activities = {},
     .changes = {},
     .settings = {}});
  by_key.emplace(std::string{key}, static_cast<std::uint32_t>(index));
  ++revision;
  return accounts.back();
}

ExactMoney Exchange::Core::equity_of(const Account& account) const {
  auto equity = account.book.cash();
  for (const auto& [symbol, holding] : account.book.holdings()) {
    const auto* book = known_book(symbol);
    const auto price = book ? mark(*book) : Price{};
    equity += price.units != 0 ? exact_product(price, holding.quantity) : holding.cost;
  }
  return equity;
}

ExactMoney Exchange::Core::exposure_of(const Account& account) const {
  ExactMoney exposure = 0;
  for (const auto& [symbol, holding] : account.book.holdings()) {
    const auto* book = known_book(symbol);
    const auto price = book ? mark(*book) : Price{};
    exposure += size(price.units != 0 ? exact_product(price, holding.quantity) : holding.cost);
  }
  return exposure;
}

ExactMoney Exchange::Core::power_of(const Account& account) const {
  const auto equity = equity_of(account);
  const auto multiplier = multiplier_of(account);
  if (multiplier == 1) return at_least_zero(account.book.cash() - account.reserved);
  return at_least_zero(equity * multiplier - exposure_of(account) - account.reserved);
}

int Exchange::Core::multiplier_of(const Account& account) const {
  if (equity_of(account) < exact(least_margin_equity)) return 1;
  return std::min(config.multiplier, account.settings.most_multiplier);
}

Quantity Exchange::Core::held_by_orders(const Account& account, const Symbol& symbol, Side side,
                                        OrderIndex besides) const {
  Quantity held;
  const auto* book = known_book(symbol);
  if (!book) return held;
  for (const auto index : book->live) {
    const auto& record = records[index];
    if (index == besides || &accounts[record.account] != &account || record.order.side != side ||
        record.order.state == OrderState::Held)
      continue;
    // Of an exit pair only one can fill: the first counts for both.
    const auto group = group_of(index);
    const bool counted = std::any_of(group.begin(), group.end(), [&](OrderIndex other) {
      return other == besides || (other < index && !is_terminal(records[other].order.state));
    });
    if (!counted) held += estimated_quantity(record.order);
  }
  return held;
}

Quantity Exchange::Core::closable(const Account& account, const Symbol& symbol, Side side,
                                  OrderIndex besides) const {
  const auto position = account.book.quantity(symbol);
  const bool closes = side == Side::Sell ? position.units > 0 : position.units < 0;
  if (!closes) return {};
  const auto rest = abs(position) - held_by_orders(account, symbol, side, besides);
  return std::max(rest, Quantity{});
}

void Exchange::Core::reserve(OrderRecord& record) {
  record.opening = std::min(record.opening, estimated_quantity(record.order));
  accounts[record.account].reserved += exact_product(record.reserve_price, record.opening);
}

void Exchange::Core::release(OrderRecord& record) {
  accounts[record.account].reserved -= exact_product(record.reserve_price, record.opening);
}

AccountSnapshot Exchange::Core::snapshot(const Account& account) const {
  AccountSnapshot shown;
  shown.id = account.id;
  shown.account_number = account.number;
  shown.created_at = account.created;
  shown.balance_as_of = has_plan ? plan.date - 1 : Date{};
  ExactMoney longs = 0;
  ExactMoney shorts = 0;
  for (const auto& [symbol, holding] : account.book.holdings()) {
    const auto* book = known_book(symbol);
    const auto price = book ? mark(*book) : Price{};
    const auto value = price.units != 0 ? exact_product(price, holding.quantity) : holding.cost;
    (value < 0 ? shorts : longs) += value;
  }
  const auto cash = account.book.cash();
  const auto equity = cash + longs + shorts;
  const auto exposure = longs - shorts;
  shown.cash = to_money(cash);
  shown.buying_power = to_money(power_of(account));
  shown.regt_buying_power = to_money(at_least_zero(equity * 2 - exposure - account.reserved));
  shown.non_marginable_buying_power = to_money(at_least_zero(cash - account.reserved));
  shown.equity = to_money(equity);
  shown.last_equity = account.last_equity;
  shown.long_market_value = to_money(longs);
  shown.short_market_value = to_money(shorts);
  shown.position_market_value = to_money(exposure);
  shown.initial_margin = to_money(exposure / 2);
  shown.maintenance_margin = to_money(exposure * 3 / 10);
  shown.sma = to_money(equity);
  shown.multiplier = multiplier_of(account);
  shown.shorting_enabled = config.shorting && shown.multiplier > 1 && !account.settings.no_shorting;
  shown.suspended = account.settings.suspended;
  return shown;
}

PositionSnapshot Exchange::Core::position_of(const Account& account, const Symbol& symbol,
                                             const Holding& holding) const {
  const auto* book = known_book(symbol);
  const bool is_short = holding.quantity.units < 0;
  const auto available = closable(account, symbol, is_short ? Side::Buy : Side::Sell, no_order);
  PositionSnapshot shown;
  shown.asset_id = asset_id_of(symbol);
  shown.symbol = symbol;
  shown.quantity = holding.quantity;
  // Positions that lag may hold less than is free by now.
  const auto free = std::min(available, abs(holding.quantity));
  shown.available = is_short ? -free : free;
  shown.average_entry = average_of(holding.cost, holding.quantity);
  shown.current = book ? mark(*book) : Price{};
  if (shown.current.units == 0) shown.current = shown.average_entry;
  shown.last_day = book && book->previous_close.units != 0 ? book->previous_close : shown.current;
  const auto value = exact_product(shown.current, holding.quantity);
  shown.market_value = to_money(value);
  shown.cost_basis = to_money(holding.cost);
  shown.unrealized = to_money(value - holding.cost);
  shown.unrealized_intraday = to_money(value - holding.day_cost);
  shown.realized = to_money(holding.realized);
  shown.unrealized_ratio = ratio_text(value - holding.cost, holding.cost);
  shown.unrealized_intraday_ratio = ratio_text(value - holding.day_cost, holding.day_cost);
  const auto one = [](Price price) { return exact_product(price, shares(1)); };
  shown.change_today = ratio_text(one(shown.current) - one(shown.last_day), one(shown.last_day));
  return shown;
}

} // namespace hft::simulated
