#include "messages/units.hpp"

#include <cmath>
#include <limits>
#include <stdexcept>

namespace hft {

namespace {

constexpr auto most_negative = std::numeric_limits<std::int64_t>::min();

std::int64_t round_half_even(int128 value, std::int64_t divisor) {
  auto quotient = value / divisor;
  const auto remainder = value % divisor;
  const auto twice = (remainder < 0 ? -remainder : remainder) * 2;
  if (twice > divisor || (twice == divisor && quotient % 2 != 0)) quotient += value < 0 ? -1 : 1;
  return checked_narrow(quotient);
}

} // namespace

// The most negative value has no positive twin, so that its sign could not be turned: it is none.
std::int64_t checked_add(std::int64_t a, std::int64_t b) {
  std::int64_t sum = 0;
  if (__builtin_add_overflow(a, b, &sum) || sum == most_negative)
    throw std::overflow_error{"a sum does not fit 64 bits"};
  return sum;
}

std::int64_t checked_subtract(std::int64_t a, std::int64_t b) {
  std::int64_t difference = 0;
  if (__builtin_sub_overflow(a, b, &difference) || difference == most_negative)
    throw std::overflow_error{"a difference does not fit 64 bits"};
  return difference;
}

std::int64_t checked_multiply(std::int64_t a, std::int64_t b) {
  std::int64_t product = 0;
  if (__builtin_mul_overflow(a, b, &product) || product == most_negative)
    throw std::overflow_error{"a product does not fit 64 bits"};
  return product;
}

std::int64_t checked_narrow(int128 value) {
  if (value > std::numeric_limits<std::int64_t>::max() || value <= most_negative)
    throw std::overflow_error{"an amount does not fit 64 bits"};
  return static_cast<std::int64_t>(value);
}

Money rounded(int128 exact) {
  return {round_half_even(exact, units_per_whole)};
}

Money notional(Price price, Quantity quantity) {
  return rounded(exact_product(price, quantity));
}

std::optional<std::int64_t> parse_units(std::string_view text) {
  std::size_t at = 0;
  const auto is_digit = [&](std::size_t i) {
    return i < text.size() && text[i] >= '0' && text[i] <= '9';
  };
  bool negative = false;
  if (at < text.size() && (text[at] == '-' || text[at] == '+')) negative = text[at++] == '-';
  int128 mantissa = 0;
  int decimals = 0;
  int digits = 0;
  bool point = false;
  for (; at < text.size(); ++at) {
    if (text[at] == '.' && !point) {
      point = true;
      continue;
    }
    if (!is_digit(at)) break;
    ++digits;
    // Past 27 significant digits only zeros can still be exact in 64 bits of 1e-9.
    if (mantissa > static_cast<int128>(units_per_whole) * units_per_whole * 100'000'000) {
      if (text[at] != '0') return std::nullopt;
      if (!point) return std::nullopt;
      continue;
    }
    mantissa = mantissa * 10 + (text[at] - '0');
    if (point) ++decimals;
  }
  if (digits == 0) return std::nullopt;
  int exponent = 0;
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    bool exponent_negative = false;
    if (at < text.size() && (text[at] == '-' || text[at] == '+'))
      exponent_negative = text[at++] == '-';
    if (!is_digit(at)) return std::nullopt;
    for (; is_digit(at); ++at)
      if (exponent < 1000) exponent = exponent * 10 + (text[at] - '0');
    if (exponent_negative) exponent = -exponent;
  }
  if (at != text.size()) return std::nullopt;
  if (mantissa == 0) return 0;
  constexpr int128 too_large = static_cast<int128>(std::numeric_limits<std::int64_t>::max());
  for (int shift = 9 - decimals + exponent; shift != 0;) {
    if (shift > 0) {
      mantissa *= 10;
      if (mantissa > too_large) return std::nullopt;
      --shift;
    } else {
      if (mantissa % 10 != 0) return std::nullopt;
      mantissa /= 10;
      ++shift;
    }
  }
  if (mantissa > too_large) return std::nullopt;
  return static_cast<std::int64_t>(negative ? -mantissa : mantissa);
}

std::string format_units(std::int64_t units) {
  const bool negative = units < 0;
  // Through unsigned: the most negative value has no positive twin.
  const auto magnitude =
    negative ? ~static_cast<std::uint64_t>(units) + 1 : static_cast<std::uint64_t>(units);
  std::string text = std::to_string(magnitude / static_cast<std::uint64_t>(units_per_whole));
  if (auto fraction = magnitude % static_cast<std::uint64_t>(units_per_whole); fraction != 0) {
    auto digits = std::to_string(fraction);
    digits.insert(0, 9 - digits.size(), '0');
    digits.erase(digits.find_last_not_of('0') + 1);
    text += '.' + digits;
  }
  return negative ? '-' + text : text;
}

std::string to_cents(Money x) {
  constexpr std::int64_t cent = units_per_whole / 100;
  auto whole_cents = x.units / cent;
  const auto rest = x.units % cent;
  if (rest >= cent / 2) ++whole_cents;
  if (rest <= -cent / 2) --whole_cents;
  const auto magnitude = whole_cents < 0 ? -whole_cents : whole_cents;
  auto fraction = std::to_string(magnitude % 100);
  if (fraction.size() < 2) fraction.insert(0, 1, '0');
  return (whole_cents < 0 ? "-" : "") + std::to_string(magnitude / 100) + '.' + fraction;
}

std::optional<std::int64_t> units_from_double(double value) {
  const double scaled = value * 1e9;
  if (!std::isfinite(scaled) || std::abs(scaled) >= 9.2e18) return std::nullopt;
  return std::llround(scaled);
}

} // namespace hft
