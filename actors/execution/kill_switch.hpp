#pragma once

#include "messages/timestamp.hpp"

#include <cstdint>
#include <deque>
#include <optional>
#include <string>

namespace hft {

/// Counts what went wrong between us and the broker for no fault of an order: answers that did not
/// come or said nothing, orders that could not be handed over, requests over its limit. What the
/// broker refuses for the sake of the order itself is its model's affair (`HoldBack`). Of the last
/// minute of venue time. Pure.
class ErrorRate {
public:
  /// More than `limit` errors a minute are too many; zero: any number is well.
  explicit ErrorRate(std::uint32_t limit) : limit_(limit) {}
  /// `words`: what was said of it.
  void on_error(Timestamp at, const std::string& words);
  /// Why trading must stop now, naming count, allowance and the error seen most; none when it need
  /// not.
  std::optional<std::string> objection(Timestamp now);
  /// An operator looked into it: counts from zero again.
  void forget() { errors_.clear(); }

private:
  struct Error {
    Timestamp at;
    std::string words;
  };
  void drop_old(Timestamp now);
  std::string seen_most() const;
  std::uint32_t limit_;
  std::deque<Error> errors_;
};

} // namespace hft
