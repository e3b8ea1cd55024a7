#define CAF_SUITE cpquant_realtime
#include "tests/test.hpp"

#include "adapters/cpquant/realtime_client.hpp"
#include "tests/adapters/net/scripted_servers.hpp"

#include <algorithm>

namespace realtime_test {

using namespace hft;
using namespace hft::cpquant;
using namespace hft::test;
using namespace std::chrono_literals;

namespace {

using Peer = WebsocketScript::Peer;

constexpr auto connected = R"([{"T":"success","msg":"connected"}])";
constexpr auto authenticated = R"([{"T":"success","msg":"authenticated"}])";
constexpr auto spy_trade =
  R"([{"T":"t","S":"SPY","i":1,"x":"V","p":451.31,"s":17,"c":["@"],"t":"2026-03-02T15:00:00Z","z":"B"}])";
constexpr auto spy_ack = R"([{"T":"subscription","trades":["SPY"],"quotes":[],"bars":[]}])";

std::string error(int code) {
  return R"([{"T":"error","code":)" + std::to_string(code) + R"(,"msg":"so it is"}])";
}
bool is_auth(const std::string& text) {
  return text.find("\"auth\"") != std::string::npos;
}

/// A venue that plays by the rules: welcome, authentication, acknowledgement, one trade.
void play(Peer& peer, const std::string& text) {
  if (is_auth(text)) return peer.send(authenticated);
  peer.send(spy_ack);
  peer.send(spy_trade);
}

/// The client with what it told.
struct Told {
  Told(net::IoLoop& loop, const std::string& url)
    : client(loop, Credentials{"K", "S"}, options(url)) {
    Subscriptions wish;
    wish.add(Channel::Trades, Symbol{"SPY"});
    client.want(wish);
    client.start({[this](const MarketFrame& frame) { frames.push_back(frame); },
                  [this](const FeedStateChanged& state) { states.push_back(state); }});
  }
  static RealtimeOptions options(const std::string& url) {
    RealtimeOptions made;
    made.url = url;
    made.answer_timeout = 5s;
    made.reauth_step = 1ms;
    made.backoff.quick = 1ms;
    made.backoff.base = 2ms;
    made.backoff.longest = 5ms;
    return made;
  }
  bool reached(FeedState state) const {
    return std::any_of(states.begin(), states.end(),
                       [&](const auto& s) { return s.state == state; });
  }
  std::vector<MarketFrame> frames;
  std::vector<FeedStateChanged> states;
  AlpacaRealtimeClient client;
};

} // namespace

CAF_TEST(the client authenticates subscribes and delivers batches) {
  net::IoLoop loop;
  WebsocketScript venue{loop, {[](Peer& peer) { peer.send(connected); }, play, nullptr, 0}};
  Told told{loop, venue.url("/v2/iex")};
  CAF_REQUIRE(run_until(loop, [&] { return told.frames.size() == 1; }));
  CAF_CHECK(told.states.back().state == FeedState::Live);
  CAF_CHECK(told.states.back().detail.empty());
  CAF_CHECK(told.states.back().acknowledged.contains(Channel::Trades, Symbol{"SPY"}));
  CAF_CHECK_EQUAL(told.frames[0].batch->sequence, 1u);
  CAF_CHECK(told.frames[0].batch->received.nanoseconds > 0);
}

CAF_TEST(a symbol the venue does not acknowledge is named) {
  net::IoLoop loop;
  WebsocketScript venue{loop,
                        {nullptr,
                         [](Peer& peer, const std::string& text) {
                           peer.send(is_auth(text) ? authenticated
                                                   : R"([{"T":"subscription","trades":[]}])");
                         },
                         nullptr, 0}};
  Told told{loop, venue.url()};
  CAF_REQUIRE(run_until(loop, [&] { return !told.states.back().detail.empty(); }));
  CAF_CHECK(told.states.back().state == FeedState::Subscribing);
  CAF_CHECK(told.states.back().detail.find("trades SPY") != std::string::npos);
}

CAF_TEST(as many are subscribed as the plan allows and the rest is named) {
  net::IoLoop loop;
  WebsocketScript venue{loop,
                        {nullptr,
                         [](Peer& peer, const std::string& text) {
                           if (is_auth(text)) return peer.send(authenticated);
                           const bool both = text.find("SPY") != std::string::npos &&
                                             text.find("QQQ") != std::string::npos;
                           const bool second = text.find("SPY") != std::string::npos;
                           peer.send(both || second ? error(405)
                                                    : R"([{"T":"subscription","trades":["QQQ"]}])");
                         },
                         nullptr, 0}};
  Told told{loop, venue.url()};
  Subscriptions wish;
  wish.add(Channel::Trades, Symbol{"SPY"});
  wish.add(Channel::Trades, Symbol{"QQQ"});
  told.client.want(wish);
  CAF_REQUIRE(run_until(loop, [&] { return told.reached(FeedState::Live); }));
  CAF_CHECK(told.states.back().acknowledged.contains(Channel::Trades, Symbol{"QQQ"}));
  CAF_CHECK(told.states.back().detail.find("405") != std::string::npos);
  CAF_CHECK(told.states.back().detail.find("missing: trades SPY") != std::string::npos);
}

CAF_TEST(keys that worked are tried again after a refusal) {
  net::IoLoop loop;
  int authentications = 0;
  WebsocketScript venue{loop,
                        {nullptr,
                         [&](Peer& peer, const std::string& text) {
                           if (is_auth(text) && ++authentications == 2)
                             return peer.send(error(402));
                           play(peer, text);
                         },
                         nullptr, 0}};
  Told told{loop, venue.url()};
  CAF_REQUIRE(run_until(loop, [&] { return told.frames.size() == 1; }));
  venue.peers.back()->close();
  CAF_REQUIRE(run_until(loop, [&] { return told.frames.size() == 2; }));
  CAF_CHECK_EQUAL(authentications, 3);
  CAF_CHECK(!told.reached(FeedState::Refused));
}

CAF_TEST(an upgrade that refuses the keys is a refusal of the keys) {
  for (const int status : {401, 403}) {
    net::IoLoop loop;
    WebsocketScript venue{loop, {nullptr, play, nullptr, status}};
    Told told{loop, venue.url()};
    CAF_REQUIRE(run_until(loop, [&] { return told.reached(FeedState::Refused); }));
    CAF_CHECK_EQUAL(venue.upgrades, 1u);
  }
}

CAF_TEST(a frame beyond the bounds ends the connection with a sentence) {
  for (const bool deep : {true, false}) {
    net::IoLoop loop;
    bool first = true;
    WebsocketScript venue{loop,
                          {nullptr,
                           [&](Peer& peer, const std::string& text) {
                             if (!std::exchange(first, false)) return play(peer, text);
                             peer.send(deep ? std::string(1'000'000, '[')
                                            : std::string(5'000'000, '['));
                           },
                           nullptr, 0}};
    Told told{loop, venue.url()};
    CAF_REQUIRE(run_until(loop, [&] { return told.frames.size() == 1; }));
    CAF_CHECK_EQUAL(venue.upgrades, 2u);
    CAF_CHECK(std::any_of(told.states.begin(), told.states.end(), [&](const auto& state) {
      return state.detail.find(deep ? "nested deeper than 16" : "larger than 4194304 bytes") !=
             std::string::npos;
    }));
  }
}

CAF_TEST(what was told of the connection limit is not told again) {
  net::IoLoop loop;
  int refusals = 5;
  WebsocketScript venue{loop,
                        {nullptr,
                         [&](Peer& peer, const std::string& text) {
                           if (is_auth(text) && refusals-- > 0) return peer.send(error(406));
                           play(peer, text);
                         },
                         nullptr, 0}};
  Told told{loop, venue.url()};
  CAF_REQUIRE(run_until(loop, [&] { return told.frames.size() == 1; }));
  CAF_CHECK_EQUAL(
    std::count_if(told.states.begin(), told.states.end(),
                  [](const auto& state) { return state.detail.find("406") != std::string::npos; }),
    1);
}

CAF_TEST(after a drop the client comes back and subscribes again) {
  net::IoLoop loop;
  WebsocketScript venue{loop, {nullptr, play, nullptr, 0}};
  Told told{loop, venue.url()};
  for (std::size_t times = 1; times <= 3; ++times) {
    CAF_REQUIRE(run_until(loop, [&] { return told.frames.size() == times; }));
    venue.peers.back()->close();
  }
  CAF_REQUIRE(run_until(loop, [&] { return told.frames.size() == 4; }));
  CAF_CHECK_EQUAL(told.client.counts().reconnects, 3u);
  CAF_CHECK_EQUAL(told.frames.back().batch->sequence, 4u);
  CAF_CHECK(told.reached(FeedState::Down));
}

CAF_TEST(errors about keys plan and scope are final) {
  for (const int code : {402, 408, 409, 411}) {
    net::IoLoop loop;
    WebsocketScript venue{
      loop,
      {nullptr, [code](Peer& peer, const std::string&) { peer.send(error(code)); }, nullptr, 0}};
    Told told{loop, venue.url()};
    CAF_REQUIRE(run_until(loop, [&] { return told.reached(FeedState::Refused); }));
    CAF_CHECK(told.states.back().detail.find(std::to_string(code)) != std::string::npos);
    CAF_CHECK(told.states.back().detail.find("\"S\"") == std::string::npos);
    CAF_CHECK_EQUAL(venue.upgrades, 1u);
  }
}

CAF_TEST(at the connection limit the client asks again on the same socket) {
  net::IoLoop loop;
  int refusals = 3;
  WebsocketScript venue{loop,
                        {nullptr,
                         [&](Peer& peer, const std::string& text) {
                           if (is_auth(text) && refusals-- > 0) return peer.send(error(406));
                           play(peer, text);
                         },
                         nullptr, 0}};
  Told told{loop, venue.url()};
  CAF_REQUIRE(run_until(loop, [&] { return told.frames.size() == 1; }));
  CAF_CHECK_EQUAL(venue.upgrades, 1u);
  CAF_CHECK_EQUAL(std::count_if(venue.messages.begin(), venue.messages.end(), is_auth), 4);
}

CAF_TEST(a refused subscription is none) {
  for (const int code : {400, 405, 410, 412, 413}) {
    net::IoLoop loop;
    WebsocketScript venue{loop,
                          {nullptr,
                           [code](Peer& peer, const std::string& text) {
                             peer.send(is_auth(text) ? authenticated : error(code));
                           },
                           nullptr, 0}};
    Told told{loop, venue.url()};
    CAF_REQUIRE(run_until(loop, [&] { return !told.states.back().detail.empty(); }));
    CAF_CHECK(told.states.back().state == FeedState::Subscribing);
    CAF_CHECK(told.states.back().detail.find(std::to_string(code)) != std::string::npos);
    CAF_CHECK(told.states.back().detail.find("trades SPY") != std::string::npos);
    CAF_CHECK_EQUAL(venue.upgrades, 1u);
  }
}

CAF_TEST(too slow or not in time means a new connection) {
  for (const int code : {404, 407, 500}) {
    net::IoLoop loop;
    bool first = true;
    WebsocketScript venue{loop,
                          {nullptr,
                           [&](Peer& peer, const std::string& text) {
                             if (std::exchange(first, false)) return peer.send(error(code));
                             play(peer, text);
                           },
                           nullptr, 0}};
    Told told{loop, venue.url()};
    CAF_REQUIRE(run_until(loop, [&] { return told.frames.size() == 1; }));
    CAF_CHECK_EQUAL(venue.upgrades, 2u);
  }
}

CAF_TEST(authenticated already or not yet is put right on the socket) {
  for (const int code : {401, 403}) {
    net::IoLoop loop;
    bool first = true;
    WebsocketScript venue{loop,
                          {nullptr,
                           [&](Peer& peer, const std::string& text) {
                             if (std::exchange(first, false)) return peer.send(error(code));
                             play(peer, text);
                           },
                           nullptr, 0}};
    Told told{loop, venue.url()};
    CAF_REQUIRE(run_until(loop, [&] { return told.frames.size() == 1; }));
    CAF_CHECK_EQUAL(venue.upgrades, 1u);
  }
}

CAF_TEST(upgrades answered 429 are tried again) {
  net::IoLoop loop;
  WebsocketScript venue{loop, {nullptr, play, nullptr, 429}};
  Told told{loop, venue.url()};
  CAF_REQUIRE(run_until(loop, [&] { return venue.upgrades == 3; }));
  venue.script.refuse = 0;
  CAF_CHECK(run_until(loop, [&] { return told.frames.size() == 1; }));
}

CAF_TEST(a changed wish asks for the difference only) {
  net::IoLoop loop;
  WebsocketScript venue{loop, {nullptr, play, nullptr, 0}};
  Told told{loop, venue.url()};
  CAF_REQUIRE(run_until(loop, [&] { return told.frames.size() == 1; }));
  Subscriptions wish;
  wish.add(Channel::Quotes, Symbol{"QQQ"});
  told.client.want(wish);
  CAF_REQUIRE(run_until(loop, [&] { return venue.messages.size() == 4; }));
  CAF_CHECK_EQUAL(venue.messages[2], R"({"action":"unsubscribe","trades":["SPY"]})");
  CAF_CHECK_EQUAL(venue.messages[3], R"({"action":"subscribe","quotes":["QQQ"]})");
}

CAF_TEST(nothing is called after stop) {
  net::IoLoop loop;
  bool closed = false;
  WebsocketScript venue{loop, {nullptr, play, [&] { closed = true; }, 0}};
  Told told{loop, venue.url()};
  CAF_REQUIRE(run_until(loop, [&] { return told.frames.size() == 1; }));
  const auto states = told.states.size();
  told.client.stop();
  CAF_REQUIRE(run_until(loop, [&] { return closed; }));
  CAF_CHECK_EQUAL(told.states.size(), states);
}

} // namespace realtime_test
