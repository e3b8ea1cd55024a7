#include "models/vwap_reversion.hpp"

namespace hft {

std::vector<Parameter> VwapReversion::parameters() {
  using enum ParameterType;
  return parameters_around(
    {{"prints", Integer, "1000", "2", "1000000", "trades of the session before it bets"},
     {"entry", Number, "2", "0.1", "20", "deviations from the average at which it bets against it"},
     {"exit", Number, "0.25", "0", "20", "deviations within which it is flat; less than entry"}},
    "10");
}

Result<void> VwapReversion::check(const Settings& settings) {
  return check_entry_and_exit(name, settings);
}

VwapReversion::VwapReversion(const Settings& settings)
  : TargetModel(settings, 0),
    entry_(settings.number("entry")),
    exit_(settings.number("exit")),
    prints_(settings.integer("prints")) {}

void VwapReversion::on_trade(const Trade& trade, Decisions& out) {
  TargetModel::on_trade(trade, out);
  prices_.add(to_double(trade.price), to_double(trade.size));
  ++seen_;
}

void VwapReversion::on_session(const SessionChanged& changed, Decisions& out) {
  TargetModel::on_session(changed, out);
  if (changed.plan.date == date_) return; // a restart within the session goes on
  date_ = changed.plan.date;
  prices_.clear();
  seen_ = 0;
}

void VwapReversion::on_corporate_action(const CorporateAction& action, Decisions& out) {
  TargetModel::on_corporate_action(action, out);
  if (action.symbol != symbol() || action.price_factor() == 1) return;
  prices_.clear();
  seen_ = 0;
}

int VwapReversion::on_sample(double price, int held) {
  if (seen_ < prints_) return held;
  const auto deviation = prices_.population_deviation();
  if (deviation <= 0) return 0;
  return against_excess((price - prices_.mean()) / deviation, entry_, exit_, held);
}

ModelCheckpoint VwapReversion::save() const {
  CheckpointWriter memory{name, 1};
  save_base(memory);
  memory.put("date", date_.days)
    .put("seen", seen_)
    .put("volume", prices_.weight())
    .put("mean", prices_.mean())
    .put("squares", prices_.squares());
  return memory.done();
}

Result<void> VwapReversion::restore(const ModelCheckpoint& memory) {
  CheckpointReader reader{memory, name, 1};
  auto next = *this;
  next.restore_base(reader);
  next.date_.days = reader.number<std::int32_t>("date");
  next.seen_ = reader.number<std::int64_t>("seen");
  next.prices_.resume(reader.number<double>("volume"), reader.number<double>("mean"),
                      reader.number<double>("squares"));
  if (auto done = reader.done(); !done) return done;
  *this = std::move(next);
  return {};
}

} // namespace hft
