#include "adapters/simulated/server/http_session.hpp"
#include "adapters/simulated/server/websocket_session.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/ostream.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/beast/websocket/rfc6455.hpp>

#include <algorithm>
#include <array>
#include <deque>

namespace hft::simulated {

namespace {

using boost::system::error_code;

constexpr std::size_t largest_body = 4 * 1024 * 1024;

HttpRequest translated(const BeastRequest& message) {
  HttpRequest request;
  request.method = std::string{message.method_string()};
  parse_target(message.target(), request);
  for (const auto& field : message) {
    std::string name{field.name_string()};
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
    request.headers[name] = std::string{field.value()};
  }
  request.body = message.body();
  return request;
}

/// Requests of one connection, one after the other: the next is read when the answer is written.
class HttpSession final : public Connection, public std::enable_shared_from_this<HttpSession> {
public:
  HttpSession(std::shared_ptr<ServerShared> server, TcpSocket socket)
    : server_(std::move(server)),
      socket_(std::move(socket)),
      timer_(server_->io) {
    server_->connections.insert(this);
    error_code error;
    port_ = socket_.local_endpoint(error).port();
  }
  ~HttpSession() override { server_->connections.erase(this); }

  void read() {
    parser_.emplace();
    parser_->body_limit(largest_body);
    http::async_read(
      socket_, buffer_, *parser_,
      [self = shared_from_this()](error_code error, std::size_t) { self->on_read(error); });
  }

  void cut_now() override {
    error_code ignored;
    timer_.cancel();
    socket_.close(ignored);
  }

private:
  void on_read(error_code error) {
    if (error == http::error::end_of_stream || error == net::error::operation_aborted) return;
    if (error && error.category() != http::make_error_code(http::error::bad_target).category())
      return;
    if (error) {
      HttpResponse refusal;
      refusal.status = error == http::error::body_limit ? 413 : 400;
      refusal.body = R"({"message":"malformed request"})";
      keep_alive_ = false;
      return write(std::move(refusal));
    }
    const auto message = parser_->release();
    keep_alive_ = message.keep_alive();
    version_ = message.version();
    const auto request = translated(message);
    if (auto refusal = page_refusal(request, port_); !refusal.empty()) {
      keep_alive_ = false;
      HttpResponse response;
      response.status = 403;
      response.body = R"({"message":")" + refusal + R"("})";
      return write(std::move(response));
    }
    if (beast::websocket::is_upgrade(message)) return upgrade(message, request);
    if (server_->handlers.is_event_stream(request)) return event_stream(request);
    const auto& defer = server_->handlers.defer;
    const auto later = [self = shared_from_this()](HttpResponse response) {
      if (self->socket_.is_open()) self->deliver(std::move(response));
    };
    if (defer && defer(request, later)) return;
    deliver(server_->handlers.answer(request));
  }

  void upgrade(const BeastRequest& message, const HttpRequest& request) {
    auto accept = server_->handlers.upgrade(request);
    if (!accept) return deliver(std::move(accept.error()));
    open_websocket(server_, std::move(socket_), message, std::move(*accept));
  }

  void event_stream(const HttpRequest& request) {
    auto accept = server_->handlers.upgrade(request);
    if (!accept) return deliver(std::move(accept.error()));
    open_event_stream(server_, std::move(socket_), std::move(*accept));
  }

  void deliver(HttpResponse response) {
    if (response.delivery == HttpResponse::Delivery::Cut) return reset();
    if (response.delivery == HttpResponse::Delivery::Never) return wait_for_close();
    if (response.delay <= Duration{0}) return write(std::move(response));
    timer_.expires_after(response.delay);
    timer_.async_wait(
      [self = shared_from_this(), response = std::move(response)](error_code error) mutable {
        if (!error) self->write(std::move(response));
      });
  }

  void write(HttpResponse response) {
    response_.emplace(static_cast<http::status>(response.status), version_);
    response_->set(http::field::content_type, response.content_type);
    for (const auto& [name, value] : response.headers) response_->set(name, value);
    response_->keep_alive(keep_alive_);
    response_->body() = std::move(response.body);
    if (response.status != 204) response_->content_length(response_->body().size());
    http::async_write(
      socket_, *response_,
      [self = shared_from_this()](error_code error, std::size_t) { self->on_written(error); });
  }

  void on_written(error_code error) {
    if (error) return;
    if (keep_alive_) return read();
    error_code ignored;
    socket_.shutdown(Tcp::socket::shutdown_send, ignored);
  }

  /// An answer that never comes: stays until the client gives up.
  void wait_for_close() {
    socket_.async_read_some(net::buffer(scratch_),
                            [self = shared_from_this()](error_code error, std::size_t) {
                              if (!error) self->wait_for_close();
                            });
  }

  /// RST instead of FIN: what a crash of the other side looks like.
  void reset() {
    error_code ignored;
    socket_.set_option(net::socket_base::linger(true, 0), ignored);
    socket_.close(ignored);
  }

  std::shared_ptr<ServerShared> server_;
  TcpSocket socket_;
  net::steady_timer timer_;
  beast::flat_buffer buffer_;
  std::optional<http::request_parser<http::string_body>> parser_;
  std::optional<http::response<http::string_body>> response_;
  std::array<char, 1024> scratch_{};
  std::uint16_t port_ = 0; ///< the venue's
  unsigned version_ = 11;
  bool keep_alive_ = true;
};

/// Server-sent events: a response without an end.
class EventStream final : public StreamSocket,
                          public Connection,
                          public std::enable_shared_from_this<EventStream> {
public:
  EventStream(std::shared_ptr<ServerShared> server, TcpSocket socket)
    : server_(std::move(server)),
      socket_(std::move(socket)) {
    server_->connections.insert(this);
  }
  ~EventStream() override { server_->connections.erase(this); }

  void open(const AlpacaServer::Accept& accept) {
    send(std::make_shared<const std::string>("HTTP/1.1 200 OK\r\n"
                                             "Content-Type: text/event-stream\r\n"
                                             "Cache-Control: no-cache\r\n"
                                             "Access-Control-Allow-Origin: *\r\n"
                                             "Connection: close\r\n\r\n"),
         false);
    listener_ = accept(shared_from_this());
    watch();
  }

  void send(Bytes message, bool) override {
    if (!open_) return;
    queued_ += message->size();
    queue_.push_back(std::move(message));
    if (queue_.size() == 1) write_next();
  }
  void ping() override {
    if (listener_) listener_->on_pong();
  }
  void close() override { cut(); }
  void cut() override { closed(); }
  void cut_now() override { closed(); }
  std::size_t queued_bytes() const override { return queued_; }

private:
  void write_next() {
    net::async_write(socket_, net::buffer(*queue_.front()),
                     [self = shared_from_this()](error_code error, std::size_t) {
                       if (error) return self->closed();
                       self->queued_ -= self->queue_.front()->size();
                       self->queue_.pop_front();
                       if (!self->queue_.empty()) self->write_next();
                     });
  }

  void watch() {
    socket_.async_read_some(net::buffer(scratch_),
                            [self = shared_from_this()](error_code error, std::size_t) {
                              return error ? self->closed() : self->watch();
                            });
  }

  void closed() {
    if (!open_) return;
    open_ = false;
    error_code ignored;
    socket_.close(ignored);
    if (const auto listener = std::move(listener_)) listener->on_closed();
  }

  std::shared_ptr<ServerShared> server_;
  TcpSocket socket_;
  std::shared_ptr<SocketListener> listener_;
  std::deque<Bytes> queue_;
  std::size_t queued_ = 0;
  std::array<char, 256> scratch_{};
  bool open_ = true;
};

} // namespace

void open_http(const std::shared_ptr<ServerShared>& server, TcpSocket socket) {
  std::make_shared<HttpSession>(server, std::move(socket))->read();
}

void open_event_stream(const std::shared_ptr<ServerShared>& server, TcpSocket socket,
                       AlpacaServer::Accept accept) {
  std::make_shared<EventStream>(server, std::move(socket))->open(accept);
}

} // namespace hft::simulated
