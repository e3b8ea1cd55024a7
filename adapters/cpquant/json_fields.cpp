#include "adapters/cpquant/json_fields.hpp"

#include "adapters/door/bounds.hpp"
#include "adapters/door/mended_json.hpp"
#include "adapters/door/shown_text.hpp"
#include "messages/number_text.hpp"

#include <cmath>

namespace hft::cpquant {

namespace {

[[noreturn]] void unreadable(const char* key) {
  throw Malformed{std::string{"its "} + key + " cannot be read"};
}

std::optional<std::int64_t> rounded_units(const std::string& text) {
  if (const auto exact = parse_units(text)) return exact;
  if (text.empty() || text.size() > 60 ||
      text.find_first_not_of("0123456789+-.eE") != std::string::npos)
    return std::nullopt;
  const auto value = number_from(text);
  if (!value) return std::nullopt;
  return units_from_double(*value);
}

std::optional<std::int64_t> whole_units(std::int64_t whole) {
  std::int64_t units = 0;
  if (__builtin_mul_overflow(whole, units_per_whole, &units)) return std::nullopt;
  return units;
}

std::uint64_t big_endian(const std::uint8_t* bytes, std::size_t count) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < count; ++i) value = value << 8 | bytes[i];
  return value;
}

/// msgpack's timestamp extension (type -1) of 4, 8 or 12 bytes.
std::optional<Timestamp> extension_time(const Json::binary_t& bytes) {
  if (!bytes.has_subtype() || static_cast<std::uint8_t>(bytes.subtype()) != 0xff)
    return std::nullopt;
  std::int64_t seconds = 0;
  std::uint64_t nanoseconds = 0;
  if (bytes.size() == 4) {
    seconds = static_cast<std::int64_t>(big_endian(bytes.data(), 4));
  } else if (bytes.size() == 8) {
    const auto both = big_endian(bytes.data(), 8);
    nanoseconds = both >> 34;
    seconds = static_cast<std::int64_t>(both & 0x3ffffffffULL);
  } else if (bytes.size() == 12) {
    nanoseconds = big_endian(bytes.data(), 4);
    seconds = static_cast<std::int64_t>(big_endian(bytes.data() + 4, 8));
  } else {
    return std::nullopt;
  }
  constexpr std::int64_t limit = 9'200'000'000; // seconds that fit 64 bits of nanoseconds
  if (nanoseconds > 999'999'999 || seconds > limit || seconds < -limit) return std::nullopt;
  return Timestamp{seconds * 1'000'000'000 + static_cast<std::int64_t>(nanoseconds)};
}

} // namespace

const Json* field(const Json& object, const char* key) {
  if (!object.is_object()) return nullptr;
  const auto at = object.find(key);
  return at == object.end() || at->is_null() ? nullptr : &*at;
}

std::optional<std::int64_t> units_in(const Json& object, const char* key) {
  const auto* value = field(object, key);
  if (!value) return std::nullopt;
  std::optional<std::int64_t> units;
  if (value->is_string()) {
    if (value->get_ref<const std::string&>().empty()) return std::nullopt;
    units = rounded_units(value->get_ref<const std::string&>());
  } else if (value->is_number_unsigned()) {
    const auto whole = value->get<std::uint64_t>();
    if (whole <= INT64_MAX) units = whole_units(static_cast<std::int64_t>(whole));
  } else if (value->is_number_integer()) {
    units = whole_units(value->get<std::int64_t>());
  } else if (value->is_number_float()) {
    units = units_from_double(value->get<double>());
  }
  if (!units) unreadable(key);
  return units;
}

std::int64_t units_of(const Json& object, const char* key) {
  const auto units = units_in(object, key);
  if (!units) unreadable(key);
  return *units;
}

std::int64_t units_or_zero(const Json& object, const char* key) {
  return units_in(object, key).value_or(0);
}

std::int64_t integer_or(const Json& object, const char* key, std::int64_t otherwise) {
  const auto* value = field(object, key);
  if (!value) return otherwise;
  if (value->is_number_unsigned() && value->get<std::uint64_t>() <= INT64_MAX)
    return static_cast<std::int64_t>(value->get<std::uint64_t>());
  if (value->is_number_integer() && !value->is_number_unsigned()) return value->get<std::int64_t>();
  // A whole number as text or with a decimal point.
  if (value->is_string() || value->is_number_float()) {
    const auto units = value->is_string() ? parse_units(value->get_ref<const std::string&>())
                                          : units_from_double(value->get<double>());
    if (units && *units % units_per_whole == 0) return *units / units_per_whole;
    if (value->is_string()) { // ids beyond what units hold
      const auto& text = value->get_ref<const std::string&>();
      if (!text.empty() && text.size() <= 18 &&
          text.find_first_not_of("0123456789") == std::string::npos)
        return std::stoll(text);
    }
  }
  unreadable(key);
}

double number_or(const Json& object, const char* key, double otherwise) {
  const auto* value = field(object, key);
  if (!value) return otherwise;
  if (value->is_number()) return value->get<double>();
  if (value->is_string()) {
    const auto& text = value->get_ref<const std::string&>();
    if (const auto number = number_from(text); number && std::isfinite(*number)) return *number;
  }
  unreadable(key);
}

bool flag_or(const Json& object, const char* key, bool otherwise) {
  const auto* value = field(object, key);
  if (!value) return otherwise;
  if (!value->is_boolean()) unreadable(key);
  return value->get<bool>();
}

std::string text_in(const Json& object, const char* key) {
  const auto* value = field(object, key);
  if (!value) return {};
  if (value->is_string())
    return door::shown(value->get_ref<const std::string&>(), door::field_text);
  if (value->is_number()) return value->dump();
  unreadable(key);
}

std::string token_in(const Json& object, const char* key) {
  const auto* value = field(object, key);
  if (!value) return {};
  if (!value->is_string()) unreadable(key);
  const auto& text = value->get_ref<const std::string&>();
  if (text.size() > door::page_token) throw Malformed{std::string{"its "} + key + " is too long"};
  for (const char c : text)
    if (c <= ' ' || c == 0x7f) unreadable(key); // also all above 0x7f: char is signed
  return text;
}

char character_in(const Json& object, const char* key) {
  const auto* value = field(object, key);
  if (!value || !value->is_string()) {
    const auto text = text_in(object, key);
    return text.empty() ? ' ' : text.front();
  }
  const auto& text = value->get_ref<const std::string&>();
  if (text.empty()) return ' ';
  return text.front() < ' ' || text.front() == 0x7f ? '?' : text.front();
}

std::optional<Timestamp> time_in(const Json& object, const char* key) {
  const auto* value = field(object, key);
  if (!value) return std::nullopt;
  std::optional<Timestamp> time;
  if (value->is_string())
    time = parse_timestamp(value->get_ref<const std::string&>());
  else if (value->is_binary())
    time = extension_time(value->get_binary());
  if (!time) unreadable(key);
  return time;
}

Timestamp time_of(const Json& object, const char* key) {
  const auto time = time_in(object, key);
  if (!time) unreadable(key);
  return *time;
}

Symbol symbol_in(const Json& object, const char* key) {
  const auto text = text_in(object, key);
  const auto symbol = Symbol::from(text);
  if (!symbol || !door::is_symbol_text(text)) unreadable(key);
  return *symbol;
}

Symbol symbol_from(std::string_view name) {
  const auto symbol = Symbol::from(name);
  if (!symbol || !door::is_symbol_text(name))
    throw Malformed{"\"" + door::shown(name, 40) + "\" is no symbol"};
  return *symbol;
}

std::optional<Json> parse_json(std::string_view text, const door::Bounds& bounds) {
  if (door::fit_json(text, bounds) != door::Fit::Fits) return std::nullopt;
  auto json = Json::parse(text, nullptr, false);
  if (!json.is_discarded()) return json;
  const auto mended = door::mended_json(text);
  if (!mended) return std::nullopt;
  json = Json::parse(*mended, nullptr, false);
  if (json.is_discarded()) return std::nullopt;
  return json;
}

std::optional<Json> parse_msgpack(std::string_view bytes, const door::Bounds& bounds) {
  if (door::fit_msgpack(bytes, bounds) != door::Fit::Fits) return std::nullopt;
  auto json = Json::from_msgpack(bytes, true, false);
  if (json.is_discarded()) return std::nullopt;
  return json;
}

} // namespace hft::cpquant
