#pragma once

#include "adapters/simulated/protocol/data_stream_client.hpp"
#include "adapters/simulated/protocol/faults.hpp"
#include "adapters/simulated/protocol/lockstep.hpp"
#include "adapters/simulated/protocol/stream_socket.hpp"

#include <deque>
#include <functional>
#include <memory>
#include <vector>

namespace hft::simulated {

/// The data stream's paths. `Iex` and `Sip` carry the same here: all of the tape.
enum class DataFeed : std::uint8_t { Iex, Sip, DelayedSip, Test };
/// `/v2/iex` and so on, with or without a slash at the end; empty for other paths.
std::optional<DataFeed> data_feed_of(std::string_view path);

/// All clients of the data stream: who gets what, in which encoding, each event written once.
class DataStreamHub {
public:
  using Frame = std::vector<StreamEvent>;
  using CallAfter = std::function<void(Duration, std::function<void()>)>;

  struct Config {
    DataStreamClient::CheckKeys check; ///< 0, 402 or 409; the hub adds 406 from the faults
    CallAfter call_after;
    std::function<void()> on_change;            ///< a subscription came or went, a pong arrived
    std::size_t most_queued = 16 * 1024 * 1024; ///< bytes a client may be behind before 407
    Lockstep* lockstep = nullptr;               ///< whom clients may join; null: nobody keeps step
    /// A client that keeps step has changed its subscriptions.
    std::function<void()> on_wishes = [] {};
  };

  DataStreamHub(Config config, Faults& faults) : config_(std::move(config)), faults_(faults) {}
  DataStreamHub(const DataStreamHub&) = delete;
  DataStreamHub& operator=(const DataStreamHub&) = delete;

  /// `keeps_step`: the client has offered to say when it is done with each step.
  AcceptSocket accept(DataFeed feed, Encoding encoding, std::optional<ApiKeys> keys,
                      bool keeps_step = false);

  /// Sends each live client its part of `frame`; later, when 15 minutes have passed, the delayed
  /// ones. Returns how many messages were queued.
  std::size_t broadcast(const Frame& frame, Timestamp now);
  /// The same for `/v2/test`.
  std::size_t broadcast_test(const Frame& frame);

  /// Whether anybody asks for market data (the test stream's aside).
  bool subscribed() const;
  bool test_subscribed() const;
  /// Tells those that keep step that all of step `number` has been sent.
  void
  end_step(std::uint64_t number, Timestamp now,
           const std::function<std::optional<std::uint64_t>(const std::string& key)>& updates_of);
  /// Pings all others that subscribe and forgets earlier pings; see `awaited`.
  void ping_all();
  /// Clients that still owe a pong.
  std::size_t awaited() const;
  void cut_awaited();
  void cut_all();

private:
  struct Session;
  struct Delayed {
    Timestamp due;
    Frame frame;
  };
  std::size_t send(const Frame& frame, const std::function<bool(const Session&)>& chosen);
  int check(const Session& session, const ApiKeys& keys);
  void remove(const Session* session);

  Config config_;
  Faults& faults_;
  std::vector<std::shared_ptr<Session>> sessions_;
  std::deque<Delayed> delayed_;
};

} // namespace hft::simulated
