#include "adapters/cpquant/request_budget.hpp"

#include <algorithm>

namespace hft::cpquant {

std::size_t RequestBudget::used(MonotonicTime now) {
  while (!taken_.empty() && now - taken_.front() >= std::chrono::minutes{1}) taken_.pop_front();
  return taken_.size();
}

/// At most half: a tiny limit must leave something for orders.
std::size_t RequestBudget::reserve() const {
  return std::min(reserve_, *limit_ / 2);
}

std::optional<std::size_t> RequestBudget::left(MonotonicTime now) {
  if (!limit_) return std::nullopt;
  const auto spoken_for = used(now) + reserve();
  return spoken_for >= *limit_ ? 0 : *limit_ - spoken_for;
}

bool RequestBudget::take(MonotonicTime now) {
  const auto rest = left(now);
  if (rest && *rest == 0) {
    ++counts_.refused;
    return false;
  }
  count(now);
  return true;
}

bool RequestBudget::take_reserved(MonotonicTime now) {
  if (limit_ && used(now) >= *limit_) {
    ++counts_.delayed;
    return false;
  }
  count(now);
  return true;
}

void RequestBudget::count(MonotonicTime now) {
  ++counts_.made;
  if (limit_) taken_.push_back(now);
}

RequestsReport RequestBudget::report(MonotonicTime now) {
  auto report = counts_;
  report.used = used(now);
  if (limit_) report.limit = *limit_;
  return report;
}

} // namespace hft::cpquant
