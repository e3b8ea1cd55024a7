#pragma once

#include "adapters/simulated/engine/arrivals.hpp"
#include "messages/session.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace hft::simulated {

/// The clients that keep step with the venue's clock, by their keys: each is told when a step is
/// complete, and time stands until each has said that it is done with it and all requests it made
/// meanwhile are here. They then take effect in the order they were made, each `latency` after the
/// time stamped on what caused it; never in the order in which sockets happened to bring them. One
/// that was caused before a close reaches the venue before the close. Pure.
class Lockstep {
public:
  explicit Lockstep(Duration latency) : latency_(latency) {}

  void join(const std::string& key);
  void leave(const std::string& key);
  bool keeps(const std::string& key) const;
  bool any() const;

  /// The message that ends step `number` for this client, who is awaited from now on. `updates`:
  /// how many order updates it was sent since it listens; empty when it does not.
  std::string end_step(const std::string& key, std::uint64_t number, Timestamp now,
                       std::optional<std::uint64_t> updates);
  /// What a client said; false when it is no word of being done.
  bool on_message(const std::string& key, std::string_view message);
  /// A request of a client, numbered by it from 1. False when the client does not keep step now:
  /// then it is to take effect at once.
  bool receive(const std::string& key, std::uint64_t number, Timestamp cause,
               std::function<void()> effect);
  /// The request has taken effect and its answer is on its way.
  void record_answer(const std::string& key, std::uint64_t number);
  /// Clients that are not done, or of whom requests are missing.
  std::size_t awaited() const;
  /// Requests that are missing are not waited for any more.
  void give_up_missing();
  /// Everybody is done: sends what came in on its way. `now` is the end of the step.
  void schedule(Timestamp now, const SessionPlan& session, Arrivals& into);

private:
  struct Request {
    Timestamp cause;
    std::function<void()> effect;
  };
  struct Client {
    bool keeps = false;
    std::uint64_t step = 0;
    bool is_done = true;
    std::uint64_t made = 0;        ///< requests it says it has made
    std::uint64_t here = 0;        ///< all up to this number have come in
    std::set<std::uint64_t> ahead; ///< those beyond it that have, too
    std::map<std::uint64_t, Request> incoming;
    std::vector<std::uint64_t> answered; ///< since the last step
    Timestamp last_arrival;
    bool is_awaited() const { return keeps && (!is_done || here < made); }
  };

  Duration latency_;
  std::map<std::string, Client> clients_;
};

} // namespace hft::simulated
