#include "adapters/storage/record_codec.hpp"

#include "adapters/storage/record_fields.hpp"

#include <bit>
#include <cstring>
#include <utility>

namespace hft::storage {

namespace {

static_assert(std::endian::native == std::endian::little, "the file is little-endian");

template <class T>
struct IsOptional : std::false_type {};
template <class T>
struct IsOptional<std::optional<T>> : std::true_type {};
template <class T>
concept Text = requires(const T& x) {
  T::truncated(x.view());
};
template <class T>
concept Units = requires(T x) {
  x.units;
}
|| requires(T x) {
  x.nanoseconds;
}
|| requires(T x) {
  x.days;
};

class Encoder {
public:
  explicit Encoder(std::string& bytes) : bytes_(bytes) {}

  template <class T>
  void operator()(const char*, const T& value) {
    if constexpr (std::is_arithmetic_v<T> || std::is_enum_v<T> || Units<T>) {
      raw(value);
    } else if constexpr (Text<T>) {
      raw(static_cast<std::uint8_t>(value.view().size()));
      bytes_ += value.view();
    } else if constexpr (std::same_as<T, std::string>) {
      raw(static_cast<std::uint32_t>(value.size()));
      bytes_ += value;
    } else if constexpr (IsOptional<T>::value) {
      raw(value.has_value());
      if (value) (*this)("", *value);
    } else {
      fields(*this, value);
    }
  }

private:
  template <class T>
  void raw(const T& value) {
    char copy[sizeof value];
    std::memcpy(copy, &value, sizeof value);
    bytes_.append(copy, sizeof value);
  }
  std::string& bytes_;
};

class Decoder {
public:
  explicit Decoder(std::span<const std::byte> bytes) : bytes_(bytes) {}
  bool exact() const { return good_ && bytes_.empty(); }

  template <class T>
  void operator()(const char*, T& value) {
    if constexpr (std::same_as<T, bool>) {
      value = yes_or_no();
    } else if constexpr (std::is_arithmetic_v<T> || std::is_enum_v<T> || Units<T>) {
      value = number<T>();
    } else if constexpr (Text<T>) {
      const auto length = number<std::uint8_t>();
      good_ = good_ && length <= T::max_length;
      value = T::truncated(text(length));
    } else if constexpr (std::same_as<T, std::string>) {
      value = text(number<std::uint32_t>());
    } else if constexpr (IsOptional<T>::value) {
      if (yes_or_no()) (*this)("", value.emplace());
    } else {
      fields(*this, value);
    }
  }

private:
  template <class T>
  T number() {
    T value{};
    const auto from = take(sizeof value);
    if (from.size() == sizeof value) std::memcpy(&value, from.data(), sizeof value);
    return value;
  }
  bool yes_or_no() {
    const auto byte = number<std::uint8_t>();
    good_ = good_ && byte <= 1;
    return byte == 1;
  }
  std::string_view text(std::size_t length) {
    const auto from = take(length);
    return {reinterpret_cast<const char*>(from.data()), from.size()};
  }
  std::span<const std::byte> take(std::size_t size) {
    if (size > bytes_.size()) {
      good_ = false;
      return {};
    }
    const auto taken = bytes_.first(size);
    bytes_ = bytes_.subspan(size);
    return taken;
  }
  std::span<const std::byte> bytes_;
  bool good_ = true;
};

template <std::size_t I = 0>
std::optional<JournalEntry> decode_as(std::size_t kind, std::span<const std::byte> bytes) {
  if constexpr (I < std::variant_size_v<JournalEntry>) {
    if (kind != I) return decode_as<I + 1>(kind, bytes);
    std::variant_alternative_t<I, JournalEntry> entry;
    Decoder decoder{bytes};
    fields(decoder, entry);
    if (!decoder.exact()) return std::nullopt;
    return JournalEntry{std::move(entry)};
  } else {
    return std::nullopt;
  }
}

} // namespace

std::uint8_t kind_of(const JournalEntry& entry) {
  return static_cast<std::uint8_t>(entry.index() + 1);
}

void encode(const JournalEntry& entry, std::string& bytes) {
  Encoder encoder{bytes};
  std::visit([&](const auto& x) { fields(encoder, x); }, entry);
}

std::optional<JournalEntry> decode(std::uint8_t kind, std::span<const std::byte> bytes) {
  if (kind == 0) return std::nullopt;
  return decode_as(kind - 1u, bytes);
}

} // namespace hft::storage
