#pragma once

#include "adapters/simulated/exchange/exchange.hpp"
#include "adapters/simulated/protocol/data_stream_codec.hpp"

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>

namespace hft::simulated {

/// Keys keep the order they are written in: streams want `T` first.
using Json = nlohmann::ordered_json;

std::string encode(const Json& message, Encoding encoding);
/// A discarded value when the bytes cannot be read.
Json decode(std::string_view bytes, Encoding encoding);
/// The string under `key`; empty when there is none.
std::string text_at(const Json& object, const char* key);
/// A string or number under `key` as text; empty for absent, null or anything else.
std::string scalar_at(const Json& object, const char* key);

Json to_json(const VenueOrder& order);
Json to_json(const OrderUpdate& update);
Json to_json(const VenueError& error);
Json to_json(const AccountSnapshot& account);
Json to_json(const PositionSnapshot& position);
Json to_json(const Asset& asset);
Json to_json(const FillRecord& fill);
Json to_json(const AccountActivity& activity);
/// As GET /v2/corporate_actions/announcements shows it.
Json announcement_json(const CorporateAction& action);
/// A fill as `GET /_venue/ledger` shows it.
Json ledger_fill(const FillRecord& fill);

} // namespace hft::simulated
