#include "adapters/net/order_connection.hpp"

#include "adapters/crash_point.hpp"
#include "adapters/door/limits.hpp"
#include "adapters/net/clock.hpp"
#include "adapters/net/io_loop_context.hpp"
#include "adapters/net/stream.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>

#include <utility>

namespace hft::net {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;

namespace {

template <class Stream>
class StreamConnection : public Connection,
                         public std::enable_shared_from_this<StreamConnection<Stream>> {
public:
  StreamConnection(IoLoop& loop, const Url& url, ConnectionOwner& owner)
    : url_(url),
      owner_(&owner),
      resolver_(io_context_of(loop)),
      timer_(io_context_of(loop)),
      stream_(make_stream<Stream>(io_context_of(loop))) {}

  void open(Duration timeout) override {
    deadline(timeout, "no connection in time");
    open_stream(
      *stream_, resolver_, url_,
      [self = this->shared_from_this()](const error_code& error) { self->on_open(error); });
  }

  bool idle() const override { return state_ == State::Idle; }

  MonotonicTime send(std::string bytes, OrderChannel::Answer answer, Duration timeout) override {
    state_ = State::Busy;
    bytes_ = std::move(bytes);
    answer_ = std::move(answer);
    written_ = {};
    crash_point(CrashPoint::RequestBefore);
    if (crash_due(CrashPoint::RequestHalf)) die_half_way();
    // Asio tries the write before it returns; the socket's buffer holds any order.
    asio::async_write(*stream_, asio::buffer(bytes_),
                      [self = this->shared_from_this()](const error_code& error, std::size_t) {
                        // A failed write also fails the read, which answers.
                        if (error && self->state_ == State::Busy) self->lose(why(error));
                      });
    written_ = monotonic_now();
    crash_point(CrashPoint::RequestWritten);
    deadline(timeout, "no answer in time");
    return written_;
  }

  void close() override { lose("we closed the connection"); }

  void abandon() override {
    answer_ = nullptr;
    owner_ = nullptr;
    lose({});
  }

private:
  enum class State : std::uint8_t { Opening, Idle, Busy, Gone };

  void die_half_way() {
    error_code ignored;
    asio::write(*stream_, asio::buffer(bytes_.data(), bytes_.size() / 2), ignored);
    std::raise(SIGKILL);
  }

  void deadline(Duration delay, const char* reason) {
    timer_.expires_after(delay);
    timer_.async_wait(
      [self = this->shared_from_this(), reason, number = ++deadline_](const error_code& error) {
        if (!error && number == self->deadline_) self->lose(reason);
      });
  }

  void no_deadline() {
    ++deadline_;
    timer_.cancel();
  }

  void on_open(const error_code& error) {
    if (state_ == State::Gone) return;
    if (error) return lose(why(error));
    no_deadline();
    state_ = State::Idle;
    read();
    owner_->on_free(*this);
  }

  // A read is always outstanding: it tells at once when an idle connection is closed, and the
  // answer to a request finds it waiting.
  void read() {
    parser_.emplace();
    parser_->body_limit(door::order_answer.bytes);
    parser_->header_limit(static_cast<std::uint32_t>(door::answer_headers));
    http::async_read(*stream_, buffer_, *parser_,
                     [self = this->shared_from_this()](const error_code& error, std::size_t) {
                       self->on_read(error);
                     });
  }

  void on_read(const error_code& error) {
    const auto answered = monotonic_now();
    if (state_ == State::Gone) return;
    if (error) return lose(why(error));
    if (state_ != State::Busy) return lose("it spoke without being asked");
    no_deadline();
    auto message = parser_->release();
    HttpResponse response;
    response.status = static_cast<int>(message.result_int());
    for (const auto& field : message)
      response.headers.emplace_back(std::string{field.name_string()}, std::string{field.value()});
    response.body = std::move(message.body());
    const bool keep = message.keep_alive();
    const auto answer = std::exchange(answer_, nullptr);
    const auto self = this->shared_from_this();
    if (keep) {
      state_ = State::Idle;
      read();
    } else {
      lose("the other side closes after each answer");
    }
    if (answer) answer({std::move(response), true, written_, answered});
    if (state_ == State::Idle && owner_) owner_->on_free(*this);
  }

  void lose(const std::string& reason) {
    if (state_ == State::Gone) return;
    const auto before = std::exchange(state_, State::Gone);
    no_deadline();
    resolver_.cancel();
    error_code ignored;
    socket_of(*stream_).close(ignored);
    const auto self = this->shared_from_this();
    if (owner_) owner_->on_lost(self, before != State::Opening);
    if (const auto answer = std::exchange(answer_, nullptr))
      answer({fail(ErrorKind::Unreachable, url_.authority() + " gave no clear answer: " + reason),
              true, written_, monotonic_now()});
  }

  Url url_;
  ConnectionOwner* owner_;
  asio::ip::tcp::resolver resolver_;
  asio::steady_timer timer_;
  std::unique_ptr<Stream> stream_;
  boost::beast::flat_buffer buffer_;
  std::optional<http::response_parser<http::string_body>> parser_;
  std::string bytes_;
  OrderChannel::Answer answer_;
  MonotonicTime written_;
  std::uint64_t deadline_ = 0;
  State state_ = State::Opening;
};

} // namespace

std::shared_ptr<Connection> make_connection(IoLoop& loop, const Url& url, ConnectionOwner& owner) {
  if (url.tls()) return std::make_shared<StreamConnection<TlsStream>>(loop, url, owner);
  return std::make_shared<StreamConnection<PlainStream>>(loop, url, owner);
}

} // namespace hft::net
