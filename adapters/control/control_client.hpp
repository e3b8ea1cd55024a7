#pragma once

#include "adapters/control/control.hpp"
#include "messages/result.hpp"
#include "messages/timestamp.hpp"

#include <string>

namespace hft::control {

/// Asks the system that listens at `path`; blocks until it has answered or `patience` is over.
/// `Unreachable` when nobody listens there.
class ControlClient {
public:
  static Result<ControlAnswer> call(const std::string& path, const ControlRequest& request,
                                    Duration patience = std::chrono::seconds{15});
};

} // namespace hft::control
