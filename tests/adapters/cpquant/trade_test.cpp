#define CAF_SUITE cpquant_trade
#include "tests/test.hpp"

#include "adapters/cpquant/data_client.hpp"
#include "adapters/cpquant/trade_client.hpp"
#include "adapters/cpquant/trade_gateway.hpp"
#include "adapters/door/limits.hpp"
#include "tests/adapters/net/scripted_servers.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <thread>

namespace hft {

/// The gate of these tests: passes every order.
class RiskGate {
public:
  static ApprovedOrder pass(const Order& order) { return ApprovedOrder{order}; }
};

} // namespace hft

namespace trade_test {

using namespace hft;
using namespace hft::cpquant;
using namespace hft::test;
using namespace std::chrono_literals;

namespace {

using Peer = HttpScript::Peer;

std::string fixture(const std::string& name) {
  std::ifstream file{"../../fixtures/cpquant/" + name, std::ios::binary};
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

constexpr auto account_body =
  R"({"id":"a","account_number":"PA1","cash":"100000","equity":"100500.5"})";

/// Answers as a broker with one working order and one fill.
void broker(Peer& peer, const std::string& request) {
  const auto is = [&](const char* start) { return request.starts_with(start); };
  if (is("POST /v2/orders")) return peer.answer(200, fixture("order.json"));
  if (is("GET /v2/orders?status=open")) return peer.answer(200, '[' + fixture("order.json") + ']');
  if (is("GET /v2/orders?status=closed")) return peer.answer(200, "[]");
  if (is("GET /v2/account/activities/FILL")) return peer.answer(200, fixture("fills.json"));
  if (is("GET /v2/positions"))
    return peer.answer(200, R"([{"symbol":"SPY","qty":"-2","side":"short"}])");
  if (is("GET /v2/account")) return peer.answer(200, account_body);
  if (is("GET /v2/orders:by_client_order_id?client_order_id=known"))
    return peer.answer(200, fixture("order.json"));
  if (is("DELETE /v2/orders/")) return peer.answer(204, "");
  peer.answer(404, R"({"code":40410000,"message":"order not found for: x"})");
}

ApprovedOrder an_order() {
  Order order;
  order.client_order_id = ClientOrderId{"20260302-modulo-1"};
  order.symbol = Symbol{"SPY"};
  order.quantity = shares(5);
  return RiskGate::pass(order);
}

/// A gateway on a loop with scripted servers, and what it told.
struct Desk {
  explicit Desk(HttpScript::Handler handler, std::optional<std::size_t> limit = std::nullopt)
    : http(loop, std::move(handler)),
      stream(loop,
             {nullptr, [this](auto& peer, const std::string& text) { on_message(peer, text); },
              nullptr, 0}),
      client(loop, Credentials{"K", "S"}, options(limit)) {
    client.start({[this](const OrderStreamChanged& x) { streams.push_back(x); },
                  [this](const OrderEvent& x) { events.push_back(x); },
                  [this](const OrderAnswered& x) { answers.push_back(x); },
                  [this](const BooksFetched& x) { books.push_back(x); },
                  [this](const OrderLookedUp& x) { lookups.push_back(x); }});
  }
  TradeOptions options(std::optional<std::size_t> limit) const {
    TradeOptions made;
    made.endpoints = *endpoints_for(http.url());
    made.endpoints.order_stream_url = stream.url("/stream");
    made.backoff.quick = 1ms;
    made.backoff.base = 2ms;
    made.requests_a_minute = limit;
    return made;
  }
  void on_message(WebsocketScript::Peer& peer, const std::string& text) const {
    if (text.find("authenticate") != std::string::npos)
      peer.send(
        authorized
          ? R"({"stream":"authorization","data":{"status":"authorized","action":"authenticate"}})"
          : R"({"stream":"authorization","data":{"status":"unauthorized","action":"authenticate"}})",
        true);
    else
      peer.send(R"({"stream":"listening","data":{"streams":["trade_updates"]}})", true);
  }
  bool up() {
    return run_until(loop, [&] { return !streams.empty() && streams.back().up; });
  }
  net::IoLoop loop;
  bool authorized = true;
  HttpScript http;
  WebsocketScript stream;
  std::vector<OrderStreamChanged> streams;
  std::vector<OrderEvent> events;
  std::vector<OrderAnswered> answers;
  std::vector<BooksFetched> books;
  std::vector<OrderLookedUp> lookups;
  AlpacaTradeClient client;
};

} // namespace

CAF_TEST(an order is taken with the order of the broker) {
  Desk desk{broker};
  CAF_REQUIRE(desk.up());
  CAF_CHECK(desk.client.submit(an_order()));
  CAF_REQUIRE(run_until(desk.loop, [&] { return desk.answers.size() == 1; }));
  CAF_CHECK(desk.answers[0].kind == AnswerKind::Taken);
  CAF_CHECK(desk.answers[0].client_order_id == ClientOrderId{"20260302-modulo-1"});
  CAF_REQUIRE(desk.answers[0].order.has_value());
  CAF_CHECK(desk.answers[0].order->filled == shares(2));
  CAF_CHECK(desk.answers[0].answered > desk.answers[0].written);
  CAF_CHECK(desk.http.requests[0].find("APCA-API-SECRET-KEY: S\r\n") != std::string::npos);
}

CAF_TEST(answers that say nothing are unclear) {
  int number = 0;
  Desk desk{[&](Peer& peer, const std::string&) {
    switch (number++) {
      case 0: return peer.answer(500, R"({"message":"oops"})");
      case 1: return peer.answer(200, "half an or");
      default: return peer.reset();
    }
  }};
  CAF_REQUIRE(desk.up());
  for (std::size_t i = 1; i <= 3; ++i) {
    CAF_CHECK(desk.client.submit(an_order()));
    CAF_REQUIRE(run_until(desk.loop, [&] { return desk.answers.size() == i; }));
    CAF_CHECK(desk.answers.back().kind == AnswerKind::Unclear);
    CAF_CHECK(!desk.answers.back().sentence.empty());
  }
  CAF_CHECK_EQUAL(desk.http.requests.size(), 3u);
}

CAF_TEST(a duplicate is known as one) {
  Desk desk{[](Peer& peer, const std::string&) {
    peer.answer(422, R"({"code":40010001,"message":"client_order_id must be unique"})");
  }};
  CAF_REQUIRE(desk.up());
  CAF_CHECK(desk.client.submit(an_order()));
  CAF_REQUIRE(run_until(desk.loop, [&] { return desk.answers.size() == 1; }));
  CAF_CHECK(desk.answers[0].kind == AnswerKind::Duplicate);
}

CAF_TEST(without budget nothing is sent but cancels pass) {
  Desk desk{broker, 2};
  CAF_REQUIRE(desk.up());
  CAF_CHECK(desk.client.submit(an_order()));
  CAF_CHECK(!desk.client.submit(an_order()));
  desk.client.cancel(BrokerOrderId{"b"}, ClientOrderId{"c"});
  CAF_REQUIRE(run_until(desk.loop, [&] { return desk.answers.size() == 2; }));
  CAF_CHECK_EQUAL(desk.http.requests.size(), 2u);
}

CAF_TEST(the books come as one answer) {
  Desk desk{broker};
  CAF_REQUIRE(desk.up());
  desk.client.fetch_books(*parse_timestamp("2026-03-02T14:00:00Z"), 7, {});
  CAF_REQUIRE(run_until(desk.loop, [&] { return desk.books.size() == 1; }));
  CAF_CHECK_EQUAL(desk.books[0].number, 7u);
  CAF_REQUIRE(desk.books[0].books.has_value());
  const auto& books = *desk.books[0].books;
  CAF_CHECK_EQUAL(books.open_orders.size(), 1u);
  CAF_CHECK_EQUAL(books.fills.size(), 1u);
  CAF_CHECK(books.positions.at(0).quantity == -shares(2));
  CAF_CHECK_EQUAL(to_string(*books.equity), "100500.5");
}

CAF_TEST(one failure among the books fails them) {
  Desk desk{[](Peer& peer, const std::string& request) {
    if (request.starts_with("GET /v2/positions")) return peer.answer(500, "");
    broker(peer, request);
  }};
  CAF_REQUIRE(desk.up());
  desk.client.fetch_books({}, 1, {});
  CAF_REQUIRE(run_until(desk.loop, [&] { return desk.books.size() == 1; }));
  CAF_CHECK(!desk.books[0].books.has_value());
}

CAF_TEST(looking up tells none from unknown) {
  Desk desk{broker};
  CAF_REQUIRE(desk.up());
  desk.client.look_up(ClientOrderId{"known"});
  CAF_REQUIRE(run_until(desk.loop, [&] { return desk.lookups.size() == 1; }));
  CAF_CHECK(desk.lookups[0].order->has_value());
  desk.client.look_up(ClientOrderId{"stranger"});
  CAF_REQUIRE(run_until(desk.loop, [&] { return desk.lookups.size() == 2; }));
  CAF_REQUIRE(desk.lookups[1].order.has_value());
  CAF_CHECK(!desk.lookups[1].order->has_value());
}

CAF_TEST(order events arrive and a lost stream is told and comes back) {
  Desk desk{broker};
  CAF_REQUIRE(desk.up());
  desk.stream.peers[0]->send(fixture("partial_fill.json"), true);
  CAF_REQUIRE(run_until(desk.loop, [&] { return desk.events.size() == 1; }));
  CAF_CHECK(desk.events[0].execution->quantity == shares(2));
  desk.stream.peers[0]->close();
  CAF_REQUIRE(
    run_until(desk.loop, [&] { return desk.streams.size() == 3 && desk.streams.back().up; }));
  CAF_CHECK(!desk.streams[1].up);
  CAF_CHECK(!desk.streams[1].refused);
}

CAF_TEST(refused keys end the order stream) {
  Desk desk{broker};
  desk.authorized = false;
  CAF_REQUIRE(run_until(desk.loop, [&] { return !desk.streams.empty(); }));
  CAF_CHECK(desk.streams[0].refused);
}

CAF_TEST(keys that worked on the order stream are tried again after a refusal) {
  Desk desk{broker};
  CAF_REQUIRE(desk.up());
  desk.authorized = false;
  desk.stream.peers[0]->close();
  CAF_REQUIRE(run_until(desk.loop, [&] { return desk.stream.upgrades == 3; }));
  desk.authorized = true;
  CAF_REQUIRE(desk.up());
  CAF_CHECK(std::none_of(desk.streams.begin(), desk.streams.end(),
                         [](const auto& change) { return change.refused; }));
  CAF_CHECK(std::any_of(desk.streams.begin(), desk.streams.end(), [](const auto& change) {
    return change.detail.find("which worked before: it is asked again") != std::string::npos;
  }));
}

CAF_TEST(keys refused by every answer are judged as on the streams) {
  Desk desk{
    [](Peer& peer, const std::string&) { peer.answer(401, R"({"message":"unauthorized."})"); }};
  CAF_REQUIRE(desk.up());
  CAF_CHECK(desk.client.submit(an_order()));
  CAF_REQUIRE(run_until(desk.loop, [&] { return desk.answers.size() == 1; }));
  CAF_CHECK(desk.streams.back().refused);
}

CAF_TEST(an order refused for its own sake is no refusal of the keys) {
  Desk desk{[](Peer& peer, const std::string&) {
    peer.answer(403, R"({"code":40310000,"message":"insufficient buying power"})");
  }};
  CAF_REQUIRE(desk.up());
  CAF_CHECK(desk.client.submit(an_order()));
  CAF_REQUIRE(run_until(desk.loop, [&] { return desk.answers.size() == 1; }));
  CAF_CHECK(!desk.streams.back().refused);
}

CAF_TEST(after too many requests nothing is sent but one cancel) {
  Desk desk{[](Peer& peer, const std::string&) {
    peer.answer(429, R"({"code":42910000,"message":"rate limit exceeded"})",
                "Retry-After: 600\r\n");
  }};
  CAF_REQUIRE(desk.up());
  CAF_CHECK(desk.client.submit(an_order()));
  CAF_REQUIRE(run_until(desk.loop, [&] { return desk.answers.size() == 1; }));
  CAF_CHECK(!desk.client.submit(an_order()));
  CAF_CHECK(!desk.client.replace(BrokerOrderId{"b"}, an_order()));
  desk.client.look_up(ClientOrderId{"known"});
  desk.client.fetch_books({}, 1, {});
  CAF_REQUIRE(
    run_until(desk.loop, [&] { return desk.lookups.size() == 1 && desk.books.size() == 1; }));
  CAF_CHECK(desk.lookups[0].order.error().fault == ErrorKind::RateLimited);
  CAF_CHECK(desk.books[0].books.error().fault == ErrorKind::RateLimited);
  CAF_CHECK_EQUAL(desk.http.requests.size(), 1u);
  desk.client.cancel(BrokerOrderId{"b"}, ClientOrderId{"c"});
  desk.client.cancel(BrokerOrderId{"d"}, ClientOrderId{"e"});
  desk.client.cancel_all();
  CAF_REQUIRE(run_until(desk.loop, [&] { return desk.http.requests.size() == 2; }));
  CAF_CHECK_EQUAL(desk.client.requests().throttled, 1u);
}

CAF_TEST(cancels that had to wait are sent when the broker takes requests again) {
  bool limited = true;
  Desk desk{[&](Peer& peer, const std::string&) {
    if (std::exchange(limited, false)) return peer.answer(429, "{}", "Retry-After: 1\r\n");
    peer.answer(204, "");
  }};
  CAF_REQUIRE(desk.up());
  desk.client.cancel(BrokerOrderId{"b"}, ClientOrderId{"c"});
  CAF_REQUIRE(run_until(desk.loop, [&] { return desk.answers.size() == 1; }));
  CAF_CHECK(desk.answers[0].kind == AnswerKind::Taken);
  CAF_CHECK_EQUAL(desk.http.requests.size(), 2u);
}

CAF_TEST(lists whose pages do not end are given up) {
  int number = 0;
  Desk desk{[&](Peer& peer, const std::string& request) {
    if (!request.starts_with("GET /v2/orders?status=open")) return broker(peer, request);
    std::string page = "[";
    for (int i = 0; i < 500; ++i)
      page += (i == 0 ? R"({"id":")" : R"(,{"id":")") + std::to_string(++number) +
              R"(","status":"new","submitted_at":"2026-03-02T15:00:00Z"})";
    peer.answer(200, page + ']');
  }};
  CAF_REQUIRE(desk.up());
  desk.client.fetch_books({}, 1, {});
  CAF_REQUIRE(run_until(desk.loop, [&] { return desk.books.size() == 1; }));
  CAF_REQUIRE(!desk.books[0].books.has_value());
  CAF_CHECK(desk.books[0].books.error().sentence.find("do not end") != std::string::npos);
  CAF_CHECK_EQUAL(desk.http.requests.size(), door::order_pages);
  // The next question is answered without asking, for it would be as large.
  desk.client.fetch_books({}, 2, {});
  CAF_REQUIRE(run_until(desk.loop, [&] { return desk.books.size() == 2; }));
  CAF_CHECK_EQUAL(desk.http.requests.size(), door::order_pages);
}

CAF_TEST(a history whose pages do not end is given up) {
  net::IoLoop loop;
  int number = 0;
  std::optional<Result<std::vector<Trade>>> answer;
  HttpScript server{loop, [&](Peer& peer, const std::string&) {
                      peer.answer(200, R"({"trades":{},"next_page_token":")" +
                                         std::to_string(++number) + "\"}");
                    }};
  AlpacaDataClient data{Credentials{"K", "S"}, *endpoints_for(server.url())};
  data.fetch_trades("SPY", {}, {}, [&](Result<std::vector<Trade>> told) {
    loop.post([&, told = std::move(told)] { answer = told; });
  });
  CAF_REQUIRE(run_until(loop, [&] { return answer.has_value(); }));
  CAF_CHECK(!answer->has_value());
  CAF_CHECK_EQUAL(number, 4);
}

CAF_TEST(an answer that unpacks to more than we take is none) {
  net::IoLoop loop;
  HttpScript server{loop, [&](Peer& peer, const std::string&) {
                      peer.answer(200, std::string(17U * 1024 * 1024, '['));
                    }};
  std::thread thread{[&] { loop.run(); }};
  {
    AlpacaTradeClient trade{Credentials{"K", "S"}, {.endpoints = *endpoints_for(server.url())}};
    const auto account = trade.account();
    CAF_REQUIRE(!account.has_value());
    CAF_CHECK(account.error().fault == ErrorKind::BadPayload);
    CAF_CHECK(account.error().sentence.find("larger than we take") != std::string::npos);
  }
  loop.stop();
  thread.join();
}

CAF_TEST(an answer nested without end is not parsed) {
  net::IoLoop loop;
  HttpScript server{
    loop, [&](Peer& peer, const std::string&) { peer.answer(200, std::string(15'000'000, '[')); }};
  std::thread thread{[&] { loop.run(); }};
  {
    AlpacaTradeClient trade{Credentials{"K", "S"}, {.endpoints = *endpoints_for(server.url())}};
    CAF_CHECK(trade.account().error().sentence.find("nested deeper than 32") != std::string::npos);
    CAF_CHECK(trade.orders().error().sentence.find("nested deeper than 32") != std::string::npos);
  }
  loop.stop();
  thread.join();
}

CAF_TEST(blocking methods answer and walk pages) {
  net::IoLoop loop;
  HttpScript server{
    loop, [](Peer& peer, const std::string& request) {
      if (request.starts_with("GET /v2/stocks/trades"))
        return peer.answer(
          200,
          request.find("page_token=two") == std::string::npos
            ? R"({"trades":{"SPY":[{"t":"2026-03-02T15:00:00Z","x":"V","p":1,"s":1,"c":["@"],"i":1,"z":"B"}]},"next_page_token":"two"})"
            : R"({"trades":{"SPY":[{"t":"2026-03-02T15:00:01Z","x":"V","p":2,"s":1,"c":["@"],"i":2,"z":"B"}]},"next_page_token":null})");
      broker(peer, request);
    }};
  std::thread thread{[&] { loop.run(); }};
  {
    AlpacaTradeClient trade{Credentials{"K", "S"}, {.endpoints = *endpoints_for(server.url())}};
    CAF_CHECK(trade.account()->account_number == "PA1");
    CAF_CHECK(trade.orders()->size() == 1u);
    CAF_CHECK(trade.order(BrokerOrderId{"x"}).error().fault == ErrorKind::NotFound);
    CAF_CHECK(trade.submit_order({}).error().fault == ErrorKind::BadArgument);
    AlpacaDataClient data{Credentials{"K", "S"}, *endpoints_for(server.url())};
    std::size_t trades = 0;
    auto pages = data.get_trades_iterator("SPY");
    for (auto page = pages.next(); page && *page; page = pages.next())
      trades += (*page)->trades["SPY"].size();
    CAF_CHECK_EQUAL(trades, 2u);
    CAF_CHECK(data.get_trades("SPY,QQQ").error().fault == ErrorKind::BadArgument);
    CAF_CHECK(data.do_get("https://example.com/").error().fault == ErrorKind::BadArgument);
  }
  loop.stop();
  thread.join();
}

CAF_TEST(endpoints made by hand for the live account are refused by every request) {
  auto endpoints = paper_endpoints();
  endpoints.trading_url = "https://api.alpaca.markets";
  AlpacaTradeClient trade{Credentials{"K", "S"}, {.endpoints = endpoints}};
  CAF_CHECK(trade.account().error().sentence.find("real money") != std::string::npos);
}

} // namespace trade_test
