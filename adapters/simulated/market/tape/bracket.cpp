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

Price* BracketedSource::moved_by(const Trade& trade) const {
  if (price_ == nullptr || symbol_ != trade.symbol) {
    const auto last = last_.find(trade.symbol);
    if (last == last_.end()) return nullptr;
    symbol_ = trade.symbol;
    price_ = &last->second;
  }
  if (*price_ == trade.price) return nullptr;
  if (price_->units != 0 && !tells_the_market(trade.conditions)) return nullptr;
  return price_;
}

bool BracketedSource::is_led(const Trade& trade) const {
  if (led_) return false;
  if (!leads_) {
    leads_ = moved_by(trade) != nullptr;
    if (*leads_) quote_ = bracket(trade);
  }
  return *leads_;
}

const Trade* BracketedSource::trade_at_hand() const {
  if (held_) return std::get_if<Trade>(&*held_);
  const auto* trade = trades_->trade_at_hand();
  return trade != nullptr && !is_led(*trade) ? trade : nullptr;
}

const Quote* BracketedSource::quote_at_hand() const {
  if (held_) return nullptr;
  const auto* trade = trades_->trade_at_hand();
  if (trade == nullptr) return trades_->quote_at_hand();
  return is_led(*trade) ? &quote_ : nullptr;
}

void BracketedSource::drop() {
  if (held_) return held_.reset();
  const auto* trade = trades_->trade_at_hand();
  if (trade != nullptr && is_led(*trade)) {
    *moved_by(*trade) = trade->price;
    led_ = true;
    return;
  }
  if (trade == nullptr && trades_->quote_at_hand() == nullptr) {
    (void)take();
    return;
  }
  led_ = false;
  leads_.reset();
  trades_->drop();
}

MarketEvent BracketedSource::take() {
  if (held_) return *std::exchange(held_, std::nullopt);
  leads_.reset();
  if (std::exchange(led_, false)) return trades_->take();
  const auto time = trades_->next_time();
  auto event = trades_->take();
  const auto* trade = std::get_if<Trade>(&event);
  if (trade == nullptr) return event;
  auto* last = moved_by(*trade);
  if (last == nullptr) return event;
  *last = trade->price;
  const auto quote = bracket(*trade);
  held_ = std::move(event);
  held_time_ = time;
  return quote;
}

void BracketedSource::start_at(Timestamp time) {
  if (const auto next = trades_->next_time(); !next || *next < time) led_ = false;
  leads_.reset();
  trades_->start_at(time);
  if (held_ && *held_time_ < time) held_.reset();
  for (auto& [symbol, price] : last_) price = {}; // The next trade brings a quote again.
}

std::optional<Price> BracketedSource::reference_price(const Symbol& symbol) const {
  return trades_->reference_price(symbol);
}

} // namespace hft::simulated
