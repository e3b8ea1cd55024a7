#pragma once

/// For files in `adapters/cpquant` only: the conversation on the data stream.

#include "adapters/cpquant/realtime_client.hpp"
#include "adapters/cpquant/stream_link.hpp"
#include "adapters/cpquant/subscription_talk.hpp"
#include "adapters/cpquant/wire_market.hpp"

namespace hft::cpquant {

/// Authenticates, keeps the venue's set of subscriptions equal to the wish, turns frames into
/// batches.
class AlpacaRealtimeClient::Stream {
public:
  Stream(net::IoLoop& loop, Credentials credentials, RealtimeOptions options);

  void start(MarketFeed::Listener listener);
  void want(const Subscriptions& wish);
  void pause() { link_.pause(); }
  void resume() { link_.resume(); }
  void stop();
  MarketFeed::Counts counts() const { return counts_; }

private:
  void authenticate();
  void on_open();
  void on_frame(const net::WebsocketFrame& frame);
  void on_control(const Control& control);
  void on_authenticated();
  void on_acknowledged(const Subscriptions& set);
  void on_error(const Control& error);
  void on_connection_limit(const std::string& sentence);
  void on_request_refused(const std::string& sentence);
  void on_down(const Failure& failure, Duration wait);
  void go_on();
  void say(const std::string& message);
  void change(FeedState state, std::string detail = {});
  void refuse(const std::string& sentence);

  Credentials credentials_;
  RealtimeOptions options_;
  StreamLink link_;
  MarketFeed::Listener listener_;
  MarketDecoder decoder_;
  MarketFeed::Counts counts_;
  SubscriptionTalk talk_;
  net::Backoff reauth_; ///< after 406
  FeedState state_ = FeedState::Down;
  std::string detail_;
  Subscriptions told_acknowledged_;
  std::uint64_t sequence_ = 0;
  bool authenticated_ = false;
  bool stopped_ = false;
};

} // namespace hft::cpquant
