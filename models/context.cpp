#include "models/context.hpp"

#include "messages/new_york.hpp"

#include <algorithm>

namespace hft {

const Context& Context::none() {
  static const Context nothing;
  return nothing;
}

Duration Context::time_of_day() const {
  return new_york_time_of_day(now_);
}

Date Context::date() const {
  return new_york_date(now_);
}

Quantity Context::position(const Symbol& symbol) const {
  const auto found = positions_.find(symbol);
  return found == positions_.end() ? Quantity{} : found->second;
}

Price Context::average_price(const Symbol& symbol) const {
  const auto found = average_prices_.find(symbol);
  return found == average_prices_.end() ? Price{} : found->second;
}

Money Context::unrealized(const Symbol& symbol) const {
  const auto held = position(symbol);
  const auto cost = average_price(symbol);
  const auto price = last_price(symbol);
  if (held == Quantity{} || cost == Price{} || price == Price{}) return {};
  return rounded(exact_product(price, held) - exact_product(cost, held));
}

bool Context::has_open_orders(const Symbol& symbol) const {
  return std::any_of(orders_.begin(), orders_.end(),
                     [&](const OpenOrder& order) { return order.symbol == symbol; });
}

const OpenOrder* Context::find_order(std::uint32_t reference) const {
  const auto found = std::find_if(orders_.begin(), orders_.end(), [&](const OpenOrder& order) {
    return reference != 0 && order.reference == reference;
  });
  return found == orders_.end() ? nullptr : &*found;
}

const AssetTraits* Context::asset(const Symbol& symbol) const {
  const auto found = assets_.find(symbol);
  return found == assets_.end() ? nullptr : &found->second;
}

const Context::Watched* Context::watched(const Symbol& symbol) const {
  for (const auto& one : watched_)
    if (one.symbol == symbol) return &one;
  return nullptr;
}

const Trade* Context::last_trade(const Symbol& symbol) const {
  const auto* found = watched(symbol);
  return found && !found->trade.symbol.empty() ? &found->trade : nullptr;
}

const Quote* Context::last_quote(const Symbol& symbol) const {
  const auto* found = watched(symbol);
  return found && !found->quote.symbol.empty() ? &found->quote : nullptr;
}

Price Context::last_price(const Symbol& symbol) const {
  if (const auto* trade = last_trade(symbol)) return trade->price;
  if (const auto* quote = last_quote(symbol); quote && quote->bid.units > 0 && quote->ask.units > 0)
    return {quote->bid.units / 2 + quote->ask.units / 2};
  const auto* found = watched(symbol);
  return found ? found->bar_close : Price{};
}

std::shared_ptr<const BarHistory> Context::bars(const Symbol&, BarSize) const {
  return nullptr;
}
std::shared_ptr<const BarHistory> Context::bars(const Symbol&) const {
  return nullptr;
}
std::shared_ptr<const TradeHistory> Context::trades(const Symbol&) const {
  return nullptr;
}

} // namespace hft
