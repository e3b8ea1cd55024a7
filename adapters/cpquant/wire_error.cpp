#include "adapters/cpquant/wire_error.hpp"

#include "adapters/cpquant/json_fields.hpp"
#include "adapters/door/shown_text.hpp"

namespace hft::cpquant {

BrokerError parse_error(int http_status, std::string_view body) {
  BrokerError error;
  const auto json = parse_json(body);
  if (json && json->is_object()) {
    try {
      const auto code = integer_or(*json, "code", 0);
      if (code > 0 && code < 1'000'000'000) error.code = static_cast<int>(code);
      error.message = door::shown(text_in(*json, "message"));
    } catch (const Malformed&) {
      error.message.clear(); // a code or message of another kind says nothing to us
    }
    for (const auto& [name, value] : json->items()) {
      if (name == "code" || name == "message" || value.is_structured() || value.is_null()) continue;
      if (!error.details.empty()) error.details += ' ';
      error.details += name + '=' + (value.is_string() ? value.get<std::string>() : value.dump());
      if (error.details.size() > door::shown_words) break;
    }
    error.details = door::shown(error.details);
  }
  if (error.message.empty()) error.message = "HTTP " + std::to_string(http_status);
  return error;
}

std::string sentence_of(std::string_view asked, int http_status, const BrokerError& error) {
  const auto status = "HTTP " + std::to_string(http_status);
  std::string sentence = "the broker refused " + std::string{asked};
  if (error.message != status) sentence += ": " + error.message; // else it gave no reason
  sentence += " (" + status;
  if (error.code != 0) sentence += ", code " + std::to_string(error.code);
  if (!error.details.empty()) sentence += ", " + error.details;
  return sentence + ')';
}

Failure failure_of(std::string_view asked, int http_status, std::string_view body) {
  const auto error = parse_error(http_status, body);
  auto fault = ErrorKind::Refused;
  if (http_status == 404)
    fault = ErrorKind::NotFound;
  else if (http_status == 429)
    fault = ErrorKind::RateLimited;
  else if (http_status >= 500 || http_status == 408)
    fault = ErrorKind::Unreachable;
  // 403 is also how an order is refused for its own sake; then it has a code.
  else if (http_status == 401 || (http_status == 403 && error.code == 0))
    fault = ErrorKind::BadCredentials;
  return {fault, sentence_of(asked, http_status, error)};
}

AnswerKind answer_kind(int http_status, const BrokerError& error) {
  if (http_status >= 200 && http_status < 300) return AnswerKind::Taken;
  if (http_status < 300 || http_status >= 500 || http_status == 408) return AnswerKind::Unclear;
  // Other validation errors share the code, so the text decides.
  if ((http_status == 422 || http_status == 409) &&
      (error.code == 40010001 || http_status == 409) &&
      error.message.find("client_order_id must be unique") != std::string::npos)
    return AnswerKind::Duplicate;
  return AnswerKind::Refused;
}

} // namespace hft::cpquant
