#pragma once

#include "adapters/cpquant/authentication_judge.hpp"
#include "adapters/cpquant/credentials.hpp"
#include "adapters/cpquant/endpoints.hpp"
#include "adapters/cpquant/step_keeper.hpp"
#include "adapters/market_feed.hpp"
#include "adapters/net/backoff.hpp"
#include "adapters/net/io_loop.hpp"
#include "messages/market.hpp"
#include "messages/result.hpp"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace hft::cpquant {

struct RealtimeOptions {
  std::string url = paper_endpoints().data_stream_url;
  bool msgpack = false;                                 ///< ask for the binary encoding
  Duration answer_timeout{std::chrono::seconds{10}};    ///< for the answers to auth and subscribe
  Duration reauth_step{std::chrono::milliseconds{500}}; ///< after 406: doubled with each try
  Duration reauth_longest{std::chrono::seconds{90}};
  Duration resubscribe{std::chrono::seconds{60}}; ///< until what was refused is asked for again
  Duration ping_interval{std::chrono::seconds{10}};
  net::Backoff::Settings backoff{};
  std::shared_ptr<AuthenticationJudge> authentication{}; ///< empty: one that knows nothing
  /// Of a simulated venue that keeps step with us; empty elsewhere. Shared with the order gateway.
  std::shared_ptr<StepKeeper> steps{};
};

/// Real-time market data. Two ways of use, one at a time:
/// on a loop of the caller's, through the port `MarketFeed`; or on its own, by cpquant's names:
/// subscribe, then `listen`. Authenticates as soon as the socket opens, compares what the venue
/// acknowledges with what was asked for, reconnects and resubscribes. `Live` means that something
/// wished for is sent; its detail names what is not. What the venue says of keys, plan
/// and scope (402, 408, 409, 411) is final when `AuthenticationJudge` says so:
/// `FeedState::Refused`.
class AlpacaRealtimeClient : public MarketFeed {
public:
  using Symbols = std::vector<Symbol>;

  /// On a loop that outlives it.
  AlpacaRealtimeClient(net::IoLoop& loop, Credentials credentials, RealtimeOptions options = {});
  /// On its own loop, for `listen` and `async_listen`.
  explicit AlpacaRealtimeClient(Credentials credentials, RealtimeOptions options = {});
  /// With the keys of the environment, see `load_credentials`.
  static Result<std::unique_ptr<AlpacaRealtimeClient>>
  from_environment(RealtimeOptions options = {});
  ~AlpacaRealtimeClient() override;

  // The port.
  void start(Listener listener) override;
  void want(const Subscriptions& subscriptions) override;
  void pause() override;
  void resume() override;
  void stop() override;
  Counts counts() const override;

  // cpquant's names; any thread, before or while listening.
  void subscribe_quotes(const Symbols& symbols);
  void subscribe_trades(const Symbols& symbols);
  /// `timeframe` is cpquant's and has no effect: the venue sends minute bars.
  void subscribe_bars(const Symbols& symbols, const std::string& timeframe = "1Min");
  void unsubscribe_quotes(const Symbols& symbols);
  void unsubscribe_trades(const Symbols& symbols);
  void unsubscribe_bars(const Symbols& symbols, const std::string& timeframe = "1Min");
  /// Any channel.
  void subscribe(Channel channel, const Symbols& symbols);
  void unsubscribe(Channel channel, const Symbols& symbols);

  /// Connects and calls `handler` with each event until `close`, on this thread. Answers why it
  /// ended when the venue refused us for good.
  Result<void> listen(const std::function<void(const MarketEvent&)>& handler);
  /// The same on a thread of its own.
  void async_listen(std::function<void(const MarketEvent&)> handler);
  /// Ends `listen`; waits for `async_listen` to end. Any thread; from inside a handler it only
  /// asks.
  void close();

  /// The last of each symbol while listening; copies, any thread.
  std::map<Symbol, Quote> curr_quotes() const;
  std::map<Symbol, Trade> curr_trades() const;
  std::map<Symbol, Bar> curr_bars() const;

private:
  class Stream;
  class Listening;
  std::unique_ptr<Listening> listening_; ///< before the stream: holds its loop
  std::unique_ptr<Stream> stream_;
};

} // namespace hft::cpquant
