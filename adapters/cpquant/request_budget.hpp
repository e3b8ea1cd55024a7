#pragma once

#include "messages/control.hpp"
#include "messages/timestamp.hpp"

#include <cstddef>
#include <deque>
#include <optional>

namespace hft::cpquant {

/// The requests the broker takes a minute, counted over a sliding minute, with a reserve that
/// only cancels and reconciliation may use. Pure: told the time with each question, by the clock
/// that the broker counts its minutes with.
class RequestBudget {
public:
  /// `limit` a minute; empty: none known, everything passes.
  explicit RequestBudget(std::optional<std::size_t> limit, std::size_t reserve = 20)
    : limit_(limit),
      reserve_(reserve) {}

  /// A new order or replacement: false, and nothing is counted, when only the reserve is left.
  bool take(MonotonicTime now);
  /// Reconciliation: false when even the reserve is used up.
  bool take_reserved(MonotonicTime now);
  /// A cancel: counted, and always passed, for it can only make things safer.
  void count(MonotonicTime now);

  /// What the broker says its limit is, from then on.
  void limit_is(std::size_t limit) { limit_ = limit; }
  /// An order was kept back for another reason than this budget.
  void refuse() { ++counts_.refused; }
  /// The broker said that these were too many.
  void count_throttled() { ++counts_.throttled; }
  /// What new orders may still use.
  std::optional<std::size_t> left(MonotonicTime now);
  RequestsReport report(MonotonicTime now);

private:
  std::size_t used(MonotonicTime now);
  std::size_t reserve() const;
  std::optional<std::size_t> limit_;
  std::size_t reserve_;
  std::deque<MonotonicTime> taken_;
  RequestsReport counts_; // `limit` and `used` are made when it is shown
};

} // namespace hft::cpquant
