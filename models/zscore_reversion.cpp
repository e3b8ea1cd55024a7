#include "models/zscore_reversion.hpp"

namespace hft {

std::vector<Parameter> ZscoreReversion::parameters() {
  using enum ParameterType;
  return parameters_around(
    {{"window", Integer, "60", "2", "10000", "samples in the rolling mean and deviation"},
     {"entry", Number, "2", "0.1", "20", "deviations from the mean at which it bets against them"},
     {"exit", Number, "0.5", "0", "20", "deviations within which it is flat; less than entry"}},
    "10");
}

Result<void> ZscoreReversion::check(const Settings& settings) {
  return check_entry_and_exit(name, settings);
}

ZscoreReversion::ZscoreReversion(const Settings& settings)
  : TargetModel(settings, settings.integer("window")),
    entry_(settings.number("entry")),
    exit_(settings.number("exit")),
    stats_(static_cast<std::size_t>(settings.integer("window"))) {}

int ZscoreReversion::on_sample(double price, int held) {
  stats_.add(price);
  const auto deviation = stats_.sample_deviation();
  if (!stats_.ready()) return held;
  if (deviation <= 0) return 0;
  return against_excess((price - stats_.mean()) / deviation, entry_, exit_, held);
}

ModelCheckpoint ZscoreReversion::save() const {
  CheckpointWriter memory{name, 1};
  save_base(memory);
  memory.put("samples", stats_.window().values());
  return memory.done();
}

Result<void> ZscoreReversion::restore(const ModelCheckpoint& memory) {
  CheckpointReader reader{memory, name, 1};
  auto next = *this;
  next.restore_base(reader);
  next.stats_.resume(reader.numbers("samples", stats_.window().capacity()));
  if (auto done = reader.done(); !done) return done;
  *this = std::move(next);
  return {};
}

} // namespace hft
