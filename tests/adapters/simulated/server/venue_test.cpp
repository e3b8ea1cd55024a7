#define CAF_SUITE venue
#include "tests/adapters/simulated/server/venue_fixture.hpp"

namespace venue_test {

using namespace hft;
using namespace hft::simulated;
using namespace hft::tests;
using namespace std::chrono_literals;
using namespace hft::venue_fixture;

CAF_TEST(the clock says when it stands and how fast it can run) {
  RunningVenue running;
  const auto answer = HttpClient{running.port()}.get("/v2/clock");
  CAF_CHECK_EQUAL(answer.status, 200);
  CAF_CHECK_EQUAL(answer.headers.at("x-venue-speed"), "max");
  CAF_CHECK_EQUAL(answer.headers.at("x-venue-held"), "true");
  CAF_CHECK_EQUAL(answer.headers.at("x-ratelimit-limit"), "10000");
  const auto clock = json::parse(answer.body);
  CAF_CHECK_EQUAL(clock.at("timestamp"), "2024-03-05T10:00:00-05:00");
  CAF_CHECK_EQUAL(clock.at("is_open"), true);
  CAF_CHECK_EQUAL(clock.at("next_open"), "2024-03-06T09:30:00-05:00");
  CAF_CHECK_EQUAL(clock.at("next_close"), "2024-03-05T16:00:00-05:00");
}

CAF_TEST(a clock that keeps step stands until somebody subscribes) {
  auto options = standing_at(10h);
  options.speed = 1000;
  options.in_step = true;
  RunningVenue running{options};
  const auto told = [&] { return HttpClient{running.port()}.get("/v2/clock"); };
  const auto first = told();
  CAF_CHECK_EQUAL(first.headers.at("x-venue-speed"), "max");
  CAF_CHECK_EQUAL(first.headers.at("x-venue-held"), "true");
  CAF_CHECK(first.body == told().body);
  StreamClient stream{running.port(), "/v2/iex"};
  authenticate(stream);
  stream.send(R"({"action":"subscribe","quotes":["SPY"]})");
  next_of(stream, "q");
  const auto second = told();
  CAF_CHECK_EQUAL(second.headers.at("x-venue-speed"), "1000");
  CAF_CHECK(second.body != first.body);
}

CAF_TEST(a clock that keeps step is late when a listener is) {
  auto options = standing_at(10h);
  options.speed = 1'000'000; // a minute in 60 microseconds
  options.in_step = true;
  RunningVenue running{options};
  StreamClient stream{running.port(), "/v2/iex"};
  authenticate(stream);
  stream.send(R"({"action":"subscribe","quotes":["SPY"]})");
  // Nobody reads, so no ping is answered.
  for (int asked = 0; asked < 50; ++asked) {
    const auto answer = HttpClient{running.port()}.get("/v2/clock");
    CAF_CHECK(json::parse(answer.body).at("timestamp") < "2024-03-05T10:05:00-05:00");
  }
  // Who reads, answers: and time passes.
  while (next_of(stream, "q").at("t") < "2024-03-05T15:06:00Z") {}
}

CAF_TEST(requests without keys are unauthorized and with wrong ones forbidden) {
  auto options = standing_at(10h);
  options.key = "key";
  options.secret = "secret";
  RunningVenue running{options};
  CAF_CHECK_EQUAL(HttpClient(running.port(), {}).get("/v2/account").status, 401);
  CAF_CHECK_EQUAL(
    HttpClient(running.port(), {{"APCA-API-KEY-ID", "key"}, {"APCA-API-SECRET-KEY", "no"}})
      .get("/v2/account")
      .status,
    403);
  CAF_CHECK_EQUAL(HttpClient(running.port()).get("/v2/account").status, 200);
}

CAF_TEST(pipelined requests are answered in order on one connection) {
  RunningVenue running;
  HttpClient client{running.port()};
  const auto host = "Host: 127.0.0.1:" + std::to_string(running.port()) + "\r\n";
  const auto one = "GET /v2/orders/1 HTTP/1.1\r\n" + host + "APCA-API-KEY-ID: k\r\n\r\n";
  const auto two = "GET /_venue/nothing HTTP/1.1\r\n" + host + "\r\n";
  const auto text = client.raw(one + two, "endpoint not found");
  CAF_CHECK(text.find("order not found") < text.find("endpoint not found"));
  CAF_CHECK(text.find("endpoint not found") != std::string::npos);
}

CAF_TEST(a web page can neither ask nor open a stream) {
  RunningVenue running;
  const Headers page{{"Origin", "https://evil.example"}};
  HttpClient client{running.port(), page};
  CAF_CHECK_EQUAL(client.post("/_venue/trade", R"({"S":"SPY","p":1})").status, 403);
  for (const auto* path : {"/v2/iex", "/stream", "/v2/events/trades"}) {
    HttpClient asked{running.port(), page};
    CAF_CHECK_EQUAL(asked.get(path).status, 403);
  }
  for (const std::string path : {"/v2/iex", "/stream"}) {
    HttpClient asked{running.port()};
    const auto head =
      "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(running.port()) +
      "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    CAF_CHECK(asked.raw(head + "Origin: null\r\n\r\n", "\r\n").starts_with("HTTP/1.1 403"));
    HttpClient program{running.port()};
    CAF_CHECK(program.raw(head + "\r\n", "\r\n").starts_with("HTTP/1.1 101"));
  }
  HttpClient rebound{running.port()};
  const auto answer = rebound.raw(
    "POST /_venue/faults HTTP/1.1\r\nHost: rebound.example:" + std::to_string(running.port()) +
      "\r\nContent-Length: 23\r\n\r\n{\"kind\":\"cut_orders\"}  ",
    "}");
  CAF_CHECK(answer.starts_with("HTTP/1.1 403"));
  const auto ledger = HttpClient{running.port()}.get("/_venue/faults");
  CAF_CHECK_EQUAL(json::parse(ledger.body).at("faults").size(), 0u);
}

CAF_TEST(an injected trade reaches a subscriber in one frame) {
  RunningVenue running;
  StreamClient stream{running.port(), "/v2/sip"};
  authenticate(stream);
  stream.send(R"({"action":"subscribe","trades":["IBM"]})");
  const auto acknowledgment = next(stream);
  CAF_CHECK_EQUAL(acknowledgment.at(0).at("T"), "subscription");
  HttpClient{running.port()}.post("/_venue/trade",
                                  R"([{"S":"IBM","p":451.31,"s":17},{"S":"IBM","p":451.32}])");
  const auto frame = next(stream);
  CAF_REQUIRE_EQUAL(frame.size(), 2u);
  CAF_CHECK_EQUAL(frame[0].at("p"), 451.31);
  CAF_CHECK_EQUAL(frame[0].at("s"), 17);
  CAF_CHECK_EQUAL(frame[1].at("s"), 100);
}

CAF_TEST(every kind of message can be injected) {
  RunningVenue running;
  StreamClient stream{running.port(), "/v2/iex"};
  authenticate(stream);
  stream.send(R"({"action":"subscribe","trades":["IBM"],"quotes":["IBM"],"bars":["IBM"],)"
              R"("updatedBars":["IBM"],"dailyBars":["IBM"],"statuses":["IBM"],"lulds":["IBM"],)"
              R"("imbalances":["IBM"]})");
  next(stream);
  HttpClient client{running.port()};
  const std::vector<std::string> types{"t", "q", "b", "u", "d", "s", "c", "x", "l", "i"};
  for (const auto& type : types) {
    const auto answer = client.post("/_venue/trade", R"({"T":")" + type + R"(","S":"IBM","p":1})");
    CAF_CHECK_EQUAL(answer.status, 200);
    const auto message = next_of(stream, type);
    CAF_CHECK_EQUAL(message.at("S"), "IBM");
  }
}

CAF_TEST(keys in the upgrade and fragmented subscriptions work in MessagePack) {
  RunningVenue running;
  StreamClient stream{running.port(),
                      "/v2/sip",
                      {{"Content-Type", "application/msgpack"},
                       {"APCA-API-KEY-ID", "key"},
                       {"APCA-API-SECRET-KEY", "secret"}}};
  const auto unpacked = [&] {
    const auto message = stream.read().value();
    CAF_CHECK(message.binary);
    return json::from_msgpack(message.payload);
  };
  const auto welcome = unpacked();
  const auto granted = unpacked();
  CAF_CHECK_EQUAL(welcome.at(0).at("msg"), "connected");
  CAF_CHECK_EQUAL(granted.at(0).at("msg"), "authenticated");
  const auto wish = json::to_msgpack(json{{"action", "subscribe"}, {"trades", {"IBM"}}});
  stream.send_fragmented({wish.begin(), wish.end()});
  const auto acknowledgment = unpacked();
  CAF_CHECK_EQUAL(acknowledgment.at(0).at("trades").at(0), "IBM");
}

CAF_TEST(an order is filled and told on the order stream in binary frames) {
  RunningVenue running;
  StreamClient orders{running.port(), "/stream"};
  listen_to_orders(orders);
  HttpClient client{running.port()};
  client.post("/_venue/trade", R"({"S":"SPY","p":500})");
  const auto answer = client.post("/v2/orders", market_order);
  CAF_CHECK_EQUAL(answer.status, 200);
  const auto taken = json::parse(answer.body);
  CAF_CHECK_EQUAL(taken.at("qty"), "5");
  const auto message = orders.read().value();
  CAF_CHECK(message.binary);
  const auto update = json::parse(message.payload);
  CAF_CHECK_EQUAL(update.at("stream"), "trade_updates");
  CAF_CHECK_EQUAL(update.at("data").at("order").at("client_order_id"), "one");
  client.post("/_venue/trade", R"({"S":"SPY","p":500})");
  const auto fill = next_update(orders, "fill");
  CAF_CHECK_EQUAL(fill.at("position_qty"), "5");
  CAF_CHECK_EQUAL(fill.at("price"), "500");
  const auto ledger = json::parse(client.get("/_venue/ledger").body);
  CAF_CHECK_EQUAL(ledger.at("positions").at("SPY"), "5");
  CAF_CHECK_EQUAL(ledger.at("requests").at("POST /v2/orders"), 1);
}

CAF_TEST(a repeated client order id is refused for good) {
  RunningVenue running;
  HttpClient client{running.port()};
  client.post("/v2/orders", market_order);
  const auto answer = client.post("/v2/orders", market_order);
  CAF_CHECK_EQUAL(answer.status, 422);
  const auto refusal = json::parse(answer.body);
  CAF_CHECK_EQUAL(refusal.at("code"), 40010001);
}

CAF_TEST(an answer that never comes leaves an order behind) {
  RunningVenue running;
  HttpClient other{running.port()};
  other.post("/_venue/faults",
             R"({"kind":"answer_cut","method":"POST","path":"/v2/orders","times":1})");
  HttpClient doomed{running.port()};
  CAF_CHECK_EQUAL(
    doomed.raw("POST /v2/orders HTTP/1.1\r\nHost: localhost:" + std::to_string(running.port()) +
                 "\r\nAPCA-API-KEY-ID: key\r\n"
                 "Content-Length: " +
                 std::to_string(market_order.size()) + "\r\n\r\n" + market_order,
               "\r\n"),
    "");
  const auto found = other.get("/v2/orders:by_client_order_id?client_order_id=one");
  CAF_CHECK_EQUAL(found.status, 200);
}

CAF_TEST(a repeated update has the same execution id) {
  RunningVenue running;
  StreamClient orders{running.port(), "/stream/"};
  listen_to_orders(orders);
  HttpClient client{running.port()};
  client.post("/_venue/faults", R"({"kind":"repeat_update","event":"fill"})");
  client.post("/_venue/trade", R"({"S":"SPY","p":500})");
  client.post("/v2/orders", market_order);
  client.post("/_venue/trade", R"({"S":"SPY","p":500})");
  const auto first = next_update(orders, "fill");
  const auto second = next_update(orders, "fill");
  CAF_CHECK_EQUAL(first.at("execution_id"), second.at("execution_id"));
}

CAF_TEST(an event stream repeats what was missed) {
  RunningVenue running;
  HttpClient client{running.port()};
  client.post("/v2/orders", market_order);
  HttpClient events{running.port()};
  const auto text = events.raw("GET /v2/events/trades?since_id=00 HTTP/1.1\r\nHost: 127.0.0.1:" +
                                 std::to_string(running.port()) +
                                 "\r\n"
                                 "APCA-API-KEY-ID: key\r\n\r\n",
                               "\"event_id\"");
  CAF_CHECK(text.find("text/event-stream") != std::string::npos);
  CAF_CHECK(text.find("data: {") != std::string::npos);
}

CAF_TEST(a whole quiet session is played while somebody listens and then the next is held) {
  auto options = standing_at(15h + 59min);
  RunningVenue running{options};
  StreamClient stream{running.port(), "/v2/sip"};
  authenticate(stream);
  stream.send(R"({"action":"subscribe","quotes":["SPY"]})");
  next(stream);
  Timestamp last;
  while (last < from_new_york(*options.date, 16h))
    last = *parse_timestamp(next_of(stream, "q").at("t").get<std::string>());
  CAF_CHECK(running.venue->now() >= from_new_york(*options.date, 16h) - 1s);
}

CAF_TEST(accounts survive a restart of the venue) {
  const auto file =
    std::filesystem::temp_directory_path() / ("venue_state_" + std::to_string(getpid()));
  auto options = standing_at(10h);
  options.state_file = file.string();
  {
    RunningVenue running{options};
    HttpClient client{running.port()};
    client.post("/v2/orders", market_order);
    client.post("/_venue/trade", R"([{"S":"SPY","p":500},{"S":"SPY","p":500}])");
  }
  RunningVenue running{options};
  HttpClient client{running.port()};
  const auto order = client.get("/v2/orders:by_client_order_id?client_order_id=one");
  CAF_CHECK_EQUAL(order.status, 200);
  const auto position = json::parse(client.get("/v2/positions/SPY").body);
  CAF_CHECK_EQUAL(position.at("qty"), "5");
  std::filesystem::remove(file);
}

CAF_TEST(history pages end with a null token) {
  RunningVenue running;
  HttpClient client{running.port()};
  client.post("/_venue/trade", R"([{"S":"IBM","p":1},{"S":"IBM","p":2},{"S":"IBM","p":3}])");
  const auto first = json::parse(client.get("/v2/stocks/trades?symbols=IBM&limit=2").body);
  CAF_REQUIRE_EQUAL(first.at("trades").at("IBM").size(), 2u);
  const auto token = first.at("next_page_token").get<std::string>();
  const auto rest =
    json::parse(client.get("/v2/stocks/IBM/trades?limit=2&page_token=" + token).body);
  CAF_REQUIRE_EQUAL(rest.at("trades").size(), 1u);
  CAF_CHECK_EQUAL(rest.at("trades").at(0).at("p"), 3);
  CAF_CHECK(rest.at("next_page_token").is_null());
  CAF_CHECK_EQUAL(
    client.get("/v2/stocks/bars?symbols=IBM&timeframe=1Min&page_token=" + token).status, 400);
}

CAF_TEST(a port that is taken is named in one sentence) {
  RunningVenue running;
  auto options = standing_at(10h);
  options.port = running.port();
  const auto second = Venue::open(options);
  CAF_REQUIRE(!second);
  CAF_CHECK(second.error().fault == ErrorKind::Unreachable);
  CAF_CHECK(second.error().sentence.find(std::to_string(running.port())) != std::string::npos);
}

} // namespace venue_test
