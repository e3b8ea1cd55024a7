#pragma once

#include "messages/market.hpp"

namespace hft {

/// Whether a print under this sale condition sets the last price of its symbol, by the rules of the
/// consolidated tapes: CTA for the tapes A and B, UTP for C and all others. Late, contingent,
/// derivatively or averagely priced, odd-lot, extended-hours and official-price prints do not; nor
/// do codes that no tape has.
bool updates_last_price(char tape, char condition);
/// True when all conditions of the print do, and when it has none.
bool updates_last_price(const Trade& trade);

} // namespace hft
