#include "models/online_logistic.hpp"

#include <algorithm>
#include <cmath>

namespace hft {

namespace {

constexpr std::size_t longest = 20; ///< samples in the longest return
constexpr std::size_t lookbacks[] = {1, 5, 20};

} // namespace

std::vector<Parameter> OnlineLogistic::parameters() {
  using enum ParameterType;
  return parameters_around(
    {{"horizon", Integer, "6", "1", "1000", "samples ahead that it predicts"},
     {"labels", Integer, "200", "1", "1000000", "lessons before it trades"},
     {"margin", Number, "0.05", "0", "0.5", "how far from a half the chance must be to enter"},
     {"rate", Number, "0.1", "0.0001", "10", "learning rate"},
     {"penalty", Number, "0.001", "0", "1", "how hard weights are drawn to zero"}},
    "5");
}

OnlineLogistic::OnlineLogistic(const Settings& settings)
  : TargetModel(settings, settings.integer("labels") + settings.integer("horizon") + 21),
    horizon_(static_cast<std::size_t>(settings.integer("horizon"))),
    labels_(settings.integer("labels")),
    margin_(settings.number("margin")),
    regression_(settings.number("rate"), settings.number("penalty")),
    returns_(longest) {}

void OnlineLogistic::on_trade(const Trade& trade, Decisions& out) {
  TargetModel::on_trade(trade, out);
  if (last_trade_.units != 0 && trade.price != last_trade_)
    tick_ = trade.price > last_trade_ ? 1 : -1;
  last_trade_ = trade.price;
  if (tick_ > 0) up_volume_ += to_double(trade.size);
  if (tick_ < 0) down_volume_ += to_double(trade.size);
}

OnlineLogistic::Regression::Vector OnlineLogistic::look() const {
  Regression::Vector seen{};
  const auto deviation = returns_.sample_deviation();
  const auto& window = returns_.window();
  for (std::size_t k = 0; k < std::size(lookbacks); ++k) {
    double sum = 0;
    for (auto i = longest - lookbacks[k]; i < longest; ++i) sum += window[i];
    const auto scale = deviation * std::sqrt(static_cast<double>(lookbacks[k]));
    seen[k] = scale > 0 ? std::clamp(sum / scale, -5.0, 5.0) : 0.0;
  }
  seen[3] = pressure_;
  seen[4] = 1;
  return seen;
}

int OnlineLogistic::on_sample(double price, int held) {
  const auto now = std::log(price);
  if (last_log_ != 0) returns_.add(now - last_log_);
  last_log_ = now;
  const auto volume = up_volume_ + down_volume_;
  pressure_ = volume > 0 ? (up_volume_ - down_volume_) / volume : 0.0;
  up_volume_ = down_volume_ = 0;
  if (!returns_.ready()) return held;
  waiting_.push_back({look(), price});
  if (waiting_.size() > horizon_) {
    const auto& lesson = waiting_.front();
    if (price != lesson.price) regression_.learn(lesson.seen, price > lesson.price);
    waiting_.pop_front();
  }
  if (regression_.count() < labels_) return 0;
  return with_excess(regression_.chance(waiting_.back().seen) - 0.5, margin_, 0, held);
}

void OnlineLogistic::on_gap(const FeedGap&) {
  returns_.clear();
  waiting_.clear();
  last_log_ = 0;
}

ModelCheckpoint OnlineLogistic::save() const {
  CheckpointWriter memory{name, 1};
  save_base(memory);
  const auto& weights = regression_.weights();
  const auto& squares = regression_.squares();
  memory.put("weights", std::vector<double>{weights.begin(), weights.end()})
    .put("squares", std::vector<double>{squares.begin(), squares.end()})
    .put("lessons", regression_.count());
  return memory.done();
}

// What it learned; the last few returns and the lessons still waiting begin afresh.
Result<void> OnlineLogistic::restore(const ModelCheckpoint& memory) {
  CheckpointReader reader{memory, name, 1};
  auto next = *this;
  next.restore_base(reader);
  next.on_gap({});
  const auto weights = reader.numbers("weights", features);
  const auto squares = reader.numbers("squares", features);
  Regression::Vector w{};
  Regression::Vector s{};
  if (weights.size() != features || squares.size() != features) {
    reader.refuse("its weights are not " + std::to_string(features));
  } else {
    std::copy(weights.begin(), weights.end(), w.begin());
    std::copy(squares.begin(), squares.end(), s.begin());
  }
  next.regression_.resume(w, s, reader.number<std::int64_t>("lessons"));
  if (auto done = reader.done(); !done) return done;
  *this = std::move(next);
  return {};
}

} // namespace hft
