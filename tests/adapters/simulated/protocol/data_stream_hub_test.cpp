#define CAF_SUITE data_stream_hub
#include "tests/test.hpp"

#include "adapters/simulated/protocol/data_stream_hub.hpp"

#include <vector>

namespace data_stream_hub_test {

using namespace hft;
using namespace hft::simulated;
using namespace std::chrono_literals;

namespace {

struct FakeSocket final : StreamSocket {
  void send(Bytes message, bool) override {
    sent.push_back(*message);
    if (!reads) queued += message->size();
  }
  void ping() override { ++pings; }
  void close() override { closed = true; }
  void cut() override { was_cut = true; }
  std::size_t queued_bytes() const override { return queued; }

  std::vector<std::string> sent;
  std::size_t queued = 0;
  int pings = 0;
  bool reads = true;
  bool closed = false;
  bool was_cut = false;
};

struct HubWorld {
  struct Client {
    std::shared_ptr<FakeSocket> socket;
    std::shared_ptr<SocketListener> listener;
  };

  Client connect() {
    auto socket = std::make_shared<FakeSocket>();
    return {socket, hub.accept(DataFeed::Iex, Encoding::Json, std::nullopt)(socket)};
  }
  Client subscriber() {
    auto client = connect();
    client.listener->on_message(R"({"action":"auth","key":"k","secret":"s"})", false);
    client.listener->on_message(R"({"action":"subscribe","trades":["SPY"]})", false);
    client.socket->sent.clear();
    return client;
  }
  void broadcast() {
    Trade trade;
    trade.symbol = "SPY";
    trade.size = shares(17);
    hub.broadcast({MarketEvent{trade}}, {});
  }
  /// The clock is turned: what was to come within `time` comes.
  void pass(Duration time) {
    for (auto& [delay, task] : std::exchange(later, {}))
      if (delay <= time)
        task();
      else
        later.emplace_back(delay - time, std::move(task));
  }

  std::vector<std::pair<Duration, std::function<void()>>> later;
  Faults faults;
  DataStreamHub hub{{[](const ApiKeys&) { return 0; },
                     [this](Duration delay, std::function<void()> task) {
                       later.emplace_back(delay, std::move(task));
                     },
                     [] {}, 200},
                    faults};
};

} // namespace

CAF_TEST(a client that does not read is told 407 and cut while the others go on) {
  HubWorld w;
  const auto slow = w.subscriber();
  const auto quick = w.subscriber();
  slow.socket->reads = false;
  int rounds = 0;
  for (; !slow.socket->was_cut && rounds < 100; ++rounds) w.broadcast();
  CAF_CHECK(slow.socket->was_cut);
  CAF_CHECK_EQUAL(slow.socket->sent.back(), R"([{"T":"error","code":407,"msg":"slow client"}])");
  CAF_CHECK(rounds > 1); // being a little behind is nobody's fault
  CAF_CHECK(!quick.socket->was_cut);
  CAF_CHECK_EQUAL(quick.socket->sent.size(), static_cast<std::size_t>(rounds));
}

CAF_TEST(ten seconds of silence after the welcome end a session and no other) {
  HubWorld w;
  const auto silent = w.connect();
  const auto live = w.subscriber();
  w.pass(9s);
  const auto later = w.connect();
  CAF_CHECK(!silent.socket->closed);
  w.pass(1s);
  CAF_CHECK(silent.socket->closed);
  CAF_CHECK_EQUAL(silent.socket->sent.back(), R"([{"T":"error","code":404,"msg":"auth timeout"}])");
  CAF_CHECK(!live.socket->closed);
  CAF_CHECK(!later.socket->closed);
}

CAF_TEST(only who answers no ping is cut) {
  HubWorld w;
  const auto dead = w.subscriber();
  const auto live = w.subscriber();
  w.hub.ping_all();
  CAF_CHECK_EQUAL(dead.socket->pings + live.socket->pings, 2);
  CAF_CHECK_EQUAL(w.hub.awaited(), 2u);
  live.listener->on_pong();
  CAF_CHECK_EQUAL(w.hub.awaited(), 1u);
  w.hub.cut_awaited();
  CAF_CHECK(dead.socket->was_cut);
  CAF_CHECK(!live.socket->was_cut);
}

} // namespace data_stream_hub_test
