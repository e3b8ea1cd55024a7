#define CAF_SUITE cpquant_wire_market
#include "tests/test.hpp"

#include "adapters/cpquant/wire_market.hpp"
#include "adapters/cpquant/wire_scanner.hpp"

#include <fstream>
#include <random>
#include <sstream>

namespace wire_market_test {

using namespace hft;
using namespace hft::cpquant;

namespace {

std::string fixture(const std::string& name) {
  std::ifstream file{"../../fixtures/cpquant/" + name, std::ios::binary};
  std::ostringstream text;
  text << file.rdbuf();
  auto made = text.str();
  while (!made.empty() && made.back() == '\n') made.pop_back();
  return made;
}

bool scans(const std::string& frame) {
  std::string minute;
  std::int64_t start = 0;
  std::vector<MarketEvent> events;
  return scan_market_frame(frame, {minute, start}, events);
}

/// A frame as the venue writes it, with now and then something unusual in it.
std::string random_frame(std::mt19937& random) {
  const auto any = [&](int most) { return std::uniform_int_distribution<int>{0, most}(random); };
  const auto price = [&] {
    return std::to_string(any(5000)) + (any(3) ? "." + std::to_string(any(99) + 1) : "");
  };
  const auto time = [&] {
    const auto two = [&](int most) {
      const auto n = any(most);
      return (n < 10 ? "0" : "") + std::to_string(n);
    };
    return "2026-03-" + two(32) + "T" + two(23) + ":" + two(60) + ":" + two(60) +
           (any(1) ? "." + std::to_string(any(999999) + 1) : "") + (any(20) ? "Z" : "-05:00");
  };
  const auto conditions = [&] {
    return any(5) ? R"(["@","I"])" : any(1) ? "[]" : R"(["@", "long"])";
  };
  std::string frame = "[";
  for (int i = any(4); i >= 0; --i) {
    if (any(1))
      frame += R"({"T":"t","S":"SPY","i":)" + std::to_string(any(1'000'000)) + R"(,"x":"V","p":)" +
               price() + R"(,"s":)" + std::to_string(any(900)) + R"(,"c":)" + conditions() +
               R"(,"t":")" + time() + R"(","z":"B"})";
    else
      frame += R"({"T":"q","S":"QQQ","bx":"V","bp":)" + price() + R"(,"bs":100,"ax":")" +
               (any(4) ? "Q" : "") + R"(","ap":)" + price() + R"(,"as":)" +
               std::to_string(any(900)) + R"(,"c":["R"],"t":")" + time() + R"(","z":"C"})";
    if (i > 0) frame += ',';
  }
  frame += ']';
  if (any(9) == 0)
    frame[static_cast<std::size_t>(any(static_cast<int>(frame.size()) - 1))] =
      static_cast<char>(any(255));
  return frame;
}

} // namespace

CAF_TEST(a trade and a quote in the usual spelling are read exactly) {
  const auto frame = fixture("trade_and_quote.json");
  CAF_REQUIRE(scans(frame));
  const auto decoded = MarketDecoder{}.decode(frame, false);
  CAF_REQUIRE_EQUAL(decoded.events.size(), 2u);
  const auto& trade = std::get<Trade>(decoded.events[0]);
  CAF_CHECK(trade.symbol == Symbol{"SPY"});
  CAF_CHECK_EQUAL(trade.price.units, 451'310'000'000);
  CAF_CHECK(trade.size == shares(17));
  CAF_CHECK_EQUAL(trade.id, 52983525029461);
  CAF_CHECK(trade.time == *parse_timestamp("2026-03-02T15:00:00.123456789Z"));
  CAF_CHECK(trade.conditions == Conditions{"@I"});
  CAF_CHECK_EQUAL(trade.tape, 'B');
  const auto& quote = std::get<Quote>(decoded.events[1]);
  CAF_CHECK_EQUAL(quote.bid.units, 451'300'000'000);
  CAF_CHECK_EQUAL(quote.ask_exchange, 'Q');
  CAF_CHECK(quote.ask_size == shares(120));
}

CAF_TEST(every other kind is read) {
  const auto decoded = MarketDecoder{}.decode(fixture("other_kinds.json"), false);
  CAF_CHECK_EQUAL(decoded.malformed, 0u);
  CAF_REQUIRE_EQUAL(decoded.events.size(), 7u);
  CAF_CHECK(std::get<Bar>(decoded.events[0]).kind == BarKind::Minute);
  CAF_CHECK(std::get<Bar>(decoded.events[1]).kind == BarKind::Updated);
  CAF_CHECK(std::get<Bar>(decoded.events[2]).kind == BarKind::Daily);
  CAF_CHECK(halt_effect(std::get<TradingStatus>(decoded.events[3])) == HaltEffect::Halts);
  CAF_CHECK_EQUAL(std::get<Correction>(decoded.events[4]).corrected_price.units, 451'320'000'000);
  CAF_CHECK_EQUAL(std::get<CancelError>(decoded.events[5]).action, 'C');
  CAF_CHECK_EQUAL(std::get<PriceBand>(decoded.events[6]).limit_up.units, 460'000'000'000);
}

CAF_TEST(control messages are told apart) {
  const auto kind = [](const char* frame) {
    return decode_market_frame(frame, false).control.at(0);
  };
  CAF_CHECK(kind(R"([{"T":"success","msg":"connected"}])").kind == Control::Kind::Connected);
  CAF_CHECK(kind(R"([{"T":"success","msg":"authenticated"}])").kind ==
            Control::Kind::Authenticated);
  CAF_CHECK(kind(R"([{"T":"error","code":402,"msg":"auth failed"}])").code == 402);
  const auto ack =
    kind(R"([{"T":"subscription","trades":["SPY","AAPL"],"quotes":[],"bars":["*"]}])");
  CAF_CHECK(ack.kind == Control::Kind::Subscription);
  CAF_CHECK(ack.subscriptions.contains(Channel::Trades, Symbol{"AAPL"}));
  CAF_CHECK(ack.subscriptions.contains(Channel::Bars, Symbol{"*"}));
}

CAF_TEST(a malformed item is counted and its neighbours kept) {
  const auto decoded = MarketDecoder{}.decode(
    R"([{"T":"t","S":"SPY","p":"x","s":1,"t":"2026-03-02T15:00:00Z"},{"T":"t","S":"SPY","p":1,"s":1,"t":"2026-03-02T15:00:00Z"},{"T":"??","S":"A"},7])",
    false);
  CAF_CHECK_EQUAL(decoded.events.size(), 1u);
  CAF_CHECK_EQUAL(decoded.malformed, 3u);
  CAF_CHECK(!decoded.sentence.empty());
}

CAF_TEST(bytes that are nothing are one malformed frame) {
  for (const auto* frame : {"", "[", "nonsense", "\xff\xff", "[{]"}) {
    CAF_CHECK(MarketDecoder{}.decode(frame, false).malformed == 1);
    CAF_CHECK(MarketDecoder{}.decode(frame, true).malformed <= 1u);
  }
}

CAF_TEST(msgpack gives what JSON gives) {
  const std::string json =
    R"([{"T":"t","S":"SPY","i":5,"x":"V","p":451.31,"s":17,"c":["@"],"t":"2026-03-02T15:00:00.5Z","z":"B"}])";
  CAF_CHECK(decode_market_frame(as_msgpack(json), true) == decode_market_frame(json, false));
}

CAF_TEST(msgpack time extensions of all widths are read) {
  const auto trade_at = [](const std::string& time) {
    const auto head = as_msgpack(R"({"T":"t","S":"A","p":1,"s":1})");
    std::string map = head;
    map[0] = static_cast<char>(0x85);
    return decode_market_frame(std::string{"\x91"} + map + "\xa1t" + time, true);
  };
  using namespace std::string_literals;
  const auto narrow = trade_at("\xd6\xff\x69\xa5\xa4\x70"s);
  CAF_REQUIRE_EQUAL(narrow.events.size(), 1u);
  CAF_CHECK_EQUAL(time_of(narrow.events[0]).nanoseconds, 0x69a5a470LL * 1'000'000'000);
  const auto wide = trade_at("\xc7\x0c\xff\x00\x00\x00\x05\x00\x00\x00\x00\x69\xa5\xa4\x70"s);
  CAF_REQUIRE_EQUAL(wide.events.size(), 1u);
  CAF_CHECK_EQUAL(time_of(wide.events[0]).nanoseconds, 0x69a5a470LL * 1'000'000'000 + 5);
  const auto middle = trade_at("\xd7\xff\x00\x00\x00\x14\x69\xa5\xa4\x70"s);
  CAF_REQUIRE_EQUAL(middle.events.size(), 1u);
  CAF_CHECK_EQUAL(time_of(middle.events[0]).nanoseconds, 0x69a5a470LL * 1'000'000'000 + 5);
}

CAF_TEST(prints that cannot be are left out with a sentence) {
  const auto trade = [](const std::string& price, const std::string& size) {
    return R"([{"T":"t","S":"SPY","i":1,"x":"V","p":)" + price + R"(,"s":)" + size +
           R"(,"c":["@"],"t":"2026-03-02T15:00:00Z","z":"B"}])";
  };
  CAF_CHECK_EQUAL(MarketDecoder{}.decode(trade("450", "17"), false).events.size(), 1u);
  for (const auto& [price, size] :
       std::vector<std::pair<std::string, std::string>>{{"0", "17"},
                                                        {"-450", "17"},
                                                        {"2000000000", "17"},
                                                        {"9e9", "17"},
                                                        {"450", "0"},
                                                        {"450", "-17"},
                                                        {"450", "9000000000"},
                                                        {"9999999", "999999999"}}) {
    const auto json = trade(price, size);
    const auto decoded = MarketDecoder{}.decode(json, false);
    CAF_CHECK_EQUAL(decoded.events.size(), 0u);
    CAF_CHECK_EQUAL(decoded.malformed, 1u);
    CAF_CHECK(decoded.sentence.find("cannot be read: its ") != std::string::npos);
    CAF_CHECK(decode_market_frame(as_msgpack(json), true).events.empty());
  }
}

CAF_TEST(other items that cannot be are left out too) {
  const auto left_out = [](const std::string& fields) {
    const auto decoded =
      MarketDecoder{}.decode("[{" + fields + R"(,"S":"SPY","t":"2026-03-02T15:00:00Z"}])", false);
    return decoded.events.empty() && decoded.malformed == 1;
  };
  CAF_CHECK(left_out(R"("T":"q","bp":-1,"ap":2,"bs":1,"as":1)"));
  CAF_CHECK(left_out(R"("T":"q","bp":1,"ap":9e9,"bs":1,"as":1)"));
  CAF_CHECK(left_out(R"("T":"q","bp":1,"ap":2,"bs":-1,"as":1)"));
  CAF_CHECK(!left_out(R"("T":"q","bp":0,"ap":2,"bs":0,"as":1)")); // one side alone
  CAF_CHECK(left_out(R"("T":"b","o":0,"h":1,"l":1,"c":1,"v":1)"));
  CAF_CHECK(left_out(R"("T":"u","o":1,"h":9e9,"l":1,"c":1,"v":1)"));
  CAF_CHECK(left_out(R"("T":"d","o":1,"h":1,"l":1,"c":1,"v":-1)"));
  CAF_CHECK(left_out(R"("T":"b","o":1,"h":1,"l":1,"c":1,"v":1,"n":-5)"));
  CAF_CHECK(left_out(R"("T":"c","x":"V","oi":1,"op":1,"os":1,"ci":2,"cp":0,"cs":1)"));
  CAF_CHECK(left_out(R"("T":"x","x":"V","i":1,"p":-1,"s":1,"a":"C")"));
  CAF_CHECK(left_out(R"("T":"l","u":9e9,"d":1,"i":"B")"));
}

CAF_TEST(symbols and words from outside are harmless) {
  const auto decoded = MarketDecoder{}.decode(
    "[{\"T\":\"t\",\"S\":\"S\\u001b[2J\",\"p\":1,\"s\":1,\"t\":\"2026-03-02T15:00:00Z\"},"
    "{\"T\":\"s\",\"S\":\"SPY\",\"sc\":\"H\",\"sm\":\"Halt\\r\\nfake \\u202e "
    "line\",\"rc\":\"\\u0007\","
    "\"rm\":\"\",\"t\":\"2026-03-02T15:00:00Z\",\"z\":\"\\n\"},"
    "{\"T\":\"error\",\"code\":405,\"msg\":\"a\\u001bb\"}]",
    false);
  CAF_CHECK_EQUAL(decoded.malformed, 1u); // no symbol has an escape in it
  CAF_REQUIRE_EQUAL(decoded.events.size(), 1u);
  const auto& status = std::get<TradingStatus>(decoded.events[0]);
  CAF_CHECK_EQUAL(status.status_message, "Halt\\r\\nfake \\u202e line");
  CAF_CHECK_EQUAL(status.reason_code, "\\x07");
  CAF_CHECK_EQUAL(status.tape, '?');
  CAF_CHECK_EQUAL(decoded.control.at(0).message, "a\\x1bb");
}

CAF_TEST(msgpack nested without end is refused and not followed) {
  const auto decoded = decode_market_frame(std::string(1'000'000, '\x91'), true);
  CAF_CHECK(decoded.malformed == 1);
  CAF_CHECK(decoded.beyond_bounds);
}

CAF_TEST(a frame of too many values is not read) {
  std::string frame = "[{}";
  for (int i = 0; i < 400'000; ++i) frame += ",{}";
  const auto decoded = MarketDecoder{}.decode(frame + ']', false);
  CAF_CHECK(decoded.beyond_bounds);
  CAF_CHECK_EQUAL(decoded.sentence, "the data stream sent a frame of more than 300000 values");
}

CAF_TEST(the scanner and the general parser agree on random frames) {
  std::mt19937 random{17};
  MarketDecoder decoder;
  int scanned = 0;
  for (int i = 0; i < 20'000; ++i) {
    const auto frame = random_frame(random);
    if (scans(frame)) ++scanned;
    if (decoder.decode(frame, false) != decode_market_frame(frame, false))
      CAF_FAIL("they differ on " << frame);
  }
  CAF_CHECK(scanned > 2'000);
}

CAF_TEST(what we say is what the venue expects) {
  Subscriptions wish;
  wish.add(Channel::Trades, Symbol{"SPY"});
  wish.add(Channel::Bars, Symbol{"*"});
  CAF_CHECK_EQUAL(subscription_message("subscribe", wish),
                  R"({"action":"subscribe","bars":["*"],"trades":["SPY"]})");
  CAF_CHECK_EQUAL(auth_message("K\"", "S"), R"({"action":"auth","key":"K\"","secret":"S"})");
}

} // namespace wire_market_test
