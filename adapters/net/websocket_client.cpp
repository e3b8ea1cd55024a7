#include "adapters/net/websocket_client.hpp"

#include "adapters/net/websocket_session.hpp"

#include <utility>

namespace hft::net {

namespace {

/// Stands in for a session whose address cannot be used: says so once the loop runs.
class Unusable : public WebsocketClient::Session, public std::enable_shared_from_this<Unusable> {
public:
  Unusable(IoLoop& loop, Failure failure, WebsocketClient::Callbacks callbacks)
    : loop_(loop),
      failure_(std::move(failure)),
      callbacks_(std::move(callbacks)) {}
  void open() override {
    loop_.post([self = shared_from_this()] {
      const auto told = std::exchange(self->callbacks_, {}).on_closed;
      if (told) told(self->failure_);
    });
  }
  void send(std::string, bool) override {}
  void close(bool) override { callbacks_ = {}; }
  void pause() override {}
  void resume() override {}

private:
  IoLoop& loop_;
  Failure failure_;
  WebsocketClient::Callbacks callbacks_;
};

} // namespace

WebsocketClient::WebsocketClient(IoLoop& loop, Options options, Callbacks callbacks) {
  auto url = parse_safe_url(options.url);
  if (!url)
    session_ = std::make_shared<Unusable>(loop, url.error(), std::move(callbacks));
  else if (url->tls())
    session_ = std::make_shared<WebsocketSession<TlsStream>>(loop, *url, std::move(options),
                                                             std::move(callbacks));
  else
    session_ = std::make_shared<WebsocketSession<PlainStream>>(loop, *url, std::move(options),
                                                               std::move(callbacks));
}

WebsocketClient::~WebsocketClient() {
  session_->close(false);
}
void WebsocketClient::open() {
  session_->open();
}
void WebsocketClient::send(std::string bytes, bool binary) {
  session_->send(std::move(bytes), binary);
}
void WebsocketClient::close() {
  session_->close(true);
}
void WebsocketClient::pause() {
  session_->pause();
}
void WebsocketClient::resume() {
  session_->resume();
}

} // namespace hft::net
