#include "models/pairs.hpp"

#include "messages/sale_conditions.hpp"

#include "models/trading/target_model.hpp"

#include <algorithm>
#include <cmath>

namespace hft {

namespace {

constexpr double widest_hedge = 10; ///< shares of x a share of y; beyond it the line means nothing

Symbol symbol_x(const Settings& settings) {
  if (settings.is_given("x")) return settings.symbol("x");
  const auto y = settings.symbol("y");
  for (const auto& symbol : settings.default_symbols())
    if (symbol != y) return symbol;
  return settings.symbol("x");
}

} // namespace

std::vector<Parameter> Pairs::parameters() {
  using enum ParameterType;
  return {
    {"y", Ticker, "SPY", "", "", "the symbol whose price is explained"},
    {"x", Ticker, "QQQ", "", "", "the one that explains it; unnamed, another default symbol"},
    {"interval", Integer, "10", "1", "3600", "seconds of event time between samples"},
    {"forgetting", Number, "0.999", "0.9", "1", "weight of a sample for each one after it"},
    {"window", Integer, "120", "2", "10000", "samples in the deviation of the errors"},
    {"entry", Number, "2", "0.1", "20", "deviations at which it bets against the error"},
    {"exit", Number, "0.5", "0", "20", "deviations within which it is flat; less than entry"},
    {"quantity", ParameterType::Quantity, "10", "1", "1000000", "shares of y, long or short"},
    {"flatten", Integer, "5", "0", "390",
     "minutes before the close from which it is flat; 0: it keeps its position"},
  };
}

Result<void> Pairs::check(const Settings& settings) {
  if (settings.symbol("y") == symbol_x(settings))
    return fail(ErrorKind::BadArgument, "model pairs needs two symbols and has only " +
                                          settings.symbol("y").str() +
                                          ": give y and x, or name two with --symbols");
  return check_entry_and_exit(name, settings);
}

Pairs::Pairs(const Settings& settings)
  : y_(settings.symbol("y")),
    x_(symbol_x(settings)),
    interval_(settings.integer("interval")),
    window_(settings.integer("window")),
    entry_(settings.number("entry")),
    exit_(settings.number("exit")),
    quantity_(settings.quantity("quantity")),
    flatten_(std::chrono::minutes{settings.integer("flatten")}),
    line_(settings.number("forgetting")),
    errors_(static_cast<std::size_t>(window_)) {}

Needs Pairs::needs() const {
  Needs needs;
  needs.symbols = {y_.symbol(), x_.symbol()};
  needs.timer = std::chrono::seconds{interval_};
  needs.warm_up = std::chrono::seconds{interval_ * (window_ + 2)};
  return needs;
}

void Pairs::on_trade(const Trade& trade, Decisions&) {
  if (!updates_last_price(trade)) return;
  (trade.symbol == y_.symbol() ? y_price_ : x_price_) = to_double(trade.price);
}

void Pairs::on_timer(Timestamp time, Decisions& out) {
  if (y_price_ <= 0 || x_price_ <= 0) return;
  const auto before = direction_;
  direction_ = decide();
  if (flatten_.count() > 0 && close_.nanoseconds != 0 && time >= close_ - flatten_) direction_ = 0;
  if (direction_ != 0 && direction_ != before) {
    const auto ratio = std::clamp(line_.slope(), 0.0, widest_hedge);
    hedge_ = shares(std::llround(ratio * to_double(quantity_)));
  }
  y_.want({quantity_.units * direction_}, time, out);
  x_.want({-hedge_.units * direction_}, time, out);
}

int Pairs::decide() {
  const bool first = errors_.count() == 0 && line_.intercept() == 0; // nothing learned yet
  const auto error = line_.add(x_price_, y_price_);
  if (!first) errors_.add(error);
  if (!errors_.ready()) return direction_;
  const auto deviation = errors_.sample_deviation();
  if (deviation <= 0) return 0;
  return against_excess((error - errors_.mean()) / deviation, entry_, exit_, direction_);
}

void Pairs::on_fill(const Fill& fill, Decisions&) {
  y_.on_fill(fill);
  x_.on_fill(fill);
}

void Pairs::on_order_closed(const OrderClosed& closed, Decisions&) {
  y_.on_order_closed(closed);
  x_.on_order_closed(closed);
}

void Pairs::on_refused(const OrderRefused& refused) {
  y_.on_refused(refused);
  x_.on_refused(refused);
}

void Pairs::on_gap(const FeedGap&) {
  y_price_ = x_price_ = 0; // a sample pairs prices of the same time; the line itself still holds
}

void Pairs::on_warm() {
  y_.forget_orders();
  x_.forget_orders();
}

void Pairs::on_takeover(const InstanceBook& standing, Decisions& out) {
  y_.take_over(standing, out);
  x_.take_over(standing, out);
}

void Pairs::on_corporate_action(const CorporateAction& action, Decisions&) {
  y_.on_corporate_action(action);
  x_.on_corporate_action(action);
  on_gap({}); // the line finds its new slope by itself
}

ModelCheckpoint Pairs::save() const {
  CheckpointWriter memory{name, 1};
  memory.put("y", y_.symbol().view()).put("x", x_.symbol().view()).put("interval", interval_);
  const auto& covariance = line_.covariance();
  memory.put("line", {line_.intercept(), line_.slope()})
    .put("covariance", {covariance[0], covariance[1], covariance[2]})
    .put("errors", errors_.window().values())
    .put("direction", direction_)
    .put("hedge", hedge_);
  y_.save(memory, "position_y");
  x_.save(memory, "position_x");
  return memory.done();
}

Result<void> Pairs::restore(const ModelCheckpoint& memory) {
  CheckpointReader reader{memory, name, 1};
  auto next = *this;
  reader.same("y", y_.symbol().view());
  reader.same("x", x_.symbol().view());
  reader.same("interval", interval_);
  const auto line = reader.numbers("line", 2);
  const auto covariance = reader.numbers("covariance", 3);
  if (line.size() != 2 || covariance.size() != 3)
    reader.refuse("the line is not whole");
  else
    next.line_.resume(line[0], line[1], {covariance[0], covariance[1], covariance[2]});
  next.errors_.resume(reader.numbers("errors", errors_.window().capacity()));
  next.direction_ = reader.number<int>("direction");
  if (next.direction_ < -1 || next.direction_ > 1) reader.refuse("direction is none");
  next.hedge_ = reader.quantity("hedge");
  next.y_.restore(reader, "position_y");
  next.x_.restore(reader, "position_x");
  if (auto done = reader.done(); !done) return done;
  *this = std::move(next);
  return {};
}

} // namespace hft
