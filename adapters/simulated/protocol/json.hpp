#pragma once

#include "adapters/simulated/exchange/exchange.hpp"
#include "adapters/simulated/protocol/data_stream_codec.hpp"
#include "messages/session.hpp"

#include <nlohmann/json.hpp>

#include <optional>
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

/// The body of POST and PATCH /v2/orders; numbers and strings, nulls and empty strings alike. A
/// body that is no object, or a field of a wrong kind, is the broker's 422.
Answer<PlaceRequest> place_request(std::string_view body);
Answer<ReplaceRequest> replace_request(std::string_view body);

Json clock_json(Timestamp now, const std::optional<SessionPlan>& session,
                const std::optional<SessionPlan>& following);
/// One row of GET /v2/calendar; `settlement` is the next session's date.
Json calendar_row(const SessionPlan& plan, Date settlement);
Json calendar_v3_row(const SessionPlan& plan, Date settlement);

/// A market event a person injects; missing fields get defaults. The message must be an object with
/// `S`; `T` defaults to `t`.
Result<StreamEvent> injected_event(const Json& message, Timestamp now, std::int64_t next_id);

} // namespace hft::simulated
