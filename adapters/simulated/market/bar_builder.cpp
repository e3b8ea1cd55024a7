#include "adapters/simulated/market/bar_builder.hpp"

#include "messages/new_york.hpp"
#include "messages/result.hpp"
#include "messages/same_text.hpp"

#include <algorithm>
#include <chrono>

namespace hft::simulated {
namespace {

constexpr Duration a_minute = std::chrono::minutes{1};
constexpr Duration update_delay = std::chrono::seconds{30};
constexpr Duration kept = std::chrono::minutes{15};

Timestamp mark_before(Timestamp time) {
  const auto past = time.nanoseconds % a_minute.count();
  return {time.nanoseconds - (past < 0 ? past + a_minute.count() : past)};
}

BarEffect effect_of(char code, bool daily) {
  constexpr BarEffect volume_only{false, false, true};
  constexpr BarEffect no_open_close{true, false, true};
  switch (code) {
    case 'M':
    case 'Q': // Official prices: the trade itself stands elsewhere on the tape.
      return {false, false, false};
    case 'I':
    case 'B':
    case 'W':
    case '7':
    case 'V':
    case 'C':
    case 'N':
    case 'R':
    case 'H': return volume_only;
    case '4':
    case 'P':
    case 'Z':
    case 'G': return no_open_close;
    case 'T': return daily ? volume_only : BarEffect{};
    case 'U': return daily ? volume_only : no_open_close;
    default: return {};
  }
}

BarEffect effect_of(const Conditions& conditions, bool daily) {
  BarEffect effect;
  for (const auto code : conditions.view()) {
    const auto one = effect_of(code, daily);
    effect.high_low = effect.high_low && one.high_low;
    effect.open_close = effect.open_close && one.open_close;
    effect.volume = effect.volume && one.volume;
  }
  return effect;
}

void take_earlier(std::optional<Timestamp>& at, Timestamp time) {
  if (!at || time < *at) at = time;
}

} // namespace

BarEffect minute_effect(const Conditions& conditions) {
  return effect_of(conditions, false);
}

BarEffect daily_effect(const Conditions& conditions) {
  return effect_of(conditions, true);
}

const BarEffects::Both& BarEffects::of(const Conditions& conditions) {
  if (!is_same(conditions, conditions_)) {
    conditions_ = conditions;
    both_ = {minute_effect(conditions), daily_effect(conditions)};
  }
  return both_;
}

void BarSum::add(const Trade& trade, const BarEffect& effect) {
  if (effect.open_close) {
    if (!has_price) open = trade.price;
    if (!has_price && !has_range) high = low = trade.price;
    close = trade.price;
    has_price = true;
  }
  if (effect.high_low) {
    high = has_range || has_price ? std::max(high, trade.price) : trade.price;
    low = has_range || has_price ? std::min(low, trade.price) : trade.price;
    has_range = true;
  }
  if (effect.volume) {
    volume += trade.size;
    traded += exact_product(trade.price, trade.size);
    ++trade_count;
  }
}

Bar BarSum::bar(const Symbol& symbol, BarKind kind, Timestamp start) const {
  ensure(has_price, "a bar is asked for only when a trade has set its price");
  Bar made;
  made.symbol = symbol;
  made.kind = kind;
  made.open = open;
  made.high = high;
  made.low = low;
  made.close = close;
  made.volume = volume;
  made.trade_count = trade_count;
  made.start = start;
  made.vwap = close;
  if (volume.units > 0) made.vwap = {checked_narrow((traded + volume.units / 2) / volume.units)};
  return made;
}

void BarBuilder::begin_session(const SessionPlan& plan) {
  *this = BarBuilder{};
  plan_ = plan;
  day_start_ = from_new_york(plan.date, Duration{0});
  now_ = done_ = plan.pre_open;
}

void BarBuilder::on_trade(const Trade& trade) {
  on_trade(trade, {minute_effect(trade.conditions), daily_effect(trade.conditions)});
}

void BarBuilder::on_trade(const Trade& trade, const BarEffects::Both& effects) {
  if (last_day_ == nullptr || !is_same(trade.symbol, last_symbol_)) {
    last_symbol_ = trade.symbol;
    last_day_ = &days_[trade.symbol];
  }
  auto& day = *last_day_;
  const auto& [effect, daily] = effects;
  day.sum.add(trade, daily);
  day.changed = day.changed || daily.volume || daily.high_low;
  if (!day.minutes.empty() && next_mark_) [[likely]] {
    auto& newest = day.minutes.back();
    const auto end = newest.start + a_minute;
    const bool counts = effect.volume || effect.high_low;
    if (newest.start <= trade.time && trade.time < end && end > done_ && *next_mark_ <= end) {
      if (counts) newest.sum.add(trade, effect); // nothing else changes
      return;
    }
  }
  const auto start = mark_before(trade.time);
  const bool late = start + a_minute <= done_;
  take_earlier(next_mark_, late ? done_ + a_minute : start + a_minute);
  if ((!effect.volume && !effect.high_low) || start + kept < done_) return;
  auto& place = minute_at(day, start);
  place.sum.add(trade, effect);
  if (!late) return;
  place.sent = true; // As nothing, when there was nothing to send.
  place.changed = true;
  const auto due = mark_before(now_) + update_delay;
  take_earlier(next_update_, due > now_ ? due : due + a_minute);
}

/// Late trades may need a place in the middle.
BarBuilder::Minute& BarBuilder::minute_at(Day& day, Timestamp start) {
  auto& minutes = day.minutes;
  auto at = minutes.end();
  while (at != minutes.begin() && std::prev(at)->start >= start) --at;
  if (at == minutes.end() || at->start != start) {
    Minute made;
    made.start = start;
    at = minutes.insert(at, made);
  }
  return *at;
}

std::optional<Timestamp> BarBuilder::next_due() const {
  if (!next_mark_ || !next_update_) return next_mark_ ? next_mark_ : next_update_;
  return std::min(*next_mark_, *next_update_);
}

void BarBuilder::take_due(Timestamp now, std::vector<Bar>& out) {
  for (auto due = next_due(); due && *due <= now; due = next_due()) {
    if (next_mark_ == due) {
      take_minutes(*due, out);
      take_daily(*due, out);
    } else {
      take_updates(out);
    }
  }
  now_ = std::max(now_, now);
  done_ = std::max(done_, mark_before(now));
}

void BarBuilder::take_minutes(Timestamp mark, std::vector<Bar>& out) {
  next_mark_.reset();
  done_ = std::max(done_, mark);
  for (auto& [symbol, day] : days_) {
    for (auto& place : day.minutes) {
      if (place.sent) continue;
      if (place.start + a_minute > mark) {
        take_earlier(next_mark_, place.start + a_minute);
        continue;
      }
      place.sent = true;
      if (place.sum.has_price) out.push_back(place.sum.bar(symbol, BarKind::Minute, place.start));
    }
    while (!day.minutes.empty() && day.minutes.front().start + kept < mark &&
           !day.minutes.front().changed)
      day.minutes.pop_front();
  }
}

void BarBuilder::take_updates(std::vector<Bar>& out) {
  next_update_.reset();
  for (auto& [symbol, day] : days_)
    for (auto& place : day.minutes) {
      if (place.changed && place.sum.has_price)
        out.push_back(place.sum.bar(symbol, BarKind::Updated, place.start));
      place.changed = false;
    }
}

void BarBuilder::take_daily(Timestamp mark, std::vector<Bar>& out) {
  if (mark <= plan_.open) return;
  for (auto& [symbol, day] : days_) {
    if (day.changed && day.sum.has_price)
      out.push_back(day.sum.bar(symbol, BarKind::Daily, day_start_));
    day.changed = false;
  }
}

std::optional<Bar> BarBuilder::daily_bar(const Symbol& symbol) const {
  const auto found = days_.find(symbol);
  if (found == days_.end() || !found->second.sum.has_price) return std::nullopt;
  return found->second.sum.bar(symbol, BarKind::Daily, day_start_);
}

} // namespace hft::simulated
