#define CAF_SUITE feed_actor
#include "tests/actors/feed/feed_actor_fixture.hpp"

#include <algorithm>

namespace feed_actor_test {

using namespace hft;
using namespace std::chrono_literals;
using namespace hft::feed_fixture;

CAF_TEST_FIXTURE_SCOPE(feed_actor_tests, Fixture)

CAF_TEST(a frame goes to the models that asked and then to the desk) {
  send(trade_at(10, "SPY"), 10);
  send(trade_at(20, "IBM"), 20);
  CAF_CHECK_EQUAL(*story, (Story{"a:T10", "b:T10", "desk:T10", "b:T20", "desk:T20"}));
}

CAF_TEST(a frame of a symbol that was never asked for goes nowhere) {
  send(trade_at(10, "QQQ"), 10);
  send(quote_at(20, "QQQ"), 20);
  CAF_CHECK_EQUAL(*story, (Story{}));
  CAF_CHECK_EQUAL(status().malformed, 3u + 2u); // the port's and these
  send(trade_at(30, "IBM"), 30);
  self->send(actor, Unsubscribe{"b"});
  sched.run();
  send(trade_at(40, "IBM"), 40); // on its way when nobody wanted it any more
  CAF_CHECK_EQUAL(*story, (Story{"b:T30", "desk:T30", "desk:T40"}));
}

CAF_TEST(the desk has the first price of a symbol before the models) {
  subscribe("a", a, {"BAC"});
  send(trade_at(10, "BAC"), 10);
  send(trade_at(20, "BAC"), 20);
  CAF_CHECK_EQUAL(*story, (Story{"desk:T10", "a:T10", "a:T20", "desk:T20"}));
}

CAF_TEST(frames tell how long they waited) {
  send(trade_at(10, "SPY"), 10);
  send(trade_at(20, "SPY"), 60);
  CAF_CHECK_EQUAL(story->back().substr(0, 9), "desk:T20+");
}

CAF_TEST(a heartbeat goes to every model or without any to the desk) {
  self->send(actor, Heartbeat{1});
  sched.run();
  CAF_CHECK_EQUAL(*story, (Story{"a:beat 1", "b:beat 1"}));
  self->send(actor, Unsubscribe{"a"});
  self->send(actor, Unsubscribe{"b"});
  self->send(actor, Heartbeat{2});
  sched.run();
  CAF_CHECK_EQUAL(story->back(), "desk:beat 2");
}

CAF_TEST(the port hears every change of the wish) {
  CAF_CHECK(feed->wanted == wish(Channel::Trades, {"IBM", "SPY"}));
  self->send(actor, Unsubscribe{"b"});
  sched.run();
  CAF_CHECK(feed->wanted == wish(Channel::Trades, {"SPY"}));
  send(trade_at(10, "SPY"), 10);
  CAF_CHECK_EQUAL(*story, (Story{"a:T10", "desk:T10"}));
}

CAF_TEST(a subscriber that ended is forgotten) {
  anon_send_exit(b, caf::exit_reason::kill);
  sched.run();
  CAF_CHECK(feed->wanted == wish(Channel::Trades, {"SPY"}));
}

CAF_TEST(a restarted model takes the place of the one before) {
  const auto again = sys.spawn(listening_model, "again", story);
  subscribe("a", again, {"SPY"});
  anon_send_exit(a, caf::exit_reason::kill);
  sched.run();
  send(trade_at(10, "SPY"), 10);
  CAF_CHECK_EQUAL(*story, (Story{"again:T10", "b:T10", "desk:T10"}));
  anon_send_exit(again, caf::exit_reason::kill);
}

CAF_TEST(each subscriber has its own numbers and another wish goes on with them) {
  auto numbers = std::make_shared<Numbers>();
  const auto c = sys.spawn(numbering_model, numbers);
  subscribe("c", c, {"IBM"});
  send(trade_at(10, "SPY"), 10);
  send(trade_at(20, "IBM"), 20);
  subscribe("c", c, {"IBM", "SPY"});
  send(trade_at(30, "SPY"), 30);
  send(trade_at(40, "IBM"), 40);
  CAF_CHECK_EQUAL(numbers->deliveries, (std::vector<std::uint64_t>{1, 2, 3}));
  anon_send_exit(c, caf::exit_reason::kill);
}

CAF_TEST(a subscriber hears once when the venue sends all it asked for) {
  auto numbers = std::make_shared<Numbers>();
  const auto c = sys.spawn(numbering_model, numbers);
  subscribe("c", c, {"SPY"});
  CAF_CHECK_EQUAL(numbers->subscribed, (std::vector<Timestamp>{ten_and(0)}));
  subscribe("c", c, {"SPY", "QQQ"}); // QQQ is not acknowledged yet
  CAF_CHECK_EQUAL(numbers->subscribed.size(), 1u);
  say(FeedState::Live);
  say(FeedState::Live);
  CAF_CHECK_EQUAL(numbers->subscribed.size(), 2u);
  anon_send_exit(c, caf::exit_reason::kill);
}

CAF_TEST(states are told to the desk and the supervisor) {
  say(FeedState::Down);
  CAF_CHECK_EQUAL(*story, (Story{"desk:down", "supervisor:down"}));
  CAF_CHECK(status().state == FeedState::Down);
}

CAF_TEST(after a loss come the gap and the missed trades and then the live ones) {
  send(trade_at(100, "SPY", 2), 100);
  say(FeedState::Down);
  say(FeedState::Live);
  story->clear();
  send(trade_at(500, "SPY", 9), 500);
  send(trade_at(510, "SPY", 10), 510);
  CAF_CHECK_EQUAL(*story, (Story{"a:gap 100 to 500", "b:gap 100 to 500"}));
  CAF_REQUIRE_EQUAL(history->questions.size(), 2u); // IBM and SPY
  CAF_CHECK(history->questions[1].from == ten_and(100));
  CAF_CHECK(history->questions[1].until == ten_and(500));

  story->clear();
  history->questions[0].answer(std::vector<Trade>{});
  history->questions[1].answer(
    std::vector{trade_at(100, "SPY", 2), trade_at(300, "SPY", 5), trade_at(500, "SPY", 9)});
  sched.run();

  // Beside the lane each mailbox is emptied at once.
  CAF_CHECK_EQUAL(*story, (Story{"a:T300+210", "a:T500", "a:T510", "b:T300+210", "b:T500", "b:T510",
                                 "desk:T500", "desk:T510"}));
  CAF_CHECK_EQUAL(status().gaps, 1u);
}

CAF_TEST(a print that was seen goes nowhere and is counted) {
  send(trade_at(100, "SPY", 7), 100);
  const auto once = story->size();
  send(trade_at(101, "SPY", 7), 101);
  CAF_CHECK_EQUAL(
    std::count_if(story->begin() + static_cast<std::ptrdiff_t>(once), story->end(),
                  [](const auto& line) { return line.find("kept out") == std::string::npos; }),
    0);
  CAF_CHECK_EQUAL(status().malformed, 3u + 1u); // the port's and this one
}

CAF_TEST(a history that does not answer holds the market no longer than its patience) {
  say(FeedState::Down);
  say(FeedState::Live);
  story->clear();
  send(trade_at(500, "SPY", 9), 0);
  for (int i = 0; i < 9; ++i) {
    advance_time(250ms);
    sched.run();
  }
  CAF_CHECK_EQUAL(*story, (Story{"a:gap 0 to 500", "b:gap 0 to 500",
                                 "supervisor:live gap not filled: the history did not answer",
                                 "a:T500", "b:T500", "desk:T500"}));
}

CAF_TEST(the session clock hears when events pass a boundary) {
  send(trade_at(59'999, "SPY"), 59'999);
  send(trade_at(60'001, "SPY"), 60'001);
  CAF_CHECK_EQUAL(*story, (Story{"a:T59999", "b:T59999", "desk:T59999", "a:T60001", "b:T60001",
                                 "desk:T60001", "clock:60001"}));
}

CAF_TEST(a market that waits for us is not silent however long it stands) {
  const auto heard = std::make_shared<Story>();
  const auto listener = sys.spawn(listening_supervisor, heard);
  const auto other = std::make_shared<FakeFeed>();
  FeedActorConfig config;
  config.feed = other;
  config.supervisor = listener;
  config.speed = 60;
  config.in_step = true;
  config.phase = SessionPhase::Regular;
  const auto waiting = sys.spawn(feed_behavior, config);
  self->send(waiting, Subscribe{"a", wish(Channel::Trades, {"SPY"}), a, nullptr});
  sched.run();
  other->say({FeedState::Live, "", other->wanted});
  sched.run();
  heard->clear();
  for (int i = 0; i < 200; ++i) {
    advance_time(250ms);
    sched.run();
  }
  CAF_CHECK_EQUAL(*heard, Story{});
  anon_send_exit(waiting, caf::exit_reason::kill);
  anon_send_exit(listener, caf::exit_reason::kill);
}

CAF_TEST(a silent market is told once) {
  for (int i = 0; i < 200; ++i) {
    advance_time(250ms);
    sched.run();
  }
  CAF_CHECK_EQUAL(*story, (Story{"supervisor:live market data silent for more than 30 s"}));
  CAF_CHECK_EQUAL(status().detail, "market data silent");
}

CAF_TEST(a slow model beside the lane gets what waited when it catches up) {
  auto handled = std::make_shared<FrameCount>(7);
  subscribe("b", b, {"IBM"}, handled);
  send(trade_at(10, "IBM"), 10);
  send(trade_at(20, "IBM"), 20);
  send(trade_at(30, "IBM"), 30);
  CAF_CHECK_EQUAL(*story, (Story{"b:T10", "desk:T10", "desk:T20", "desk:T30"}));
  CAF_CHECK(!feed->paused);
  send(trade_at(40, "IBM"), 40);
  CAF_CHECK(feed->paused);
  story->clear();
  *handled = 8;
  advance_time(250ms);
  sched.run();
  CAF_CHECK_EQUAL(*story, (Story{"b:T20T30T40"}));
  CAF_CHECK(!feed->paused);
}

CAF_TEST(a model beside the lane that takes nothing in is told of) {
  auto handled = std::make_shared<FrameCount>(0);
  subscribe("b", b, {"IBM"}, handled);
  for (int i = 1; i < 4; ++i) send(trade_at(10 * i, "IBM"), 10 * i);
  story->clear();
  const auto pass = [this](int pulses) {
    for (int i = 0; i < pulses; ++i) {
      advance_time(10ms);
      sched.run();
    }
  };
  pass(900);
  CAF_CHECK(story->empty());
  pass(200);
  CAF_CHECK_EQUAL(*story, (Story{"supervisor:b it has taken in no event for 10 s"}));
}

CAF_TEST(what waits for a slow model comes before a gap) {
  auto handled = std::make_shared<FrameCount>(0);
  subscribe("b", b, {"IBM"}, handled);
  send(trade_at(10, "IBM"), 10);
  send(trade_at(20, "IBM"), 20);
  say(FeedState::Down);
  say(FeedState::Live);
  story->clear();
  send(trade_at(500, "IBM", 9), 500);
  CAF_CHECK_EQUAL(*story, (Story{"a:gap 20 to 500", "b:T20", "b:gap 20 to 500"}));
}

CAF_TEST(its status counts what it saw) {
  send(trade_at(10, "SPY"), 10);
  const auto told = status();
  CAF_CHECK_EQUAL(told.frames, 3u);
  CAF_CHECK_EQUAL(told.events, 3u);
  CAF_CHECK_EQUAL(told.malformed, 3u);
  CAF_CHECK_EQUAL(told.reconnects, 4u);
  CAF_CHECK(told.last_event == ten_and(10));
  CAF_CHECK_EQUAL(told.detail, "");
}

CAF_TEST(a step ends when the venue knows what nobody wants any more) {
  self->send(actor, StepSettled{7, {}});
  sched.run();
  CAF_CHECK_EQUAL(*story, (Story{"desk:settled 7"}));
  story->clear();
  const auto both = feed->wanted;
  self->send(actor, Unsubscribe{"b"});
  self->send(actor, StepSettled{8, {}});
  sched.run();
  CAF_CHECK(feed->wanted == wish(Channel::Trades, {"SPY"}));
  CAF_CHECK_EQUAL(*story, Story{});
  feed->say({FeedState::Live, "", both}); // the answer to something before
  sched.run();
  CAF_CHECK_EQUAL(std::count(story->begin(), story->end(), "desk:settled 8"), 0);
  feed->say({FeedState::Live, "", feed->wanted});
  sched.run();
  CAF_CHECK_EQUAL(std::count(story->begin(), story->end(), "desk:settled 8"), 1);
}

CAF_TEST(a step does not wait for a stream that is lost or closed) {
  self->send(actor, Unsubscribe{"b"});
  self->send(actor, StepSettled{8, {}});
  sched.run();
  say(FeedState::Down);
  CAF_CHECK_EQUAL(std::count(story->begin(), story->end(), "desk:settled 8"), 1);
  say(FeedState::Live);
  self->send(actor, Unsubscribe{"a"});
  subscribe("b", b, {"IBM"});
  self->send(actor, StepSettled{9, {}});
  sched.run();
  CAF_CHECK_EQUAL(std::count(story->begin(), story->end(), "desk:settled 9"), 0);
  self->send(actor, shutdown_atom_v);
  sched.run();
  CAF_CHECK_EQUAL(std::count(story->begin(), story->end(), "desk:settled 9"), 1);
}

CAF_TEST(it tells how long frames waited in the socket and were decoded) {
  status();
  const auto before = vitals;
  const auto read = begun / 1ms - 2;
  auto frame = frame_of({trade_at(10, "SPY")}, read);
  frame.lag = 7ms;
  feed->send(frame);
  sched.run();
  status();
  CAF_CHECK_EQUAL(vitals.wait.count, before.wait.count + 1);
  CAF_CHECK_EQUAL(vitals.decode.count, before.decode.count + 1);
  CAF_CHECK(vitals.wait.sum - before.wait.sum == 7ms);
  CAF_CHECK(vitals.decode.sum - before.decode.sum == begun - read * 1ms);
  CAF_CHECK(stamp->decoded.nanoseconds == begun.count());
}

CAF_TEST(shutdown stops the port and ends well) {
  self->monitor(actor);
  self->send(actor, shutdown_atom_v);
  sched.run();
  CAF_CHECK(feed->stopped);
  bool ended_well = false;
  self->receive([&](const caf::down_msg& down) { ended_well = !down.reason; });
  CAF_CHECK(ended_well);
  send(trade_at(10, "SPY"), 10); // nobody is there any more
}

CAF_TEST(the port is stopped whatever ends the actor) {
  anon_send_exit(actor, caf::exit_reason::kill);
  sched.run();
  CAF_CHECK(feed->stopped);
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace feed_actor_test
