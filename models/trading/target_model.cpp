#include "models/trading/target_model.hpp"

#include "messages/sale_conditions.hpp"

#include <charconv>

namespace hft {

namespace {

std::string short_number(double value) {
  char text[32];
  return {text, std::to_chars(text, text + sizeof text, value).ptr};
}

} // namespace

std::vector<Parameter> TargetModel::parameters_around(std::vector<Parameter> own,
                                                      const char* interval, const char* quantity) {
  using enum ParameterType;
  std::vector<Parameter> all{
    {"symbol", Ticker, "SPY", "", "", "what it watches and trades"},
    {"interval", Integer, interval, "1", "3600", "seconds of event time between samples"}};
  for (auto& parameter : own) all.push_back(std::move(parameter));
  all.push_back({"quantity", ParameterType::Quantity, quantity, "0.000000001", "1000000",
                 "shares to hold, long or short"});
  all.push_back({"flatten", Integer, "5", "0", "390",
                 "minutes before the close from which it is flat; 0: it keeps its position"});
  return all;
}

TargetModel::TargetModel(const Settings& settings, std::int64_t warm_up)
  : symbol_(settings.symbol("symbol")),
    interval_(settings.integer("interval")),
    warm_up_(warm_up),
    quantity_(settings.quantity("quantity")),
    flatten_(std::chrono::minutes{settings.integer("flatten")}),
    position_(symbol_) {}

Needs TargetModel::needs() const {
  Needs needs;
  needs.symbols = {symbol_};
  needs.timer = std::chrono::seconds{interval_};
  needs.warm_up = std::chrono::seconds{interval_ * warm_up_};
  return needs;
}

void TargetModel::on_trade(const Trade& trade, Decisions&) {
  if (updates_last_price(trade)) price_ = to_double(trade.price);
}

void TargetModel::on_timer(Timestamp time, Decisions& out) {
  if (price_ <= 0) return;
  direction_ = on_sample(price_, direction_);
  if (flatten_.count() > 0 && close_.nanoseconds != 0 && time >= close_ - flatten_) direction_ = 0;
  position_.want({quantity_.units * direction_}, time, out);
}

void TargetModel::on_corporate_action(const CorporateAction& action, Decisions&) {
  if (action.symbol != symbol_) return;
  position_.on_corporate_action(action);
  if (action.price_factor() == 1) return;
  price_ = 0;
  on_gap({});
}

void TargetModel::save_base(CheckpointWriter& memory) const {
  memory.put("symbol", symbol_.view()).put("interval", interval_).put("direction", direction_);
  position_.save(memory, "position");
}

void TargetModel::restore_base(CheckpointReader& memory) {
  memory.same("symbol", symbol_.view());
  memory.same("interval", interval_);
  direction_ = memory.number<int>("direction");
  if (direction_ < -1 || direction_ > 1) memory.refuse("direction is none");
  position_.restore(memory, "position");
}

Result<void> check_entry_and_exit(const char* model, const Settings& settings) {
  const auto entry = settings.number("entry");
  const auto exit = settings.number("exit");
  if (exit < entry) return {};
  return fail(ErrorKind::BadArgument, "model " + std::string{model} +
                                        " parameter exit=" + short_number(exit) +
                                        ": not less than entry=" + short_number(entry));
}

int with_excess(double score, double entry, double exit, int held) {
  if (score > entry) return 1;
  if (score < -entry) return -1;
  return static_cast<double>(held) * score > exit ? held : 0;
}

int against_excess(double score, double entry, double exit, int held) {
  return with_excess(-score, entry, exit, held);
}

} // namespace hft
