#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hft {

/// A 128-bit integer for products of price and quantity (units of 1e-18 dollars).
__extension__ using int128 = __int128;

/// One dollar, one share: a whole in units of 1e-9.
inline constexpr std::int64_t units_per_whole = 1'000'000'000;

/// Dollars a share in units of 1e-9: exact, so that sums never drift. No implicit doubles.
struct Price {
  std::int64_t units = 0;
  auto operator<=>(const Price&) const = default;
  template <class Inspector>
  friend auto inspect(Inspector& f, Price& x) {
    return f(x.units);
  }
};

/// Shares in units of 1e-9; negative where a sign means short or sold.
struct Quantity {
  std::int64_t units = 0;
  auto operator<=>(const Quantity&) const = default;
  template <class Inspector>
  friend auto inspect(Inspector& f, Quantity& x) {
    return f(x.units);
  }
};

/// Dollars in units of 1e-9.
struct Money {
  std::int64_t units = 0;
  auto operator<=>(const Money&) const = default;
  template <class Inspector>
  friend auto inspect(Inspector& f, Money& x) {
    return f(x.units);
  }
};

/// Sums that would not fit 64 bits throw `std::overflow_error`: money never wraps.
std::int64_t checked_add(std::int64_t a, std::int64_t b);
std::int64_t checked_subtract(std::int64_t a, std::int64_t b);
std::int64_t checked_multiply(std::int64_t a, std::int64_t b);
/// Narrows to 64 bits or throws `std::overflow_error`.
std::int64_t checked_narrow(int128 value);

inline Price operator+(Price a, Price b) {
  return {checked_add(a.units, b.units)};
}
inline Price operator-(Price a, Price b) {
  return {checked_subtract(a.units, b.units)};
}
inline Quantity operator+(Quantity a, Quantity b) {
  return {checked_add(a.units, b.units)};
}
inline Quantity operator-(Quantity a, Quantity b) {
  return {checked_subtract(a.units, b.units)};
}
inline Quantity operator-(Quantity a) {
  return {-a.units};
}
inline Quantity& operator+=(Quantity& a, Quantity b) {
  return a = a + b;
}
inline Quantity& operator-=(Quantity& a, Quantity b) {
  return a = a - b;
}
inline Money operator+(Money a, Money b) {
  return {checked_add(a.units, b.units)};
}
inline Money operator-(Money a, Money b) {
  return {checked_subtract(a.units, b.units)};
}
inline Money operator-(Money a) {
  return {-a.units};
}
inline Money& operator+=(Money& a, Money b) {
  return a = a + b;
}
inline Money& operator-=(Money& a, Money b) {
  return a = a - b;
}
inline Quantity abs(Quantity a) {
  return a.units < 0 ? -a : a;
}
inline Money abs(Money a) {
  return a.units < 0 ? -a : a;
}

constexpr Quantity shares(std::int64_t whole) {
  return {whole * units_per_whole};
}
constexpr Price dollars(std::int64_t whole) {
  return {whole * units_per_whole};
}
constexpr Price cents(std::int64_t whole) {
  return {whole * (units_per_whole / 100)};
}

constexpr int128 magnitude(int128 value) {
  return value < 0 ? -value : value;
}
/// The exact product in units of 1e-18 dollars.
constexpr int128 exact_product(Price price, Quantity quantity) {
  return static_cast<int128>(price.units) * quantity.units;
}
/// The product in dollars, rounded half to even at 1e-9; throws `std::overflow_error` past 9.2e9.
Money notional(Price price, Quantity quantity);
/// An amount of 1e-18 dollars, rounded half to even at 1e-9.
Money rounded(int128 exact);

/// Exact decimal text (`-12.5`, `100`, `1.5e2`) in units of 1e-9. Empty when it is not a decimal
/// number, has more than nine decimals that are not zero, or does not fit.
std::optional<std::int64_t> parse_units(std::string_view text);
/// The shortest exact decimal: `12.5`, `-0.000000001`, `100`.
std::string format_units(std::int64_t units);

inline std::optional<Price> parse_price(std::string_view text) {
  const auto units = parse_units(text);
  return units ? std::optional{Price{*units}} : std::nullopt;
}
inline std::optional<Quantity> parse_quantity(std::string_view text) {
  const auto units = parse_units(text);
  return units ? std::optional{Quantity{*units}} : std::nullopt;
}
inline std::string to_string(Price x) {
  return format_units(x.units);
}
inline std::string to_string(Quantity x) {
  return format_units(x.units);
}
inline std::string to_string(Money x) {
  return format_units(x.units);
}
/// Rounded half away from zero to cents, always two decimals: `-12.30`. For people and reports.
std::string to_cents(Money x);

/// For statistics and display only.
constexpr double to_double(std::int64_t units) {
  return static_cast<double>(units) / 1e9;
}
constexpr double to_double(Price x) {
  return to_double(x.units);
}
constexpr double to_double(Quantity x) {
  return to_double(x.units);
}
constexpr double to_double(Money x) {
  return to_double(x.units);
}
/// The nearest unit; empty for NaN, infinity and what does not fit. For values that were doubles on
/// the wire (msgpack prices): exact for up to 9 decimals below 4 million.
std::optional<std::int64_t> units_from_double(double value);

} // namespace hft
