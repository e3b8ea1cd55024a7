#pragma once

#include <cstdint>

namespace hft {

/// SplitMix64, the one random generator here: small, fast and the same on every machine, so that a
/// seed gives the same numbers everywhere. Not for secrets.
/// Source: Steele, Lea and Flood, Fast Splittable Pseudorandom Number Generators (2014).
class SplitMix {
public:
  explicit SplitMix(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() { return scatter(state_ += step); }
  /// From 0 to below 1, in steps of 2^-53.
  double fraction() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }

  /// A `SplitMix` made of it goes on with the same numbers.
  std::uint64_t state() const { return state_; }

  /// A number whose every bit depends on every bit of `x`; 0 for 0.
  static std::uint64_t scatter(std::uint64_t x) {
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
    return x ^ (x >> 31);
  }
  /// Between one number of the sequence and the next, before they are scattered.
  static constexpr std::uint64_t step = 0x9e3779b97f4a7c15ULL;

private:
  std::uint64_t state_;
};

} // namespace hft
