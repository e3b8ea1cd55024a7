#define CAF_SUITE venue_engine
#include "adapters/simulated/engine/engine.hpp"

#include "tests/adapters/simulated/server/venue_fixture.hpp"

namespace engine_test {

using namespace hft;
using namespace hft::simulated;
using namespace std::chrono_literals;
using namespace hft::venue_fixture;

namespace {

struct Played {
  std::size_t trades = 0;
  Timestamp first; ///< of the first trade, if there was any
};

/// What the venue plays while its clock is turned to `until`, as a running one does it: frame by
/// frame, and no more often than a moment allows.
Played play_until(VenueEngine& engine, Timestamp until) {
  Played played;
  VenueEngine::Frame frame;
  for (int frames = 0; frames < 200'000; ++frames) {
    frame.clear();
    const bool due = engine.play(until, 1h, frame);
    for (const auto& event : frame)
      if (const auto* market = std::get_if<MarketEvent>(&event))
        if (const auto* trade = std::get_if<Trade>(market))
          if (++played.trades == 1) played.first = trade->time;
    if (!due) break;
  }
  return played;
}

std::unique_ptr<VenueEngine> open_at(Date date, Duration time_of_day) {
  auto options = standing_at(time_of_day);
  options.date = date;
  options.quiet_tape = false;
  return std::move(*VenueEngine::open(options));
}

const Date friday = make_date(2024, 3, 8);
const Date monday = make_date(2024, 3, 11);

} // namespace

CAF_TEST(a request on its way takes effect among the events of its time) {
  const auto engine = open_at(friday, 10h);
  const auto at = from_new_york(friday, 10h) + 500ms;
  Timestamp seen;
  engine->arrivals().add(at, [&] { seen = engine->exchange().now(); });
  play_until(*engine, at - Duration{1});
  CAF_CHECK(seen == Timestamp{});
  play_until(*engine, at + 1s);
  CAF_CHECK(seen == at);
}

CAF_TEST(a night passes at the factor of the day) {
  const auto engine = open_at(make_date(2024, 3, 5), 19h + 59min);
  const auto night = from_new_york(make_date(2024, 3, 5), 23h);
  play_until(*engine, night);
  CAF_CHECK(engine->now() == night);
  const auto morning = from_new_york(make_date(2024, 3, 6), 3h);
  CAF_CHECK_EQUAL(play_until(*engine, morning).trades, 0u);
  CAF_CHECK(engine->now() == morning);
}

CAF_TEST(after a weekend the market of Monday is played) {
  const auto engine = open_at(friday, 19h + 59min);
  play_until(*engine, from_new_york(monday, 3h));
  CAF_CHECK(engine->session().date == monday);
  const auto played = play_until(*engine, from_new_york(monday, 9h + 35min));
  CAF_CHECK(played.trades > 100u);
  CAF_CHECK(played.first >= from_new_york(monday, 4h));
  CAF_CHECK(engine->now() == from_new_york(monday, 9h + 35min));
}

} // namespace engine_test
