#pragma once

#include "messages/gateway.hpp"
#include "messages/result.hpp"

#include <string>
#include <string_view>

namespace hft::cpquant {

/// What the broker says when it says no.
struct BrokerError {
  int code = 0;        ///< 0 when the body holds none
  std::string message; ///< the broker's words; the HTTP status when it gave none
  std::string details; ///< its extra fields as `name=value`, separated by blanks
  bool operator==(const BrokerError&) const = default;
};

BrokerError parse_error(int http_status, std::string_view body);
/// One sentence: `asked` was refused, with the status, the broker's code and its words.
std::string sentence_of(std::string_view asked, int http_status, const BrokerError& error);
/// The failure of a request that was answered with a status that is not 2xx.
Failure failure_of(std::string_view asked, int http_status, std::string_view body);
/// How an order request that was answered with this status and body ended. A status of 2xx is
/// Taken; whether its body can be read is the caller's to see.
AnswerKind answer_kind(int http_status, const BrokerError& error);

} // namespace hft::cpquant
