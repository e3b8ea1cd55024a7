#define CAF_SUITE net_order_channel
#include "tests/test.hpp"

#include "adapters/net/order_channel.hpp"
#include "tests/adapters/net/scripted_servers.hpp"

namespace order_channel_test {

using namespace hft;
using namespace hft::net;
using namespace hft::test;
using namespace std::chrono_literals;

namespace {

using Peer = HttpScript::Peer;

struct Answers {
  OrderChannel::Answer add() {
    return [this](RequestOutcome exchange) { all.push_back(std::move(exchange)); };
  }
  std::vector<RequestOutcome> all;
};

std::size_t body_at(const std::string& request) {
  return request.find("\r\n\r\n") + 4;
}

} // namespace

CAF_TEST(a request is written before send returns) {
  IoLoop loop;
  HttpScript server{loop, [](Peer& peer, const std::string&) { peer.answer(200, "{}"); }};
  OrderChannel channel{loop, {.url = server.url(), .headers = {{"APCA-API-KEY-ID", "K"}}}};
  Answers answers;
  channel.open();
  CAF_REQUIRE(run_until(loop, [&] { return channel.idle() == 4 && server.peers.size() == 4; }));
  const auto written = channel.send(Method::Post, "/v2/orders", R"({"a":1})", answers.add());
  CAF_CHECK(written.nanoseconds != 0);
  // Without the loop having run, the bytes are at the other side already.
  std::size_t waiting = 0;
  for (const auto& peer : server.peers) waiting += peer->socket.available();
  CAF_CHECK(waiting > 0);
  CAF_REQUIRE(run_until(loop, [&] { return answers.all.size() == 1; }));
  CAF_CHECK_EQUAL(answers.all[0].response->status, 200);
  CAF_CHECK(answers.all[0].answered > written);
  CAF_CHECK(server.requests[0].starts_with("POST /v2/orders HTTP/1.1\r\n"));
  CAF_CHECK(server.requests[0].find("APCA-API-KEY-ID: K\r\n") != std::string::npos);
  CAF_CHECK_EQUAL(server.requests[0].substr(body_at(server.requests[0])), R"({"a":1})");
}

CAF_TEST(requests beyond the warm connections open more and then wait) {
  IoLoop loop;
  std::vector<std::shared_ptr<Peer>> held;
  HttpScript server{
    loop, [&](Peer& peer, const std::string&) { held.push_back(peer.shared_from_this()); }};
  OrderChannel channel{loop, {.url = server.url(), .warm = 1, .most = 2}};
  Answers answers;
  channel.open();
  CAF_REQUIRE(run_until(loop, [&] { return channel.idle() == 1; }));
  for (int i = 0; i < 3; ++i)
    channel.send(Method::Post, "/" + std::to_string(i), "x", answers.add());
  CAF_REQUIRE(run_until(loop, [&] { return held.size() == 2; }));
  CAF_CHECK_EQUAL(server.peers.size(), 2u);
  held[0]->answer(200, "a");
  CAF_REQUIRE(run_until(loop, [&] { return held.size() == 3; }));
  held[1]->answer(200, "b");
  held[2]->answer(200, "c");
  CAF_CHECK(run_until(loop, [&] { return answers.all.size() == 3; }));
}

CAF_TEST(an answer cut off in the middle is unclear and nothing is sent twice) {
  IoLoop loop;
  HttpScript server{loop, [](Peer& peer, const std::string&) {
                      peer.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"id\"");
                      peer.socket.shutdown(tcp::socket::shutdown_both);
                    }};
  OrderChannel channel{loop, {.url = server.url(), .warm = 1}};
  Answers answers;
  channel.open();
  CAF_REQUIRE(run_until(loop, [&] { return channel.idle() == 1; }));
  channel.send(Method::Post, "/v2/orders", "{}", answers.add());
  CAF_REQUIRE(run_until(loop, [&] { return answers.all.size() == 1 && channel.idle() == 1; }));
  CAF_CHECK(!answers.all[0].response);
  CAF_CHECK(answers.all[0].sent);
  CAF_CHECK_EQUAL(server.requests.size(), 1u);
}

CAF_TEST(a reset with a request in flight is unclear) {
  IoLoop loop;
  HttpScript server{loop, [](Peer& peer, const std::string&) { peer.reset(); }};
  OrderChannel channel{loop, {.url = server.url(), .warm = 1}};
  Answers answers;
  channel.open();
  CAF_REQUIRE(run_until(loop, [&] { return channel.idle() == 1; }));
  channel.send(Method::Post, "/", "{}", answers.add());
  CAF_REQUIRE(run_until(loop, [&] { return answers.all.size() == 1; }));
  CAF_CHECK(!answers.all[0].response);
  CAF_CHECK(answers.all[0].sent);
}

CAF_TEST(a late answer is unclear and never taken for the next request) {
  IoLoop loop;
  std::shared_ptr<Peer> slow;
  HttpScript server{loop, [&](Peer& peer, const std::string& request) {
                      if (request.starts_with("POST /slow"))
                        slow = peer.shared_from_this();
                      else
                        peer.answer(200, "quick");
                    }};
  OrderChannel channel{loop, {.url = server.url(), .warm = 1, .request_timeout = 20ms}};
  Answers answers;
  channel.open();
  CAF_REQUIRE(run_until(loop, [&] { return channel.idle() == 1; }));
  channel.send(Method::Post, "/slow", "{}", answers.add());
  CAF_REQUIRE(run_until(loop, [&] { return answers.all.size() == 1 && channel.idle() == 1; }));
  slow->answer(200, "late");
  channel.send(Method::Post, "/quick", "{}", answers.add());
  CAF_REQUIRE(run_until(loop, [&] { return answers.all.size() == 2; }));
  CAF_CHECK(!answers.all[0].response);
  CAF_CHECK_EQUAL(answers.all[1].response->body, "quick");
}

CAF_TEST(an idle connection that is closed is opened again) {
  IoLoop loop;
  HttpScript server{loop, [](Peer& peer, const std::string&) { peer.answer(200, "ok"); }};
  OrderChannel channel{loop, {.url = server.url(), .warm = 1}};
  Answers answers;
  channel.open();
  CAF_REQUIRE(run_until(loop, [&] { return channel.idle() == 1 && server.peers.size() == 1; }));
  server.peers[0]->close();
  CAF_REQUIRE(run_until(loop, [&] { return server.peers.size() == 2 && channel.idle() == 1; }));
  channel.send(Method::Get, "/", {}, answers.add());
  CAF_REQUIRE(run_until(loop, [&] { return answers.all.size() == 1; }));
  CAF_CHECK_EQUAL(answers.all[0].response->body, "ok");
}

CAF_TEST(a server that closes after each answer is served by new connections) {
  IoLoop loop;
  HttpScript server{
    loop, [](Peer& peer, const std::string&) { peer.answer(500, "{}", "Connection: close\r\n"); }};
  OrderChannel channel{loop, {.url = server.url(), .warm = 1}};
  Answers answers;
  channel.open();
  for (std::size_t i = 1; i <= 3; ++i) {
    channel.send(Method::Delete, "/v2/orders", {}, answers.add());
    CAF_REQUIRE(run_until(loop, [&] { return answers.all.size() == i; }));
    CAF_CHECK_EQUAL(answers.all.back().response->status, 500);
  }
}

CAF_TEST(without a server a request is known to be unsent) {
  IoLoop loop;
  std::string url;
  {
    HttpScript gone{loop, nullptr};
    url = gone.url();
  }
  OrderChannel channel{loop, {.url = url, .request_timeout = 10ms}};
  Answers answers;
  channel.open();
  channel.send(Method::Post, "/", "{}", answers.add());
  CAF_REQUIRE(run_until(loop, [&] { return answers.all.size() == 1; }));
  CAF_CHECK(!answers.all[0].response);
  CAF_CHECK(!answers.all[0].sent);
}

CAF_TEST(closing answers everything that is open) {
  IoLoop loop;
  HttpScript server{loop, [](Peer&, const std::string&) {}};
  OrderChannel channel{loop, {.url = server.url(), .warm = 1, .most = 1}};
  Answers answers;
  channel.open();
  CAF_REQUIRE(run_until(loop, [&] { return channel.idle() == 1; }));
  channel.send(Method::Post, "/a", "{}", answers.add());
  channel.send(Method::Post, "/b", "{}", answers.add());
  channel.close();
  CAF_REQUIRE(run_until(loop, [&] { return answers.all.size() == 2; }));
  CAF_CHECK(answers.all[0].sent);
  CAF_CHECK(!answers.all[1].sent);
}

} // namespace order_channel_test
