#pragma once

/// Servers on loopback that do what a test says, on the loop of what is tested: nothing waits for
/// time, everything for the other side.

#include "adapters/net/io_loop_context.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>

#include <array>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace hft::test {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;
using boost::system::error_code;

/// Runs the loop until `done`, or for ten seconds: answers whether it is done.
inline bool run_until(net::IoLoop& loop, const std::function<bool()>& done) {
  bool late = false;
  auto guard = loop.schedule(std::chrono::seconds{10}, [&] { late = true; });
  loop.run_until([&] { return late || done(); });
  guard.cancel();
  return !late;
}

class Listening {
public:
  explicit Listening(net::IoLoop& loop)
    : acceptor_(net::io_context_of(loop), tcp::endpoint{asio::ip::make_address("127.0.0.1"), 0}) {}
  std::string port() const { return std::to_string(acceptor_.local_endpoint().port()); }

protected:
  tcp::acceptor acceptor_;
};

/// Takes HTTP requests as text; answers what the script writes.
class HttpScript : public Listening {
public:
  struct Peer : std::enable_shared_from_this<Peer> {
    explicit Peer(tcp::socket accepted) : socket(std::move(accepted)) {}
    void write(std::string text) {
      auto kept = std::make_shared<std::string>(std::move(text));
      asio::async_write(socket, asio::buffer(*kept),
                        [kept, self = shared_from_this()](const error_code&, std::size_t) {});
    }
    void answer(int status, const std::string& body, const std::string& headers = {}) {
      write("HTTP/1.1 " + std::to_string(status) + " X\r\nContent-Length: " +
            std::to_string(body.size()) + "\r\n" + headers + "\r\n" + body);
    }
    void close() {
      error_code ignored;
      socket.close(ignored);
    }
    void reset() {
      error_code ignored;
      socket.set_option(asio::socket_base::linger{true, 0}, ignored);
      socket.close(ignored);
    }
    tcp::socket socket;
    std::string buffer;
  };
  using Handler = std::function<void(Peer&, const std::string& request)>;

  HttpScript(net::IoLoop& loop, Handler handler) : Listening(loop), handler_(std::move(handler)) {
    accept();
  }
  std::string url() const { return "http://127.0.0.1:" + port(); }

  std::vector<std::shared_ptr<Peer>> peers;
  std::vector<std::string> requests;

private:
  void accept() {
    acceptor_.async_accept([this](const error_code& error, tcp::socket socket) {
      if (error) return;
      peers.push_back(std::make_shared<Peer>(std::move(socket)));
      read(peers.back());
      accept();
    });
  }

  void read(const std::shared_ptr<Peer>& peer) {
    auto chunk = std::make_shared<std::array<char, 8192>>();
    peer->socket.async_read_some(asio::buffer(*chunk),
                                 [this, peer, chunk](const error_code& error, std::size_t size) {
                                   if (error) return;
                                   peer->buffer.append(chunk->data(), size);
                                   take(*peer);
                                   if (peer->socket.is_open()) read(peer);
                                 });
  }

  void take(Peer& peer) {
    for (;;) {
      const auto end = peer.buffer.find("\r\n\r\n");
      if (end == std::string::npos) return;
      std::size_t length = 0;
      if (const auto at = peer.buffer.find("Content-Length: "); at < end)
        length = std::stoul(peer.buffer.substr(at + 16));
      if (peer.buffer.size() < end + 4 + length) return;
      requests.push_back(peer.buffer.substr(0, end + 4 + length));
      peer.buffer.erase(0, end + 4 + length);
      handler_(peer, std::string{requests.back()});
    }
  }

  Handler handler_;
};

/// Takes websockets; what is said is the script's.
class WebsocketScript : public Listening {
public:
  struct Peer : std::enable_shared_from_this<Peer> {
    explicit Peer(tcp::socket socket) : stream(std::move(socket)) {}
    void send(std::string text, bool binary = false) {
      outgoing.push_back({std::move(text), binary});
      if (outgoing.size() == 1) write();
    }
    void write() {
      stream.binary(outgoing.front().second);
      stream.async_write(asio::buffer(outgoing.front().first),
                         [self = shared_from_this()](const error_code& error, std::size_t) {
                           if (error) return;
                           self->outgoing.pop_front();
                           if (!self->outgoing.empty()) self->write();
                         });
    }
    void close() {
      error_code ignored;
      stream.next_layer().close(ignored);
    }
    beast::websocket::stream<tcp::socket> stream;
    beast::flat_buffer buffer;
    beast::http::request<beast::http::string_body> upgrade;
    std::deque<std::pair<std::string, bool>> outgoing;
  };
  struct Script {
    std::function<void(Peer&)> on_open;
    std::function<void(Peer&, const std::string&)> on_message;
    std::function<void()> on_close;
    int refuse = 0;               ///< answer the next upgrades with this status
    std::string refuse_headers{}; ///< and these, each with its line end
  };

  WebsocketScript(net::IoLoop& loop, Script given) : Listening(loop), script(std::move(given)) {
    accept();
  }
  std::string url(const std::string& path = "/") const { return "ws://127.0.0.1:" + port() + path; }

  Script script;
  std::vector<std::shared_ptr<Peer>> peers;
  std::vector<std::string> messages;
  std::size_t upgrades = 0;

private:
  void accept() {
    acceptor_.async_accept([this](const error_code& error, tcp::socket socket) {
      if (error) return;
      auto peer = std::make_shared<Peer>(std::move(socket));
      beast::http::async_read(peer->stream.next_layer(), peer->buffer, peer->upgrade,
                              [this, peer](const error_code& failed, std::size_t) {
                                if (!failed) on_upgrade(peer);
                              });
      accept();
    });
  }

  void on_upgrade(const std::shared_ptr<Peer>& peer) {
    ++upgrades;
    if (script.refuse != 0) {
      auto text = std::make_shared<std::string>("HTTP/1.1 " + std::to_string(script.refuse) +
                                                " No\r\nContent-Length: 0\r\n" +
                                                script.refuse_headers + "\r\n");
      asio::async_write(peer->stream.next_layer(), asio::buffer(*text),
                        [peer, text](const error_code&, std::size_t) {});
      return;
    }
    peer->stream.async_accept(peer->upgrade, [this, peer](const error_code& error) {
      if (error) return;
      peers.push_back(peer);
      if (script.on_open) script.on_open(*peer);
      read(peer);
    });
  }

  void read(const std::shared_ptr<Peer>& peer) {
    peer->stream.async_read(peer->buffer, [this, peer](const error_code& error, std::size_t) {
      if (error) {
        if (script.on_close) script.on_close();
        return;
      }
      messages.push_back(beast::buffers_to_string(peer->buffer.data()));
      peer->buffer.consume(peer->buffer.size());
      if (script.on_message) script.on_message(*peer, std::string{messages.back()});
      read(peer);
    });
  }
};

} // namespace hft::test
