#define CAF_SUITE data_stream_client
#include "tests/test.hpp"

#include "adapters/simulated/protocol/data_stream_client.hpp"
#include "adapters/simulated/protocol/json.hpp"
#include "adapters/simulated/protocol/order_stream_client.hpp"

namespace data_stream_client_test {

using namespace hft;
using namespace hft::simulated;

namespace {

int only_the_key(const ApiKeys& keys) {
  return keys.id == "key" ? 0 : 402;
}

DataStreamClient a_client(Encoding encoding = Encoding::Json, std::size_t limit = 0) {
  return DataStreamClient{{encoding, limit, only_the_key}};
}

const std::string auth = R"({"action":"auth","key":"key","secret":"s"})";

DataStreamClient an_authenticated_client(std::size_t limit = 0) {
  auto client = a_client(Encoding::Json, limit);
  client.receive(auth, false);
  return client;
}

std::string only_frame(const StreamReply& reply) {
  CAF_REQUIRE_EQUAL(reply.frames.size(), 1u);
  return reply.frames.front();
}

std::string error(int code, const std::string& text) {
  return R"([{"T":"error","code":)" + std::to_string(code) + R"(,"msg":")" + text + R"("}])";
}

} // namespace

CAF_TEST(a client is welcomed and authenticates) {
  auto client = a_client();
  CAF_CHECK_EQUAL(only_frame(client.open(std::nullopt)), R"([{"T":"success","msg":"connected"}])");
  CAF_CHECK_EQUAL(only_frame(client.receive(auth, false)),
                  R"([{"T":"success","msg":"authenticated"}])");
  CAF_CHECK_EQUAL(only_frame(client.receive(auth, false)), error(403, "already authenticated"));
}

CAF_TEST(keys in the headers answer the welcome at once) {
  auto client = a_client();
  const auto reply = client.open(ApiKeys{"key", "s"});
  CAF_REQUIRE_EQUAL(reply.frames.size(), 2u);
  CAF_CHECK_EQUAL(reply.frames[1], R"([{"T":"success","msg":"authenticated"}])");
}

CAF_TEST(wrong keys close the session) {
  auto client = a_client();
  const auto reply = client.receive(R"({"action":"auth","key":"no","secret":"s"})", false);
  CAF_CHECK_EQUAL(only_frame(reply), error(402, "auth failed"));
  CAF_CHECK(reply.close);
}

CAF_TEST(a subscription before authentication is refused and the session stays) {
  auto client = a_client();
  const auto reply = client.receive(R"({"action":"subscribe","trades":["SPY"]})", false);
  CAF_CHECK_EQUAL(only_frame(reply), error(401, "not authenticated"));
  CAF_CHECK(!reply.close);
}

CAF_TEST(ten seconds without authentication end the session) {
  auto client = a_client();
  CAF_CHECK_EQUAL(only_frame(client.auth_deadline()), error(404, "auth timeout"));
  CAF_CHECK(an_authenticated_client().auth_deadline().frames.empty());
}

CAF_TEST(an acknowledgment lists every channel) {
  auto client = an_authenticated_client();
  CAF_CHECK_EQUAL(
    only_frame(client.receive(
      R"({"action":"subscribe","trades":["SPY"],"bars":["*"],"quotes":null,"timeframe":"1Min"})",
      false)),
    R"([{"T":"subscription","trades":["SPY"],"quotes":[],"bars":["*"],"updatedBars":[],)"
    R"("dailyBars":[],"statuses":[],"lulds":[],"corrections":["SPY"],"cancelErrors":["SPY"]}])");
}

CAF_TEST(a star wants every symbol of its channel only) {
  auto client = an_authenticated_client();
  client.receive(R"({"action":"subscribe","bars":["*"],"trades":["SPY"]})", false);
  CAF_CHECK(client.wants(StreamChannel::Bars, "QQQ"));
  CAF_CHECK(!client.wants(StreamChannel::Trades, "QQQ"));
  CAF_CHECK(client.wants(StreamChannel::Trades, "SPY"));
}

CAF_TEST(unsubscribing what is not there is harmless) {
  auto client = an_authenticated_client();
  client.receive(R"({"action":"subscribe","trades":["SPY"]})", false);
  client.receive(R"({"action":"unsubscribe","trades":["SPY","IBM"],"quotes":["IBM"]})", false);
  CAF_CHECK(!client.subscribed());
}

CAF_TEST(nonsense is invalid syntax and the session stays) {
  auto client = an_authenticated_client();
  CAF_CHECK_EQUAL(only_frame(client.receive("{", false)), error(400, "invalid syntax"));
  CAF_CHECK_EQUAL(only_frame(client.receive(R"({"action":"dance"})", false)),
                  error(400, "invalid syntax"));
  CAF_CHECK_EQUAL(only_frame(client.receive(R"({"action":"subscribe","trades":["a b"]})", false)),
                  error(400, "invalid syntax"));
}

CAF_TEST(a wish beyond the symbol limit leaves the set unchanged) {
  auto client = an_authenticated_client(1);
  client.receive(R"({"action":"subscribe","trades":["SPY"]})", false);
  CAF_CHECK_EQUAL(only_frame(client.receive(R"({"action":"subscribe","trades":["QQQ"]})", false)),
                  error(405, "symbol limit exceeded"));
  CAF_CHECK(client.wants(StreamChannel::Trades, "SPY"));
  CAF_CHECK(!client.wants(StreamChannel::Trades, "QQQ"));
}

CAF_TEST(a MessagePack session answers in MessagePack and still reads text) {
  auto client = a_client(Encoding::Msgpack);
  const auto reply = decode(only_frame(client.receive(auth, false)), Encoding::Msgpack);
  CAF_CHECK_EQUAL(reply.dump(), R"([{"T":"success","msg":"authenticated"}])");
}

CAF_TEST(the order stream takes both forms of authentication) {
  OrderStreamClient old_form{Encoding::Json, [](const ApiKeys& keys) { return keys.id == "key"; }};
  OrderStreamClient new_form = old_form;
  const std::string granted =
    R"({"stream":"authorization","data":{"status":"authorized","action":"authenticate"}})";
  CAF_CHECK_EQUAL(
    only_frame(old_form.receive(
      R"({"action":"authenticate","data":{"key_id":"key","secret_key":"s"}})", false)),
    granted);
  CAF_CHECK_EQUAL(only_frame(new_form.receive(auth, false)), granted);
}

CAF_TEST(listening before authentication is unauthorized) {
  OrderStreamClient client{Encoding::Json, [](const ApiKeys&) { return true; }};
  CAF_CHECK_EQUAL(
    only_frame(
      client.receive(R"({"action":"listen","data":{"streams":["trade_updates"]}})", false)),
    R"({"stream":"authorization","data":{"status":"unauthorized","action":"listen"}})");
  CAF_CHECK(!client.listening());
}

CAF_TEST(listening leaves out streams that do not exist) {
  OrderStreamClient client{Encoding::Json, [](const ApiKeys&) { return true; }};
  client.receive(auth, false);
  CAF_CHECK_EQUAL(
    only_frame(client.receive(
      R"({"action":"listen","data":{"streams":["trade_updates","account_updates"]}})", false)),
    R"({"stream":"listening","data":{"streams":["trade_updates"]}})");
  CAF_CHECK(client.listening());
}

} // namespace data_stream_client_test
