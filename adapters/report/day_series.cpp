#include "adapters/report/day_series.hpp"

#include <algorithm>
#include <array>

namespace hft::report {

void DaySeries::merge(Interval& into, const Interval& later) {
  if (later.least < into.least) {
    into.least = later.least;
    into.least_at = later.least_at;
  }
  if (later.most > into.most) {
    into.most = later.most;
    into.most_at = later.most_at;
  }
  into.last = later.last;
  into.end = later.end;
}

void DaySeries::add(Timestamp time, double value) {
  const Interval one{time, time, time, time, value, value, value, value};
  if (intervals_.empty()) return intervals_.push_back(one);
  auto& newest = intervals_.back();
  if (time < newest.end) return;
  if (place_of(time) == place_of(newest.start)) return merge(newest, one);
  intervals_.push_back(one);
  while (intervals_.size() > most_) halve();
}

std::optional<double> DaySeries::newest() const {
  if (intervals_.empty()) return std::nullopt;
  return intervals_.back().last;
}

void DaySeries::halve() {
  width_ *= 2;
  std::vector<Interval> kept;
  kept.reserve(intervals_.size() / 2 + 1);
  for (const auto& interval : intervals_)
    if (!kept.empty() && place_of(kept.back().start) == place_of(interval.start))
      merge(kept.back(), interval);
    else
      kept.push_back(interval);
  intervals_ = std::move(kept);
}

std::vector<DaySeries::Point> DaySeries::points(std::size_t pixels) const {
  std::vector<Point> points;
  if (intervals_.empty()) return points;
  const auto begin = intervals_.front().start;
  const auto columns = static_cast<std::int64_t>(std::max<std::size_t>(pixels, 1));
  const auto width = ((intervals_.back().end - begin) / columns + Duration{1}).count();
  const auto column_of = [&](const Interval& x) { return (x.start - begin).count() / width; };
  const auto write = [&](const Interval& x) {
    std::array<Point, 4> four{
      {{x.start, x.first}, {x.least_at, x.least}, {x.most_at, x.most}, {x.end, x.last}}};
    std::stable_sort(four.begin(), four.end(),
                     [](const Point& a, const Point& b) { return a.first < b.first; });
    for (const auto& point : four)
      if (points.empty() || points.back() != point) points.push_back(point);
  };
  auto column = intervals_.front();
  for (std::size_t i = 1; i < intervals_.size(); ++i) {
    if (column_of(intervals_[i]) == column_of(column)) {
      merge(column, intervals_[i]);
      continue;
    }
    write(column);
    column = intervals_[i];
  }
  write(column);
  return points;
}

} // namespace hft::report
