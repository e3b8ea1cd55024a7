#pragma once

#include "adapters/door/limits.hpp"
#include "messages/market.hpp"
#include "messages/result.hpp"

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace hft {

struct GapLimits {
  Duration patience{2'000'000'000}; ///< for the history's answers
  std::size_t held_limit = 20'000;  ///< live frames held meanwhile
  std::size_t held_events = door::held_events;
};

/// Mends the hole a lost connection leaves. When the feed is live again, the first event bounds the
/// hole; live frames are held while the trades of the hole are fetched, then the fetched ones come
/// first, in the order of their times and without those that came over the stream before or since.
/// It waits no longer than its limits say.
class GapFiller {
public:
  /// What to ask the history for: all symbols, both ends included.
  struct Question {
    std::uint64_t number = 0;
    FeedGap gap;
    std::vector<Symbol> symbols;
  };
  /// What to deliver, in this order.
  struct Mended {
    std::vector<Trade> trades;
    std::vector<MarketFrame> held;
    std::string failure; ///< one sentence when not all could be fetched
  };

  explicit GapFiller(GapLimits limits = {}) : limits_(limits) {}

  /// The stream broke: what comes next leaves a hole.
  void on_down();
  /// A live frame while none is held. A question when the frame bounds a hole: it is held, and so
  /// must be the next ones (`hold`). `symbols` are those whose trades are wanted.
  std::optional<Question> on_frame(const MarketFrame& frame, const std::vector<Symbol>& symbols,
                                   bool can_ask);
  bool is_holding() const { return holding_; }
  void hold(const MarketFrame& frame) {
    held_.push_back(frame);
    held_events_ += frame.batch->events.size();
  }
  void on_fetched(std::uint64_t number, const Symbol& symbol, Result<std::vector<Trade>> trades);
  /// Everything, when all answers are there or it has waited long enough.
  std::optional<Mended> fill_gap(MonotonicTime now);

  /// The last hole found, when the frame before found one.
  const std::optional<FeedGap>& gap() const { return gap_; }
  Timestamp newest() const { return newest_; }

private:
  struct Identity {
    Symbol symbol;
    std::int64_t id = 0;
    char exchange = ' ';
    char tape = ' ';
    Timestamp time;
    bool operator==(const Identity&) const = default;
  };
  static Identity identity_of(const Trade& trade);
  void remember(const MarketBatch& batch);
  bool came_live(const Trade& trade) const;

  GapLimits limits_;
  Timestamp newest_;
  bool broken_ = false;
  bool holding_ = false;
  std::optional<FeedGap> gap_;
  std::uint64_t number_ = 0;
  std::size_t unanswered_ = 0;
  MonotonicTime since_;
  std::vector<Trade> fetched_;
  std::string failure_;
  std::vector<MarketFrame> held_;
  std::size_t held_events_ = 0;
  // Trades of the moments before the stream broke: the history repeats them.
  std::array<Identity, 256> recent_;
  std::size_t next_recent_ = 0;
};

} // namespace hft
