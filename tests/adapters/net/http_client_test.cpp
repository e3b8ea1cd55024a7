#define CAF_SUITE net_http_client
#include "tests/test.hpp"

#include "adapters/net/http_client.hpp"
#include "tests/adapters/net/scripted_servers.hpp"

#include <thread>

namespace http_client_test {

using namespace hft;
using namespace hft::net;
using namespace hft::test;
using namespace std::chrono_literals;

namespace {

/// A server on a thread of its own, for clients that block.
struct Serving {
  explicit Serving(HttpScript::Handler handler)
    : server(loop, std::move(handler)),
      thread([this] { loop.run(); }) {}
  ~Serving() {
    loop.stop();
    thread.join();
  }
  IoLoop loop;
  HttpScript server;
  std::thread thread;
};

} // namespace

CAF_TEST(an answer comes with status headers and body) {
  Serving serving{
    [](auto& peer, const std::string&) { peer.answer(403, "no", "X-RateLimit-Limit: 200\r\n"); }};
  HttpClient client;
  const auto response = client.perform({.method = Method::Post,
                                        .url = serving.server.url() + "/v2/orders?a=b",
                                        .headers = {{"K", "V"}},
                                        .body = "{}"});
  CAF_REQUIRE(response.has_value());
  CAF_CHECK_EQUAL(response->status, 403);
  CAF_CHECK_EQUAL(response->body, "no");
  CAF_CHECK_EQUAL(response->header("x-ratelimit-limit"), "200");
  CAF_CHECK(serving.server.requests[0].starts_with("POST /v2/orders?a=b HTTP/1.1\r\n"));
  CAF_CHECK(serving.server.requests[0].find("K: V\r\n") != std::string::npos);
}

CAF_TEST(connections are used again and redirects not followed) {
  Serving serving{
    [](auto& peer, const std::string&) { peer.answer(302, "", "Location: /elsewhere\r\n"); }};
  HttpClient client;
  for (int i = 0; i < 3; ++i) {
    const auto response = client.perform({.url = serving.server.url() + "/"});
    CAF_CHECK_EQUAL(response->status, 302);
  }
  CAF_CHECK_EQUAL(serving.server.peers.size(), 1u);
}

CAF_TEST(a failure names the request without its query or keys) {
  Serving serving{[](auto& peer, const std::string&) { peer.reset(); }};
  HttpClient client;
  const auto response = client.perform(
    {.url = serving.server.url() + "/v2/account?token=hidden", .headers = {{"Key", "hidden"}}});
  CAF_REQUIRE(!response.has_value());
  CAF_CHECK(response.error().fault == ErrorKind::Unreachable);
  CAF_CHECK(response.error().sentence.find("/v2/account") != std::string::npos);
  CAF_CHECK(response.error().sentence.find("hidden") == std::string::npos);
}

CAF_TEST(an answer larger than we take is a failure) {
  Serving serving{[](auto& peer, const std::string& request) {
    if (request.starts_with("GET /body")) return peer.answer(200, std::string(17'000'000, 'x'));
    std::string headers;
    for (int i = 0; i < 1'000; ++i)
      headers += "X-" + std::to_string(i) + ": " + std::string(90, 'x') + "\r\n";
    peer.answer(200, "", headers);
  }};
  HttpClient client;
  for (const auto* path : {"/body", "/headers"}) {
    const auto response = client.perform({.url = serving.server.url() + path});
    CAF_REQUIRE(!response.has_value());
    CAF_CHECK(response.error().fault == ErrorKind::BadPayload);
    CAF_CHECK(response.error().sentence.find("larger than we take") != std::string::npos);
  }
}

CAF_TEST(a silent server times out) {
  Serving serving{[](auto&, const std::string&) {}};
  HttpClient client;
  const auto response = client.perform({.url = serving.server.url() + "/", .timeout = 20ms});
  CAF_CHECK(!response.has_value());
}

CAF_TEST(ending the client answers what is open) {
  Serving serving{[](auto&, const std::string&) {}};
  std::optional<Result<HttpResponse>> answer;
  {
    HttpClient client;
    client.request({.url = serving.server.url() + "/"},
                   [&](Result<HttpResponse> response) { answer = std::move(response); });
  }
  CAF_REQUIRE(answer.has_value());
  CAF_CHECK(!answer->has_value());
}

CAF_TEST(plain http to another machine is refused) {
  HttpClient client;
  CAF_CHECK(client.perform({.url = "http://example.com/"}).error().fault == ErrorKind::BadArgument);
}

} // namespace http_client_test
