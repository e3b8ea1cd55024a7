#pragma once

/// For files in `adapters/cpquant` only: from throwing readers to results.

#include "adapters/cpquant/json_fields.hpp"
#include "adapters/door/bounds.hpp"
#include "messages/result.hpp"

namespace hft::cpquant {

/// What `read` makes of the JSON, or a sentence that names `what` and the field that is wrong.
template <class T, class Read>
Result<T> guarded_value(const char* what, const std::optional<Json>& json, Read read) {
  const auto refuse = [&](const std::string& reason) {
    return fail(Fault::BadPayload,
                std::string{"the broker sent "} + what + " that cannot be read: " + reason);
  };
  if (!json) return refuse("it is not in the expected format");
  try {
    return read(*json);
  } catch (const Malformed& e) {
    return refuse(e.what());
  } catch (const Json::exception&) {
    return refuse("it is built in another way than expected");
  }
}

template <class T, class Read>
Result<T> guarded(const char* what, std::string_view body, Read read,
                  const door::Bounds& bounds = door::rest_answer) {
  if (const auto fit = door::fit_json(body, bounds); fit != door::Fit::Fits)
    return fail(Fault::BadPayload, std::string{"the broker sent "} + what +
                                     " that is not read: it is " + door::reason_of(fit, bounds));
  return guarded_value<T>(what, parse_json(body, bounds), read);
}

/// The array itself; throws `Malformed` for anything else. Null counts as empty.
inline const Json& list_in(const Json& json) {
  static const Json none = Json::array();
  if (json.is_null()) return none;
  if (!json.is_array()) throw Malformed{"it is no list"};
  return json;
}

} // namespace hft::cpquant
