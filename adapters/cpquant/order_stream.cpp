#include "adapters/cpquant/order_stream.hpp"

#include "adapters/cpquant/wire_order.hpp"
#include "adapters/cpquant/wire_order_body.hpp"
#include "adapters/door/limits.hpp"
#include "adapters/net/clock.hpp"

#include <algorithm>

namespace hft::cpquant {

namespace {

net::WebsocketClient::Options socket_options(const OrderStream::Settings& settings) {
  net::WebsocketClient::Options made;
  made.url = settings.url;
  made.ping_interval = settings.ping_interval;
  made.max_frame = door::order_frame.bytes;
  if (settings.steps) made.headers = StepKeeper::offer();
  return made;
}

} // namespace

OrderStream::OrderStream(net::IoLoop& loop, Credentials credentials, Settings settings,
                         Handlers handlers)
  : credentials_(std::move(credentials)),
    settings_(std::move(settings)),
    handlers_(std::move(handlers)),
    link_(loop, socket_options(settings_), settings_.backoff,
          {nullptr, [this] { on_open(); },
           [this](const net::WebsocketFrame& frame) { on_frame(frame); },
           [this](const Failure& failure, Duration wait) { on_down(failure, wait); },
           [this](const Failure& failure) { down(failure.sentence, true); }}) {
  if (!settings_.authentication) settings_.authentication = std::make_shared<AuthenticationJudge>();
}

void OrderStream::on_open() {
  authorized_ = false;
  link_.send(authenticate_message(credentials_.key(), credentials_.secret()));
  link_.answer_within(settings_.answer_timeout,
                      "the order stream did not answer our authentication in time");
}

void OrderStream::on_frame(const net::WebsocketFrame& frame) {
  using Kind = OrderStreamMessage::Kind;
  const auto message = decode_order_frame(frame.bytes, frame.binary);
  if (!message) {
    ++malformed_;
    // An update we could not read is one we missed: the books must be fetched again.
    return link_.drop(message.error());
  }
  switch (message->kind) {
    case Kind::Authorized:
      authorized_ = true;
      settings_.authentication->accepted();
      link_.send(listen_message());
      link_.answer_within(settings_.answer_timeout,
                          "the order stream did not acknowledge our listening in time");
      return;
    case Kind::Unauthorized: return on_unauthorized();
    case Kind::Listening: {
      const bool ours = std::find(message->streams.begin(), message->streams.end(),
                                  "trade_updates") != message->streams.end();
      if (!ours)
        return link_.drop({ErrorKind::Refused, "the order stream does not offer trade_updates"},
                          true);
      link_.met();
      link_.established();
      if (settings_.steps) settings_.steps->on_listening();
      return handlers_.on_stream({true, false, {}});
    }
    case Kind::Update:
      if (!settings_.steps) return handlers_.on_event(*message->event);
      return settings_.steps->on_update(
        [on_event = handlers_.on_event, event = *message->event] { on_event(event); });
    case Kind::Unread:
      ++malformed_;
      if (handlers_.on_unread && settings_.steps)
        return settings_.steps->on_update(
          [on_unread = handlers_.on_unread, item = *message->unread] { on_unread(item); });
      if (handlers_.on_unread) return handlers_.on_unread(*message->unread);
      return link_.drop(
        {ErrorKind::BadPayload,
         "the order stream sent an event that cannot be read: " + message->unread->reason});
    case Kind::Error:
      return link_.drop(
        {ErrorKind::Unreachable, "the order stream reported an error: " + message->text}, true);
    case Kind::Heartbeat:
    case Kind::Other: return;
  }
}

void OrderStream::on_unauthorized() {
  // After the keys were taken it is a matter of order, not of keys.
  if (authorized_)
    return link_.drop({ErrorKind::Unreachable, "the order stream forgot our authentication"}, true);
  link_.drop({ErrorKind::BadCredentials, "the order stream refused our keys"}, true);
}

void OrderStream::on_down(const Failure& failure, Duration wait) {
  if (failure.fault != ErrorKind::BadCredentials) return down(failure.sentence);
  const bool worked = settings_.authentication->keys() != AuthenticationJudge::Keys::Unproven;
  if (settings_.authentication->refused(net::monotonic_now())) {
    link_.stop();
    return down(failure.sentence + (worked ? " for too long" : ""), true);
  }
  down(failure.sentence + ", which worked before: it is asked again in " +
       std::to_string((wait + std::chrono::milliseconds{999}) / std::chrono::seconds{1}) + " s");
}

void OrderStream::down(const std::string& sentence, bool refused) {
  authorized_ = false;
  if (settings_.steps) settings_.steps->on_updates_lost();
  handlers_.on_stream({false, refused, sentence});
}

} // namespace hft::cpquant
