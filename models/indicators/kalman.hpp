#pragma once

namespace hft {

/// Kalman's filter of a level that wanders: each step it moves with variance `process`, and is seen
/// with variance `measurement`. It begins at the first observation.
class Kalman {
public:
  explicit Kalman(double process = 1e-3, double measurement = 1)
    : process_(process),
      measurement_(measurement) {}

  void add(double observation) {
    if (!begun_) {
      begun_ = true;
      value_ = observation;
      variance_ = measurement_;
      return;
    }
    variance_ += process_;
    gain_ = variance_ / (variance_ + measurement_);
    value_ += gain_ * (observation - value_);
    variance_ *= 1 - gain_;
  }
  double value() const { return value_; }
  double variance() const { return variance_; }
  /// The weight of the newest observation.
  double gain() const { return gain_; }
  bool ready() const { return begun_; }
  void clear() {
    begun_ = false;
    value_ = variance_ = gain_ = 0;
  }
  template <class Visit>
  void fields(Visit& visit) {
    visit(value_, variance_, gain_, begun_);
  }

private:
  double process_;
  double measurement_;
  double value_ = 0;
  double variance_ = 0;
  double gain_ = 0;
  bool begun_ = false;
};

} // namespace hft
