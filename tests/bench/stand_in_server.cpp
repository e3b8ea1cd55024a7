#include "tests/bench/stand_in_server.hpp"

#include <nlohmann/json.hpp>

#include <utility>

namespace hft::bench {

namespace {

using nlohmann::json;

/// One HTTP connection, answered in order; it ends as a websocket when the client asks for that.
class HttpConnection : public std::enable_shared_from_this<HttpConnection> {
public:
  HttpConnection(tcp::socket socket, StandInServer& server)
    : socket_(std::move(socket)),
      server_(server) {}

  void read() {
    parser_.emplace();
    parser_->eager(true);
    if (buffer_.size() > 0) return parse(monotonic_now());
    read_more();
  }

private:
  void read_more() {
    socket_.async_read_some(buffer_.prepare(16'384), [self = shared_from_this()](
                                                       beast::error_code error, std::size_t count) {
      const auto read_at = monotonic_now();
      if (error) return;
      self->buffer_.commit(count);
      self->parse(read_at);
    });
  }

  void parse(std::int64_t read_at) {
    beast::error_code error;
    while (buffer_.size() > 0 && !parser_->is_done() && !error)
      buffer_.consume(parser_->put(buffer_.data(), error));
    if (error && error != http::error::need_more) return;
    if (!parser_->is_done()) return read_more();
    const auto& request = parser_->get();
    if (beast::websocket::is_upgrade(request)) return server_.upgrade(std::move(socket_), request);
    answer(server_.events().on_request(request, read_at), request.keep_alive());
  }

  void answer(Reply reply, bool keep_alive) {
    response_ = {static_cast<http::status>(reply.status), 11};
    response_.set(http::field::content_type, "application/json; charset=UTF-8");
    response_.set("X-Venue-Speed", "1");
    response_.body() = std::move(reply.body);
    response_.keep_alive(keep_alive);
    response_.prepare_payload();
    http::async_write(
      socket_, response_,
      [self = shared_from_this(), keep_alive](beast::error_code error, std::size_t) {
        if (!error && keep_alive) self->read();
      });
  }

  tcp::socket socket_;
  StandInServer& server_;
  beast::flat_buffer buffer_;
  std::optional<http::request_parser<http::string_body>> parser_;
  http::response<http::string_body> response_;
};

} // namespace

Stream::Stream(tcp::socket socket, bool binary) : socket_(std::move(socket)) {
  socket_.binary(binary);
}

void Stream::accept(const Request& request, Events events) {
  events_ = std::move(events);
  socket_.async_accept(request, [self = shared_from_this()](beast::error_code error) {
    if (error) return self->events_.on_closed();
    self->events_.on_open();
    self->read();
  });
}

void Stream::read() {
  socket_.async_read(buffer_, [self = shared_from_this()](beast::error_code error, std::size_t) {
    if (error) return self->events_.on_closed();
    const auto data = self->buffer_.data();
    self->events_.on_text({static_cast<const char*>(data.data()), data.size()});
    self->buffer_.clear();
    self->read();
  });
}

void Stream::send(std::string text, std::function<void()> before_write) {
  queued_bytes_ += text.size();
  queue_.push_back({std::move(text), std::move(before_write)});
  if (queue_.size() == 1) write();
}

void Stream::write() {
  auto& frame = queue_.front();
  if (frame.before_write) frame.before_write();
  socket_.async_write(asio::buffer(frame.text),
                      [self = shared_from_this()](beast::error_code error, std::size_t) {
                        self->queued_bytes_ -= self->queue_.front().text.size();
                        self->queue_.pop_front();
                        if (!error && !self->queue_.empty()) self->write();
                      });
}

void Stream::close() {
  beast::error_code ignored;
  socket_.next_layer().close(ignored);
}

StandInServer::StandInServer(asio::io_context& context, std::uint16_t port, Events events)
  : acceptor_(context, tcp::endpoint{asio::ip::address_v4::loopback(), port}),
    events_(std::move(events)) {
  accept();
}

void StandInServer::accept() {
  acceptor_.async_accept([this](beast::error_code error, tcp::socket socket) {
    if (error) return;
    socket.set_option(tcp::no_delay{true});
    std::make_shared<HttpConnection>(std::move(socket), *this)->read();
    accept();
  });
}

void StandInServer::upgrade(tcp::socket socket, const Request& request) {
  if (request.target() == "/stream" || request.target() == "/stream/") {
    orders_ = std::make_shared<Stream>(std::move(socket), true);
    orders_->accept(request, {[] {}, [this](std::string_view text) { order_text(text); },
                              [this] { listening_ = false; }});
    return;
  }
  channels_.clear();
  data_ = std::make_shared<Stream>(std::move(socket), false);
  data_->accept(request, {[this] { data_->send(R"([{"T":"success","msg":"connected"}])"); },
                          [this](std::string_view text) { data_text(text); },
                          [this] {
                            subscribed_ = false;
                            events_.on_data_closed();
                          }});
}

void StandInServer::data_text(std::string_view text) {
  const auto message = json::parse(text, nullptr, false);
  if (!message.is_object()) return;
  const auto action = message.value("action", "");
  if (action == "auth") return data_->send(R"([{"T":"success","msg":"authenticated"}])");
  if (action != "subscribe" && action != "unsubscribe") return;
  json ack;
  ack["T"] = "subscription";
  for (const auto* channel :
       {"trades", "quotes", "bars", "updatedBars", "dailyBars", "statuses", "lulds"}) {
    auto& symbols = channels_[channel];
    const auto wish = message.contains(channel) ? message[channel] : json::array();
    for (const auto& symbol : wish) { // null and empty lists change nothing
      if (action == "subscribe")
        symbols.insert(symbol.get<std::string>());
      else
        symbols.erase(symbol.get<std::string>());
    }
    ack[channel] = symbols;
  }
  ack["corrections"] = ack["cancelErrors"] = ack["trades"];
  data_->send(json::array({ack}).dump());
  subscribed_ = !channels_["trades"].empty();
  if (subscribed_) events_.on_subscribed();
}

void StandInServer::order_text(std::string_view text) {
  const auto message = json::parse(text, nullptr, false);
  if (!message.is_object()) return;
  const auto action = message.value("action", "");
  if (action == "authenticate" || action == "auth")
    orders_->send(
      R"({"stream":"authorization","data":{"status":"authorized","action":"authenticate"}})");
  if (action != "listen") return;
  listening_ = true;
  orders_->send(R"({"stream":"listening","data":{"streams":["trade_updates"]}})");
}

} // namespace hft::bench
