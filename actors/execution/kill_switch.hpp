#pragma once

#include "messages/timestamp.hpp"

#include <cstdint>
#include <deque>
#include <optional>
#include <string>

namespace hft {

/// Counts what went wrong between us and the broker: refusals and unclear answers of the last
/// minute of venue time. Pure.
class ErrorRate {
public:
  /// More than `limit` errors a minute are too many; zero: any number is well.
  explicit ErrorRate(std::uint32_t limit) : limit_(limit) {}
  void on_error(Timestamp at);
  /// Why trading must stop now, naming count and allowance; none when it need not.
  std::optional<std::string> objection(Timestamp now);
  /// An operator looked into it: counts from zero again.
  void forget() { errors_.clear(); }

private:
  void drop_old(Timestamp now);
  std::uint32_t limit_;
  std::deque<Timestamp> errors_;
};

} // namespace hft
