#define CAF_SUITE data_stream_codec
#include "tests/test.hpp"

#include "adapters/simulated/protocol/data_stream_codec.hpp"
#include "adapters/simulated/protocol/msgpack_writer.hpp"

namespace data_stream_codec_test {

using namespace hft;
using namespace hft::simulated;

namespace {

const Timestamp noon = *parse_timestamp("2024-03-05T17:00:00.123456789Z");

Trade a_trade() {
  Trade trade;
  trade.symbol = "SPY";
  trade.id = 7;
  trade.price = *parse_price("451.31");
  trade.size = shares(17);
  trade.time = noon;
  trade.exchange = 'V';
  trade.tape = 'B';
  trade.conditions = "@I";
  return trade;
}

std::string json_of(const MarketEvent& event) {
  std::string out;
  append_json(out, event);
  return out;
}

std::string hex(const std::string& bytes) {
  std::string out;
  for (const unsigned char byte : bytes) {
    constexpr char digits[] = "0123456789abcdef";
    out += digits[byte >> 4];
    out += digits[byte & 15];
  }
  return out;
}

template <class Write>
std::string packed(Write write) {
  std::string out;
  MsgpackWriter writer{out};
  write(writer);
  return hex(out);
}

} // namespace

CAF_TEST(a trade is written as JSON key by key with its type first) {
  CAF_CHECK_EQUAL(json_of(a_trade()),
                  R"({"T":"t","S":"SPY","i":7,"x":"V","p":451.31,"s":17,"c":["@","I"],)"
                  R"("t":"2024-03-05T17:00:00.123456789Z","z":"B"})");
}

CAF_TEST(a trade is written as MessagePack byte by byte) {
  std::string out;
  append_msgpack(out, a_trade());
  CAF_CHECK_EQUAL(hex(out), "89"                       // a map of nine
                            "a154a174"                 // T: t
                            "a153a3535059"             // S: SPY
                            "a16907"                   // i: 7
                            "a178a156"                 // x: V
                            "a170cb407c34f5c28f5c29"   // p: 451.31
                            "a17311"                   // s: 17
                            "a16392a140a149"           // c: @ I
                            "a174d7ff1d6f345465e74f90" // t: extension -1, 64 bits
                            "a17aa142");               // z: B
}

CAF_TEST(a quote with a missing side keeps its blanks) {
  Quote quote;
  quote.symbol = "SPY";
  quote.ask = *parse_price("451.32");
  quote.ask_size = shares(200);
  quote.ask_exchange = 'Q';
  quote.time = noon;
  quote.conditions = "R";
  CAF_CHECK_EQUAL(json_of(quote),
                  R"({"T":"q","S":"SPY","bx":" ","bp":0,"bs":0,"ax":"Q","ap":451.32,"as":200,)"
                  R"("c":["R"],"t":"2024-03-05T17:00:00.123456789Z","z":"A"})");
}

CAF_TEST(bars say their kind by their type) {
  Bar bar;
  bar.symbol = "SPY";
  CAF_CHECK_EQUAL(json_of(bar).substr(0, 8), R"({"T":"b")");
  bar.kind = BarKind::Updated;
  CAF_CHECK_EQUAL(json_of(bar).substr(0, 8), R"({"T":"u")");
  bar.kind = BarKind::Daily;
  CAF_CHECK_EQUAL(json_of(bar).substr(0, 8), R"({"T":"d")");
}

CAF_TEST(corrections and cancels travel with trades) {
  CAF_CHECK(channel_of(MarketEvent{Correction{}}) == StreamChannel::Trades);
  CAF_CHECK(channel_of(MarketEvent{CancelError{}}) == StreamChannel::Trades);
  CAF_CHECK(channel_of(StreamEvent{Imbalance{}}) == StreamChannel::Imbalances);
}

CAF_TEST(text from outside is escaped) {
  std::string out;
  append_json_text(out, "a\"b\\c\n");
  CAF_CHECK_EQUAL(out, R"("a\"b\\c\u000a")");
}

CAF_TEST(integers take their shortest form) {
  CAF_CHECK_EQUAL(packed([](auto& w) { w.integer(127); }), "7f");
  CAF_CHECK_EQUAL(packed([](auto& w) { w.integer(128); }), "cc80");
  CAF_CHECK_EQUAL(packed([](auto& w) { w.integer(256); }), "cd0100");
  CAF_CHECK_EQUAL(packed([](auto& w) { w.integer(65536); }), "ce00010000");
  CAF_CHECK_EQUAL(packed([](auto& w) { w.integer(4294967296); }), "cf0000000100000000");
  CAF_CHECK_EQUAL(packed([](auto& w) { w.integer(-1); }), "ff");
  CAF_CHECK_EQUAL(packed([](auto& w) { w.integer(-33); }), "d3ffffffffffffffdf");
}

CAF_TEST(timestamps take the shortest of three extension forms) {
  CAF_CHECK_EQUAL(packed([](auto& w) { w.timestamp({1'000'000'000}); }), "d6ff00000001");
  CAF_CHECK_EQUAL(packed([](auto& w) { w.timestamp({1'000'000'001}); }), "d7ff0000000400000001");
  CAF_CHECK_EQUAL(packed([](auto& w) { w.timestamp({-1}); }), "c70cff3b9ac9ffffffffffffffffff");
}

CAF_TEST(long texts and arrays get longer headers) {
  CAF_CHECK_EQUAL(packed([](auto& w) { w.text(std::string(32, 'x')); }).substr(0, 4), "d920");
  CAF_CHECK_EQUAL(packed([](auto& w) { w.array(16); }), "dc0010");
  CAF_CHECK_EQUAL(packed([](auto& w) { w.map(16); }), "de0010");
  CAF_CHECK_EQUAL(packed([](auto& w) { w.quantity({500'000'000}); }), "cb3fe0000000000000");
}

} // namespace data_stream_codec_test
