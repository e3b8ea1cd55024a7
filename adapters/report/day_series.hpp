#pragma once

#include "messages/timestamp.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace hft::report {

/// A value over a day in bounded memory: each interval keeps its first, least, most and last value,
/// and the intervals double when there are too many. Pure; one thread.
class DaySeries {
public:
  struct Interval {
    Timestamp start; ///< of its first value
    Timestamp least_at;
    Timestamp most_at;
    Timestamp end; ///< of its last value
    double first = 0;
    double least = 0;
    double most = 0;
    double last = 0;
  };
  using Point = std::pair<Timestamp, double>;

  explicit DaySeries(std::size_t most_intervals = 4096, Duration width = std::chrono::seconds{1})
    : most_(most_intervals),
      width_(width) {}

  /// A value earlier than the newest is ignored.
  void add(Timestamp time, double value);
  bool empty() const { return intervals_.empty(); }
  std::optional<double> newest() const;
  std::size_t size() const { return intervals_.size(); }
  /// At most four points for each of `pixels` columns between the first and the last time: the
  /// first, least, most and last value of each, in order of time.
  std::vector<Point> points(std::size_t pixels) const;

private:
  std::int64_t place_of(Timestamp time) const { return time.nanoseconds / width_.count(); }
  static void merge(Interval& into, const Interval& later);
  void halve();

  std::size_t most_;
  Duration width_;
  std::vector<Interval> intervals_;
};

} // namespace hft::report
