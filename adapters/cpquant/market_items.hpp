#pragma once

/// For files in `adapters/cpquant` only: one item of the market, as streams and history spell it.

#include "adapters/cpquant/json_fields.hpp"
#include "messages/market.hpp"

namespace hft::cpquant {

/// Each throws `Malformed`.
Trade read_trade(const Symbol& symbol, const Json& item);
Quote read_quote(const Symbol& symbol, const Json& item);
Bar read_bar(const Symbol& symbol, BarKind kind, const Json& item);
/// Any kind the stream knows, by its `T`.
MarketEvent read_market_item(const std::string& type, const Symbol& symbol, const Json& item);

} // namespace hft::cpquant
