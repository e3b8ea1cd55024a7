#pragma once

#include "messages/fixed_text.hpp"

#include <vector>

namespace hft::simulated {

/// The symbols that a made-up market knows prices and volumes of; those of others it invents.
std::vector<Symbol> known_symbols();

} // namespace hft::simulated
