#include "adapters/cpquant/stream_link.hpp"

#include "adapters/net/clock.hpp"

#include <algorithm>
#include <utility>

namespace hft::cpquant {

StreamLink::StreamLink(net::IoLoop& loop, net::WebsocketClient::Options options,
                       const net::Backoff::Settings& backoff, Handlers handlers)
  : loop_(loop),
    options_(std::move(options)),
    backoff_(backoff),
    handlers_(std::move(handlers)) {}

StreamLink::~StreamLink() {
  stop();
}

void StreamLink::start() {
  connect();
}

void StreamLink::stop() {
  if (std::exchange(stopped_, true)) return;
  forget();
  retry_.cancel();
  if (socket_) socket_->close();
  socket_.reset();
}

void StreamLink::send(std::string bytes, bool binary) {
  if (socket_) socket_->send(std::move(bytes), binary);
}

void StreamLink::pause() {
  paused_ = true;
  if (socket_) socket_->pause();
}

void StreamLink::resume() {
  paused_ = false;
  if (socket_) socket_->resume();
}

void StreamLink::drop(Failure failure, bool throttled) {
  if (!socket_) return;
  socket_->close();
  closed(failure, throttled);
}

void StreamLink::established() {
  established_ = true;
  established_at_ = net::monotonic_now();
}

void StreamLink::answer_within(Duration limit, std::string sentence) {
  deadline_.cancel();
  deadline_ = loop_.schedule(limit, [this, sentence = std::move(sentence)] {
    drop({ErrorKind::Unreachable, sentence});
  });
}

void StreamLink::met() {
  deadline_.cancel();
}

void StreamLink::later(Duration delay, std::function<void()> call) {
  later_.cancel();
  later_ = loop_.schedule(delay, std::move(call));
}

void StreamLink::connect() {
  if (stopped_) return;
  established_ = false;
  told_to_wait_ = Duration{0};
  if (handlers_.on_connecting) handlers_.on_connecting();
  if (stopped_) return;
  socket_ = std::make_unique<net::WebsocketClient>(
    loop_, options_,
    net::WebsocketClient::Callbacks{
      [this] { handlers_.on_open(); },
      [this](const net::WebsocketFrame& frame) { handlers_.on_frame(frame); },
      [this](const Failure& failure) {
        closed(failure, failure.fault == ErrorKind::RateLimited ||
                          failure.fault == ErrorKind::BadCredentials);
      },
      [this](Duration wait) { told_to_wait_ = wait; }});
  if (paused_) socket_->pause();
  socket_->open();
}

void StreamLink::closed(const Failure& failure, bool throttled) {
  forget();
  socket_.reset();
  if (stopped_) return;
  if (failure.fault == ErrorKind::BadArgument) {
    stopped_ = true;
    if (handlers_.on_fatal) handlers_.on_fatal(failure);
    return;
  }
  const auto lived = established_ ? net::monotonic_now() - established_at_ : Duration{0};
  const auto wait = std::max(backoff_.next(lived, throttled), told_to_wait_);
  retry_ = loop_.schedule(wait, [this] { connect(); });
  if (handlers_.on_down) handlers_.on_down(failure, wait);
}

void StreamLink::forget() {
  deadline_.cancel();
  later_.cancel();
}

} // namespace hft::cpquant
