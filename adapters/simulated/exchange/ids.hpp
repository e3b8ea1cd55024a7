#pragma once

#include "adapters/simulated/exchange/order.hpp"

namespace hft::simulated {

/// Seeded numbers whose whole state is one word, so that a saved exchange goes on where it was.
class SeededNumbers {
public:
  explicit SeededNumbers(std::uint64_t state) : state_(state) {}
  std::uint64_t next();
  /// In [0, 1).
  double fraction();
  /// In [1, most]; `most` is at least 1.
  std::uint64_t up_to(std::uint64_t most);
  std::uint64_t state() const { return state_; }

private:
  std::uint64_t state_;
};

/// A version 4 UUID out of two numbers.
Uuid make_uuid(std::uint64_t high, std::uint64_t low);

/// The same for the same text, on every machine.
std::uint64_t text_hash(std::string_view text);

} // namespace hft::simulated
