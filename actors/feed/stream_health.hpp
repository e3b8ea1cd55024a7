#pragma once

#include "messages/market.hpp"
#include "messages/session.hpp"

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace hft {

/// How long silence may last in the regular session, in real time.
struct SilenceLimits {
  Duration stream{30'000'000'000};        ///< nothing at all
  Duration subscription{600'000'000'000}; ///< of one symbol's trades or quotes: thin ones are slow
};

/// Whether what was subscribed comes. Streams lie by silence: a connection that is up and sends
/// nothing in the regular session is as good as down, and must be said to be.
class StreamHealth {
public:
  explicit StreamHealth(SilenceLimits limits = {}) : limits_(limits) {}

  /// What the venue acknowledged; counts as heard now. An empty one: the feed is not live.
  void watch(const Subscriptions& acknowledged, MonotonicTime now);
  /// Only in the regular session is silence a fault; it begins to count when the phase does.
  void on_phase(SessionPhase phase, MonotonicTime now);
  void on_batch(const MarketBatch& batch);

  /// One sentence for each silence that began since the last check, and each that ended.
  std::vector<std::string> check(MonotonicTime now);
  /// All that is silent, in one sentence; empty when nothing is.
  std::string silences() const;

private:
  struct Stream {
    Channel channel = Channel::Trades;
    Symbol symbol;
    MonotonicTime heard;
    bool silent = false;
  };
  Stream* find(Channel channel, const Symbol& symbol);
  void hear(Channel channel, const Symbol& symbol, MonotonicTime at);
  static std::string name_of(const Stream& stream);

  SilenceLimits limits_;
  bool regular_ = false;
  MonotonicTime heard_;
  bool silent_ = false;
  std::vector<Stream> streams_;
  std::unordered_map<Symbol, std::size_t> trades_; ///< where in `streams_`
  std::unordered_map<Symbol, std::size_t> quotes_;
};

/// What `wanted` asks for and `acknowledged` does not hold, in one sentence; empty when nothing.
std::string missing_text(const Subscriptions& wanted, const Subscriptions& acknowledged);

} // namespace hft
