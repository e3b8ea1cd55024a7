#pragma once

#include "actors/feed/subscription_table.hpp"
#include "messages/market.hpp"

#include <deque>
#include <optional>
#include <unordered_map>

namespace hft {

struct OutboxLimits {
  std::uint64_t unhandled_frames = 64; ///< that may be on their way at once
  std::size_t frame_events = 256;      ///< in one frame made of what waited
  std::size_t waiting_events = 50'000; ///< past it the feed is asked to pause, until half
};

/// The frames for one subscriber that runs beside the lane and may be slower than the market. While
/// it has frames enough on their way, events wait here: trades are never dropped, of the quotes of
/// a symbol only the newest stays, at its own place in time. Waiting frames are as old as their
/// oldest.
class Outbox {
public:
  explicit Outbox(OutboxLimits limits = {}) : limits_(limits) {}

  /// Takes what the subscriber at `place` wants of the frame.
  void offer(const MarketFrame& frame, const SubscriptionTable& table,
             SubscriptionTable::Place place);
  /// The next frame to send when the subscriber has handled so many since it began; call until
  /// empty.
  std::optional<MarketFrame> next(std::uint64_t handled);
  /// The same without regard to how many are on their way.
  std::optional<MarketFrame> next_at_once();

  std::size_t waiting() const { return live_; }
  /// Whether the feed should stop reading for this one's sake.
  bool is_full();
  std::uint64_t conflated() const { return conflated_; }

private:
  struct Waiting {
    std::optional<MarketEvent> event; ///< empty: a quote that a newer one replaced
    MonotonicTime received;
    Duration lag{0};
  };
  void drop_older_quote(const Symbol& symbol);

  OutboxLimits limits_;
  std::uint64_t sent_ = 0;
  std::optional<MarketFrame> whole_; ///< offered while nothing waited: passed on as it is
  std::deque<Waiting> events_;
  std::uint64_t first_number_ = 0; ///< of the event at the front, counted since the beginning
  std::unordered_map<Symbol, std::uint64_t> quotes_; ///< the number of each symbol's waiting quote
  std::size_t live_ = 0;
  std::uint64_t conflated_ = 0;
  bool full_ = false;
};

} // namespace hft
