#include "adapters/net/http_server.hpp"

#include "adapters/forked_copy.hpp"
#include "messages/plain_locale.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

#include <algorithm>
#include <arpa/inet.h>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <deque>
#include <exception>
#include <netinet/in.h>
#include <optional>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace hft::net {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using Tcp = asio::ip::tcp;

std::string lower_case(std::string_view text) {
  std::string lower{text};
  std::transform(lower.begin(), lower.end(), lower.begin(), [](char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
  });
  return lower;
}

int hex_digit(char digit) {
  if (digit >= '0' && digit <= '9') return digit - '0';
  if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
  if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
  return -1;
}

std::string percent_decoded(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape = text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 &&
                        hex_digit(text[i + 2]) >= 0;
    if (escape) {
      decoded += static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
      i += 2;
    } else {
      decoded += text[i] == '+' ? ' ' : text[i];
    }
  }
  return decoded;
}

ServerAnswer plain(int status, std::string sentence) {
  ServerAnswer answer;
  answer.status = status;
  answer.body = std::move(sentence) + '\n';
  return answer;
}

/// Counts itself while it lives.
class Counted {
public:
  explicit Counted(std::shared_ptr<std::atomic<std::size_t>> count) : count_(std::move(count)) {
    ++*count_;
  }
  ~Counted() { --*count_; }
  Counted(const Counted&) = delete;
  Counted& operator=(const Counted&) = delete;

private:
  std::shared_ptr<std::atomic<std::size_t>> count_;
};

/// One client; lives as long as something of it is under way. On the server's thread.
class Connection : public std::enable_shared_from_this<Connection> {
public:
  Connection(Tcp::socket socket, const HttpServerLimits& limits, HttpServer::Handler handler,
             std::weak_ptr<asio::io_context> io, std::shared_ptr<std::atomic<std::size_t>> count)
    : stream_(std::move(socket)),
      limits_(limits),
      handler_(std::move(handler)),
      io_(std::move(io)),
      counted_(std::move(count)) {}

  void read() {
    parser_.emplace();
    parser_->header_limit(static_cast<std::uint32_t>(limits_.header_bytes));
    parser_->body_limit(limits_.body_bytes);
    stream_.expires_after(limits_.request_time);
    http::async_read(
      stream_, buffer_, *parser_,
      [self = shared_from_this()](beast::error_code error, std::size_t) { self->on_read(error); });
  }

  /// What was given for the request of this number; later ones are ignored.
  void answer(std::uint64_t number, const ServerAnswer& given) {
    if (answered_ || number != number_) return;
    write(given);
  }

  bool begin_stream(std::uint64_t number, const ServerAnswer& head) {
    if (answered_ || number != number_) return false;
    answered_ = true;
    timer_.cancel();
    std::string text = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: " + head.content_type;
    for (const auto& [name, value] : head.headers) text += "\r\n" + name + ": " + value;
    open_ = true;
    // Else the system keeps megabytes for a client that does not read, and it is noticed late.
    beast::error_code ignored;
    stream_.socket().set_option(asio::socket_base::send_buffer_size{16 * 1024}, ignored);
    push(text + "\r\n\r\n");
    watch_end();
    return true;
  }

  void push(std::string piece) {
    if (!open_) return;
    waiting_bytes_ += piece.size();
    if (waiting_bytes_ > limits_.stream_bytes) return close(); // nobody reads it
    pieces_.push_back(std::move(piece));
    if (pieces_.size() == 1) write_piece();
  }

  bool is_open() const { return open_; }

private:
  void on_read(beast::error_code error) {
    ++number_;
    answered_ = false;
    keep_alive_ = false;
    if (error == http::error::header_limit || error == http::error::buffer_overflow)
      return write(plain(431, "the headers are too long"));
    if (error == http::error::body_limit) return write(plain(413, "the body is too long"));
    if (error == http::error::end_of_stream || error == http::error::partial_message) return;
    const bool unreadable =
      error && error.category() == http::make_error_code(http::error::bad_method).category();
    if (unreadable) return write(plain(400, "the request cannot be read"));
    if (error) return; // it is gone, or too slow
    serve();
  }

  void serve();

  void write(const ServerAnswer& given) {
    answered_ = true;
    timer_.cancel();
    response_ = {};
    response_.version(11);
    response_.result(static_cast<unsigned>(given.status));
    response_.set(http::field::content_type, given.content_type);
    for (const auto& [name, value] : given.headers) response_.insert(name, value);
    response_.keep_alive(keep_alive_);
    response_.body() = given.body;
    response_.prepare_payload();
    stream_.expires_after(limits_.write_time);
    http::async_write(stream_, response_,
                      [self = shared_from_this()](beast::error_code error, std::size_t) {
                        if (error) return;
                        if (self->keep_alive_) return self->read();
                        self->finish();
                      });
  }

  /// Lets the client read to the end what it may still be sent while it writes.
  void finish() {
    beast::error_code ignored;
    stream_.socket().shutdown(Tcp::socket::shutdown_send, ignored);
    stream_.expires_after(std::chrono::seconds{2});
    stream_.async_read_some(asio::buffer(&byte_, 1),
                            [self = shared_from_this()](beast::error_code, std::size_t) {});
  }

  void write_piece() {
    timer_.expires_after(limits_.write_time);
    timer_.async_wait([self = shared_from_this()](beast::error_code error) {
      if (!error) self->close();
    });
    asio::async_write(stream_.socket(), asio::buffer(pieces_.front()),
                      [self = shared_from_this()](beast::error_code error, std::size_t) {
                        self->timer_.cancel();
                        if (error || self->pieces_.empty()) return self->close();
                        self->waiting_bytes_ -= self->pieces_.front().size();
                        self->pieces_.pop_front();
                        if (!self->pieces_.empty()) self->write_piece();
                      });
  }

  /// A client says nothing while it listens: whatever comes is its end.
  void watch_end() {
    stream_.expires_never();
    stream_.socket().async_read_some(
      asio::buffer(&byte_, 1),
      [self = shared_from_this()](beast::error_code, std::size_t) { self->close(); });
  }

  void close() {
    open_ = false;
    timer_.cancel();
    beast::error_code ignored;
    stream_.socket().close(ignored);
  }

  beast::tcp_stream stream_;
  asio::steady_timer timer_{stream_.get_executor()};
  HttpServerLimits limits_;
  HttpServer::Handler handler_;
  std::weak_ptr<asio::io_context> io_;
  Counted counted_;
  beast::flat_buffer buffer_{64 * 1024};
  std::optional<http::request_parser<http::string_body>> parser_;
  http::response<http::string_body> response_;
  bool keep_alive_ = false;
  bool answered_ = false;
  std::uint64_t number_ = 0;
  std::atomic<bool> open_ = false; ///< as a stream; read by any thread
  std::deque<std::string> pieces_; ///< the first is being written
  std::size_t waiting_bytes_ = 0;
  char byte_ = 0;
};

class Stream : public ServerStream {
public:
  Stream(std::weak_ptr<Connection> connection, std::weak_ptr<asio::io_context> io)
    : connection_(std::move(connection)),
      io_(std::move(io)) {}
  void send(std::string piece) override {
    if (const auto running = io_.lock())
      asio::post(*running, [weak = connection_, piece = std::move(piece)]() mutable {
        if (const auto connection = weak.lock()) connection->push(std::move(piece));
      });
  }
  bool is_open() const override {
    const auto connection = connection_.lock();
    return connection && connection->is_open();
  }

private:
  std::weak_ptr<Connection> connection_;
  std::weak_ptr<asio::io_context> io_;
};

class Reply : public ServerReply {
public:
  Reply(std::weak_ptr<Connection> connection, std::weak_ptr<asio::io_context> io,
        std::uint64_t number)
    : connection_(std::move(connection)),
      io_(std::move(io)),
      number_(number) {}
  void answer(ServerAnswer given) override {
    if (const auto running = io_.lock())
      asio::post(*running, [weak = connection_, number = number_, given = std::move(given)] {
        if (const auto connection = weak.lock()) connection->answer(number, given);
      });
  }
  std::shared_ptr<ServerStream> stream(ServerAnswer head) override {
    const auto connection = connection_.lock();
    if (!connection || !connection->begin_stream(number_, head)) return nullptr;
    return std::make_shared<Stream>(connection, io_);
  }

private:
  std::weak_ptr<Connection> connection_;
  std::weak_ptr<asio::io_context> io_;
  std::uint64_t number_;
};

void Connection::serve() {
  const auto& message = parser_->get();
  keep_alive_ = message.keep_alive();
  ServerRequest request;
  request.method = std::string{message.method_string()};
  const std::string target{message.target()};
  const auto mark = target.find('?');
  request.path = target.substr(0, mark);
  if (mark != std::string::npos) request.query = target.substr(mark + 1);
  for (const auto& field : message)
    request.headers.emplace_back(lower_case(field.name_string()), std::string{field.value()});
  request.body = message.body();
  stream_.expires_never();
  timer_.expires_after(limits_.answer_time); // keeps the connection until then, too
  timer_.async_wait([self = shared_from_this(), number = number_](beast::error_code error) {
    if (!error) self->answer(number, plain(503, "nobody answered in time: try again"));
  });
  const auto reply = std::make_shared<Reply>(weak_from_this(), io_, number_);
  try {
    handler_(request, reply);
  } catch (const std::exception& error) {
    reply->answer(plain(500, std::string{"the request could not be answered: "} + error.what()));
  }
}

} // namespace

std::string_view ServerRequest::header(std::string_view name) const {
  for (const auto& [known, value] : headers)
    if (known == name) return value;
  return {};
}

std::size_t ServerRequest::count(std::string_view name) const {
  return static_cast<std::size_t>(
    std::count_if(headers.begin(), headers.end(), [&](const auto& x) { return x.first == name; }));
}

std::string ServerRequest::parameter(std::string_view name) const {
  std::string_view rest = query;
  while (!rest.empty()) {
    const auto end = rest.find('&');
    const auto part = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
    const auto equals = part.find('=');
    if (part.substr(0, equals) == name)
      return equals == std::string_view::npos ? std::string{}
                                              : percent_decoded(part.substr(equals + 1));
  }
  return {};
}

class HttpServer::Core {
public:
  Core(HttpServerLimits limits, int listener)
    : limits_(limits),
      acceptor_(*io_, Tcp::v4(), listener) {
    port_ = acceptor_.local_endpoint().port();
    close_in_forked_copies(acceptor_.native_handle());
  }
  Core(const Core&) = delete;
  Core& operator=(const Core&) = delete;
  ~Core() {
    io_->stop();
    if (thread_.joinable()) thread_.join();
    take_back_from_forked_copies(acceptor_.native_handle());
  }

  std::uint16_t port() const { return port_; }
  std::size_t connections() const { return *count_; }
  void post(std::function<void()> work) {
    asio::post(*io_, [work = std::move(work)] { guarded(work); });
  }
  void every(Duration pause, std::function<void()> work) {
    auto timer = std::make_shared<asio::steady_timer>(*io_);
    timers_.push_back(timer);
    wait(*timer, pause, std::make_shared<std::function<void()>>(std::move(work)));
  }
  void start(Handler handler) {
    handler_ = std::move(handler);
    accept();
    thread_ = std::thread{[io = io_.get()] {
      use_plain_locale();
      for (;;) try {
          io->run();
          return;
        } catch (const std::exception&) { // of one client's turn: the others go on
        }
    }};
  }

private:
  static void guarded(const std::function<void()>& work) {
    try {
      work();
    } catch (const std::exception&) { // who looks must never end who trades
    }
  }

  void wait(asio::steady_timer& timer, Duration pause,
            const std::shared_ptr<std::function<void()>>& work) {
    timer.expires_after(pause);
    timer.async_wait([this, &timer, pause, work](beast::error_code error) {
      if (error) return;
      guarded(*work);
      wait(timer, pause, work);
    });
  }

  void accept() {
    acceptor_.async_accept([this](beast::error_code error, Tcp::socket socket) {
      if (error == asio::error::operation_aborted) return;
      if (error) { // out of descriptors, say: trying again at once would spin
        pause_.expires_after(std::chrono::milliseconds{100});
        pause_.async_wait([this](beast::error_code canceled) {
          if (!canceled) accept();
        });
        return;
      }
      if (*count_ < limits_.connections) {
        beast::error_code ignored;
        socket.set_option(Tcp::no_delay{true}, ignored);
        std::make_shared<Connection>(std::move(socket), limits_, handler_, io_, count_)->read();
      }
      accept();
    });
  }

  HttpServerLimits limits_;
  std::shared_ptr<std::atomic<std::size_t>> count_ = std::make_shared<std::atomic<std::size_t>>(0);
  std::shared_ptr<asio::io_context> io_ = std::make_shared<asio::io_context>(1);
  Tcp::acceptor acceptor_;
  asio::steady_timer pause_{*io_};
  std::vector<std::shared_ptr<asio::steady_timer>> timers_;
  std::uint16_t port_ = 0;
  Handler handler_;
  std::thread thread_;
};

namespace {

/// A listening socket on 127.0.0.1, close-on-exec; empty with the error when there is none.
Result<int> listen_on(std::uint16_t port, bool& taken) {
  taken = false;
  const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const auto failed = [&] {
    const int error = errno;
    taken = error == EADDRINUSE || error == EACCES;
    if (listener >= 0) ::close(listener);
    return fail(ErrorKind::Unreachable,
                "port " + std::to_string(port) +
                  " of 127.0.0.1 cannot be opened: " + std::strerror(error));
  };
  if (listener < 0) return failed();
  const int on = 1;
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
      ::bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      ::listen(listener, 64) != 0)
    return failed();
  return listener;
}

} // namespace

HttpServer::HttpServer(std::shared_ptr<Core> core) : core_(std::move(core)) {}
HttpServer::~HttpServer() = default;

Result<std::unique_ptr<HttpServer>> HttpServer::open(std::uint16_t port, unsigned tries,
                                                     HttpServerLimits limits) {
  for (unsigned i = 0;; ++i) {
    bool taken = false;
    const auto socket = listen_on(static_cast<std::uint16_t>(port + (port == 0 ? 0 : i)), taken);
    if (socket)
      return std::unique_ptr<HttpServer>{new HttpServer{std::make_shared<Core>(limits, *socket)}};
    if (!taken || i >= tries || port + i + 1 > 65535) return tl::unexpected{socket.error()};
  }
}

std::uint16_t HttpServer::port() const {
  return core_->port();
}
void HttpServer::start(Handler handler) {
  core_->start(std::move(handler));
}
void HttpServer::post(std::function<void()> work) {
  core_->post(std::move(work));
}
void HttpServer::every(Duration pause, std::function<void()> work) {
  core_->every(pause, std::move(work));
}
std::size_t HttpServer::connections() const {
  return core_->connections();
}

} // namespace hft::net
