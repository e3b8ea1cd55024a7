#pragma once

#include "messages/fixed_text.hpp"
#include "messages/timestamp.hpp"
#include "messages/units.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace hft {

/// One print on the tape. Identity: (symbol, exchange, tape, id).
struct Trade {
  Symbol symbol;
  std::int64_t id = 0;
  Price price;
  Quantity size;
  Timestamp time;
  char exchange = ' ';
  char tape = 'A'; ///< A NYSE, B Arca and regionals, C Nasdaq, N overnight, O OTC
  Conditions conditions;
  bool operator==(const Trade&) const = default;
};

/// The best bid and offer. A missing side has price and size zero. Sizes in shares.
struct Quote {
  Symbol symbol;
  Price bid;
  Price ask;
  Quantity bid_size;
  Quantity ask_size;
  Timestamp time;
  char bid_exchange = ' ';
  char ask_exchange = ' ';
  char tape = 'A';
  Conditions conditions;
  bool operator==(const Quote&) const = default;
};

/// How large a bar is: so much session time, so many shares, or so many trades.
enum class BarUnit : std::uint8_t { Second, Minute, Hour, Day, Share, Trade };
struct BarSize {
  std::int64_t count = 1;
  BarUnit unit = BarUnit::Minute;
  auto operator<=>(const BarSize&) const = default;
  bool is_of_time() const { return unit <= BarUnit::Day; }
};
/// `30s`, `5m`, `1h`, `1d`, `10000v` (shares of volume), `500t` (trades).
std::string to_string(BarSize size);
/// None for any other text, and for a size that no session holds.
std::optional<BarSize> bar_size_from(std::string_view text);
/// Of seconds, minutes and hours; a day's is that of a regular session. Zero for the others.
Duration duration_of(BarSize size);

enum class BarKind : std::uint8_t {
  Minute,
  Updated,
  Daily,
  Built, ///< built here of the trades a model is shown
};

/// Open, high, low, close of an interval that begins at `start`. `Updated` corrects a minute sent
/// before; `Daily` is the day so far and starts at New York midnight.
struct Bar {
  Symbol symbol;
  BarKind kind = BarKind::Minute;
  Price open;
  Price high;
  Price low;
  Price close;
  Price vwap;
  Quantity volume;
  std::int64_t trade_count = 0;
  Timestamp start;
  BarSize size{};  ///< of a built bar
  Timestamp end{}; ///< of a built bar; see `end_of`
  bool operator==(const Bar&) const = default;
};
/// When the bar was complete: what is decided from it is decided then.
Timestamp end_of(const Bar& bar);

/// A halt, a resumption or another state of one symbol, with the tape's own codes.
struct TradingStatus {
  Symbol symbol;
  std::string status_code;
  std::string status_message;
  std::string reason_code;
  std::string reason_message;
  Timestamp time;
  char tape = 'A';
  bool operator==(const TradingStatus&) const = default;
};

/// True for the codes that stop trading, false for those that resume it; other codes say nothing
/// about it. CTA: 2 halt, 3 resume; UTP: H halt, P pause, T resume.
enum class HaltEffect : std::uint8_t { None, Halts, Resumes };
HaltEffect halt_effect(const TradingStatus& status);
/// True for a halt of the whole market: CTA reasons 1 to 3, UTP reasons MWC0 to MWC3.
bool halts_market(const TradingStatus& status);

/// A print that was wrong and what it should have said.
struct Correction {
  Symbol symbol;
  char exchange = ' ';
  std::int64_t original_id = 0;
  Price original_price;
  Quantity original_size;
  std::int64_t corrected_id = 0;
  Price corrected_price;
  Quantity corrected_size;
  Timestamp time;
  char tape = 'A';
  bool operator==(const Correction&) const = default;
};

/// A print taken back: action `C` canceled, `E` error.
struct CancelError {
  Symbol symbol;
  std::int64_t id = 0;
  Price price;
  Quantity size;
  Timestamp time;
  char exchange = ' ';
  char action = 'C';
  char tape = 'A';
  bool operator==(const CancelError&) const = default;
};

/// The limit-up and limit-down band in force.
struct PriceBand {
  Symbol symbol;
  Price limit_up;
  Price limit_down;
  std::string indicator;
  Timestamp time;
  char tape = 'A';
  bool operator==(const PriceBand&) const = default;
};

using MarketEvent =
  std::variant<Trade, Quote, Bar, TradingStatus, Correction, CancelError, PriceBand>;

/// The symbol and the time stamped on any market event (a bar's is its start).
const Symbol& symbol_of(const MarketEvent& event);
Timestamp time_of(const MarketEvent& event);

/// One websocket frame, decoded: never changed once made, shared by all who read it.
struct MarketBatch {
  std::vector<MarketEvent> events;
  MonotonicTime received;     ///< when the frame had been read from the socket
  std::uint64_t sequence = 0; ///< counts the frames of one feed from 1, over reconnects
};

/// What travels between actors: a batch by reference.
struct MarketFrame {
  std::shared_ptr<const MarketBatch> batch;
  Duration lag{0}; ///< how long the frame had waited before we could read it (see TransitLag)
  std::uint64_t delivery = 0; ///< counts the frames sent to one subscriber from 1; 0: not counted
};

/// What a feed can deliver.
enum class Channel : std::uint8_t {
  Trades,
  Quotes,
  Bars,
  UpdatedBars,
  DailyBars,
  Statuses,
  PriceBands
};
inline constexpr std::size_t channel_count = 7;
std::string_view to_string(Channel channel);

/// A wish or an answer: which symbols of which channel. Sorted, without repetition.
struct Subscriptions {
  std::vector<Symbol> symbols[channel_count];
  std::vector<Symbol>& of(Channel channel) { return symbols[static_cast<std::size_t>(channel)]; }
  const std::vector<Symbol>& of(Channel channel) const {
    return symbols[static_cast<std::size_t>(channel)];
  }
  void add(Channel channel, const Symbol& symbol);
  void merge(const Subscriptions& other);
  bool contains(Channel channel, const Symbol& symbol) const;
  bool empty() const;
  bool operator==(const Subscriptions& other) const;
};

/// What a feed says about itself.
enum class FeedState : std::uint8_t { Down, Connecting, Subscribing, Live, Refused };
std::string_view to_string(FeedState state);

struct FeedStateChanged {
  FeedState state = FeedState::Down;
  std::string detail;         ///< one sentence, empty when there is nothing to add
  Subscriptions acknowledged; ///< when Live: what the venue says it sends
};

/// Events between these two times (exclusive) may be missing.
struct FeedGap {
  Timestamp from;
  Timestamp until;
  template <class Inspector>
  friend auto inspect(Inspector& f, FeedGap& x) {
    return f(x.from, x.until);
  }
  bool operator==(const FeedGap&) const = default;
};

/// What the feed has seen since it started.
struct FeedStatus {
  FeedState state = FeedState::Down;
  std::uint64_t frames = 0;
  std::uint64_t events = 0;
  std::uint64_t malformed = 0; ///< frames or items that could not be read
  std::uint64_t reconnects = 0;
  std::uint64_t gaps = 0;
  std::uint64_t conflated = 0; ///< quotes replaced by a newer one under overload
  Timestamp last_event;        ///< the newest time stamped on an event
  std::string detail;
};

} // namespace hft
