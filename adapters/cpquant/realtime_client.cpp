#include "adapters/cpquant/realtime_client.hpp"

#include "adapters/cpquant/realtime_stream.hpp"

#include <mutex>
#include <thread>
#include <utility>

namespace hft::cpquant {

/// What cpquant's way of use needs beyond the stream: a loop, a wish that any thread may change,
/// and the last of each symbol.
class AlpacaRealtimeClient::Listening {
public:
  net::IoLoop loop;
  std::thread thread;
  mutable std::mutex mutex;
  Subscriptions wish; ///< guarded by mutex, as all below
  std::map<Symbol, Quote> quotes;
  std::map<Symbol, Trade> trades;
  std::map<Symbol, Bar> bars;
  std::string refused;

  void remember(const MarketEvent& event) {
    const std::scoped_lock lock{mutex};
    if (const auto* quote = std::get_if<Quote>(&event))
      quotes[quote->symbol] = *quote;
    else if (const auto* trade = std::get_if<Trade>(&event))
      trades[trade->symbol] = *trade;
    else if (const auto* bar = std::get_if<Bar>(&event))
      bars[bar->symbol] = *bar;
  }
};

AlpacaRealtimeClient::AlpacaRealtimeClient(net::IoLoop& loop, Credentials credentials,
                                           RealtimeOptions options)
  : stream_(std::make_unique<Stream>(loop, std::move(credentials), std::move(options))) {}

AlpacaRealtimeClient::AlpacaRealtimeClient(Credentials credentials, RealtimeOptions options)
  : listening_(std::make_unique<Listening>()),
    stream_(
      std::make_unique<Stream>(listening_->loop, std::move(credentials), std::move(options))) {}

Result<std::unique_ptr<AlpacaRealtimeClient>>
AlpacaRealtimeClient::from_environment(RealtimeOptions options) {
  auto credentials = load_credentials(KeyPair::Data);
  if (!credentials) return tl::unexpected<Failure>{credentials.error()};
  return std::make_unique<AlpacaRealtimeClient>(std::move(*credentials), std::move(options));
}

AlpacaRealtimeClient::~AlpacaRealtimeClient() {
  if (listening_) close();
}

void AlpacaRealtimeClient::start(Listener listener) {
  stream_->start(std::move(listener));
}
void AlpacaRealtimeClient::want(const Subscriptions& subscriptions) {
  stream_->want(subscriptions);
}
void AlpacaRealtimeClient::pause() {
  stream_->pause();
}
void AlpacaRealtimeClient::resume() {
  stream_->resume();
}
void AlpacaRealtimeClient::stop() {
  stream_->stop();
}
MarketFeed::Counts AlpacaRealtimeClient::counts() const {
  return stream_->counts();
}

void AlpacaRealtimeClient::subscribe(Channel channel, const Symbols& symbols) {
  ensure(listening_ != nullptr, "subscribe was called on a client of a foreign loop: use want");
  const std::scoped_lock lock{listening_->mutex};
  for (const auto& symbol : symbols) listening_->wish.add(channel, symbol);
  listening_->loop.post([this, wish = listening_->wish] { stream_->want(wish); });
}

void AlpacaRealtimeClient::unsubscribe(Channel channel, const Symbols& symbols) {
  ensure(listening_ != nullptr, "unsubscribe was called on a client of a foreign loop: use want");
  const std::scoped_lock lock{listening_->mutex};
  for (const auto& symbol : symbols) std::erase(listening_->wish.of(channel), symbol);
  listening_->loop.post([this, wish = listening_->wish] { stream_->want(wish); });
}

void AlpacaRealtimeClient::subscribe_quotes(const Symbols& symbols) {
  subscribe(Channel::Quotes, symbols);
}
void AlpacaRealtimeClient::subscribe_trades(const Symbols& symbols) {
  subscribe(Channel::Trades, symbols);
}
void AlpacaRealtimeClient::subscribe_bars(const Symbols& symbols, const std::string&) {
  subscribe(Channel::Bars, symbols);
}
void AlpacaRealtimeClient::unsubscribe_quotes(const Symbols& symbols) {
  unsubscribe(Channel::Quotes, symbols);
}
void AlpacaRealtimeClient::unsubscribe_trades(const Symbols& symbols) {
  unsubscribe(Channel::Trades, symbols);
}
void AlpacaRealtimeClient::unsubscribe_bars(const Symbols& symbols, const std::string&) {
  unsubscribe(Channel::Bars, symbols);
}

Result<void> AlpacaRealtimeClient::listen(const std::function<void(const MarketEvent&)>& handler) {
  ensure(listening_ != nullptr, "listen was called on a client of a foreign loop: use start");
  Listener listener;
  listener.on_frame = [this, handler](const MarketFrame& frame) {
    for (const auto& event : frame.batch->events) {
      listening_->remember(event);
      if (handler) handler(event);
    }
  };
  listener.on_state = [this](const FeedStateChanged& changed) {
    if (changed.state != FeedState::Refused) return;
    const std::scoped_lock lock{listening_->mutex};
    listening_->refused = changed.detail;
    listening_->loop.stop();
  };
  listening_->loop.post([this, listener = std::move(listener)] { stream_->start(listener); });
  listening_->loop.run();
  const std::scoped_lock lock{listening_->mutex};
  if (!listening_->refused.empty()) return fail(ErrorKind::Refused, listening_->refused);
  return {};
}

void AlpacaRealtimeClient::async_listen(std::function<void(const MarketEvent&)> handler) {
  ensure(listening_ != nullptr, "async_listen was called on a client of a foreign loop: use start");
  listening_->thread = std::thread{[this, handler = std::move(handler)] { (void)listen(handler); }};
}

void AlpacaRealtimeClient::close() {
  ensure(listening_ != nullptr, "close was called on a client of a foreign loop: use stop");
  auto& loop = listening_->loop;
  loop.post([this, &loop] {
    stream_->stop();
    // The goodbye takes one round trip at most.
    loop.schedule(std::chrono::milliseconds{50}, [&loop] { loop.stop(); });
  });
  if (listening_->thread.joinable() && !loop.on_this_thread()) listening_->thread.join();
}

std::map<Symbol, Quote> AlpacaRealtimeClient::curr_quotes() const {
  const std::scoped_lock lock{listening_->mutex};
  return listening_->quotes;
}

std::map<Symbol, Trade> AlpacaRealtimeClient::curr_trades() const {
  const std::scoped_lock lock{listening_->mutex};
  return listening_->trades;
}

std::map<Symbol, Bar> AlpacaRealtimeClient::curr_bars() const {
  const std::scoped_lock lock{listening_->mutex};
  return listening_->bars;
}

} // namespace hft::cpquant
