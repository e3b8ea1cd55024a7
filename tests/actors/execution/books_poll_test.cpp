#define CAF_SUITE books_poll
#include "tests/test.hpp"

#include "actors/execution/books_poll.hpp"
#include "tests/actors/execution/desk_fixture.hpp"

#include <chrono>

namespace books_poll_test {

using namespace hft;
using namespace std::chrono_literals;

namespace {

DeskTime poll_time(Duration since_start) {
  return {MonotonicTime{1'000'000'000'000} + since_start, mid_session + since_start};
}

} // namespace

CAF_TEST(books are asked for at once and again after the interval) {
  BooksPoll poll{30s, 10s};
  CAF_CHECK(poll.due(poll_time(0s).now));
  const auto asked = poll.ask(poll_time(0s));
  CAF_CHECK(poll.number() == asked.number);
  CAF_CHECK(poll.take_answer(asked.number));
  CAF_CHECK(!poll.number());
  CAF_CHECK(!poll.due(poll_time(30s - 1ns).now));
  CAF_CHECK(poll.due(poll_time(30s).now));
}

CAF_TEST(a question that is not answered in time is asked again) {
  BooksPoll poll{30s, 10s};
  poll.ask(poll_time(0s));
  CAF_CHECK(!poll.due(poll_time(10s - 1ns).now));
  CAF_CHECK(poll.due(poll_time(10s).now));
}

CAF_TEST(only the answer to the newest question counts and counts once) {
  BooksPoll poll{30s, 10s};
  const auto first = poll.ask(poll_time(0s));
  const auto second = poll.ask(poll_time(1s));
  CAF_CHECK(first.number != second.number);
  CAF_CHECK(!poll.take_answer(first.number));
  CAF_CHECK(poll.fetching());
  CAF_CHECK(poll.take_answer(second.number));
  CAF_CHECK(!poll.take_answer(second.number));
  const auto third = poll.ask(poll_time(2s));
  poll.drop_answer();
  CAF_CHECK(!poll.take_answer(third.number));
}

CAF_TEST(another look can be wanted sooner or later than the interval) {
  BooksPoll poll{30s, 10s};
  poll.take_answer(poll.ask(poll_time(0s)).number);
  poll.look_again_at(poll_time(2s).now);
  CAF_CHECK(!poll.due(poll_time(2s - 1ns).now));
  CAF_CHECK(poll.due(poll_time(2s).now));
}

CAF_TEST(the first look goes back a day and later ones to the watermark and a minute) {
  BooksPoll poll{30s, 10s};
  CAF_CHECK(poll.is_first());
  CAF_CHECK(poll.ask(poll_time(0s)).since == mid_session - 24h);
  poll.end_first_look();
  poll.advance();
  CAF_CHECK(poll.watermark() == mid_session);
  CAF_CHECK(poll.ask(poll_time(40s)).since == mid_session - 60s);
  CAF_CHECK(poll.watermark() == mid_session); // its answer has not agreed
}

CAF_TEST(no look goes back behind the baseline) {
  BooksPoll poll{30s, 10s};
  poll.recall(mid_session);
  poll.inherit(mid_session - 10s);
  poll.inherit(mid_session - 20s);
  CAF_CHECK(!poll.is_first());
  CAF_CHECK(poll.baseline() == mid_session - 10s);
  CAF_CHECK(poll.ask(poll_time(0s)).since == mid_session - 10s);
}

CAF_TEST(another account is looked at for the first time) {
  BooksPoll poll{30s, 10s};
  poll.recall(mid_session);
  poll.forget();
  CAF_CHECK(poll.is_first());
  CAF_CHECK(poll.watermark() == Timestamp{});
}

} // namespace books_poll_test
