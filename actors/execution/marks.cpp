#include "actors/execution/marks.hpp"

#include <utility>

namespace hft {

namespace {

std::string reason_of(const TradingStatus& status) {
  const auto& text = status.reason_message.empty() ? status.reason_code : status.reason_message;
  return text.empty() ? text : ": " + text;
}

} // namespace

std::optional<Price> Mark::price() const {
  if (last.units > 0) return last;
  if (bid.units > 0 && ask.units > 0) return Price{bid.units + (ask.units - bid.units) / 2};
  if (bid.units > 0) return bid;
  if (ask.units > 0) return ask;
  return std::nullopt;
}

void Marks::on_batch(const MarketBatch& batch) {
  for (const auto& event : batch.events) {
    if (const auto* trade = std::get_if<Trade>(&event))
      on_trade(*trade);
    else if (const auto* quote = std::get_if<Quote>(&event))
      on_quote(*quote);
    else if (const auto* status = std::get_if<TradingStatus>(&event))
      on_status(*status);
  }
}

void Marks::on_trade(const Trade& trade) {
  auto& mark = marks_[trade.symbol];
  if (trade.price.units <= 0 || trade.time < mark.time) return;
  mark.last = trade.price;
  mark.time = trade.time;
}

void Marks::on_quote(const Quote& quote) {
  auto& mark = marks_[quote.symbol];
  if (quote.time < mark.time) return;
  mark.bid = quote.bid;
  mark.ask = quote.ask;
  mark.time = quote.time;
}

void Marks::on_status(const TradingStatus& status) {
  const auto effect = halt_effect(status);
  if (effect == HaltEffect::None) return;
  auto& halted = marks_[status.symbol].halted;
  const bool halts = effect == HaltEffect::Halts;
  if (halts_market(status) && !halted) {
    for (auto& [symbol, mark] : marks_) mark.halted = true;
    news_.push_back("trading in the whole market is halted" + reason_of(status));
  } else if (halts != halted) {
    halted = halts;
    news_.push_back("trading in " + status.symbol.str() +
                    (halts ? " is halted" + reason_of(status) : " is resumed"));
  }
}

void Marks::convert(const Symbol& symbol, const Symbol& new_symbol, Quantity old_shares,
                    Quantity new_shares) {
  const auto found = marks_.find(symbol);
  if (found == marks_.end() || old_shares.units <= 0 || new_shares.units <= 0) return;
  auto mark = found->second;
  for (auto* price : {&mark.last, &mark.bid, &mark.ask}) {
    const auto converted = int128{price->units} * old_shares.units / new_shares.units;
    *price =
      magnitude(converted) > INT64_MAX ? Price{} : Price{static_cast<std::int64_t>(converted)};
  }
  if (symbol == new_symbol)
    found->second = mark;
  else
    marks_.try_emplace(new_symbol, mark);
}

std::vector<std::string> Marks::take_news() {
  return std::exchange(news_, {});
}

const Mark* Marks::find(const Symbol& symbol) const {
  const auto found = marks_.find(symbol);
  return found == marks_.end() ? nullptr : &found->second;
}

} // namespace hft
