#pragma once

#include "messages/timestamp.hpp"

#include <string>
#include <vector>

namespace hft::simulated {

/// What the tables of fees do not know for certain of the dates from `from` to `to`, both included,
/// a sentence each: rates before the first row, which then is taken, and rows whose beginning no
/// document confirms.
std::vector<std::string> fee_doubts(Date from, Date to);

} // namespace hft::simulated
