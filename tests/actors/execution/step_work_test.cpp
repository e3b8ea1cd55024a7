#define CAF_SUITE step_work
#include "tests/test.hpp"

#include "actors/execution/step_work.hpp"

namespace step_work_test {

using namespace hft;

namespace {

/// Hands that write down what they are told to do; `marks` are on their way until they are given.
struct Told {
  std::vector<std::string> story;
  std::vector<StepMark> marks;
  bool holds_facts = false; ///< something waits to be released
  std::string unanswered;
  StepWork work{hands()};

  StepHands hands() {
    StepHands hands;
    hands.mark = [this](const StepMark& mark) { marks.push_back(mark); };
    hands.decide = [this](const Signal& signal) {
      story.push_back("decide " + signal.model.str() + " " + std::to_string(signal.sequence));
    };
    hands.take_marks = [this](const MarketFrame&) { story.push_back("marks"); };
    hands.release = [this] {
      story.push_back("release");
      return std::exchange(holds_facts, false);
    };
    hands.pulse = [this] { story.push_back("pulse"); };
    hands.unanswered = [this] { return unanswered; };
    hands.look = [this](const StepReached& step) {
      story.push_back("look " + std::to_string(step.number));
    };
    hands.done = [this](std::uint64_t number) {
      story.push_back("done " + std::to_string(number));
    };
    return hands;
  }

  /// All marks come back, and those that this leads to.
  void bring_marks() {
    while (!marks.empty())
      for (const auto& mark : std::exchange(marks, {})) work.on_mark(mark);
  }
  /// Past the first step, which the supervisor always sees.
  void first_step() {
    work.on_step({1, Timestamp{1'000'000'000}});
    bring_marks();
    work.on_settled({1, Timestamp{9'000'000'000}});
    bring_marks();
    story.clear();
  }
};

using Story = std::vector<std::string>;

Signal signal_of(const ModelId& model, std::int64_t received, std::uint64_t sequence) {
  Signal signal;
  signal.model = model;
  signal.received = {received};
  signal.sequence = sequence;
  return signal;
}

MarketFrame a_frame() {
  return {std::make_shared<const MarketBatch>(), Duration{0}, 0};
}

} // namespace

CAF_TEST(the first step is shown to the supervisor and done when all is settled) {
  Told told;
  told.work.on_step({1, Timestamp{1'000'000'000}});
  told.bring_marks();
  CAF_CHECK_EQUAL(told.story, (Story{"release", "pulse", "look 1"}));
  told.work.on_settled({1, std::nullopt});
  told.bring_marks();
  CAF_CHECK_EQUAL(told.story.back(), "done 1");
}

CAF_TEST(a step is not done before every model beside the lane has given its mark back) {
  Told told;
  told.work.connect("b", true);
  told.work.connect("lane", false);
  told.first_step();
  told.work.on_step({2, Timestamp{1'020'000'000}});
  const auto marks = std::exchange(told.marks, {});
  CAF_REQUIRE_EQUAL(marks.size(), 3u); // of b, of lane and of the desk itself
  told.work.on_mark(marks[1]);
  told.work.on_mark(marks[2]);
  CAF_CHECK(told.story.empty());
  CAF_CHECK_EQUAL(told.work.waiting_for(), "model b");
  told.work.on_mark(marks[0]);
  told.bring_marks();
  CAF_CHECK_EQUAL(told.story.back(), "done 2");
}

CAF_TEST(signals of models beside the lane are decided by frame and by model whoever was quicker) {
  Told told;
  told.work.connect("a", true);
  told.work.connect("b", true);
  told.first_step();
  CAF_CHECK(told.work.hold(signal_of("b", 10, 1)));
  CAF_CHECK(told.work.hold(signal_of("b", 20, 2)));
  CAF_CHECK(told.work.hold(signal_of("a", 20, 7)));
  CAF_CHECK(!told.work.hold(signal_of("lane", 10, 1)));
  told.work.on_step({2, Timestamp{1'020'000'000}});
  told.bring_marks();
  CAF_CHECK_EQUAL(told.story,
                  (Story{"decide b 1", "decide a 7", "decide b 2", "release", "done 2"}));
}

CAF_TEST(the desk takes a frame as marks when the signals of models were decided) {
  Told told;
  told.work.connect("a", true);
  told.first_step();
  CAF_CHECK(told.work.hold(a_frame()));
  told.work.hold(signal_of("a", 10, 1));
  told.work.on_step({2, Timestamp{1'020'000'000}});
  told.bring_marks();
  CAF_CHECK_EQUAL(told.story, (Story{"decide a 1", "marks", "release", "done 2"}));
}

CAF_TEST(what models make of fills belongs to the step of the fills) {
  Told told;
  told.work.connect("a", true);
  told.first_step();
  told.holds_facts = true;
  told.work.on_step({2, Timestamp{1'020'000'000}});
  for (const auto& mark : std::exchange(told.marks, {})) told.work.on_mark(mark);
  CAF_CHECK_EQUAL(told.story, Story{"release"});
  told.work.record_fact();
  told.work.hold(signal_of("a", 0, 1));
  told.bring_marks();
  CAF_CHECK_EQUAL(told.story, (Story{"release", "decide a 1", "pulse", "done 2"}));
}

CAF_TEST(the pulse of the desk comes by venue time and after news of orders) {
  Told told;
  told.first_step();
  told.work.on_step({2, Timestamp{1'099'000'000}});
  told.bring_marks();
  told.work.on_step({3, Timestamp{1'100'000'000}});
  told.bring_marks();
  CAF_CHECK_EQUAL(told.story, (Story{"release", "done 2", "release", "pulse", "done 3"}));
}

CAF_TEST(a step waits for what the venue was asked) {
  Told told;
  told.first_step();
  told.unanswered = "the broker's books";
  told.work.on_step({2, Timestamp{1'020'000'000}});
  told.bring_marks();
  CAF_CHECK_EQUAL(told.story, Story{"release"});
  CAF_CHECK_EQUAL(told.work.waiting_for(), "the broker's books");
  told.unanswered.clear();
  told.work.on_answer();
  told.bring_marks();
  CAF_CHECK_EQUAL(told.story.back(), "done 2");
}

CAF_TEST(a model that ends is not waited for and the supervisor sees the step) {
  Told told;
  told.work.connect("a", true);
  told.first_step();
  told.work.on_step({2, Timestamp{1'020'000'000}});
  const auto marks = std::exchange(told.marks, {});
  told.work.on_mark(marks.back());
  told.work.disconnect("a");
  told.bring_marks();
  CAF_CHECK_EQUAL(told.story, (Story{"release", "look 2"}));
  CAF_CHECK_EQUAL(told.work.waiting_for(), "models that start, change or end");
}

CAF_TEST(a boundary of the session is shown to the supervisor) {
  Told told;
  told.first_step();
  told.work.on_step({2, Timestamp{9'000'000'000}});
  told.bring_marks();
  CAF_CHECK_EQUAL(told.story, (Story{"release", "pulse", "look 2"}));
}

CAF_TEST(a newer step takes the place of one under way) {
  Told told;
  told.work.connect("a", true);
  told.first_step();
  told.work.on_step({2, Timestamp{1'020'000'000}});
  const auto old_marks = std::exchange(told.marks, {});
  told.work.on_step({3, Timestamp{1'020'000'000}});
  for (const auto& mark : old_marks) told.work.on_mark(mark);
  CAF_CHECK(told.story.empty());
  told.bring_marks();
  CAF_CHECK_EQUAL(told.story, (Story{"release", "done 3"}));
}

} // namespace step_work_test
