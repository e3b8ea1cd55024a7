#include "actors/execution/marks.hpp"

#include "actors/execution/plausible.hpp"
#include "messages/sale_conditions.hpp"
#include "messages/same_text.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace hft {

namespace {

// A quote older than this beside the newest trade says nothing about it.
constexpr Duration quote_life = std::chrono::minutes{1};
// The price band of the largest stocks: beyond it trading pauses, so one print is no price.
constexpr std::int64_t jump_percent = 5;
constexpr Duration last_price_life = std::chrono::minutes{5};
// How far from the quote a print may be: its width, or half a percent.
constexpr std::int64_t quote_slack_divisor = 200;

std::string reason_of(const TradingStatus& status) {
  const auto& text = status.reason_message.empty() ? status.reason_code : status.reason_message;
  return text.empty() ? text : ": " + text;
}

bool is_far(Price a, Price from) {
  const auto distance = a > from ? a.units - from.units : from.units - a.units;
  return distance > from.units / 100 * jump_percent;
}

// Made when it is stamped, at a price of its own: also an odd lot, though that sets no last price.
bool is_of_now(const Trade& trade) {
  constexpr char odd_lot = 'I';
  const auto codes = trade.conditions.view();
  return std::all_of(codes.begin(), codes.end(), [&](char code) {
    return code == odd_lot || updates_last_price(trade.tape, code);
  });
}

bool is_price_or_none(Price price) {
  return price.units == 0 || is_plausible(price);
}

} // namespace

bool Mark::has_live_quote(Timestamp at) const {
  return bid.units > 0 && ask.units > 0 && bid <= ask && at - quote_time <= quote_life;
}

std::optional<Price> Mark::price() const {
  if (last.units > 0) {
    if (!has_live_quote(trade_time)) return last;
    const auto slack = std::max(ask.units - bid.units, ask.units / quote_slack_divisor);
    if (last.units < bid.units - slack) return bid;
    if (last.units > ask.units + slack) return ask;
    return last;
  }
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
    else if (const auto* cancel = std::get_if<CancelError>(&event))
      on_cancel(*cancel);
    else if (const auto* correction = std::get_if<Correction>(&event))
      on_correction(*correction);
  }
}

// What is known of a symbol never leaves its place.
Marks::Known& Marks::known_of(const Symbol& symbol) {
  if (newest_ == nullptr || !is_same(symbol, newest_symbol_)) {
    newest_symbol_ = symbol;
    newest_ = &marks_[symbol];
  }
  return *newest_;
}

void Marks::on_trade(const Trade& trade) {
  auto& known = known_of(trade.symbol);
  auto& mark = known.mark;
  if (!is_plausible(trade.price)) return;
  if (is_of_now(trade)) settle_halt(trade.symbol, mark, trade.time);
  if (trade.time < mark.trade_time || !updates_last_price(trade)) return;
  const Print print{trade.id, trade.price, trade.time, trade.exchange};
  if (is_jump(known, trade)) {
    known.suspect = print;
    return;
  }
  follow(known, print);
}

// Far from the last price, which is not old, and not near the print before, which was as far. Where
// there is a live quote, that tells what the print is worth.
bool Marks::is_jump(const Known& known, const Trade& trade) {
  const auto& mark = known.mark;
  if (mark.last.units == 0 || !is_far(trade.price, mark.last)) return false;
  if (mark.has_live_quote(trade.time)) return false;
  if (trade.time - mark.trade_time > last_price_life) return false;
  const auto& suspect = known.suspect;
  if (suspect.price.units == 0 || is_far(trade.price, suspect.price)) return true;
  return suspect.id != 0 && suspect.id == trade.id &&
         suspect.exchange == trade.exchange; // the same print again
}

void Marks::follow(Known& known, const Print& print) {
  known.suspect = {};
  known.prints[known.next] = print;
  known.next = (known.next + 1) % known.prints.size();
  auto& mark = known.mark;
  mark.last = print.price;
  mark.trade_time = print.time;
  mark.time = std::max(mark.time, print.time);
}

// To the newest print that is still believed; the quote, or nothing, tells the price when none is.
void Marks::fall_back(Known& known) {
  const Print* newest = nullptr;
  for (std::size_t i = 0; i < known.prints.size(); ++i) {
    const auto& print = known.prints[(known.next + i) % known.prints.size()]; // the oldest first
    if (print.price.units != 0) newest = &print;
  }
  known.mark.last = newest ? newest->price : Price{};
}

Marks::Print* Marks::find_print(Known& known, std::int64_t id, char exchange) {
  const auto found = std::find_if(known.prints.begin(), known.prints.end(), [&](const Print& x) {
    return x.price.units != 0 && x.id == id && x.exchange == exchange;
  });
  return found == known.prints.end() ? nullptr : &*found;
}

void Marks::on_cancel(const CancelError& cancel) {
  const auto found = marks_.find(cancel.symbol);
  if (found == marks_.end()) return;
  auto& known = found->second;
  if (known.suspect.id == cancel.id && known.suspect.exchange == cancel.exchange)
    known.suspect = {};
  if (auto* print = find_print(known, cancel.id, cancel.exchange)) {
    *print = {};
    fall_back(known);
  }
}

void Marks::on_correction(const Correction& correction) {
  const auto found = marks_.find(correction.symbol);
  if (found == marks_.end()) return;
  auto& known = found->second;
  const auto id = correction.original_id;
  if (known.suspect.id == id && known.suspect.exchange == correction.exchange) known.suspect = {};
  if (auto* print = find_print(known, id, correction.exchange)) {
    print->id = correction.corrected_id;
    print->price = is_plausible(correction.corrected_price) ? correction.corrected_price : Price{};
    fall_back(known);
  }
}

void Marks::on_quote(const Quote& quote) {
  auto& mark = known_of(quote.symbol).mark;
  if (quote.time < mark.quote_time) return;
  if (!is_price_or_none(quote.bid) || !is_price_or_none(quote.ask)) return;
  mark.bid = quote.bid;
  mark.ask = quote.ask;
  mark.quote_time = quote.time;
  mark.time = std::max(mark.time, quote.time);
}

void Marks::halt(Mark& mark, Timestamp time) {
  mark.halt = Halt::Halted;
  mark.halt_time = std::max(mark.halt_time, time);
}

void Marks::on_status(const TradingStatus& status) {
  const auto effect = halt_effect(status);
  if (effect == HaltEffect::None) return;
  auto& mark = marks_[status.symbol].mark;
  const bool halts = effect == HaltEffect::Halts;
  const bool is_news = halts != mark.halted();
  if (halts_market(status) && is_news) {
    for (auto& [symbol, known] : marks_) halt(known.mark, status.time);
    news_.push_back("trading in the whole market is halted" + reason_of(status));
    return;
  }
  if (halts)
    halt(mark, status.time);
  else
    mark.halt = Halt::None;
  if (is_news)
    news_.push_back("trading in " + status.symbol.str() +
                    (halts ? " is halted" + reason_of(status) : " is resumed"));
}

void Marks::on_gap() {
  for (auto& [symbol, known] : marks_) {
    if (known.mark.halt != Halt::Halted) continue;
    known.mark.halt = Halt::Doubtful;
    news_.push_back("whether trading in " + symbol.str() +
                    " is still halted is unknown: its next regular print will tell");
  }
}

void Marks::convert(const Symbol& symbol, const Symbol& new_symbol, Quantity old_shares,
                    Quantity new_shares) {
  const auto found = marks_.find(symbol);
  if (found == marks_.end() || old_shares.units <= 0 || new_shares.units <= 0) return;
  auto known = found->second;
  const auto convert = [&](Price& price) {
    const auto exact = int128{price.units} * old_shares.units / new_shares.units;
    price = magnitude(exact) > INT64_MAX ? Price{} : Price{static_cast<std::int64_t>(exact)};
  };
  for (auto* price : {&known.mark.last, &known.mark.bid, &known.mark.ask, &known.suspect.price})
    convert(*price);
  for (auto& print : known.prints) convert(print.price);
  if (symbol == new_symbol)
    found->second = known;
  else
    marks_.try_emplace(new_symbol, known);
}

// A symbol that prints is not halted.
void Marks::settle_halt(const Symbol& symbol, Mark& mark, Timestamp printed) {
  if (mark.halt != Halt::Doubtful || printed <= mark.halt_time) return;
  mark.halt = Halt::None;
  news_.push_back("trading in " + symbol.str() + " is resumed: it prints again");
}

std::vector<std::string> Marks::take_news() {
  return std::exchange(news_, {});
}

const Mark* Marks::find(const Symbol& symbol) const {
  const auto found = marks_.find(symbol);
  return found == marks_.end() ? nullptr : &found->second.mark;
}

} // namespace hft
