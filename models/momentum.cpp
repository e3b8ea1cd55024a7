#include "models/momentum.hpp"

#include <cmath>

namespace hft {

std::vector<Parameter> Momentum::parameters() {
  using enum ParameterType;
  return parameters_around(
    {{"lookback", Integer, "30", "2", "10000", "samples whose return it looks at"},
     {"entry", Number, "1", "0.01", "20", "score beyond which it follows the return"},
     {"exit", Number, "0.25", "0", "20", "score below which it is flat again; less than entry"}},
    "60");
}

Result<void> Momentum::check(const Settings& settings) {
  return check_entry_and_exit(name, settings);
}

Momentum::Momentum(const Settings& settings)
  : TargetModel(settings, settings.integer("lookback") + 1),
    entry_(settings.number("entry")),
    exit_(settings.number("exit")),
    returns_(static_cast<std::size_t>(settings.integer("lookback"))) {}

int Momentum::on_sample(double price, int held) {
  const auto now = std::log(price);
  if (last_ != 0) returns_.add(now - last_);
  last_ = now;
  if (!returns_.ready()) return held;
  const auto deviation = returns_.sample_deviation();
  if (deviation <= 0) return 0;
  // n * mean / (deviation * sqrt(n))
  const auto score = returns_.mean() * std::sqrt(static_cast<double>(returns_.count())) / deviation;
  return with_excess(score, entry_, exit_, held);
}

void Momentum::on_gap(const FeedGap&) {
  returns_.clear();
  last_ = 0;
}

ModelCheckpoint Momentum::save() const {
  CheckpointWriter memory{name, 1};
  save_base(memory);
  memory.put("last", last_).put("returns", returns_.window().values());
  return memory.done();
}

Result<void> Momentum::restore(const ModelCheckpoint& memory) {
  CheckpointReader reader{memory, name, 1};
  auto next = *this;
  next.restore_base(reader);
  next.last_ = reader.number<double>("last");
  next.returns_.resume(reader.numbers("returns", returns_.window().capacity()));
  if (auto done = reader.done(); !done) return done;
  *this = std::move(next);
  return {};
}

} // namespace hft
