#include "adapters/simulated/exchange/accounts.hpp"

#include "adapters/simulated/exchange/asset.hpp"
#include "messages/result.hpp"

#include <algorithm>

namespace hft::simulated {

namespace {

constexpr Money least_margin_equity{2'000 * units_per_whole};
constexpr std::chrono::hours remembered{1};

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

void Account::remember_holding(const Symbol& symbol, Timestamp now) {
  while (!changes.empty() && changes.front().at + Duration{remembered} < now) changes.pop_front();
  changes.push_back({now, symbol, holding(symbol)});
}

Holding Account::holding(const Symbol& symbol) const {
  const auto found = book.holdings().find(symbol);
  return found == book.holdings().end() ? Holding{} : found->second;
}

Holding Account::holding_at(const Symbol& symbol, Timestamp now, Duration lag) const {
  if (lag > Duration{0})
    for (const auto& change : changes)
      if (change.symbol == symbol && now - lag < change.at) return change.before;
  return holding(symbol);
}

std::optional<AccountIndex> Accounts::find(std::string_view key) const {
  const auto found = by_key_.find(key);
  return found == by_key_.end() ? std::nullopt : std::optional{found->second};
}

AccountIndex Accounts::open(std::string_view key, Timestamp now, SeededNumbers& numbers) {
  const auto digits = std::to_string(config_.first_account + accounts_.size());
  return restore(
    {.key = std::string{key},
     .id = numbers.next_id(),
     .number = "PA" + std::string(8 - std::min<std::size_t>(8, digits.size()), '0') + digits,
     .created = now,
     .book = AccountBook{config_.cash},
     .last_equity = config_.cash});
}

AccountIndex Accounts::restore(Account account) {
  const auto index = count();
  ensure(by_key_.emplace(account.key, index).second, "a key has one account");
  accounts_.push_back(std::move(account));
  return index;
}

Accounts::Worth Accounts::worth(const Account& account, const OrderBook& book) const {
  Worth worth;
  for (const auto& [symbol, holding] : account.book.holdings()) {
    const auto price = book.mark(symbol);
    const auto value = price.units != 0 ? exact_product(price, holding.quantity) : holding.cost;
    (value < 0 ? worth.shorts : worth.longs) += value;
  }
  return worth;
}

ExactMoney Accounts::equity(const Account& account, const OrderBook& book) const {
  const auto held = worth(account, book);
  return account.book.cash() + held.longs + held.shorts;
}

int Accounts::multiplier(const Account& account, const OrderBook& book) const {
  if (equity(account, book) < exact(least_margin_equity)) return 1;
  return std::min(config_.multiplier, account.settings.most_multiplier);
}

ExactMoney Accounts::power(const Account& account, const OrderBook& book) const {
  const auto times = multiplier(account, book);
  if (times == 1) return at_least_zero(account.book.cash() - account.reserved);
  const auto held = worth(account, book);
  const auto equity = account.book.cash() + held.longs + held.shorts;
  return at_least_zero(equity * times - (held.longs - held.shorts) - account.reserved);
}

bool Accounts::may_short(const Account& account, const OrderBook& book) const {
  return config_.shorting && multiplier(account, book) > 1 && !account.settings.no_shorting;
}

AccountSnapshot Accounts::snapshot(const Account& account, const OrderBook& book,
                                   Date as_of) const {
  AccountSnapshot shown;
  shown.id = account.id;
  shown.account_number = account.number;
  shown.created_at = account.created;
  shown.balance_as_of = as_of;
  const auto held = worth(account, book);
  const auto cash = account.book.cash();
  const auto equity = cash + held.longs + held.shorts;
  const auto exposure = held.longs - held.shorts;
  shown.cash = to_money(cash);
  shown.buying_power = to_money(power(account, book));
  shown.regt_buying_power = to_money(at_least_zero(equity * 2 - exposure - account.reserved));
  shown.non_marginable_buying_power = to_money(at_least_zero(cash - account.reserved));
  shown.equity = to_money(equity);
  shown.last_equity = account.last_equity;
  shown.long_market_value = to_money(held.longs);
  shown.short_market_value = to_money(held.shorts);
  shown.position_market_value = to_money(exposure);
  shown.initial_margin = to_money(exposure / 2);
  shown.maintenance_margin = to_money(exposure * 3 / 10);
  shown.sma = to_money(equity);
  shown.multiplier = multiplier(account, book);
  shown.shorting_enabled = may_short(account, book);
  shown.suspended = account.settings.suspended;
  return shown;
}

void Accounts::close_day(const OrderBook& book) {
  for (auto& account : accounts_) {
    account.last_equity = to_money(equity(account, book));
    for (const auto& [symbol, holding] : account.book.holdings())
      if (const auto price = book.mark(symbol); price.units != 0)
        account.book.mark_day(symbol, price);
  }
}

void Accounts::sample_equity(Timestamp minute, const OrderBook& book) {
  for (auto& account : accounts_)
    account.curve.push_back({minute, to_money(equity(account, book))});
}

PositionSnapshot position_snapshot(const Symbol& symbol, const Holding& holding, Quantity available,
                                   const OrderBook& book) {
  const auto* traded = book.find(symbol);
  PositionSnapshot shown;
  shown.asset_id = asset_id_of(symbol);
  shown.symbol = symbol;
  shown.quantity = holding.quantity;
  // Positions that lag may hold less than is free by now.
  const auto free = std::min(available, abs(holding.quantity));
  shown.available = holding.quantity.units < 0 ? -free : free;
  shown.average_entry = average_of(holding.cost, holding.quantity);
  shown.current = traded ? traded->mark() : Price{};
  if (shown.current.units == 0) shown.current = shown.average_entry;
  const bool known = traded && traded->previous_close.units != 0;
  shown.last_day = known ? traded->previous_close : shown.current;
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
