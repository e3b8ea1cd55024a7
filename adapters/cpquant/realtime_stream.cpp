#include "adapters/cpquant/realtime_stream.hpp"

#include "adapters/door/limits.hpp"
#include "adapters/net/clock.hpp"

#include <utility>

namespace hft::cpquant {

namespace {

net::WebsocketClient::Options socket_options(const RealtimeOptions& options) {
  net::WebsocketClient::Options made;
  made.url = options.url;
  made.ping_interval = options.ping_interval;
  made.max_frame = door::data_frame.bytes;
  made.headers.emplace_back("Content-Type",
                            options.msgpack ? "application/msgpack" : "application/json");
  if (options.steps)
    for (auto& header : StepKeeper::offer()) made.headers.push_back(std::move(header));
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
           [this](const Failure& failure, Duration wait) { on_down(failure, wait); },
           [this](const Failure& failure) { change(FeedState::Refused, failure.sentence); }}),
    reauth_({.quick = options_.reauth_step,
             .base = options_.reauth_step,
             .longest = options_.reauth_longest,
             .seed = options_.backoff.seed}) {
  if (!options_.authentication) options_.authentication = std::make_shared<AuthenticationJudge>();
}

void AlpacaRealtimeClient::Stream::start(MarketFeed::Listener listener) {
  listener_ = std::move(listener);
  link_.start();
}

void AlpacaRealtimeClient::Stream::want(const Subscriptions& wish) {
  talk_.want(wish);
  if (authenticated_) go_on();
}

void AlpacaRealtimeClient::Stream::stop() {
  stopped_ = true;
  if (options_.steps) options_.steps->on_stream_lost();
  link_.stop();
}

void AlpacaRealtimeClient::Stream::on_open() {
  authenticated_ = false;
  talk_.reset();
  if (options_.steps)
    options_.steps->on_stream_open(
      [this](const std::string& message) { link_.send(message, false); },
      [this](const StepReached& step) {
        if (listener_.on_step) listener_.on_step(step);
      });
  authenticate();
}

/// Without waiting for the welcome: the venue takes it before and after.
void AlpacaRealtimeClient::Stream::authenticate() {
  say(auth_message(credentials_.key(), credentials_.secret()));
  link_.answer_within(options_.answer_timeout,
                      "the data stream did not answer our authentication in time");
}

void AlpacaRealtimeClient::Stream::on_frame(const net::WebsocketFrame& frame) {
  if (options_.steps && options_.steps->on_message(frame.bytes)) return;
  auto decoded = decoder_.decode(frame.bytes, frame.binary);
  counts_.malformed += decoded.malformed;
  if (decoded.beyond_bounds) return link_.drop({ErrorKind::BadPayload, decoded.sentence}, true);
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
  options_.authentication->accepted();
  reauth_.reset();
  link_.met();
  link_.established();
  go_on();
}

/// Says what is to be said next, or how things stand when all is said and answered.
void AlpacaRealtimeClient::Stream::go_on() {
  if (const auto request = talk_.next()) {
    say(subscription_message(request->subscribe ? "subscribe" : "unsubscribe", request->what));
    link_.answer_within(options_.answer_timeout,
                        "the data stream did not acknowledge our subscription in time");
    if (state_ != FeedState::Live && state_ != FeedState::Subscribing)
      change(FeedState::Subscribing);
    return;
  }
  if (!talk_.is_settled()) return;
  const auto missing = talk_.missing_text();
  change(talk_.has_any() ? FeedState::Live : FeedState::Subscribing, missing);
  if (missing.empty()) return;
  // A plan may change, and another session may give a place free.
  link_.later(options_.resubscribe, [this] {
    talk_.ask_again();
    go_on();
  });
}

void AlpacaRealtimeClient::Stream::on_acknowledged(const Subscriptions& set) {
  talk_.on_acknowledged(set);
  link_.met();
  go_on();
}

void AlpacaRealtimeClient::Stream::on_error(const Control& error) {
  const auto sentence =
    "the data stream reported error " + std::to_string(error.code) + ": " + error.message;
  switch (error.code) {
    case 402:
    case 408:
    case 409:
    case 411: return link_.drop({ErrorKind::BadCredentials, sentence}, true);
    case 403:
      return on_authenticated(); // by the upgrade's headers, or by an earlier message of ours
    case 401: authenticated_ = false; return authenticate();
    case 406: return on_connection_limit(sentence);
    case 404:
    case 407:
    case 500: return link_.drop({ErrorKind::Unreachable, sentence});
    default:
      return on_request_refused(sentence); // 400, 405, 410, 412, 413: the set stays as it was
  }
}

/// An old session of ours may hold the place for a while: the socket stays, we ask again on it.
void AlpacaRealtimeClient::Stream::on_connection_limit(const std::string& sentence) {
  link_.met();
  change(FeedState::Connecting, sentence);
  link_.later(reauth_.next(Duration{0}, true), [this] { authenticate(); });
}

void AlpacaRealtimeClient::Stream::on_request_refused(const std::string& sentence) {
  if (!authenticated_) return link_.drop({ErrorKind::Refused, sentence}, true);
  link_.met();
  talk_.on_refused(sentence);
  go_on();
}

void AlpacaRealtimeClient::Stream::on_down(const Failure& failure, Duration wait) {
  ++counts_.reconnects;
  if (failure.fault != ErrorKind::BadCredentials) return change(FeedState::Down, failure.sentence);
  const bool worked = options_.authentication->keys() != AuthenticationJudge::Keys::Unproven;
  if (options_.authentication->refused(net::monotonic_now()))
    return refuse(failure.sentence + (worked ? ", for too long" : ""));
  change(FeedState::Down,
         failure.sentence + ", with keys that worked before: it is asked again in " +
           std::to_string((wait + std::chrono::milliseconds{999}) / std::chrono::seconds{1}) +
           " s");
}

void AlpacaRealtimeClient::Stream::refuse(const std::string& sentence) {
  stopped_ = true;
  link_.stop();
  change(FeedState::Refused, sentence);
}

void AlpacaRealtimeClient::Stream::say(const std::string& message) {
  link_.send(options_.msgpack ? as_msgpack(message) : message, options_.msgpack);
}

/// What was told last is not told again.
void AlpacaRealtimeClient::Stream::change(FeedState state, std::string detail) {
  if (state == FeedState::Down && options_.steps) options_.steps->on_stream_lost();
  if (state == FeedState::Down || state == FeedState::Connecting) authenticated_ = false;
  FeedStateChanged changed;
  changed.state = state;
  changed.detail = std::move(detail);
  if (state == FeedState::Live) changed.acknowledged = talk_.acknowledged();
  const bool same =
    state == state_ && changed.detail == detail_ && changed.acknowledged == told_acknowledged_;
  state_ = state;
  detail_ = changed.detail;
  told_acknowledged_ = changed.acknowledged;
  if (!same && listener_.on_state) listener_.on_state(changed);
}

} // namespace hft::cpquant
