#pragma once

#include "adapters/simulated/exchange/exchange.hpp"
#include "messages/result.hpp"

#include <string>

namespace hft::simulated {

/// Accounts as a file: JSON, a row a line.
std::string state_text(const ExchangeState& state);
Result<ExchangeState> parse_state(std::string_view text);

/// Empty state when the file does not exist.
Result<ExchangeState> read_state(const std::string& file);
/// Beside the file first, then renamed over it: a reader never sees half a state.
Result<void> write_state(const std::string& file, const ExchangeState& state);

} // namespace hft::simulated
