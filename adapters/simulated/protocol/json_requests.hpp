#pragma once

#include "adapters/simulated/protocol/json.hpp"

namespace hft::simulated {

/// The body of POST and PATCH /v2/orders; numbers and strings, nulls and empty strings alike. A
/// body that is no object, or a field of a wrong kind, is the broker's 422.
Answer<PlaceRequest> place_request(std::string_view body);
Answer<ReplaceRequest> replace_request(std::string_view body);

} // namespace hft::simulated
