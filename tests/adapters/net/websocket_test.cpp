#define CAF_SUITE net_websocket
#include "tests/test.hpp"

#include "adapters/net/clock.hpp"
#include "adapters/net/websocket_client.hpp"
#include "tests/adapters/net/scripted_servers.hpp"

namespace websocket_test {

using namespace hft;
using namespace hft::net;
using namespace hft::test;
using namespace std::chrono_literals;

namespace {

/// A client that remembers what happened to it.
struct Told {
  explicit Told(IoLoop& loop, WebsocketClient::Options options)
    : client(loop, std::move(options),
             {[this] { opened = true; },
              [this](const WebsocketFrame& frame) {
                frames.emplace_back(frame.bytes);
                binary = frame.binary;
                received = frame.received;
              },
              [this](const Failure& failure) { closed = failure; },
              [this](Duration time) { wait = time; }}) {}
  bool opened = false;
  bool binary = false;
  MonotonicTime received;
  std::vector<std::string> frames;
  std::optional<Failure> closed;
  std::optional<Duration> wait;
  WebsocketClient client;
};

} // namespace

CAF_TEST(frames travel both ways with headers and a receive time) {
  IoLoop loop;
  WebsocketScript server{
    loop,
    {nullptr, [](auto& peer, const std::string& text) { peer.send("echo " + text, true); }, nullptr,
     0}};
  Told told{loop,
            {.url = server.url("/v2/iex"), .headers = {{"Content-Type", "application/json"}}}};
  const auto before = monotonic_now();
  told.client.open();
  CAF_REQUIRE(run_until(loop, [&] { return told.opened; }));
  told.client.send("hello");
  CAF_REQUIRE(run_until(loop, [&] { return !told.frames.empty(); }));
  CAF_CHECK_EQUAL(told.frames[0], "echo hello");
  CAF_CHECK(told.binary);
  CAF_CHECK(told.received > before);
  CAF_CHECK(server.peers[0]->upgrade.target() == "/v2/iex");
  CAF_CHECK(server.peers[0]->upgrade["Content-Type"] == "application/json");
}

CAF_TEST(an upgrade answered 429 is rate limited) {
  IoLoop loop;
  WebsocketScript server{loop, {nullptr, nullptr, nullptr, 429}};
  Told told{loop, {.url = server.url()}};
  told.client.open();
  CAF_REQUIRE(run_until(loop, [&] { return told.closed.has_value(); }));
  CAF_CHECK(told.closed->fault == ErrorKind::RateLimited);
}

CAF_TEST(an upgrade refused for a time says how long) {
  for (const int status : {429, 503}) {
    IoLoop loop;
    WebsocketScript server{loop, {nullptr, nullptr, nullptr, status, "Retry-After: 20\r\n"}};
    Told told{loop, {.url = server.url()}};
    told.client.open();
    CAF_REQUIRE(run_until(loop, [&] { return told.closed.has_value(); }));
    CAF_CHECK(told.closed->fault == ErrorKind::RateLimited);
    CAF_CHECK(told.wait == Duration{20s});
  }
}

CAF_TEST(an upgrade that refuses the keys says so) {
  for (const int status : {401, 403}) {
    IoLoop loop;
    WebsocketScript server{loop, {nullptr, nullptr, nullptr, status}};
    Told told{loop, {.url = server.url()}};
    told.client.open();
    CAF_REQUIRE(run_until(loop, [&] { return told.closed.has_value(); }));
    CAF_CHECK(told.closed->fault == ErrorKind::BadCredentials);
    CAF_CHECK(!told.wait);
  }
}

CAF_TEST(a connection that breaks says so once) {
  IoLoop loop;
  WebsocketScript server{loop, {[](auto& peer) { peer.close(); }, nullptr, nullptr, 0}};
  Told told{loop, {.url = server.url()}};
  told.client.open();
  CAF_REQUIRE(run_until(loop, [&] { return told.closed.has_value(); }));
  CAF_CHECK(told.closed->fault == ErrorKind::Unreachable);
}

CAF_TEST(nobody listening is unreachable) {
  IoLoop loop;
  std::string url;
  {
    WebsocketScript gone{loop, {}};
    url = gone.url();
  }
  Told told{loop, {.url = url}};
  told.client.open();
  CAF_REQUIRE(run_until(loop, [&] { return told.closed.has_value(); }));
  CAF_CHECK(told.closed->fault == ErrorKind::Unreachable);
}

CAF_TEST(a frame that is too large ends the connection) {
  IoLoop loop;
  WebsocketScript server{
    loop, {[](auto& peer) { peer.send(std::string(5000, 'x')); }, nullptr, nullptr, 0}};
  Told told{loop, {.url = server.url(), .max_frame = 4096}};
  told.client.open();
  CAF_REQUIRE(run_until(loop, [&] { return told.closed.has_value(); }));
  CAF_CHECK(told.closed->fault == ErrorKind::BadPayload);
  CAF_CHECK(told.frames.empty());
}

CAF_TEST(a paused client reads nothing until resumed) {
  IoLoop loop;
  int sent = 0;
  WebsocketScript server{
    loop,
    {nullptr, [&](auto& peer, const std::string&) { peer.send(std::to_string(++sent)); }, nullptr,
     0}};
  Told told{loop, {.url = server.url()}};
  told.client.pause();
  told.client.open();
  CAF_REQUIRE(run_until(loop, [&] { return told.opened; }));
  told.client.send("a");
  CAF_REQUIRE(run_until(loop, [&] { return sent == 1 && server.peers[0]->outgoing.empty(); }));
  CAF_CHECK(told.frames.empty());
  told.client.resume();
  CAF_CHECK(run_until(loop, [&] { return told.frames.size() == 1; }));
}

CAF_TEST(a peer that answers no ping is given up) {
  IoLoop loop;
  // A server that shakes hands and then never reads again, so that no pong comes.
  tcp::acceptor acceptor{io_context_of(loop),
                         tcp::endpoint{asio::ip::make_address("127.0.0.1"), 0}};
  std::optional<beast::websocket::stream<tcp::socket>> deaf;
  acceptor.async_accept([&](const error_code&, tcp::socket socket) {
    deaf.emplace(std::move(socket));
    deaf->async_accept([](const error_code&) {});
  });
  Told told{loop,
            {.url = "ws://127.0.0.1:" + std::to_string(acceptor.local_endpoint().port()),
             .ping_interval = 5ms,
             .pong_timeout = 5ms}};
  told.client.open();
  CAF_REQUIRE(run_until(loop, [&] { return told.closed.has_value(); }));
  CAF_CHECK(told.opened);
  CAF_CHECK(told.closed->sentence.find("no pong") != std::string::npos);
}

CAF_TEST(a peer that answers pings is kept) {
  IoLoop loop;
  int pings = 0;
  WebsocketScript server{loop,
                         {[&](auto& peer) {
                            peer.stream.control_callback(
                              [&](beast::websocket::frame_type kind, beast::string_view) {
                                if (kind == beast::websocket::frame_type::ping) ++pings;
                              });
                          },
                          nullptr, nullptr, 0}};
  Told told{loop, {.url = server.url(), .ping_interval = 2ms, .pong_timeout = 5s}};
  told.client.open();
  CAF_CHECK(run_until(loop, [&] { return pings >= 3; }));
  CAF_CHECK(!told.closed);
}

CAF_TEST(a plain address of another machine is refused unconnected) {
  IoLoop loop;
  Told told{loop, {.url = "ws://example.com/"}};
  told.client.open();
  CAF_REQUIRE(run_until(loop, [&] { return told.closed.has_value(); }));
  CAF_CHECK(told.closed->fault == ErrorKind::BadArgument);
}

} // namespace websocket_test
