#define CAF_SUITE event_streams
#include "adapters/dashboard/event_streams.hpp"
#include "tests/test.hpp"

namespace event_streams_test {

using namespace hft;
using namespace hft::dashboard;

namespace {

/// Keeps what it is sent.
struct Listening : net::ServerStream {
  void send(std::string piece) override { heard += piece; }
  bool is_open() const override { return open; }
  std::string take() { return std::exchange(heard, {}); }
  std::string heard;
  bool open = true;
};

report::DayRecord a_day(int facts) {
  report::RunIdentity identity;
  identity.run = "77";
  report::DayRecord day{identity};
  for (int i = 0; i < facts; ++i) day.apply({{}, NewsTold{"news " + std::to_string(i + 1)}});
  return day;
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

} // namespace

CAF_TEST(an id names the run and the newest fact) {
  CAF_CHECK(event_id("77", 5) == "77-5");
  CAF_CHECK_EQUAL(number_in("77-5", "77").value_or(0), 5u);
  for (const char* other : {"78-5", "77-", "77-x", "77-5x", "", "77", "-5"})
    CAF_CHECK(!number_in(other, "77"));
}

CAF_TEST(a page that begins gets the day and then what happens) {
  auto day = a_day(3);
  EventStreams streams;
  const auto page = std::make_shared<Listening>();
  streams.add(page, day, "", false, {});
  const auto begun = page->take();
  CAF_CHECK(has(begun, "event: hello\ndata: {\"commands\":false}"));
  CAF_CHECK(has(begun, "id: 77-3\nevent: begin"));
  CAF_CHECK(has(begun, "event: status"));
  streams.turn(day, false, {});
  CAF_CHECK(page->take().empty());
  day.apply({{}, NewsTold{"more"}});
  streams.turn(day, false, {});
  const auto more = page->take();
  CAF_CHECK(has(more, "id: 77-4\nevent: facts"));
  CAF_CHECK(has(more, "\"sentence\":\"more\""));
  CAF_CHECK(!has(more, "news 3"));
}

CAF_TEST(a page that comes back gets what it missed and nothing twice) {
  auto day = a_day(5);
  EventStreams streams;
  const auto page = std::make_shared<Listening>();
  streams.add(page, day, "77-3", false, {});
  CAF_CHECK(!has(page->take(), "event: begin"));
  streams.turn(day, false, {});
  const auto missed = page->take();
  CAF_CHECK(has(missed, "id: 77-5\nevent: facts"));
  CAF_CHECK(has(missed, "news 4"));
  CAF_CHECK(has(missed, "news 5"));
  CAF_CHECK(!has(missed, "news 3"));
}

CAF_TEST(a page of an earlier run or from too long ago begins anew) {
  auto day = a_day(10'000);
  for (const char* id : {"76-9999", "77-3", "77-99999"}) {
    EventStreams streams;
    const auto page = std::make_shared<Listening>();
    streams.add(page, day, id, false, {});
    CAF_CHECK(has(page->take(), "id: 77-10000\nevent: begin"));
  }
}

CAF_TEST(more at once than a page can show is told as a new beginning) {
  auto day = a_day(1);
  EventStreams streams;
  const auto page = std::make_shared<Listening>();
  streams.add(page, day, "", false, {});
  page->take();
  for (int i = 0; i < 1000; ++i) day.apply({{}, NewsTold{"much"}});
  streams.turn(day, false, {});
  CAF_CHECK(has(page->take(), "id: 77-1001\nevent: begin"));
}

CAF_TEST(a page that is gone is let go) {
  auto day = a_day(1);
  EventStreams streams;
  const auto page = std::make_shared<Listening>();
  streams.add(page, day, "", false, {});
  page->open = false;
  streams.turn(day, true, {});
  CAF_CHECK(streams.empty());
}

} // namespace event_streams_test
