#include "adapters/net/order_channel.hpp"

#include "adapters/net/order_connection.hpp"

#include <algorithm>
#include <deque>

namespace hft::net {

/// Hands requests to connections; connections come back by `on_free` and `on_lost`.
class OrderChannel::Pool : public ConnectionOwner, public std::enable_shared_from_this<Pool> {
public:
  Pool(IoLoop& loop, Options options)
    : loop_(loop),
      options_(std::move(options)),
      backoff_({.longest = options_.reopen_longest, .seed = options_.seed}) {
    if (auto url = parse_safe_url(options_.url)) {
      url_ = *url;
      header_block_ =
        "Host: " + url_.authority() + "\r\nUser-Agent: hft-system\r\nAccept: application/json\r\n";
      for (const auto& [name, value] : options_.headers)
        header_block_ += name + ": " + value + "\r\n";
    } else {
      unusable_ = url.error();
    }
  }

  void open() {
    if (!unusable_ && !closed_)
      while (connections_.size() < options_.warm) add();
  }

  MonotonicTime send(Method method, std::string_view target, std::string_view body, Answer answer,
                     const Headers& more) {
    if (unusable_ || closed_) {
      refuse(std::move(answer),
             unusable_.value_or(Failure{ErrorKind::Unreachable, "the order channel is closed"}));
      return {};
    }
    std::string bytes = compose(method, target, body, more);
    for (const auto& connection : connections_)
      if (connection->idle())
        return connection->send(std::move(bytes), std::move(answer), options_.request_timeout);
    waiting_.push_back({next_number_, std::move(bytes), std::move(answer)});
    loop_.schedule(options_.request_timeout, [weak = weak_from_this(), number = next_number_] {
      if (const auto self = weak.lock()) self->give_up(number);
    });
    ++next_number_;
    if (connections_.size() < options_.most) add();
    return {};
  }

  std::size_t idle() const {
    return static_cast<std::size_t>(std::count_if(connections_.begin(), connections_.end(),
                                                  [](const auto& c) { return c->idle(); }));
  }

  void close() {
    if (std::exchange(closed_, true)) return;
    const auto connections = std::exchange(connections_, {});
    for (const auto& connection : connections) connection->close();
    for (auto& request : std::exchange(waiting_, {}))
      refuse(std::move(request.answer),
             {ErrorKind::Unreachable, "the order channel was closed before the request was sent"});
  }

  /// Without answering anyone.
  void abandon() {
    closed_ = true;
    waiting_.clear();
    for (const auto& connection : std::exchange(connections_, {})) connection->abandon();
  }

  void on_free(Connection& connection) override {
    backoff_.reset();
    if (waiting_.empty() || closed_) return;
    auto request = std::move(waiting_.front());
    waiting_.pop_front();
    connection.send(std::move(request.bytes), std::move(request.answer), options_.request_timeout);
  }

  void on_lost(const std::shared_ptr<Connection>& connection, bool was_open) override {
    std::erase(connections_, connection);
    if (closed_) return;
    if (was_open) return refill();
    if (reopening_) return;
    reopening_ = true;
    loop_.schedule(backoff_.next(Duration{0}), [weak = weak_from_this()] {
      if (const auto self = weak.lock()) {
        self->reopening_ = false;
        self->refill();
      }
    });
  }

private:
  struct Waiting {
    std::uint64_t number = 0;
    std::string bytes;
    Answer answer;
  };

  std::string compose(Method method, std::string_view target, std::string_view body,
                      const Headers& more) const {
    std::string bytes;
    bytes.reserve(header_block_.size() + target.size() + body.size() + 96);
    bytes.append(to_string(method)).append(" ").append(target).append(" HTTP/1.1\r\n");
    bytes.append(header_block_);
    for (const auto& [name, value] : more)
      bytes.append(name).append(": ").append(value).append("\r\n");
    if (!body.empty()) bytes.append("Content-Type: application/json\r\n");
    if (!body.empty() || method == Method::Post || method == Method::Patch)
      bytes.append("Content-Length: ").append(std::to_string(body.size())).append("\r\n");
    bytes.append("\r\n").append(body);
    return bytes;
  }

  void add() {
    connections_.push_back(make_connection(loop_, url_, *this));
    connections_.back()->open(options_.connect_timeout);
  }

  void refill() {
    if (closed_) return;
    while (connections_.size() < options_.warm ||
           (idle() == 0 &&
            connections_.size() < std::min(options_.most, options_.warm + waiting_.size())))
      add();
  }

  void give_up(std::uint64_t number) {
    const auto at = std::find_if(waiting_.begin(), waiting_.end(),
                                 [&](const Waiting& w) { return w.number == number; });
    if (at == waiting_.end()) return;
    auto answer = std::move(at->answer);
    waiting_.erase(at);
    answer({fail(ErrorKind::Unreachable, "the request was not sent: no connection to " +
                                           url_.authority() + " was free in time"),
            false,
            {},
            {}});
  }

  /// Answers later, as every other answer comes.
  void refuse(Answer answer, Failure failure) {
    loop_.post([answer = std::move(answer), failure = std::move(failure)] {
      answer({tl::unexpected<Failure>{failure}, false, {}, {}});
    });
  }

  IoLoop& loop_;
  Options options_;
  Url url_;
  std::optional<Failure> unusable_;
  std::string header_block_;
  Backoff backoff_;
  std::vector<std::shared_ptr<Connection>> connections_;
  std::deque<Waiting> waiting_;
  std::uint64_t next_number_ = 1;
  bool reopening_ = false;
  bool closed_ = false;
};

OrderChannel::OrderChannel(IoLoop& loop, Options options)
  : pool_(std::make_shared<Pool>(loop, std::move(options))) {}
OrderChannel::~OrderChannel() {
  pool_->abandon();
}
void OrderChannel::open() {
  pool_->open();
}
MonotonicTime OrderChannel::send(Method method, std::string_view target, std::string_view body,
                                 Answer answer, const Headers& more) {
  return pool_->send(method, target, body, std::move(answer), more);
}
std::size_t OrderChannel::idle() const {
  return pool_->idle();
}
void OrderChannel::close() {
  pool_->close();
}

} // namespace hft::net
