#pragma once

#include "tests/test.hpp"

#include "adapters/simulated/server/venue.hpp"
#include "messages/new_york.hpp"
#include "tests/adapters/simulated/server/venue_clients.hpp"

#include <filesystem>
#include <nlohmann/json.hpp>
#include <thread>
#include <unistd.h>

namespace hft::venue_fixture {

using namespace hft::simulated;
using namespace hft::tests;
using namespace std::chrono_literals;
using nlohmann::json;

inline std::optional<SessionPlan> weekdays(Date date) {
  if (weekday(date) == 0 || weekday(date) == 6) return std::nullopt;
  return SessionPlan{date,
                     from_new_york(date, 4h),
                     from_new_york(date, 9h + 30min),
                     from_new_york(date, 16h),
                     from_new_york(date, 20h),
                     false};
}

inline VenueOptions standing_at(Duration time_of_day) {
  VenueOptions options;
  options.session = weekdays;
  options.date = make_date(2024, 3, 5);
  options.at = time_of_day;
  options.speed = 0;
  options.quiet_tape = true;
  return options;
}

/// A venue whose clock stands until somebody subscribes, running on a thread of its own.
struct RunningVenue {
  explicit RunningVenue(VenueOptions options = standing_at(10h)) {
    auto opened = Venue::open(std::move(options));
    if (!opened) throw std::runtime_error{opened.error().sentence};
    venue = std::move(*opened);
    runner = std::thread{[this] { venue->run(); }};
  }
  ~RunningVenue() {
    venue->stop();
    runner.join();
  }
  std::uint16_t port() const { return venue->port(); }

  std::unique_ptr<Venue> venue;
  std::thread runner;
};

inline const std::string auth = R"({"action":"auth","key":"key","secret":"secret"})";
inline const std::string listen = R"({"action":"listen","data":{"streams":["trade_updates"]}})";
inline const std::string market_order =
  R"({"symbol":"SPY","qty":"5","side":"buy","type":"market","time_in_force":"day",)"
  R"("client_order_id":"one"})";

inline json next(StreamClient& client) {
  const auto message = client.read();
  if (!message) throw std::runtime_error{"the connection was closed"};
  return json::parse(message->payload);
}

/// Past the welcome and the answer to `auth`.
inline void authenticate(StreamClient& client) {
  client.send(auth);
  next(client);
  next(client);
}

/// The next message that holds an object of this type.
inline json next_of(StreamClient& client, const std::string& type) {
  for (;;)
    for (const auto& item : next(client))
      if (item.at("T") == type) return item;
}

inline void listen_to_orders(StreamClient& client) {
  client.send(auth);
  client.send(listen);
  next(client);
  next(client);
}

inline json next_update(StreamClient& client, const std::string& event) {
  for (;;)
    if (const auto message = next(client); message.at("data").at("event") == event)
      return message.at("data");
}

} // namespace hft::venue_fixture
