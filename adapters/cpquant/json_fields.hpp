#pragma once

/// For files in `adapters/cpquant` only: reading one field of the broker's JSON, which may be a
/// number, a string of one, null or absent. Each throws `Malformed` when what is there makes no
/// sense.

#include "adapters/door/limits.hpp"
#include "messages/fixed_text.hpp"
#include "messages/timestamp.hpp"
#include "messages/units.hpp"

#include <nlohmann/json.hpp>

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace hft::cpquant {

using Json = nlohmann::json;

/// An item that cannot be read; `what` names the field.
struct Malformed : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The value under `key`; null when it is absent, null or `object` is no object.
const Json* field(const Json& object, const char* key);

/// Units of 1e-9 out of a number or a decimal string; more than nine decimals are rounded.
std::optional<std::int64_t> units_in(const Json& object, const char* key);
std::int64_t units_of(const Json& object, const char* key); ///< must be there
std::int64_t units_or_zero(const Json& object, const char* key);
std::int64_t integer_or(const Json& object, const char* key, std::int64_t otherwise);
double number_or(const Json& object, const char* key, double otherwise);
bool flag_or(const Json& object, const char* key, bool otherwise);
/// Empty when absent; numbers as they are written. Made harmless and cut, see `door::shown`.
std::string text_in(const Json& object, const char* key);
/// A text that is sent back as it came: plain ASCII of a bearable length.
std::string token_in(const Json& object, const char* key);
/// The first character, a space when there is none, `?` for what cannot be shown.
char character_in(const Json& object, const char* key);
/// An RFC 3339 string or the timestamp extension of msgpack.
std::optional<Timestamp> time_in(const Json& object, const char* key);
Timestamp time_of(const Json& object, const char* key); ///< must be there
Symbol symbol_in(const Json& object, const char* key);  ///< must be there and fit
/// Of a name that is a key or an entry of a list; throws `Malformed` for what names nothing.
Symbol symbol_from(std::string_view name);

template <class Text>
Text fixed_in(const Json& object, const char* key) {
  const auto text = text_in(object, key);
  const auto made = Text::from(text);
  if (!made) throw Malformed{std::string{"its "} + key + " is too long"};
  return *made;
}

/// JSON text or null when it is none, or beyond the bounds. Nothing throws.
std::optional<Json> parse_json(std::string_view text,
                               const door::Bounds& bounds = door::rest_answer);
/// msgpack or null when it is none, or beyond the bounds.
std::optional<Json> parse_msgpack(std::string_view bytes,
                                  const door::Bounds& bounds = door::rest_answer);

} // namespace hft::cpquant
