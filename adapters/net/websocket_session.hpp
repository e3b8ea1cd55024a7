#pragma once

/// For `websocket_client.cpp` only: it brings Beast along.

#include "adapters/door/retry_after.hpp"
#include "adapters/door/shown_text.hpp"
#include "adapters/net/clock.hpp"
#include "adapters/net/io_loop_context.hpp"
#include "adapters/net/socket_lag.hpp"
#include "adapters/net/stream.hpp"
#include "adapters/net/websocket_client.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/beast/websocket/ssl.hpp>

#include <deque>
#include <utility>

namespace hft::net {

class WebsocketClient::Session {
public:
  Session() = default;
  virtual ~Session() = default;
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  virtual void open() = 0;
  virtual void send(std::string bytes, bool binary) = 0;
  virtual void close(bool politely) = 0;
  virtual void pause() = 0;
  virtual void resume() = 0;
};

/// One connection's life over `Stream`, plain or TLS. On the loop's thread.
template <class Stream>
class WebsocketSession : public WebsocketClient::Session,
                         public std::enable_shared_from_this<WebsocketSession<Stream>> {
public:
  WebsocketSession(IoLoop& loop, Url url, WebsocketClient::Options options,
                   WebsocketClient::Callbacks callbacks)
    : url_(std::move(url)),
      options_(std::move(options)),
      callbacks_(std::move(callbacks)),
      resolver_(io_context_of(loop)),
      timer_(io_context_of(loop)),
      stream_(make(loop)) {}

  void open() override {
    deadline(options_.connect_timeout, "no connection in time");
    open_stream(stream_->next_layer(), resolver_, url_,
                [self = this->shared_from_this()](const boost::system::error_code& error) {
                  self->on_connected(error);
                });
  }

  void send(std::string bytes, bool binary) override {
    if (!open_) return;
    outgoing_.push_back({std::move(bytes), binary});
    if (outgoing_.size() == 1) write();
  }

  void close(bool politely) override {
    callbacks_ = {};
    timer_.cancel();
    resolver_.cancel();
    if (std::exchange(open_, false) && politely && outgoing_.empty()) {
      // The peer may never answer: its silence must not hold the socket.
      timer_.expires_after(std::chrono::seconds{1});
      timer_.async_wait([self = this->shared_from_this()](const boost::system::error_code& error) {
        if (!error) self->shut();
      });
      stream_->async_close(boost::beast::websocket::close_code::normal,
                           [self = this->shared_from_this()](const boost::system::error_code&) {
                             self->timer_.cancel();
                             self->shut();
                           });
      return;
    }
    shut();
  }

  void pause() override { paused_ = true; }

  void resume() override {
    if (!std::exchange(paused_, false)) return;
    heard_ = true;
    if (open_ && !reading_) read();
  }

private:
  struct Message {
    std::string bytes;
    bool binary = false;
  };
  using WebsocketStream = boost::beast::websocket::stream<Stream>;

  static std::unique_ptr<WebsocketStream> make(IoLoop& loop) {
    if constexpr (std::is_same_v<Stream, TlsStream>)
      return std::make_unique<WebsocketStream>(io_context_of(loop), system_tls());
    else
      return std::make_unique<WebsocketStream>(io_context_of(loop));
  }

  void shut() {
    boost::system::error_code ignored;
    socket_of(stream_->next_layer()).close(ignored);
  }

  void end(ErrorKind fault, const std::string& reason) {
    open_ = false;
    timer_.cancel();
    resolver_.cancel();
    shut();
    const auto told = std::exchange(callbacks_, {}).on_closed;
    if (told)
      told({fault, url_.scheme + "://" + url_.authority() + url_.target + " closed: " + reason});
  }

  void deadline(Duration delay, const char* reason) {
    timer_.expires_after(delay);
    timer_.async_wait(
      [self = this->shared_from_this(), reason](const boost::system::error_code& error) {
        if (!error) self->end(ErrorKind::Unreachable, reason);
      });
  }

  void on_connected(const boost::system::error_code& error) {
    if (!callbacks_.on_closed && !callbacks_.on_open) return;
    if (error) return end(ErrorKind::Unreachable, why(error));
    stream_->set_option(boost::beast::websocket::stream_base::timeout{
      boost::beast::websocket::stream_base::none(), boost::beast::websocket::stream_base::none(),
      false});
    stream_->read_message_max(options_.max_frame);
    stream_->auto_fragment(false);
    stream_->set_option(boost::beast::websocket::stream_base::decorator(
      [this](boost::beast::websocket::request_type& request) {
        request.set(boost::beast::http::field::user_agent, "hft-system");
        for (const auto& [name, value] : options_.headers) request.set(name, value);
      }));
    // Answering pings and noticing pongs both count as a sign of life.
    stream_->control_callback(
      [this](boost::beast::websocket::frame_type, boost::beast::string_view) { heard_ = true; });
    stream_->async_handshake(
      answer_, url_.authority(), url_.target,
      [self = this->shared_from_this()](const boost::system::error_code& failed) {
        self->on_handshake(failed);
      });
  }

  void on_handshake(const boost::system::error_code& error) {
    if (!callbacks_.on_closed && !callbacks_.on_open) return;
    if (error == boost::beast::websocket::error::upgrade_declined) return on_declined();
    if (error) return end(ErrorKind::Unreachable, why(error));
    open_ = true;
    timer_.cancel();
    silent_since_ = monotonic_now();
    wait_to_ping();
    if (callbacks_.on_open) {
      const auto told = callbacks_.on_open; // It may close us and so destroy the callbacks.
      told();
    }
    if (open_ && !paused_ && !reading_) read();
  }

  void on_declined() {
    const auto status = answer_.result_int();
    const auto header = [this](const char* name) {
      const auto value = answer_[name];
      return std::string_view{value.data(), value.size()};
    };
    const auto wait =
      status == 429 || status == 503
        ? door::wait_asked_for(header("Retry-After"), header("X-RateLimit-Reset"), wall_now())
        : std::nullopt;
    const auto told = callbacks_.on_told_to_wait;
    if (wait && told) told(*wait);
    const bool limited = status == 429 || wait;
    const bool keys = status == 401 || status == 403;
    end(limited ? ErrorKind::RateLimited
        : keys  ? ErrorKind::BadCredentials
                : ErrorKind::Refused,
        "the upgrade was answered with HTTP " + std::to_string(status));
  }

  void read() {
    reading_ = true;
    stream_->async_read(buffer_,
                        [self = this->shared_from_this()](const boost::system::error_code& error,
                                                          std::size_t) { self->on_read(error); });
  }

  void on_read(const boost::system::error_code& error) {
    const auto received = monotonic_now();
    reading_ = false;
    if (!open_) return;
    if (error) return on_read_failed(error);
    heard_ = true;
    const auto bytes = buffer_.cdata();
    const WebsocketFrame frame{{static_cast<const char*>(bytes.data()), bytes.size()},
                               stream_->got_binary(),
                               received,
                               lag_.frame_read(received)};
    // The callbacks must outlive a close() from inside.
    if (!on_frame_) on_frame_ = callbacks_.on_frame;
    if (on_frame_) on_frame_(frame);
    buffer_.consume(buffer_.size());
    if (!open_) return;
    boost::system::error_code ignored;
    lag_.frame_done(socket_of(stream_->next_layer()).available(ignored) > 0);
    if (!paused_) read();
  }

  void on_read_failed(const boost::system::error_code& error) {
    if (error == boost::beast::websocket::error::message_too_big ||
        error == boost::beast::websocket::error::buffer_overflow)
      return end(ErrorKind::BadPayload,
                 "a frame was larger than " + std::to_string(options_.max_frame) + " bytes");
    if (error == boost::beast::websocket::error::closed) {
      const auto& reason = stream_->reason();
      std::string text = "the other side closed it with code " + std::to_string(reason.code);
      if (!reason.reason.empty())
        text += ' ' + door::shown({reason.reason.data(), reason.reason.size()});
      return end(ErrorKind::Unreachable, text);
    }
    end(error.category() == make_error_code(boost::beast::websocket::error::closed).category()
          ? ErrorKind::BadPayload
          : ErrorKind::Unreachable,
        why(error));
  }

  void write() {
    stream_->binary(outgoing_.front().binary);
    stream_->async_write(
      boost::asio::buffer(outgoing_.front().bytes),
      [self = this->shared_from_this()](const boost::system::error_code& error, std::size_t) {
        if (!self->open_) return;
        if (error) return self->end(ErrorKind::Unreachable, why(error));
        self->outgoing_.pop_front();
        if (!self->outgoing_.empty()) self->write();
      });
  }

  void wait_to_ping() {
    timer_.expires_after(options_.ping_interval);
    timer_.async_wait([self = this->shared_from_this()](const boost::system::error_code& error) {
      if (!error && self->open_) self->ping();
    });
  }

  void ping() {
    const auto now = monotonic_now();
    // Frames count as pongs, and while paused we would not see one.
    if (std::exchange(heard_, false) || paused_) silent_since_ = now;
    if (now - silent_since_ >= options_.ping_interval + options_.pong_timeout)
      return end(ErrorKind::Unreachable, "no pong in time");
    if (!std::exchange(pinging_, true))
      stream_->async_ping({}, [self = this->shared_from_this()](const boost::system::error_code&) {
        self->pinging_ = false;
      });
    wait_to_ping();
  }

  Url url_;
  WebsocketClient::Options options_;
  WebsocketClient::Callbacks callbacks_;
  std::function<void(const WebsocketFrame&)> on_frame_;
  boost::asio::ip::tcp::resolver resolver_;
  boost::asio::steady_timer timer_;
  std::unique_ptr<WebsocketStream> stream_;
  boost::beast::websocket::response_type answer_;
  boost::beast::flat_buffer buffer_;
  std::deque<Message> outgoing_;
  SocketLag lag_;
  MonotonicTime silent_since_;
  bool open_ = false;
  bool reading_ = false;
  bool paused_ = false;
  bool pinging_ = false;
  bool heard_ = false;
};

} // namespace hft::net
