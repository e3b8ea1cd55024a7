#pragma once

#include "messages/control.hpp"

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace hft::control {

using Json = nlohmann::ordered_json;

/// One line; bytes that are no UTF-8 (a venue's sentence, say) are replaced, never thrown about.
inline std::string dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

inline Json time_or_null(Timestamp time) {
  return time == Timestamp{} ? Json{} : Json(format_timestamp(time));
}

inline Json date_or_null(Date date) {
  return date == Date{} ? Json{} : Json(format_date(date));
}

/// Cells in columns as wide as their widest, numbers (columns from `first_number` on) to the right.
std::string table(const std::vector<std::vector<std::string>>& rows, std::size_t first_number);

} // namespace hft::control
