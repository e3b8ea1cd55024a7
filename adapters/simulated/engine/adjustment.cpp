#include "adapters/simulated/engine/adjustment.hpp"

#include <algorithm>

namespace hft::simulated {

namespace {

template <class Adjust>
void adjust_prices(Trade& x, Adjust adjust) {
  adjust(x.price);
}
template <class Adjust>
void adjust_prices(Quote& x, Adjust adjust) {
  adjust(x.bid);
  adjust(x.ask);
}
template <class Adjust>
void adjust_prices(Bar& x, Adjust adjust) {
  for (auto* price : {&x.open, &x.high, &x.low, &x.close, &x.vwap}) adjust(*price);
}
template <class Adjust>
void adjust_prices(Correction& x, Adjust adjust) {
  adjust(x.original_price);
  adjust(x.corrected_price);
}
template <class Adjust>
void adjust_prices(CancelError& x, Adjust adjust) {
  adjust(x.price);
}
template <class Adjust>
void adjust_prices(PriceBand& x, Adjust adjust) {
  adjust(x.limit_up);
  adjust(x.limit_down);
}
template <class Adjust>
void adjust_prices(TradingStatus&, Adjust) {}

} // namespace

void MarketAdjustment::follow(const std::vector<CorporateAction>& actions) {
  by_symbol_.clear();
  std::map<Symbol, Symbol> source_of; // a present name's name in the source
  for (const auto& action : actions) {
    if (!action.booked || action.kind == CorporateAction::Kind::Dividend) continue;
    const auto found = source_of.find(action.symbol);
    const auto source = found == source_of.end() ? action.symbol : found->second;
    by_symbol_[source].push_back(action);
    if (action.kind == CorporateAction::Kind::Rename) source_of[action.new_symbol] = source;
  }
}

Price MarketAdjustment::adjusted(const Symbol& symbol, Price price) const {
  const auto found = by_symbol_.find(symbol);
  if (found == by_symbol_.end() || price.units <= 0) return price;
  for (const auto& action : found->second)
    if (action.kind == CorporateAction::Kind::Split) price = split_price(action, price);
  // On the grid again, and never at nothing.
  const auto tick =
    price >= Price{units_per_whole} ? units_per_whole / 100 : units_per_whole / 10'000;
  return {std::max(tick, (price.units + tick / 2) / tick * tick)};
}

Symbol MarketAdjustment::adjusted(const Symbol& symbol) const {
  const auto found = by_symbol_.find(symbol);
  auto name = symbol;
  if (found == by_symbol_.end()) return name;
  for (const auto& action : found->second)
    if (action.kind == CorporateAction::Kind::Rename) name = action.new_symbol;
  return name;
}

void MarketAdjustment::apply(MarketEvent& event) const {
  if (by_symbol_.empty()) return;
  std::visit(
    [this](auto& item) {
      const auto source = item.symbol;
      adjust_prices(item, [&](Price& price) { price = adjusted(source, price); });
      // Rounding must not lock a market that was not.
      if constexpr (std::is_same_v<std::decay_t<decltype(item)>, Quote>)
        if (item.bid.units > 0 && item.ask <= item.bid) item.ask = item.bid + cents(1);
      item.symbol = adjusted(source);
    },
    event);
}

} // namespace hft::simulated
