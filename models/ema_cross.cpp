#include "models/ema_cross.hpp"

#include "models/indicators/memory_text.hpp"

namespace hft {

std::vector<Parameter> EmaCross::parameters() {
  using enum ParameterType;
  return {
    {"symbol", ParameterType::Ticker, "SPY", "", "", "whose trades it watches and which it trades"},
    {"fast", Integer, "50", "1", "1000000", "trades in the fast average"},
    {"slow", Integer, "500", "2", "1000000", "trades in the slow average; more than fast"},
    {"quantity", ParameterType::Quantity, "10", "0.000000001", "1000000",
     "shares to hold, long or short"},
  };
}

Result<void> EmaCross::check(const Settings& settings) {
  if (settings.integer("fast") < settings.integer("slow")) return {};
  return fail(Fault::BadArgument,
              "model ema_cross parameter fast=" + std::to_string(settings.integer("fast")) +
                ": not less than slow=" + std::to_string(settings.integer("slow")));
}

EmaCross::EmaCross(const Settings& settings)
  : symbol_(settings.symbol("symbol")),
    fast_period_(settings.integer("fast")),
    slow_period_(settings.integer("slow")),
    quantity_(settings.quantity("quantity")),
    fast_(fast_period_),
    slow_(slow_period_) {}

Needs EmaCross::needs() const {
  Needs needs;
  needs.symbols = {symbol_};
  return needs;
}

EmaCross::Trend EmaCross::trend() const {
  if (!slow_.ready() || fast_.value() == slow_.value()) return Trend::None;
  return fast_.value() > slow_.value() ? Trend::Up : Trend::Down;
}

Quantity EmaCross::target(Trend trend) const {
  return trend == Trend::Up ? quantity_ : -quantity_;
}

void EmaCross::on_trade(const Trade& trade, Signals& out) {
  const auto price = to_double(trade.price);
  fast_.add(price);
  slow_.add(price);
  const auto now = trend();
  if (now == Trend::None || in_flight_ || now == given_up_) return;
  given_up_ = Trend::None;
  const auto missing = target(now) - position_;
  if (missing == Quantity{}) return;
  in_flight_ = true;
  acted_on_ = now;
  if (missing > Quantity{})
    out.buy(symbol_, missing);
  else
    out.sell(symbol_, -missing);
}

void EmaCross::on_fill(const Fill& fill, Signals&) {
  position_ = fill.model_position;
  if (fill.leaves == Quantity{}) in_flight_ = false;
}

void EmaCross::on_order_closed(const OrderClosed&, Signals&) {
  in_flight_ = false;
  given_up_ = acted_on_;
}

void EmaCross::on_refused(const OrderRefused&) {
  in_flight_ = false;
  given_up_ = acted_on_;
}

void EmaCross::on_gap(const FeedGap&) {
  fast_.clear();
  slow_.clear();
}

ModelMemory EmaCross::save() const {
  return {name,
          1,
          {{"symbol", symbol_.str()},
           {"fast_period", number_text(fast_period_)},
           {"slow_period", number_text(slow_period_)},
           {"fast", number_text(fast_.value())},
           {"slow", number_text(slow_.value())},
           {"count", number_text(slow_.count())},
           {"position", to_string(position_)}}};
}

Result<void> EmaCross::restore(const ModelMemory& memory) {
  if (memory.model != name || memory.version != 1)
    return fail(Fault::BadPayload, "model ema_cross cannot use the memory of " + memory.model +
                                     " version " + std::to_string(memory.version));
  const auto symbol = memory.values.find("symbol");
  if (symbol == memory.values.end() || symbol->second != symbol_.view() ||
      remembered<std::int64_t>(memory, "fast_period") != fast_period_ ||
      remembered<std::int64_t>(memory, "slow_period") != slow_period_)
    return fail(Fault::BadPayload,
                "model ema_cross cannot use its memory: it is of another symbol or other periods");
  const auto fast = remembered<double>(memory, "fast");
  const auto slow = remembered<double>(memory, "slow");
  const auto count = remembered<std::int64_t>(memory, "count");
  const auto position = memory.values.find("position");
  const auto held =
    position == memory.values.end() ? std::nullopt : parse_quantity(position->second);
  if (!fast || !slow || !count || *count < 0 || !held)
    return fail(Fault::BadPayload,
                "model ema_cross cannot use its memory: fast, slow, count or position is missing");
  fast_.resume(*fast, *count);
  slow_.resume(*slow, *count);
  position_ = *held;
  in_flight_ = false;
  given_up_ = Trend::None;
  return {};
}

} // namespace hft
