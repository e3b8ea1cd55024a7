#include "adapters/control/control_server.hpp"

#include "adapters/control/control_socket.hpp"
#include "adapters/control/control_wire.hpp"
#include "adapters/control/verbs.hpp"
#include "adapters/forked_copy.hpp"
#include "adapters/life_sign.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

namespace hft::control {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using Local = asio::local::stream_protocol;
using Stream = beast::basic_stream<Local>;

constexpr std::size_t largest_request = 64 * 1024;
constexpr std::chrono::seconds idle_limit{30};

/// One operator's connection; lives as long as something is under way.
class Connection : public std::enable_shared_from_this<Connection> {
public:
  Connection(Local::socket socket, ControlServer::Handler handler, Duration patience,
             std::weak_ptr<asio::io_context> io)
    : stream_(std::move(socket)),
      timer_(stream_.get_executor()),
      handler_(std::move(handler)),
      patience_(patience),
      io_(std::move(io)) {}

  void read() {
    parser_.emplace();
    parser_->body_limit(largest_request);
    stream_.expires_after(idle_limit);
    http::async_read(stream_, buffer_, *parser_,
                     [self = shared_from_this()](beast::error_code error, std::size_t) {
                       if (!error) self->on_request();
                     });
  }

private:
  void on_request() {
    const auto& message = parser_->get();
    keep_alive_ = message.keep_alive();
    raw_json_ = message.method() == http::verb::get;
    ++number_;
    answered_ = false;
    const auto target = std::string_view{message.target().data(), message.target().size()};
    if (raw_json_) {
      const auto verb = target.substr(0, target.find('?')).substr(target.empty() ? 0 : 1);
      const auto* known = find_verb(verb);
      if (known == nullptr || !known->readable)
        return write(http::status::not_found, "{\"error\":\"nothing is served there\"}");
      return hand_over({std::string{verb}, {}});
    }
    if (message.method() != http::verb::post || target != "/control")
      return write(http::status::not_found, "{\"error\":\"nothing is served there\"}");
    auto request = read_request(message.body());
    if (!request)
      return write(http::status::bad_request, write_answer({false, request.error().sentence, ""}));
    hand_over(std::move(*request));
  }

  void hand_over(ControlRequest request) {
    stream_.expires_never();
    timer_.expires_after(patience_);
    timer_.async_wait([self = shared_from_this(), number = number_](beast::error_code error) {
      if (!error) self->answer(number, {false, "system did not answer in time: try again", ""});
    });
    const ControlServer::Answer reply = [weak = weak_from_this(), io = io_,
                                         number = number_](const ControlAnswer& given) {
      // The answer comes on any thread, perhaps after the server's end.
      if (const auto running = io.lock())
        asio::post(*running, [weak, number, given] {
          if (const auto self = weak.lock()) self->answer(number, given);
        });
    };
    try {
      handler_(std::move(request), reply);
    } catch (const std::exception& e) {
      reply({false, std::string{"system could not answer: "} + e.what(), ""});
    }
  }

  void answer(std::uint64_t number, const ControlAnswer& given) {
    if (answered_ || number != number_) return;
    timer_.cancel();
    write(given.done || !raw_json_ ? http::status::ok : http::status::service_unavailable,
          raw_json_ && given.done ? given.json : write_answer(given));
  }

  void write(http::status status, std::string body) {
    answered_ = true;
    response_ = {};
    response_.version(11);
    response_.result(status);
    response_.set(http::field::content_type, "application/json");
    response_.keep_alive(keep_alive_);
    response_.body() = std::move(body);
    response_.prepare_payload();
    stream_.expires_after(idle_limit);
    http::async_write(stream_, response_,
                      [self = shared_from_this()](beast::error_code error, std::size_t) {
                        if (!error && self->keep_alive_) self->read();
                      });
  }

  Stream stream_;
  asio::steady_timer timer_;
  ControlServer::Handler handler_;
  Duration patience_;
  std::weak_ptr<asio::io_context> io_;
  beast::flat_buffer buffer_;
  std::optional<http::request_parser<http::string_body>> parser_;
  http::response<http::string_body> response_;
  std::uint64_t number_ = 0;
  bool answered_ = false;
  bool keep_alive_ = false;
  bool raw_json_ = false;
};

} // namespace

class ControlServer::Listener {
public:
  Listener(std::string path, int socket, Handler handler, Duration patience)
    : path_(std::move(path)),
      inode_(inode_of(path_)),
      io_(std::make_shared<asio::io_context>(1)),
      acceptor_(*io_, Local{}, socket),
      handler_(std::move(handler)),
      patience_(patience) {
    accept();
    give_sign();
    thread_ = std::thread{[io = io_.get()] { io->run(); }};
  }
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  ~Listener() {
    remove_own_file(path_, inode_);
    io_->stop();
    thread_.join();
    take_back_from_forked_copies(acceptor_.native_handle());
  }

  const std::string& path() const { return path_; }

private:
  void accept() {
    acceptor_.async_accept([this](beast::error_code error, Local::socket socket) {
      if (error == asio::error::operation_aborted) return;
      if (error) return accept_later();
      std::make_shared<Connection>(std::move(socket), handler_, patience_, io_)->read();
      accept();
    });
  }

  void give_sign() {
    sign_timer_.expires_after(life_sign_interval);
    sign_timer_.async_wait([this](beast::error_code error) {
      if (error) return;
      sign_.beat();
      give_sign();
    });
  }

  /// Out of descriptors, say: trying again at once would spin.
  void accept_later() {
    pause_.expires_after(std::chrono::milliseconds{100});
    pause_.async_wait([this](beast::error_code error) {
      if (!error) accept();
    });
  }

  std::string path_;
  unsigned long inode_;
  std::shared_ptr<asio::io_context> io_;
  Local::acceptor acceptor_;
  asio::steady_timer pause_{*io_};
  asio::steady_timer sign_timer_{*io_};
  LifeSign sign_{"control"};
  Handler handler_;
  Duration patience_;
  std::thread thread_;
};

ControlServer::ControlServer(std::unique_ptr<Listener> listener) : listener_(std::move(listener)) {}
ControlServer::~ControlServer() = default;
const std::string& ControlServer::path() const {
  return listener_->path();
}

Result<std::unique_ptr<ControlServer>> ControlServer::open(const std::string& path, Handler handler,
                                                           Duration patience) {
  const auto socket = listen_on(path);
  if (!socket) return tl::unexpected{socket.error()};
  return std::unique_ptr<ControlServer>{
    new ControlServer{std::make_unique<Listener>(path, *socket, std::move(handler), patience)}};
}

} // namespace hft::control
