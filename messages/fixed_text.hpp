#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace hft {

/// Text of at most `Capacity - 1` bytes stored in place: trivially copyable, compared by value,
/// never allocating. `Tag` makes a symbol and a model id different types.
template <class Tag, std::size_t Capacity>
class FixedText {
public:
  static_assert(Capacity >= 2 && Capacity <= 256);
  static constexpr std::size_t max_length = Capacity - 1;

  constexpr FixedText() = default;

  /// From a literal whose length the compiler has seen.
  template <std::size_t N>
  requires(N <= Capacity) constexpr FixedText(
    const char (&literal)[N]) { // NOLINT(google-explicit-constructor)
    for (std::size_t i = 0; i + 1 < N; ++i) text_[i] = literal[i];
    length_ = static_cast<std::uint8_t>(N - 1);
  }

  /// Empty when `text` is longer than `max_length`.
  static constexpr std::optional<FixedText> from(std::string_view text) {
    if (text.size() > max_length) return std::nullopt;
    return truncated(text);
  }

  /// As much of `text` as fits.
  static constexpr FixedText truncated(std::string_view text) {
    FixedText made;
    const auto length = text.size() < max_length ? text.size() : max_length;
    for (std::size_t i = 0; i < length; ++i) made.text_[i] = text[i];
    made.length_ = static_cast<std::uint8_t>(length);
    return made;
  }

  constexpr std::string_view view() const { return {text_.data(), length_}; }
  std::string str() const { return std::string{view()}; }
  constexpr bool empty() const { return length_ == 0; }

  friend constexpr bool operator==(const FixedText& a, const FixedText& b) {
    return a.view() == b.view();
  }
  friend constexpr std::strong_ordering operator<=>(const FixedText& a, const FixedText& b) {
    return a.view() <=> b.view();
  }

  template <class Inspector>
  friend auto inspect(Inspector& f, FixedText& x) {
    return f(x.length_, x.text_);
  }

private:
  std::array<char, Capacity> text_{};
  std::uint8_t length_ = 0;
};

/// What the field calls a ticker; room for 21-character option symbols.
using Symbol = FixedText<struct SymbolTag, 24>;
/// The name of one running model: unique in the system, stable over restarts and swaps.
using ModelId = FixedText<struct ModelIdTag, 32>;
/// The id we give an order before the broker sees it; unique for the life of the account.
using ClientOrderId = FixedText<struct ClientOrderIdTag, 129>;
/// The broker's id of an order (a UUID as text).
using BrokerOrderId = FixedText<struct BrokerOrderIdTag, 40>;
/// The broker's id of one execution (a UUID as text): the key that makes repeated fills vanish.
using ExecutionId = FixedText<struct ExecutionIdTag, 80>;
/// Sale or quote condition codes, one character each, in the order of the tape.
using Conditions = FixedText<struct ConditionsTag, 8>;

} // namespace hft

template <class Tag, std::size_t Capacity>
struct std::hash<hft::FixedText<Tag, Capacity>> {
  std::size_t operator()(const hft::FixedText<Tag, Capacity>& x) const noexcept {
    return std::hash<std::string_view>{}(x.view());
  }
};
