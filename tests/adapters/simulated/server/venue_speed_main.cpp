/// How fast a whole day plays at full speed to one reading client, in this process.
#include "adapters/simulated/server/venue.hpp"
#include "messages/new_york.hpp"
#include "tests/adapters/simulated/server/venue_clients.hpp"

#include <chrono>
#include <cstdio>
#include <cstring>
#include <thread>

int main(int count, char** words) {
  using std::chrono::hours;
  using std::chrono::minutes;
  hft::simulated::VenueOptions options;
  options.speed = 0;
  options.date = hft::make_date(2024, 3, 5);
  options.session = [](hft::Date date) -> std::optional<hft::SessionPlan> {
    if (hft::weekday(date) == 0 || hft::weekday(date) == 6) return std::nullopt;
    return hft::SessionPlan{date,
                            hft::from_new_york(date, hours{4}),
                            hft::from_new_york(date, hours{9} + minutes{30}),
                            hft::from_new_york(date, hours{16}),
                            hft::from_new_york(date, hours{20}),
                            false};
  };
  const auto quotes = count > 1 && std::strcmp(words[1], "quotes") == 0;
  auto venue = hft::simulated::Venue::open(options);
  if (!venue) return std::fprintf(stderr, "%s\n", venue.error().sentence.c_str()), 1;
  std::thread runner{[&] { (*venue)->run(); }};
  hft::tests::StreamClient client{(*venue)->port(), "/v2/sip"};
  client.send(R"({"action":"auth","key":"k","secret":"s"})");
  client.send(quotes ? R"({"action":"subscribe","trades":["*"],"quotes":["*"]})"
                     : R"({"action":"subscribe","trades":["*"]})");
  const auto began = std::chrono::steady_clock::now();
  std::size_t frames = 0, trades = 0, bytes = 0;
  const auto close = hft::from_new_york(*options.date, hours{16});
  while (auto message = client.read()) {
    ++frames;
    bytes += message->payload.size();
    for (auto at = message->payload.find("\"T\":\"t\""); at != std::string::npos;
         at = message->payload.find("\"T\":\"t\"", at + 1))
      ++trades;
    if ((frames & 63) == 0 && close <= (*venue)->now()) break;
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
  std::printf("%zu trades in %zu frames, %zu bytes, %.2f s\n", trades, frames, bytes, took.count());
  (*venue)->stop();
  runner.join();
}
