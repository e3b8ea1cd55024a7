#define CAF_SUITE shelf_models
#include "tests/test.hpp"

#include "tests/models/hosted.hpp"
#include "tests/models/walk.hpp"

namespace shelf_models_test {

using namespace hft;

namespace {

/// A fresh model that was given this one's memory saves the same.
bool remembers(Hosted& model, std::string_view spec) {
  Hosted fresh{spec};
  const auto memory = model.host().save();
  return fresh.host().restore(memory).has_value() && fresh.host().save() == memory;
}

} // namespace

CAF_TEST(rsi reversion buys what fell with exits around the entry) {
  const auto* spec = "rsi_reversion:period=3,entry=20,take_profit=1,stop_loss=0.5,quantity=7";
  Hosted model{spec};
  model.minutes(0,
                {100, 99, 98, 97, 96, 96}); // four closes down by 09:34, known with the next trade
  CAF_CHECK_EQUAL(model.log(), (Log{"09:34 buy 7 SPY"}));
  CAF_CHECK(model.last().terms->contingency == Contingency::Bracket);
  CAF_CHECK_EQUAL(to_string(model.last().terms->take_profit), "97.97");
  CAF_CHECK_EQUAL(to_string(model.last().terms->stop_loss), "96.515");
  model.minutes(6, {95, 94}); // it holds: nothing more
  CAF_CHECK_EQUAL(model.log().size(), 1u);
  model.exit(Leg::TakeProfit, 97.97);
  CAF_CHECK(model.position() == Quantity{});
  CAF_CHECK(remembers(model, spec));
  CAF_CHECK(!model.host().fault());
}

CAF_TEST(rsi reversion is flat before the close) {
  Hosted model{"rsi_reversion:period=3,entry=20,flatten=10m"};
  model.minutes(0, {100, 99, 98, 97, 96, 96});
  CAF_CHECK(model.position() == shares(10));
  model.minutes(379, {96, 96, 96});
  CAF_CHECK_EQUAL(model.log().back(), "15:50 close 10 SPY");
  CAF_CHECK(model.position() == Quantity{});
}

CAF_TEST(opening range buys above the range once and goes flat) {
  Hosted model{"opening_range:range=5m,flatten=5m,quantity=4"};
  model.minutes(0, {100, 101, 99, 100, 100, 100.5, 101.5, 102, 98, 103});
  CAF_CHECK_EQUAL(model.log(), (Log{"09:37 buy 4 SPY"}));
  CAF_CHECK_EQUAL(to_string(model.last().terms->stop_loss), "99");
  model.minutes(384, {103, 103});
  CAF_CHECK_EQUAL(model.log().back(), "15:55 close 4 SPY");
}

CAF_TEST(opening range sells short below the range with its high as the stop) {
  Hosted model{"opening_range:range=5m,quantity=4"};
  model.minutes(0, {100, 101, 99, 100, 100, 98, 97});
  CAF_CHECK_EQUAL(model.log(), (Log{"09:36 sell 4 SPY"}));
  CAF_CHECK_EQUAL(to_string(model.last().terms->stop_loss), "101");
  model.exit(Leg::StopLoss, 101);
  model.minutes(7, {97, 97});
  CAF_CHECK_EQUAL(model.log().size(), 1u); // once a day
}

CAF_TEST(donchian trend buys a new high and leaves when the close falls too far) {
  const auto* spec = "donchian_trend:bars=1m,channel=3,ranges=2,quantity=5";
  Hosted model{spec};
  model.minutes(0, {100, 100.5, 100, 100.5, 101, 102, 103, 104, 104});
  CAF_CHECK_EQUAL(model.log(), (Log{"09:35 buy 5 SPY"}));
  model.minutes(9, {103.5, 99, 99});
  CAF_CHECK_EQUAL(model.log().back(), "09:41 close 5 SPY");
  CAF_CHECK(model.position() == Quantity{});
  CAF_CHECK(remembers(model, spec));
}

CAF_TEST(vwap execution trades the parent order over the day and no more) {
  const auto* spec = "vwap_execution:quantity=1000,step=5m";
  Hosted model{spec};
  for (int minute = 0; minute < 390; ++minute) model.trade(minute + 0.5, 100);
  CAF_CHECK(model.position() == shares(1'000));
  CAF_CHECK(model.log().size() > 70);
  CAF_CHECK(model.log().front().starts_with("09:35 buy "));
  CAF_CHECK(remembers(model, spec));
  CAF_CHECK(!model.host().fault());
}

CAF_TEST(vwap execution trades more at the ends of the day than in its middle) {
  Hosted model{"vwap_execution:quantity=10000,step=30m,from=09:30,until=16:00,side=sell"};
  std::vector<std::int64_t> held;
  for (int minute = 0; minute < 390; ++minute) {
    model.trade(minute + 0.5, 100);
    if (minute % 30 == 0) held.push_back(-model.position().units / units_per_whole);
  }
  const auto first = held[2] - held[1];
  const auto middle = held[7] - held[6];
  CAF_CHECK(first > middle * 5 / 4);
  CAF_CHECK(model.position() == shares(-10'000));
}

CAF_TEST(vwap execution refuses a day that ends before it begins and a side that is none) {
  CAF_CHECK_EQUAL(refusal_of("vwap_execution:from=15:00,until=10:00"),
                  "model vwap_execution begins at from, before until");
  CAF_CHECK_EQUAL(refusal_of("vwap_execution:side=long"),
                  "model vwap_execution parameter side='long': buy or sell");
}

CAF_TEST(overnight gap sells a jump up and closes at the close of the day before) {
  Hosted model{"overnight_gap:gap=0.5,quantity=3"};
  model.history("2026-02-27T20:59:00Z", 100);
  model.show_history();
  model.minutes(0, {101, 101.2, 100.5, 99.9, 99.9});
  CAF_CHECK_EQUAL(model.log(), (Log{"09:31 sell 3 SPY", "09:34 close 3 SPY"}));
}

CAF_TEST(overnight gap holds no longer than it is told) {
  Hosted model{"overnight_gap:gap=0.5,quantity=3,hold=10m"};
  model.history("2026-02-27T20:59:00Z", 100);
  model.show_history();
  model.minutes(0, {99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99});
  CAF_CHECK_EQUAL(model.log(), (Log{"09:31 buy 3 SPY", "09:40 close 3 SPY"}));
}

CAF_TEST(overnight gap says that it knows no day before) {
  Hosted model{"overnight_gap"};
  model.minutes(0, {101, 101});
  CAF_CHECK(model.log().empty());
  const auto notes = model.host().take_notes().notes;
  CAF_REQUIRE_EQUAL(notes.size(), 1u);
  CAF_CHECK_EQUAL(notes[0].text, "no close of the day before: no gap to trade");
}

CAF_TEST(volatility target holds the capital in calm and less in storm) {
  const auto* spec = "volatility_target:capital=10000,target=10,bars=1m,window=5,leverage=1";
  Hosted model{spec};
  model.minutes(0, {100, 100.001, 100, 100.001, 100, 100.001, 100, 100});
  CAF_CHECK(model.position() == shares(99));
  model.minutes(8, {101, 99, 101, 99, 101, 99});
  CAF_CHECK(model.position() > Quantity{});
  CAF_CHECK(model.position() < shares(20));
  CAF_CHECK(remembers(model, spec));
}

} // namespace shelf_models_test
