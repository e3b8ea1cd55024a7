#include "actors/execution/latency_histogram.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace hft {

namespace {

// Values below 32 have a bucket each; above, the five bits after the leading one choose the step.
std::size_t bucket_of(std::uint64_t value) {
  if (value < 32) return value;
  const auto shift = static_cast<unsigned>(std::bit_width(value)) - 6;
  return (shift + 1) * 32 + ((value >> shift) & 31);
}

std::uint64_t upper_edge(std::size_t bucket) {
  if (bucket < 32) return bucket;
  const auto shift = bucket / 32 - 1;
  return ((32 + bucket % 32 + 1) << shift) - 1;
}

double microseconds(Duration duration) {
  return static_cast<double>(duration.count()) / 1e3;
}

} // namespace

void LatencyHistogram::record(Duration duration) {
  const auto value = static_cast<std::uint64_t>(std::max<std::int64_t>(duration.count(), 0));
  ++buckets_[std::min(bucket_of(value), buckets_.size() - 1)];
  ++count_;
  sum_ += Duration{static_cast<std::int64_t>(value)};
  max_ = std::max(max_, duration);
}

Duration LatencyHistogram::quantile(double share) const {
  if (count_ == 0) return Duration{0};
  const auto wanted = std::max(1.0, std::ceil(share * static_cast<double>(count_)));
  std::uint64_t seen = 0;
  for (std::size_t bucket = 0; bucket < buckets_.size(); ++bucket) {
    seen += buckets_[bucket];
    if (static_cast<double>(seen) >= wanted)
      return std::min(max_, Duration{static_cast<std::int64_t>(upper_edge(bucket))});
  }
  return max_;
}

LatencyReport LatencyHistogram::report() const {
  return {count_, microseconds(quantile(0.5)), microseconds(quantile(0.99)),
          microseconds(quantile(0.999)), microseconds(max_)};
}

LatencyCounts LatencyHistogram::counts() const {
  LatencyCounts counts;
  counts.count = count_;
  counts.sum = sum_;
  std::uint64_t seen = 0;
  std::size_t bucket = 0;
  for (std::size_t i = 0; i < latency_edges.size(); ++i) {
    const auto last = bucket_of(static_cast<std::uint64_t>(latency_edges[i].count()));
    for (; bucket <= last && bucket < buckets_.size(); ++bucket) seen += buckets_[bucket];
    counts.up_to[i] = seen;
  }
  return counts;
}

} // namespace hft
