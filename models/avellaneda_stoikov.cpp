#include "models/avellaneda_stoikov.hpp"

#include <algorithm>
#include <cmath>

namespace hft {

namespace {

constexpr std::int64_t cent = units_per_whole / 100;

Price cents_below(double dollars) {
  return {static_cast<std::int64_t>(std::floor(dollars * 100 + 1e-6)) * cent};
}
Price cents_above(double dollars) {
  return {static_cast<std::int64_t>(std::ceil(dollars * 100 - 1e-6)) * cent};
}

} // namespace

MakerQuotes maker_quotes(const MakerView& view) {
  const auto risk = view.gamma * view.variance * view.time_left;
  return {view.mid - view.inventory * risk,
          risk + 2 / view.gamma * std::log1p(view.gamma / view.kappa)};
}

std::vector<Parameter> AvellanedaStoikov::parameters() {
  using enum ParameterType;
  return {
    {"symbol", Ticker, "SPY", "", "", "what it makes a market in"},
    {"interval", Integer, "5", "1", "3600", "seconds of event time between requotes"},
    {"gamma", Number, "0.1", "0.000001", "1000", "risk aversion: how far quotes lean on inventory"},
    {"kappa", Number, "50", "0.001", "1000000",
     "how fast fills get rarer, a dollar from the mid; 2 / kappa is the least spread"},
    {"horizon", Integer, "60", "1", "23400", "seconds it thinks ahead, less near the close"},
    {"window", Integer, "60", "2", "10000", "samples in the average of squared changes"},
    {"quantity", ParameterType::Quantity, "10", "1", "1000000", "shares a quote: one lot"},
    {"max_lots", Integer, "5", "1", "1000", "lots beyond which it quotes one side only"},
    {"flatten", Integer, "5", "0", "390",
     "minutes before the close from which it sells out; 0: it keeps its inventory"},
  };
}

AvellanedaStoikov::AvellanedaStoikov(const Settings& settings)
  : interval_(settings.integer("interval")),
    gamma_(settings.number("gamma")),
    kappa_(settings.number("kappa")),
    horizon_(static_cast<double>(settings.integer("horizon"))),
    quantity_(settings.quantity("quantity")),
    max_lots_(static_cast<double>(settings.integer("max_lots"))),
    flatten_(std::chrono::minutes{settings.integer("flatten")}),
    squares_(settings.integer("window")),
    inventory_(settings.symbol("symbol")),
    bid_(inventory_.symbol(), Side::Buy, 1, 2),
    ask_(inventory_.symbol(), Side::Sell, 2, 2) {}

Needs AvellanedaStoikov::needs() const {
  Needs needs;
  needs.symbols = {inventory_.symbol()};
  needs.trades = false;
  needs.quotes = true;
  needs.timer = std::chrono::seconds{interval_};
  return needs; // there is no history of quotes to warm up from
}

void AvellanedaStoikov::on_quote(const Quote& quote, Decisions&) {
  if (quote.bid.units > 0 && quote.ask > quote.bid) quote_ = quote;
}

void AvellanedaStoikov::on_timer(Timestamp time, Decisions& out) {
  if (!quote_) return;
  const auto mid = (to_double(quote_->bid) + to_double(quote_->ask)) / 2;
  if (last_mid_ > 0) squares_.add((mid - last_mid_) * (mid - last_mid_));
  last_mid_ = mid;
  if (flatten_.count() > 0 && close_.nanoseconds != 0 && time >= close_ - flatten_) {
    bid_.withdraw(out);
    ask_.withdraw(out);
    if (bid_.idle() && ask_.idle()) inventory_.want({}, time, out);
  } else if (squares_.ready()) {
    requote(mid, time, out);
  }
}

double AvellanedaStoikov::time_left(Timestamp time) const {
  if (close_.nanoseconds == 0) return horizon_;
  const auto left = static_cast<double>((close_ - time).count()) / 1e9;
  return std::clamp(left, 0.0, horizon_);
}

void AvellanedaStoikov::requote(double mid, Timestamp time, Decisions& out) {
  const auto lots = to_double(inventory_.position()) / to_double(quantity_);
  const auto variance = squares_.value() / static_cast<double>(interval_);
  const auto [reservation, spread] =
    maker_quotes({mid, lots, variance, time_left(time), gamma_, kappa_});
  // Never taking: at least a cent from the other side of the market.
  const auto bid = std::min(cents_below(reservation - spread / 2), quote_->ask - Price{cent});
  const auto ask = std::max(cents_above(reservation + spread / 2), quote_->bid + Price{cent});
  if (lots >= max_lots_ || bid.units <= 0)
    bid_.withdraw(out);
  else
    bid_.keep(bid, quantity_, out);
  if (lots <= -max_lots_)
    ask_.withdraw(out);
  else
    ask_.keep(ask, quantity_, out);
}

void AvellanedaStoikov::on_fill(const Fill& fill, Decisions&) {
  inventory_.on_fill(fill);
  bid_.on_fill(fill);
  ask_.on_fill(fill);
}

void AvellanedaStoikov::on_order_closed(const OrderClosed& closed, Decisions&) {
  if (closed.reference == 0) return inventory_.on_order_closed(closed);
  bid_.on_order_closed(closed);
  ask_.on_order_closed(closed);
}

void AvellanedaStoikov::on_refused(const OrderRefused& refused) {
  if (refused.reference == 0) return inventory_.on_refused(refused);
  bid_.on_refused(refused);
  ask_.on_refused(refused);
}

void AvellanedaStoikov::on_gap(const FeedGap&) {
  quote_.reset();
  last_mid_ = 0;
}

void AvellanedaStoikov::on_warm() {
  inventory_.forget_orders();
  bid_.forget();
  ask_.forget();
}

void AvellanedaStoikov::on_takeover(const InstanceBook& standing, Decisions& out) {
  std::uint32_t taken = 0;
  for (const auto& order : standing.orders) taken = std::max(taken, order.reference);
  bid_.forget(taken);
  ask_.forget(taken);
  inventory_.take_over(standing, out);
}

void AvellanedaStoikov::on_corporate_action(const CorporateAction& action, Decisions&) {
  if (action.symbol != inventory_.symbol()) return;
  inventory_.on_corporate_action(action);
  const auto factor = action.price_factor();
  squares_.resume(squares_.value() * factor * factor, squares_.count());
  if (factor != 1) on_gap({});
}

ModelCheckpoint AvellanedaStoikov::save() const {
  CheckpointWriter memory{name, 1};
  memory.put("symbol", inventory_.symbol().view())
    .put("interval", interval_)
    .put("square", squares_.value())
    .put("count", squares_.count())
    .put("reference", std::max(bid_.reference(), ask_.reference()));
  inventory_.save(memory, "position");
  return memory.done();
}

Result<void> AvellanedaStoikov::restore(const ModelCheckpoint& memory) {
  CheckpointReader reader{memory, name, 1};
  auto next = *this;
  reader.same("symbol", inventory_.symbol().view());
  reader.same("interval", interval_);
  const auto square = reader.number<double>("square");
  next.squares_.resume(square, reader.number<std::int64_t>("count"));
  const auto taken = reader.number<std::uint32_t>("reference");
  next.bid_.forget(taken);
  next.ask_.forget(taken);
  next.inventory_.restore(reader, "position");
  if (auto done = reader.done(); !done) return done;
  *this = std::move(next);
  return {};
}

} // namespace hft
