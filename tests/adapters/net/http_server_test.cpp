#define CAF_SUITE http_server
#include "adapters/net/http_server.hpp"
#include "tests/test.hpp"

#include <arpa/inet.h>
#include <future>
#include <netinet/in.h>
#include <stdexcept>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace http_server_test {

using namespace hft;
using namespace hft::net;
using namespace std::chrono_literals;

namespace {

ServerAnswer text(std::string body) {
  ServerAnswer answer;
  answer.body = std::move(body);
  return answer;
}

std::unique_ptr<HttpServer> serve(HttpServer::Handler handler, HttpServerLimits limits = {}) {
  auto server = HttpServer::open(0, 0, limits).value();
  server->start(std::move(handler));
  return server;
}

/// A client that says what it likes.
class Peer {
public:
  explicit Peer(const HttpServer& server) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(server.port());
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    CAF_REQUIRE_EQUAL(::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  }
  ~Peer() { ::close(socket_); }
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;

  void say(const std::string& words) const {
    CAF_CHECK_EQUAL(::send(socket_, words.data(), words.size(), MSG_NOSIGNAL),
                    static_cast<ssize_t>(words.size()));
  }
  /// All that comes until the other side closes.
  std::string rest() const {
    std::string heard;
    while (true) {
      const auto piece = some();
      if (piece.empty()) return heard;
      heard += piece;
    }
  }
  std::string until(const std::string& part) const {
    std::string heard;
    while (heard.find(part) == std::string::npos) {
      const auto piece = some();
      if (piece.empty()) break;
      heard += piece;
    }
    return heard;
  }

private:
  std::string some() const {
    char bytes[4096];
    const auto count = ::recv(socket_, bytes, sizeof bytes, 0);
    return count > 0 ? std::string(bytes, static_cast<std::size_t>(count)) : std::string{};
  }
  int socket_;
};

std::string asked(const HttpServer& server, const std::string& request) {
  const Peer peer{server};
  peer.say(request);
  return peer.rest();
}

const std::string get =
  "GET /a?x=1%202&y=a+b HTTP/1.1\r\nHost: h\r\nX-Mine: v\r\nConnection: close\r\n\r\n";

bool begins(const std::string& heard, const std::string& words) {
  return heard.starts_with(words);
}

} // namespace

CAF_TEST(a request comes with its parts) {
  const auto server = serve([](const ServerRequest& request, const auto& reply) {
    reply->answer(text(request.method + ' ' + request.path + ' ' + request.parameter("x") + ' ' +
                       request.parameter("y") + request.parameter("z") + ' ' +
                       std::string{request.header("x-mine")} + ' ' +
                       std::to_string(request.count("host"))));
  });
  const auto heard = asked(*server, get);
  CAF_CHECK(begins(heard, "HTTP/1.1 200 OK\r\n"));
  CAF_CHECK(heard.ends_with("\r\n\r\nGET /a 1 2 a b v 1"));
}

CAF_TEST(a connection serves one request after the other) {
  const auto server = serve([](const ServerRequest& request, const auto& reply) {
    reply->answer(text(request.path + ".\n"));
  });
  const Peer peer{*server};
  peer.say("GET /one HTTP/1.1\r\nHost: h\r\n\r\n");
  CAF_CHECK(peer.until("/one.\n").ends_with("/one.\n"));
  peer.say("GET /two HTTP/1.1\r\nHost: h\r\n\r\n");
  CAF_CHECK(peer.until("/two.\n").ends_with("/two.\n"));
}

CAF_TEST(what is too long is refused) {
  const auto server = serve([](const auto&, const auto& reply) { reply->answer(text("served")); });
  CAF_CHECK(begins(asked(*server, "GET / HTTP/1.1\r\nX: " + std::string(9000, 'x') + "\r\n\r\n"),
                   "HTTP/1.1 431"));
  CAF_CHECK(begins(asked(*server, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 99999\r\n\r\n"),
                   "HTTP/1.1 413"));
  CAF_CHECK(begins(asked(*server, "nonsense\r\n\r\n"), "HTTP/1.1 400"));
}

CAF_TEST(one connection too many is closed) {
  HttpServerLimits limits;
  limits.connections = 1;
  const auto server =
    serve([](const auto&, const auto& reply) { reply->answer(text("served\n")); }, limits);
  const Peer first{*server};
  first.say("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  CAF_CHECK(!first.until("served\n").empty());
  CAF_CHECK(Peer{*server}.rest().empty());
}

CAF_TEST(who says nothing is let go) {
  HttpServerLimits limits;
  limits.request_time = 50ms;
  const auto server = serve([](const auto&, const auto&) {}, limits);
  CAF_CHECK(Peer{*server}.rest().empty());
  const Peer slow{*server};
  slow.say("GET / HT");
  CAF_CHECK(slow.rest().empty());
}

CAF_TEST(nobody waits for ever for an answer) {
  HttpServerLimits limits;
  limits.answer_time = 50ms;
  const auto server = serve([](const auto&, const auto&) {}, limits);
  CAF_CHECK(begins(asked(*server, get), "HTTP/1.1 503"));
}

CAF_TEST(an answer may come from another thread and only once) {
  std::thread other;
  const auto server = serve([&other](const auto&, const auto& reply) {
    other = std::thread{[reply] {
      reply->answer(text("first"));
      reply->answer(text("second"));
    }};
  });
  const auto heard = asked(*server, get);
  other.join();
  CAF_CHECK(heard.ends_with("\r\n\r\nfirst"));
}

CAF_TEST(an answer after the end goes nowhere) {
  std::promise<std::shared_ptr<ServerReply>> kept;
  auto server = serve([&kept](const auto&, const auto& reply) { kept.set_value(reply); });
  const Peer peer{*server};
  peer.say(get);
  const auto reply = kept.get_future().get();
  server.reset();
  reply->answer(text("late"));
  CAF_CHECK(peer.rest().empty());
}

CAF_TEST(a handler that throws is answered for) {
  const auto server = serve([](const auto&, const auto&) { throw std::runtime_error{"no"}; });
  CAF_CHECK(begins(asked(*server, get), "HTTP/1.1 500"));
}

CAF_TEST(a stream goes on until its client leaves) {
  std::promise<std::shared_ptr<ServerStream>> made;
  const auto server = serve([&made](const auto&, const auto& reply) {
    ServerAnswer head;
    head.content_type = "text/event-stream";
    made.set_value(reply->stream(head));
  });
  auto stream = made.get_future();
  {
    const Peer peer{*server};
    peer.say(get);
    const auto open = stream.get();
    CAF_CHECK(peer.until("text/event-stream").find("HTTP/1.1 200") == 0);
    open->send("one\n");
    CAF_CHECK(peer.until("one\n").ends_with("one\n"));
    CAF_CHECK(open->is_open());
  }
}

CAF_TEST(a reader that does not read is dropped) {
  HttpServerLimits limits;
  limits.stream_bytes = 100'000;
  std::promise<std::shared_ptr<ServerStream>> made;
  const auto server = serve(
    [&made](const auto&, const auto& reply) { made.set_value(reply->stream(ServerAnswer{})); },
    limits);
  const Peer deaf{*server};
  deaf.say(get);
  const auto stream = made.get_future().get();
  const std::string piece(60'000, 'x');
  int sent = 0;
  while (stream->is_open() && sent < 100'000) { // what the system keeps for it is not much
    stream->send(piece);
    ++sent;
    std::promise<void> turned;
    server->post([&turned] { turned.set_value(); });
    turned.get_future().wait();
  }
  CAF_CHECK(!stream->is_open());
  CAF_CHECK_LESS(sent, 1000);
}

CAF_TEST(a taken port is passed over) {
  const auto first = HttpServer::open(0, 0).value();
  CAF_CHECK(!HttpServer::open(first->port(), 0));
  const auto second = HttpServer::open(first->port(), 50);
  CAF_REQUIRE(second.has_value());
  CAF_CHECK_GREATER((*second)->port(), first->port());
}

} // namespace http_server_test
