#include "models/ema_cross.hpp"

#include "messages/sale_conditions.hpp"

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
  return fail(ErrorKind::BadArgument,
              "model ema_cross parameter fast=" + std::to_string(settings.integer("fast")) +
                ": not less than slow=" + std::to_string(settings.integer("slow")));
}

EmaCross::EmaCross(const Settings& settings)
  : position_(settings.symbol("symbol")),
    fast_period_(settings.integer("fast")),
    slow_period_(settings.integer("slow")),
    quantity_(settings.quantity("quantity")),
    fast_(fast_period_),
    slow_(slow_period_) {}

Needs EmaCross::needs() const {
  Needs needs;
  needs.symbols = {position_.symbol()};
  return needs;
}

void EmaCross::on_trade(const Trade& trade, Decisions& out) {
  if (!updates_last_price(trade)) return;
  const auto price = to_double(trade.price);
  fast_.add(price);
  slow_.add(price);
  if (!slow_.ready() || fast_.value() == slow_.value()) return;
  position_.want(fast_.value() > slow_.value() ? quantity_ : -quantity_, trade.time, out);
}

void EmaCross::on_corporate_action(const CorporateAction& action, Decisions&) {
  if (action.symbol != position_.symbol()) return;
  position_.on_corporate_action(action);
  for (auto* average : {&fast_, &slow_})
    average->resume(average->value() * action.price_factor(), average->count());
}

void EmaCross::on_gap(const FeedGap&) {
  fast_.clear();
  slow_.clear();
}

ModelCheckpoint EmaCross::save() const {
  CheckpointWriter memory{name, 1};
  memory.put("symbol", position_.symbol().view())
    .put("fast_period", fast_period_)
    .put("slow_period", slow_period_)
    .put("fast", fast_.value())
    .put("slow", slow_.value())
    .put("count", slow_.count());
  position_.save(memory, "position");
  return memory.done();
}

Result<void> EmaCross::restore(const ModelCheckpoint& memory) {
  CheckpointReader reader{memory, name, 1};
  auto next = *this;
  reader.same("symbol", position_.symbol().view());
  reader.same("fast_period", fast_period_);
  reader.same("slow_period", slow_period_);
  const auto count = reader.number<std::int64_t>("count");
  next.fast_.resume(reader.number<double>("fast"), count);
  next.slow_.resume(reader.number<double>("slow"), count);
  next.position_.restore(reader, "position");
  if (auto done = reader.done(); !done) return done;
  *this = std::move(next);
  return {};
}

} // namespace hft
