#define CAF_SUITE step_keeper
#include "tests/test.hpp"

#include "adapters/cpquant/step_keeper.hpp"

namespace step_keeper_test {

using namespace hft;
using namespace hft::cpquant;

namespace {

struct Story {
  std::vector<std::string> told;
  StepKeeper keeper{[this](std::optional<Timestamp> time) {
    told.push_back(time ? "time " + std::to_string(time->nanoseconds) : "no time");
  }};

  Story() {
    keeper.on_stream_open(
      [this](const std::string& message) { told.push_back(message); },
      [this](const StepReached& step) { told.push_back("step " + std::to_string(step.number)); });
  }
  std::function<void()> note(const std::string& what) {
    return [this, what] { told.push_back(what); };
  }
};

using Told = std::vector<std::string>;

} // namespace

CAF_TEST(a step is read from the data stream and nothing else is) {
  const auto message = parse_step(R"({"step":3,"time":5,"answered":[7,8],"updates":12})");
  CAF_REQUIRE(message.has_value());
  CAF_CHECK_EQUAL(message->step.number, 3u);
  CAF_CHECK(message->step.time == Timestamp{5});
  CAF_CHECK_EQUAL(message->answered, (std::vector<std::uint64_t>{7, 8}));
  CAF_CHECK(message->updates == std::optional<std::uint64_t>{12});
  CAF_CHECK(!parse_step(R"([{"T":"t","S":"SPY"}])"));
  CAF_CHECK(!parse_step(R"({"step":)"));
}

CAF_TEST(outside of steps nothing is held back) {
  Story story;
  story.keeper.on_update(story.note("fill"));
  story.keeper.on_answer(story.keeper.begin_request(), story.note("answer"));
  CAF_CHECK_EQUAL(story.told, (Told{"fill", "answer"}));
}

CAF_TEST(a step is complete when its answers and updates are here) {
  Story story;
  story.keeper.on_listening();
  story.keeper.on_message(R"({"step":1,"time":10,"updates":0})");
  story.told.clear();
  const auto first = story.keeper.begin_request();
  story.keeper.on_message(R"({"step":2,"time":20,"answered":[1],"updates":1})");
  CAF_CHECK(story.told.empty());
  CAF_CHECK(!story.keeper.missing().empty());
  story.keeper.on_update(story.note("fill"));
  CAF_CHECK(story.told.empty());
  story.keeper.on_answer(first, story.note("answer"));
  CAF_CHECK_EQUAL(story.told, (Told{"time 20", "step 2"}));
}

CAF_TEST(answers come by their requests and before order updates whoever was quicker) {
  Story story;
  story.keeper.on_listening();
  story.keeper.on_message(R"({"step":1,"time":10,"updates":0})");
  const auto first = story.keeper.begin_request();
  const auto second = story.keeper.begin_request();
  story.told.clear();
  story.keeper.on_update(story.note("fill"));
  story.keeper.on_answer(second, story.note("second"));
  story.keeper.on_answer(first, story.note("first"));
  CAF_CHECK(story.told.empty());
  CAF_CHECK(story.keeper.release());
  CAF_CHECK_EQUAL(story.told, (Told{"first", "second", "fill"}));
  CAF_CHECK(!story.keeper.release());
}

CAF_TEST(being done names the last request and an old step is not answered) {
  Story story;
  story.keeper.on_message(R"({"step":1,"time":10})");
  story.keeper.begin_request();
  story.told.clear();
  story.keeper.done(1);
  CAF_CHECK_EQUAL(story.told, Told{R"({"action":"done","step":1,"requests":1})"});
  story.keeper.on_message(R"({"step":2,"time":10})");
  story.told.clear();
  story.keeper.done(1);
  CAF_CHECK(story.told.empty());
}

CAF_TEST(a request tells its cause and its number) {
  Story story;
  story.keeper.on_message(R"({"step":1,"time":10})");
  CAF_CHECK(story.keeper.headers_of(4).at(0).second == "10");
  story.keeper.set_cause(Timestamp{7});
  CAF_CHECK(story.keeper.headers_of(4).at(0).second == "7");
  CAF_CHECK(story.keeper.headers_of(4).at(1).second == "4");
}

CAF_TEST(updates that are lost with their stream are not waited for) {
  Story story;
  story.keeper.on_listening();
  story.keeper.on_message(R"({"step":1,"time":10,"updates":0})");
  story.told.clear();
  story.keeper.on_message(R"({"step":2,"time":20,"updates":3})");
  CAF_CHECK(story.told.empty());
  story.keeper.on_updates_lost();
  CAF_CHECK_EQUAL(story.told, (Told{"time 20", "step 2"}));
}

CAF_TEST(with the data stream lost everything is handed on) {
  Story story;
  story.keeper.on_message(R"({"step":1,"time":10})");
  story.keeper.on_update(story.note("fill"));
  story.told.clear();
  story.keeper.on_stream_lost();
  CAF_CHECK_EQUAL(story.told, (Told{"no time", "fill"}));
  CAF_CHECK(!story.keeper.keeping());
}

} // namespace step_keeper_test
