#pragma once

#include "adapters/simulated/engine/stream_event.hpp"

#include <array>
#include <string>
#include <string_view>

namespace hft::simulated {

/// How a stream client wants its frames.
enum class Encoding : std::uint8_t { Json, Msgpack };

/// The data stream's channels by their names on the wire. Corrections and cancel/errors travel with
/// trades.
enum class StreamChannel : std::uint8_t {
  Trades,
  Quotes,
  Bars,
  UpdatedBars,
  DailyBars,
  Statuses,
  Lulds,
  Imbalances
};
inline constexpr std::size_t stream_channel_count = 8;
inline constexpr std::array<std::string_view, stream_channel_count> stream_channel_names{
  "trades", "quotes", "bars", "updatedBars", "dailyBars", "statuses", "lulds", "imbalances"};

StreamChannel channel_of(const MarketEvent& event);
StreamChannel channel_of(const StreamEvent& event);

/// Appends one object, `T` first, as the data stream shows it.
void append_json(std::string& out, const MarketEvent& event);
void append_msgpack(std::string& out, const MarketEvent& event);
void append_encoded(std::string& out, const StreamEvent& event, Encoding encoding);

/// The same object as data REST shows it: without `T` and `S`.
void append_item(std::string& out, const Trade& trade);
void append_item(std::string& out, const Quote& quote);
void append_item(std::string& out, const Bar& bar);

/// Appends `text` as a JSON string with its quotes.
void append_json_text(std::string& out, std::string_view text);

} // namespace hft::simulated
