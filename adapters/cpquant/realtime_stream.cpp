#include "adapters/cpquant/realtime_stream.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace hft::cpquant {

namespace {

net::WebsocketClient::Options socket_options(const RealtimeOptions& options) {
  net::WebsocketClient::Options made;
  made.url = options.url;
  made.ping_interval = options.ping_interval;
  made.headers.emplace_back("Content-Type",
                            options.msgpack ? "application/msgpack" : "application/json");
  return made;
}

/// What is in `all` and not in `without`.
Subscriptions difference(const Subscriptions& all, const Subscriptions& without) {
  Subscriptions made;
  for (std::size_t i = 0; i < channel_count; ++i)
    std::set_difference(all.symbols[i].begin(), all.symbols[i].end(), without.symbols[i].begin(),
                        without.symbols[i].end(), std::back_inserter(made.symbols[i]));
  return made;
}

} // namespace

AlpacaRealtimeClient::Stream::Stream(net::IoLoop& loop, Credentials credentials,
                                     RealtimeOptions options)
  : credentials_(std::move(credentials)),
    options_(std::move(options)),
    link_(loop, socket_options(options_), options_.backoff,
          {[this] { change(FeedState::Connecting); }, [this] { on_open(); },
           [this](const net::WebsocketFrame& frame) { on_frame(frame); },
           [this](const Failure& failure, Duration) {
             ++counts_.reconnects;
             change(FeedState::Down, failure.sentence);
           },
           [this](const Failure& failure) { change(FeedState::Refused, failure.sentence); }}) {}

void AlpacaRealtimeClient::Stream::start(MarketFeed::Listener listener) {
  listener_ = std::move(listener);
  link_.start();
}

void AlpacaRealtimeClient::Stream::want(const Subscriptions& wish) {
  wish_ = wish;
  if (authenticated_) ask_for_changes();
}

void AlpacaRealtimeClient::Stream::stop() {
  stopped_ = true;
  link_.stop();
}

void AlpacaRealtimeClient::Stream::on_open() {
  authenticated_ = false;
  answers_due_ = 0;
  asked_ = {};
  acknowledged_ = {};
  authenticate();
}

/// Without waiting for the welcome: the venue takes it before and after.
void AlpacaRealtimeClient::Stream::authenticate() {
  say(auth_message(credentials_.key(), credentials_.secret()));
  link_.answer_within(options_.answer_timeout,
                      "the data stream did not answer our authentication in time");
}

void AlpacaRealtimeClient::Stream::on_frame(const net::WebsocketFrame& frame) {
  auto decoded = decoder_.decode(frame.bytes, frame.binary);
  counts_.malformed += decoded.malformed;
  for (const auto& control : decoded.control) {
    on_control(control);
    if (stopped_) return;
  }
  if (decoded.events.empty() || !listener_.on_frame) return;
  auto batch = std::make_shared<MarketBatch>();
  batch->events = std::move(decoded.events);
  batch->received = frame.received;
  batch->sequence = ++sequence_;
  listener_.on_frame({std::move(batch), frame.lag});
}

void AlpacaRealtimeClient::Stream::on_control(const Control& control) {
  switch (control.kind) {
    case Control::Kind::Authenticated: return on_authenticated();
    case Control::Kind::Subscription: return on_acknowledged(control.subscriptions);
    case Control::Kind::Error: return on_error(control);
    case Control::Kind::Connected:
    case Control::Kind::Other: return;
  }
}

void AlpacaRealtimeClient::Stream::on_authenticated() {
  if (std::exchange(authenticated_, true)) return;
  limited_ = 0;
  link_.met();
  link_.established();
  ask_for_changes();
}

/// Unsubscribes first, so that a symbol limit is not hit on the way.
void AlpacaRealtimeClient::Stream::ask_for_changes() {
  const auto gone = difference(asked_, wish_);
  const auto added = difference(wish_, asked_);
  asked_ = wish_;
  if (!gone.empty()) say(subscription_message("unsubscribe", gone));
  if (!added.empty()) say(subscription_message("subscribe", added));
  answers_due_ += (gone.empty() ? 0 : 1) + (added.empty() ? 0 : 1);
  if (answers_due_ > 0) {
    link_.answer_within(options_.answer_timeout,
                        "the data stream did not acknowledge our subscription in time");
    if (state_ != FeedState::Live) change(FeedState::Subscribing);
  } else {
    change(FeedState::Live, differences());
  }
}

void AlpacaRealtimeClient::Stream::on_acknowledged(const Subscriptions& set) {
  acknowledged_ = set;
  if (answers_due_ > 0 && --answers_due_ > 0) return;
  link_.met();
  change(FeedState::Live, differences());
}

void AlpacaRealtimeClient::Stream::on_error(const Control& error) {
  const auto sentence =
    "the data stream reported error " + std::to_string(error.code) + ": " + error.message;
  switch (error.code) {
    case 402:
    case 408:
    case 409:
    case 411: return refuse(sentence);
    case 403:
      return on_authenticated(); // by the upgrade's headers, or by an earlier message of ours
    case 401: authenticated_ = false; return authenticate();
    case 406: return on_connection_limit(sentence);
    case 404:
    case 407:
    case 500: return link_.drop({Fault::Unreachable, sentence});
    default:
      return on_request_refused(sentence); // 400, 405, 410, 412, 413: the set stays as it was
  }
}

/// An old session of ours may hold the place for a while: the socket stays, we ask again on it.
void AlpacaRealtimeClient::Stream::on_connection_limit(const std::string& sentence) {
  ++limited_;
  link_.met();
  const auto wait = std::min<Duration>(options_.reauth_step * limited_, options_.reauth_longest);
  change(FeedState::Connecting, sentence);
  link_.later(wait, [this] { authenticate(); });
}

void AlpacaRealtimeClient::Stream::on_request_refused(const std::string& sentence) {
  if (!authenticated_) return link_.drop({Fault::Refused, sentence}, true);
  answers_due_ = std::max(0, answers_due_ - 1);
  // What was refused is asked for again with the next change of the wish.
  asked_ = acknowledged_;
  if (answers_due_ == 0) link_.met();
  change(FeedState::Live, sentence);
}

void AlpacaRealtimeClient::Stream::refuse(const std::string& sentence) {
  stopped_ = true;
  link_.stop();
  change(FeedState::Refused, sentence);
}

void AlpacaRealtimeClient::Stream::say(const std::string& message) {
  link_.send(options_.msgpack ? as_msgpack(message) : message, options_.msgpack);
}

void AlpacaRealtimeClient::Stream::change(FeedState state, std::string detail) {
  state_ = state;
  if (state == FeedState::Down || state == FeedState::Connecting) authenticated_ = false;
  FeedStateChanged changed;
  changed.state = state;
  changed.detail = std::move(detail);
  if (state == FeedState::Live) changed.acknowledged = acknowledged_;
  if (listener_.on_state) listener_.on_state(changed);
}

/// Empty when the venue sends what was wished for.
std::string AlpacaRealtimeClient::Stream::differences() const {
  std::string missing;
  for (std::size_t i = 0; i < channel_count; ++i) {
    const auto channel = static_cast<Channel>(i);
    if (acknowledged_.contains(channel, Symbol{"*"})) continue;
    for (const auto& symbol : wish_.of(channel))
      if (!acknowledged_.contains(channel, symbol))
        missing +=
          (missing.empty() ? "" : ", ") + std::string{to_string(channel)} + ' ' + symbol.str();
  }
  if (missing.size() > 300) missing = missing.substr(0, 300) + "...";
  return missing.empty() ? missing
                         : "the venue did not acknowledge all we asked for; missing: " + missing;
}

} // namespace hft::cpquant
