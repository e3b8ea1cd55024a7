#include "adapters/simulated/server/websocket_session.hpp"

#include <boost/beast/websocket/stream.hpp>

#include <deque>

namespace hft::simulated {

namespace {

using boost::system::error_code;
namespace websocket = beast::websocket;

constexpr std::size_t largest_message = 4 * 1024 * 1024;

/// One websocket client. permessage-deflate is declined; fragments are put together by Beast.
class WebSocket final : public StreamSocket,
                        public Connection,
                        public std::enable_shared_from_this<WebSocket> {
public:
  WebSocket(std::shared_ptr<ServerShared> server, TcpSocket socket)
    : server_(std::move(server)),
      stream_(std::move(socket)) {
    server_->connections.insert(this);
    stream_.set_option(websocket::stream_base::timeout{std::chrono::seconds{30},
                                                       websocket::stream_base::none(), false});
    stream_.read_message_max(largest_message);
    stream_.auto_fragment(false);
  }
  ~WebSocket() override { server_->connections.erase(this); }

  void open(const BeastRequest& request, AlpacaServer::Accept accept) {
    stream_.control_callback([this](websocket::frame_type kind, beast::string_view) {
      if (kind == websocket::frame_type::pong && listener_) listener_->on_pong();
    });
    stream_.async_accept(request,
                         [self = shared_from_this(), accept = std::move(accept)](error_code error) {
                           if (error) return self->closed();
                           self->listener_ = accept(self);
                           self->read();
                         });
  }

  void send(Bytes message, bool binary) override {
    if (!open_ || closing_) return;
    queued_ += message->size();
    push({std::move(message), binary ? Kind::Binary : Kind::Text});
  }
  void ping() override { push({nullptr, Kind::Ping}); }
  void close() override {
    push({nullptr, Kind::Close});
    closing_ = true;
  }
  void cut() override { closed(); }
  void cut_now() override { closed(); }
  std::size_t queued_bytes() const override { return queued_; }

private:
  enum class Kind { Text, Binary, Ping, Close };
  struct Item {
    Bytes bytes;
    Kind kind;
  };

  void push(Item item) {
    if (!open_ || closing_) return;
    queue_.push_back(std::move(item));
    if (queue_.size() == 1) write_next();
  }

  void write_next() {
    const auto& item = queue_.front();
    auto done = [self = shared_from_this()](error_code error, std::size_t) {
      self->on_written(error);
    };
    auto sent = [self = shared_from_this()](error_code error) { self->on_written(error); };
    switch (item.kind) {
      case Kind::Ping: return stream_.async_ping({}, std::move(sent));
      case Kind::Close: return stream_.async_close(websocket::close_code::normal, std::move(sent));
      case Kind::Text:
      case Kind::Binary:
        stream_.binary(item.kind == Kind::Binary);
        stream_.async_write(net::buffer(*item.bytes), std::move(done));
    }
  }

  void on_written(error_code error) {
    if (error || queue_.front().kind == Kind::Close) return closed();
    if (queue_.front().bytes) queued_ -= queue_.front().bytes->size();
    queue_.pop_front();
    if (!queue_.empty() && open_) write_next();
  }

  void read() {
    stream_.async_read(buffer_, [self = shared_from_this()](error_code error, std::size_t) {
      self->on_read(error);
    });
  }

  void on_read(error_code error) {
    if (error) return closed();
    const auto data = buffer_.cdata();
    const std::string_view payload{static_cast<const char*>(data.data()), data.size()};
    if (const auto listener = listener_) listener->on_message(payload, stream_.got_binary());
    buffer_.consume(buffer_.size());
    if (open_) read();
  }

  void closed() {
    if (!open_) return;
    open_ = false;
    error_code ignored;
    stream_.next_layer().close(ignored);
    if (const auto listener = std::move(listener_)) listener->on_closed();
  }

  std::shared_ptr<ServerShared> server_;
  websocket::stream<TcpSocket> stream_;
  std::shared_ptr<SocketListener> listener_;
  beast::flat_buffer buffer_;
  std::deque<Item> queue_;
  std::size_t queued_ = 0;
  bool open_ = true;
  bool closing_ = false;
};

} // namespace

void open_websocket(const std::shared_ptr<ServerShared>& server, TcpSocket socket,
                    const BeastRequest& request, AlpacaServer::Accept accept) {
  std::make_shared<WebSocket>(server, std::move(socket))->open(request, std::move(accept));
}

} // namespace hft::simulated
