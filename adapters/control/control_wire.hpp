#pragma once

#include "adapters/control/control.hpp"
#include "messages/result.hpp"

#include <string>
#include <string_view>

namespace hft::control {

/// Requests and answers as they stand in the bodies of `POST /control`:
/// `{"verb":"stop","arguments":{"id":"alpha"}}` and `{"done":true,"text":"..","json":".."}`.
std::string write_request(const ControlRequest& request);
Result<ControlRequest> read_request(std::string_view body);
std::string write_answer(const ControlAnswer& answer);
Result<ControlAnswer> read_answer(std::string_view body);

/// What a program reads of an answer: its own JSON, or `done` and the sentence.
std::string json_of(const ControlAnswer& answer);

} // namespace hft::control
