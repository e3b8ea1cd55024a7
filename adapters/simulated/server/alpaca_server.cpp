#include "adapters/simulated/server/alpaca_server.hpp"

#include "adapters/simulated/server/connections.hpp"
#include "adapters/simulated/server/http_session.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <optional>

namespace hft::simulated {

namespace {

class BeastServer final : public AlpacaServer {
public:
  explicit BeastServer(Handlers handlers) : shared_(std::make_shared<ServerShared>()) {
    shared_->handlers = std::move(handlers);
  }
  ~BeastServer() override { close(); }

  Result<void> open(std::uint16_t port) {
    boost::system::error_code error;
    const Tcp::endpoint endpoint{net::ip::address_v4::loopback(), port};
    acceptor_.open(endpoint.protocol(), error);
    if (!error) acceptor_.set_option(net::socket_base::reuse_address(true), error);
    if (!error) acceptor_.bind(endpoint, error);
    if (!error) acceptor_.listen(1024, error);
    if (error)
      return fail(ErrorKind::Unreachable, "venue cannot listen on 127.0.0.1:" +
                                            std::to_string(port) + ": " + error.message());
    accept();
    return {};
  }

  std::uint16_t port() const override { return acceptor_.local_endpoint().port(); }
  std::size_t poll() override { return io().poll(); }
  void run_one() override { io().run_one(); }
  void post(std::function<void()> task) override { net::post(io(), std::move(task)); }

  void call_after(Duration delay, std::function<void()> task) override {
    auto timer = std::make_shared<net::steady_timer>(io(), delay);
    timer->async_wait([timer, task = std::move(task)](boost::system::error_code error) {
      if (!error) task();
    });
  }

  void close() override {
    boost::system::error_code ignored;
    acceptor_.close(ignored);
    const auto connections = shared_->connections;
    for (auto* connection : connections)
      if (shared_->connections.contains(connection)) connection->cut_now();
    io().poll();
  }

private:
  net::io_context& io() { return shared_->io; }

  void accept() {
    socket_.emplace(io());
    acceptor_.async_accept(*socket_, [this](boost::system::error_code error) {
      if (!acceptor_.is_open()) return;
      if (!error) {
        boost::system::error_code ignored;
        socket_->set_option(Tcp::no_delay(true), ignored);
        open_http(shared_, std::move(*socket_));
      }
      // Out of file descriptors is no reason to spin.
      if (error) return call_after(std::chrono::milliseconds{10}, [this] { accept(); });
      accept();
    });
  }

  std::shared_ptr<ServerShared> shared_;
  net::basic_socket_acceptor<Tcp, net::io_context::executor_type> acceptor_{shared_->io};
  std::optional<TcpSocket> socket_;
};

} // namespace

Result<std::unique_ptr<AlpacaServer>> AlpacaServer::listen(std::uint16_t port, Handlers handlers) {
  auto server = std::make_unique<BeastServer>(std::move(handlers));
  if (auto opened = server->open(port); !opened) return tl::unexpected(opened.error());
  return server;
}

} // namespace hft::simulated
