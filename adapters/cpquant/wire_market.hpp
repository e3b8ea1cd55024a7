#pragma once

#include "messages/market.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace hft::cpquant {

/// What the data stream says about itself.
struct Control {
  enum class Kind : std::uint8_t { Connected, Authenticated, Error, Subscription, Other };
  Kind kind = Kind::Other;
  int code = 0; ///< of an Error
  std::string message;
  Subscriptions subscriptions; ///< of a Subscription: the whole set; `*` is a symbol here
  bool operator==(const Control&) const = default;
};

/// One frame, read. What could not be read is counted and the rest kept.
struct Decoded {
  std::vector<MarketEvent> events;
  std::vector<Control> control;
  std::uint64_t malformed = 0;
  std::string sentence;       ///< about the first malformed item
  bool beyond_bounds = false; ///< too long, too deep or too many values: nothing of it was read
  bool operator==(const Decoded&) const = default;
};

/// Reads data-stream frames. Trades and quotes in the broker's usual JSON spelling go through a
/// scanner, everything else through a general parser; both give the same. One thread at a time.
class MarketDecoder {
public:
  Decoded decode(std::string_view frame, bool binary);

private:
  std::string minute_; ///< the last `YYYY-MM-DDTHH:MM` seen
  std::int64_t minute_start_ = 0;
};

/// The general parser alone: JSON text, or msgpack when `binary` and it does not begin like JSON.
Decoded decode_market_frame(std::string_view frame, bool binary);

/// `{"action":"auth","key":K,"secret":S}`
std::string auth_message(std::string_view key, std::string_view secret);
/// `{"action":"subscribe","trades":[...],...}` with the channels that have symbols; `action` is
/// `subscribe` or `unsubscribe`.
std::string subscription_message(std::string_view action, const Subscriptions& subscriptions);
/// The same message in msgpack, for streams opened in it.
std::string as_msgpack(std::string_view json);

} // namespace hft::cpquant
