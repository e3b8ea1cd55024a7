#include "adapters/simulated/exchange/account_book.hpp"

#include <algorithm>
#include <limits>

namespace hft::simulated {

namespace {

/// `value / divisor` rounded half to even; `divisor` > 0.
int128 divide(int128 value, int128 divisor) {
  auto quotient = value / divisor;
  const auto remainder = value % divisor;
  const auto size = remainder < 0 ? -remainder : remainder;
  const auto rest = divisor - size; // compared so, because twice the remainder might not fit
  if (size > rest || (size == rest && quotient % 2 != 0)) quotient += value < 0 ? -1 : 1;
  return quotient;
}

bool same_sign(Quantity a, Quantity b) {
  return (a.units < 0) == (b.units < 0);
}

} // namespace

Money to_money(ExactMoney amount) {
  const auto units = divide(amount, units_per_whole);
  constexpr int128 most = std::numeric_limits<std::int64_t>::max();
  return {static_cast<std::int64_t>(std::clamp(units, -most, most))};
}

std::string exact_text(ExactMoney amount) {
  if (amount == 0) return "0";
  std::string text;
  for (auto rest = amount; rest != 0; rest /= 10) {
    const auto digit = static_cast<int>(rest % 10);
    text += static_cast<char>('0' + (digit < 0 ? -digit : digit));
  }
  if (amount < 0) text += '-';
  std::reverse(text.begin(), text.end());
  return text;
}

std::optional<ExactMoney> exact_from(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  if (text.empty() || text.size() > 38) return std::nullopt; // 38 digits always fit 127 bits
  ExactMoney amount = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    amount = amount * 10 + (c - '0');
  }
  return negative ? -amount : amount;
}

std::string dollars_text(ExactMoney amount) {
  const auto units = divide(amount, units_per_whole);
  const auto size = units < 0 ? -units : units;
  std::string text = (units < 0 ? "-" : "") + exact_text(size / units_per_whole);
  const auto part = format_units(static_cast<std::int64_t>(size % units_per_whole));
  return part == "0" ? text : text + part.substr(1);
}

ExactMoney share_of(ExactMoney amount, Quantity part, Quantity whole) {
  const auto quotient = amount / whole.units;
  const auto remainder = amount % whole.units;
  return quotient * part.units + remainder * part.units / whole.units;
}

Price average_of(ExactMoney cost, Quantity quantity) {
  const auto divisor = static_cast<int128>(quantity.units);
  return {checked_narrow(divisor < 0 ? divide(-cost, -divisor) : divide(cost, divisor))};
}

const Holding& AccountBook::apply(const Symbol& symbol, Quantity quantity, Price price) {
  auto& holding = holdings_[symbol];
  cash_ -= exact_product(price, quantity);
  if (holding.quantity.units != 0 && !same_sign(holding.quantity, quantity)) {
    const Quantity closed = std::min(abs(quantity), abs(holding.quantity));
    const Quantity held = abs(holding.quantity);
    const auto cost = holding.cost - share_of(holding.cost, held - closed, held);
    const Quantity signed_closed = holding.quantity.units < 0 ? -closed : closed;
    holding.realized += exact_product(price, signed_closed) - cost;
    holding.cost -= cost;
    holding.day_cost = share_of(holding.day_cost, held - closed, held);
    holding.quantity -= signed_closed;
    quantity += signed_closed;
  }
  holding.quantity += quantity;
  holding.cost += exact_product(price, quantity);
  holding.day_cost += exact_product(price, quantity);
  return holding;
}

void AccountBook::restate(const Symbol& symbol, Quantity quantity) {
  holdings_[symbol].quantity = quantity;
}

void AccountBook::rename(const Symbol& from, const Symbol& to) {
  const auto found = holdings_.find(from);
  if (found == holdings_.end()) return;
  auto& holding = holdings_[to];
  holding.quantity += found->second.quantity;
  holding.cost += found->second.cost;
  holding.day_cost += found->second.day_cost;
  holding.realized += found->second.realized;
  holdings_.erase(found);
}

void AccountBook::mark_day(const Symbol& symbol, Price close) {
  const auto found = holdings_.find(symbol);
  if (found != holdings_.end())
    found->second.day_cost = exact_product(close, found->second.quantity);
}

Quantity AccountBook::quantity(const Symbol& symbol) const {
  const auto found = holdings_.find(symbol);
  return found == holdings_.end() ? Quantity{} : found->second.quantity;
}

} // namespace hft::simulated
