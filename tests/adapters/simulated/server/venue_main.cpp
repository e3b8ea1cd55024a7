/// The venue alone, for trials and for tests of clients: a small command line over `serve_venue`.
#include "app/cli/serve_venue.hpp"
#include "messages/new_york.hpp"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

namespace {

/// Weekdays, 09:30 to 16:00: enough of a calendar for trials.
std::optional<hft::SessionPlan> weekdays(hft::Date date) {
  if (hft::weekday(date) == 0 || hft::weekday(date) == 6) return std::nullopt;
  using std::chrono::hours;
  using std::chrono::minutes;
  return hft::SessionPlan{date,
                          hft::from_new_york(date, hours{4}),
                          hft::from_new_york(date, hours{9} + minutes{30}),
                          hft::from_new_york(date, hours{16}),
                          hft::from_new_york(date, hours{20}),
                          false};
}

std::string value_of(int count, char** words, const char* name, const char* otherwise) {
  const std::string start = std::string{"--"} + name + "=";
  for (int i = 1; i < count; ++i)
    if (std::strncmp(words[i], start.c_str(), start.size()) == 0) return words[i] + start.size();
  return otherwise;
}

} // namespace

int main(int count, char** words) {
  const auto value = [&](const char* name, const char* otherwise) {
    return value_of(count, words, name, otherwise);
  };
  hft::simulated::VenueOptions options;
  options.session = weekdays;
  options.port = static_cast<std::uint16_t>(std::atoi(value("port", "0").c_str()));
  options.date = hft::parse_date(value("date", "2024-03-05"));
  const auto at = value("at", "09:25");
  options.at = std::chrono::hours{std::atoi(at.c_str())} +
               std::chrono::minutes{at.size() > 3 ? std::atoi(at.c_str() + 3) : 0};
  const auto speed = value("speed", "300");
  options.speed = speed == "max" ? 0 : std::atof(speed.c_str());
  options.key = value("key", "");
  options.secret = value("secret", "");
  options.state_file = value("state", "");
  options.faults_file = value("faults", "");
  if (const auto tape = value("tape", ""); !tape.empty()) options.tapes = {tape};
  for (int i = 1; i < count; ++i)
    if (std::strcmp(words[i], "--quiet-tape") == 0) options.quiet_tape = true;
  return hft::serve_venue(options);
}
