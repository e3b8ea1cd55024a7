#pragma once

#include "adapters/simulated/protocol/json.hpp"
#include "messages/result.hpp"

namespace hft::simulated {

/// A market event a person injects; missing fields get defaults. The message must be an object with
/// `S`; `T` defaults to `t`.
Result<StreamEvent> injected_event(const Json& message, Timestamp now, std::int64_t next_id);

} // namespace hft::simulated
