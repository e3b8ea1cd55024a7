#pragma once

#include "adapters/simulated/protocol/faults.hpp"
#include "adapters/simulated/protocol/json.hpp"
#include "adapters/simulated/protocol/order_stream_client.hpp"
#include "adapters/simulated/protocol/stream_socket.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace hft::simulated {

/// All clients of the account stream, websockets and server-sent events alike; the place where the
/// faults of order updates strike.
class OrderStreamHub {
public:
  using CallAfter = std::function<void(Duration, std::function<void()>)>;

  struct Config {
    OrderStreamClient::CheckKeys check;
    CallAfter call_after;
    std::function<void()> on_change;
    /// A client that keeps step began to listen, or ceased.
    std::function<void()> on_listeners = [] {};
  };

  OrderStreamHub(Config config, Faults& faults) : config_(std::move(config)), faults_(faults) {}
  OrderStreamHub(const OrderStreamHub&) = delete;
  OrderStreamHub& operator=(const OrderStreamHub&) = delete;

  AcceptSocket accept(Encoding encoding, std::optional<ApiKeys> keys, bool keeps_step = false);
  /// An event stream of one account that first repeats `missed`.
  AcceptSocket accept_events(std::string key, std::vector<OrderUpdate> missed);

  /// Sends what the faults let pass; returns how many messages were queued.
  std::size_t publish(const std::vector<OrderUpdate>& updates);

  /// The same for somebody else's order: `data` is the update as it stands on the wire.
  std::size_t publish_foreign(const std::string& key, const Json& data);
  /// To the newest client of `key` that keeps step, since it listens; empty: there is none.
  std::optional<std::uint64_t> updates_sent(const std::string& key) const;

  void ping_all();
  std::size_t awaited() const;
  void cut_awaited();
  void cut_all();

private:
  struct Session;
  std::size_t publish(const OrderUpdate& update);
  std::size_t send(const OrderUpdate& update);
  void remove(const Session* session);

  Config config_;
  Faults& faults_;
  std::vector<std::shared_ptr<Session>> sessions_;
  std::vector<OrderUpdate> held_; ///< until the next one has gone
};

/// The id of an event as the event stream shows it: 26 digits that sort as the numbers do.
std::string event_id_text(std::uint64_t id);
/// Empty when the text is no event id of ours.
std::optional<std::uint64_t> event_id_from(std::string_view text);

} // namespace hft::simulated
