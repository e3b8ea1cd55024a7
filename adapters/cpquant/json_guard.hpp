#pragma once

/// For files in `adapters/cpquant` only: from throwing readers to results.

#include "adapters/cpquant/json_fields.hpp"
#include "adapters/cpquant/listed.hpp"
#include "adapters/door/bounds.hpp"
#include "adapters/door/shown_text.hpp"
#include "messages/result.hpp"

namespace hft::cpquant {

/// What `read` makes of the JSON, or a sentence that names `what` and the field that is wrong.
template <class T, class Read>
Result<T> guarded_value(const char* what, const std::optional<Json>& json, Read read) {
  const auto refuse = [&](const std::string& reason) {
    return fail(ErrorKind::BadPayload,
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
    return fail(ErrorKind::BadPayload, std::string{"the broker sent "} + what +
                                         " that is not read: it is " +
                                         door::reason_of(fit, bounds));
  return guarded_value<T>(what, parse_json(body, bounds), read);
}

/// The array itself; throws `Malformed` for anything else. Null counts as empty.
inline const Json& list_in(const Json& json) {
  static const Json none = Json::array();
  if (json.is_null()) return none;
  if (!json.is_array()) throw Malformed{"it is no list"};
  return json;
}

/// The text under `key`, made harmless by `door::shown`; empty when there is none or it is
/// something else.
inline std::string text_if_any(const Json& item, const char* key) {
  const auto* value = field(item, key);
  if (!value || !value->is_string()) return {};
  return door::shown(value->get_ref<const std::string&>());
}

/// The text under `key` as it came, to be sent back; empty when there is none that could be.
inline std::string token_if_any(const Json& item, const char* key) {
  try {
    return token_in(item, key);
  } catch (const Malformed&) {
    return {};
  }
}

/// What can be told of an item that could not be read.
inline UnreadItem unread(UnreadItem::Kind kind, const Json& item, std::string reason) {
  const char* id = kind == UnreadItem::Kind::Fill ? "order_id" : "id";
  return {kind, text_if_any(item, id), text_if_any(item, "client_order_id"),
          text_if_any(item, "symbol"), std::move(reason)};
}

/// Reads one item, or answers false and says in `left_out` what is wrong with it.
template <class Read>
bool read_or_leave_out(UnreadItem::Kind kind, const Json& item, std::vector<UnreadItem>& left_out,
                       Read read) {
  try {
    read(item);
    return true;
  } catch (const Malformed& e) {
    left_out.push_back(unread(kind, item, e.what()));
  } catch (const Json::exception&) {
    left_out.push_back(unread(kind, item, "it is built in another way than expected"));
  }
  return false;
}

/// A list item by item.
template <class T, class Read>
Result<Listed<T>> guarded_list(const char* what, std::string_view body, UnreadItem::Kind kind,
                               Read read) {
  return guarded<Listed<T>>(what, body, [&](const Json& json) {
    Listed<T> made;
    for (const auto& item : list_in(json)) {
      ++made.items;
      read_or_leave_out(kind, item, made.left_out, [&](const Json& x) { read(x, made); });
    }
    return made;
  });
}

} // namespace hft::cpquant
