#include "adapters/simulated/market/tape/bracket.hpp"

#include "messages/result.hpp"

#include <algorithm>
#include <utility>

namespace hft::simulated {
namespace {

bool tells_the_market(const Conditions& conditions) {
  constexpr std::string_view elsewhere = "4579BCHLMNPQRUVWZ";
  return conditions.view().find_first_of(elsewhere) == std::string_view::npos;
}

} // namespace

Quote bracket(const Trade& trade) {
  const auto price = trade.price.units;
  const auto tick = price >= units_per_whole ? units_per_whole / 100 : units_per_whole / 10'000;
  const auto down = price / tick * tick;
  const bool between = down != price; // Inside a tick: its two ends bracket it.
  Quote quote;
  quote.symbol = trade.symbol;
  quote.bid = {std::max<std::int64_t>(between ? down : price - tick, 0)};
  quote.ask = {between ? down + tick : price + tick};
  quote.bid_size = quote.bid.units > 0 ? shares(1000) : shares(0);
  quote.ask_size = shares(1000);
  quote.time = trade.time;
  quote.bid_exchange = trade.exchange == 'D' ? 'P' : trade.exchange; // D quotes nothing.
  quote.ask_exchange = quote.bid_exchange;
  quote.tape = trade.tape;
  quote.conditions = Conditions{"R"};
  return quote;
}

BracketedSource::BracketedSource(std::unique_ptr<MarketSource> trades,
                                 const std::vector<Symbol>& symbols)
  : trades_{std::move(trades)} {
  for (const auto& symbol : symbols) last_.emplace(symbol, Price{});
}

std::optional<Timestamp> BracketedSource::next_time() const {
  return held_ ? held_time_ : trades_->next_time();
}

MarketEvent BracketedSource::take() {
  if (held_) return *std::exchange(held_, std::nullopt);
  const auto time = trades_->next_time();
  auto event = trades_->take();
  const auto* trade = std::get_if<Trade>(&event);
  if (trade == nullptr) return event;
  const auto last = last_.find(trade->symbol);
  if (last == last_.end() || last->second == trade->price) return event;
  if (last->second.units != 0 && !tells_the_market(trade->conditions)) return event;
  last->second = trade->price;
  const auto quote = bracket(*trade);
  held_ = std::move(event);
  held_time_ = time;
  return quote;
}

void BracketedSource::start_at(Timestamp time) {
  trades_->start_at(time);
  if (held_ && *held_time_ < time) held_.reset();
  for (auto& [symbol, price] : last_) price = {}; // The next trade brings a quote again.
}

std::optional<Price> BracketedSource::reference_price(const Symbol& symbol) const {
  return trades_->reference_price(symbol);
}

} // namespace hft::simulated
