#pragma once

#include "adapters/report/day_record.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hft::dashboard {

/// Writes the text format of Prometheus (0.0.4): a name with its help and type once, then its
/// series. Labels are escaped; series of one name are to be written together.
class MetricsText {
public:
  using Labels = std::vector<std::pair<std::string_view, std::string>>;
  enum class Type : std::uint8_t { Counter, Gauge, Histogram };

  /// Begins a metric; the series that follow are its own.
  void begin(std::string_view name, Type type, std::string_view help);
  void value(double value, const Labels& labels = {});
  void value(std::uint64_t value, const Labels& labels = {});
  /// Buckets, count and sum in seconds.
  void histogram(const LatencyCounts& counts, const Labels& labels);
  const std::string& text() const { return text_; }

private:
  void line(std::string_view suffix, const Labels& labels, const std::string& value);

  std::string name_;
  std::string text_;
};

/// Every metric of a run. `now` is the process's clock, `wall` the wall clock.
std::string metrics_of(const report::DayRecord& day, MonotonicTime now, double disk_free_bytes);

} // namespace hft::dashboard
