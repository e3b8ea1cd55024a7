#include "models/bollinger_breakout.hpp"

namespace hft {

std::vector<Parameter> BollingerBreakout::parameters() {
  using enum ParameterType;
  return parameters_around(
    {{"window", Integer, "20", "2", "10000", "samples in the bands"},
     {"width", Number, "2", "0.1", "20", "deviations from the middle to either band"}},
    "30");
}

BollingerBreakout::BollingerBreakout(const Settings& settings)
  : TargetModel(settings, settings.integer("window") + 1),
    width_(settings.number("width")),
    stats_(static_cast<std::size_t>(settings.integer("window"))) {}

int BollingerBreakout::on_sample(double price, int held) {
  const auto ready = stats_.ready();
  const auto distance = price - stats_.mean();
  const auto band = width_ * stats_.population_deviation();
  stats_.add(price);
  if (!ready) return held;
  if (band <= 0) return 0;
  return with_excess(distance, band, 0, held);
}

ModelCheckpoint BollingerBreakout::save() const {
  CheckpointWriter memory{name, 1};
  save_base(memory);
  memory.put("samples", stats_.window().values());
  return memory.done();
}

Result<void> BollingerBreakout::restore(const ModelCheckpoint& memory) {
  CheckpointReader reader{memory, name, 1};
  auto next = *this;
  next.restore_base(reader);
  next.stats_.resume(reader.numbers("samples", stats_.window().capacity()));
  if (auto done = reader.done(); !done) return done;
  *this = std::move(next);
  return {};
}

} // namespace hft
