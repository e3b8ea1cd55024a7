#define CAF_SUITE model_roster
#include "tests/test.hpp"

#include "actors/supervisor/model_roster.hpp"

namespace model_roster_test {

using namespace hft;
using namespace std::chrono_literals;

namespace {

ModelSpec spec(const char* id, const char* name = "modulo") {
  return ModelSpec{*ModelId::from(id), name, {}};
}

ModelSpec in_shadow(const char* id, const char* name) {
  auto made = spec(id, name);
  made.shadow = true;
  return made;
}

Subscriptions statuses_of(const char* symbol) {
  Subscriptions wanted;
  wanted.add(Channel::Statuses, *Symbol::from(symbol));
  return wanted;
}

ModelNews news(ModelState state) {
  ModelNews told;
  told.id = "a";
  told.state = state;
  return told;
}

/// By value: what a check is given must outlive it.
std::string why(const Result<void>& refused) {
  return refused ? "it is not refused" : refused.error().sentence;
}

MonotonicTime at(Duration since) {
  return MonotonicTime{} + since;
}

/// Two instances, `a` that runs on the lane and `b` that never started.
struct Two {
  ModelRoster models{{.budget = 2, .window = 60s, .first_delay = 1ms, .longest_delay = 1s}};

  Two() {
    models.add(spec("a"), false);
    models.add(spec("b"), false);
    start("a");
  }
  void start(const char* id) {
    models.started(*ModelId::from(id), {statuses_of("SPY"), false, RunsOn::Lane, false});
  }
  const ModelRoster::Instance& a() const { return *models.find("a"); }
  void install(const ModelSpec& candidate) {
    models.installed({candidate, statuses_of("QQQ"), false});
  }
};

const CommandResult done{true, "done"};
const CommandResult not_done{false, "refused"};

} // namespace

CAF_TEST_FIXTURE_SCOPE(model_roster_tests, Two)

CAF_TEST(an id is taken while its model is there and free when it is stopped or quarantined) {
  CAF_CHECK_EQUAL(why(models.may_spawn("a")), "a model named a is already here");
  CAF_CHECK(models.may_spawn("c").has_value());
  models.stopped("a");
  CAF_CHECK_EQUAL(why(models.may_spawn("a")),
                  "the last model named a has not ended yet: try again");
  models.ended("a");
  CAF_CHECK(models.may_spawn("a").has_value());
}

CAF_TEST(a fall is followed by a start after a delay until there were too many) {
  CAF_CHECK(models.fell("a", "a bug", at(0s), at(0s)) == Duration{1ms});
  CAF_CHECK(a().state == ModelState::Failed);
  CAF_CHECK(models.due(at(0s)).empty());
  CAF_CHECK_EQUAL(models.due(at(1ms)), std::vector<ModelId>{"a"});
  start("a");
  CAF_CHECK(models.due(at(1s)).empty());
  CAF_CHECK(models.fell("a", "a bug", at(1s), at(1s)).has_value());
  CAF_CHECK(!models.fell("a", "another", at(2s), at(2s)).has_value());
  CAF_CHECK(a().state == ModelState::Quarantined);
  CAF_CHECK_EQUAL(a().restarts, 2u);
  CAF_CHECK_EQUAL(a().faults, 3u);
  CAF_CHECK_EQUAL(a().last_fault, "another");
}

CAF_TEST(one that is back is told once with the time it was away) {
  models.fell("a", "a bug", at(0s), at(0s));
  start("a");
  CAF_CHECK(!models.heard(news(ModelState::WarmingUp), at(1s)).back_after.has_value());
  CAF_CHECK(models.heard(news(ModelState::Running), at(3s)).back_after == Duration{3s});
  CAF_CHECK(!models.heard(news(ModelState::Running), at(4s)).back_after.has_value());
}

CAF_TEST(counts of lives that are over stay until a new date) {
  auto last = news(ModelState::Stopped);
  last.last_words = ModelReport{};
  last.last_words->ticks = 7;
  last.last_words->signals = 2;
  models.heard(last, at(0s));
  CAF_CHECK_EQUAL(models.unsettled(), "model a to end");
  models.fell("a", "a bug", at(0s), at(0s));
  models.heard(last, at(1s));
  CAF_CHECK_EQUAL(ModelRoster::status_of(a()).counts.ticks, 14u);
  models.add(spec("a", "other"), false); // another model under the id: the desk counts on, too
  CAF_CHECK_EQUAL(ModelRoster::status_of(a()).counts.signals, 4u);
  models.forget_counts();
  CAF_CHECK_EQUAL(ModelRoster::status_of(a()).counts.ticks, 0u);
}

CAF_TEST(one candidate at a time runs beside an instance that runs) {
  CAF_CHECK_EQUAL(why(models.may_install(in_shadow("b", "other"), false)),
                  "b does not run: nothing can run beside it");
  CAF_CHECK(models.may_install(in_shadow("a", "other"), false).has_value());
  install(in_shadow("a", "other"));
  CAF_CHECK_EQUAL(why(models.may_install(spec("a", "third"), false)),
                  "model other already runs beside a: promote or stop that one first");
  models.candidate_dropped("a");
  CAF_CHECK(models.may_install(spec("a", "third"), false).has_value());
}

CAF_TEST(an instance stays where it runs) {
  auto elsewhere = spec("a", "other");
  elsewhere.runs_on = RunsOn::Thread;
  CAF_CHECK_EQUAL(why(models.may_install(elsewhere, false)),
                  "model other cannot take over a: an instance stays where it runs, which is the "
                  "lane; stop it and spawn another");
  CAF_CHECK(!models.may_install(spec("a", "python"), true).has_value()); // it shuns the lane
  elsewhere.runs_on = RunsOn::Lane;
  CAF_CHECK(models.may_install(elsewhere, false).has_value());
}

CAF_TEST(a candidate that takes over is the model of its instance with restarts of its own) {
  models.fell("a", "a bug", at(0s), at(0s));
  start("a");
  models.fell("a", "a bug", at(0s), at(0s)); // both of its restarts
  start("a");
  install(spec("a", "other"));
  models.change_begins("a");
  CAF_CHECK_EQUAL(models.unsettled(), "model a to be changed");
  CAF_CHECK(models.change_ended("a", done, true, false));
  CAF_CHECK_EQUAL(a().spec.name, "other");
  CAF_CHECK(models.wanted("a") == statuses_of("QQQ"));
  CAF_CHECK_EQUAL(models.unsettled(), "");
  CAF_CHECK(models.fell("a", "a bug", at(1s), at(1s)).has_value());
}

CAF_TEST(a candidate that is refused leaves the instance as it was) {
  install(spec("a", "other"));
  CAF_CHECK(!models.change_ended("a", not_done, true, false));
  CAF_CHECK_EQUAL(a().spec.name, "modulo");
  CAF_CHECK(!a().candidate.has_value());
}

CAF_TEST(a promotion that is refused leaves the candidate in shadow) {
  install(in_shadow("a", "other"));
  models.change_ended("a", done, false, false);
  CAF_CHECK(models.may_promote("a").has_value());
  models.change_ended("a", not_done, true, true);
  CAF_CHECK(a().candidate.has_value());
  CAF_CHECK(models.change_ended("a", done, true, true));
  CAF_CHECK(!a().spec.shadow);
  CAF_CHECK(!models.may_promote("a").has_value());
}

CAF_TEST(the desk is told what may be ordered when that changes) {
  CAF_CHECK(!models.renew_watched("a").has_value());
  install(spec("a", "other"));
  CAF_CHECK(models.renew_watched("a") == (std::vector<Symbol>{"QQQ", "SPY"}));
  CAF_CHECK(!models.renew_watched("a").has_value());
}

CAF_TEST(news of a model may tell of its candidate or of a call that never comes back) {
  install(spec("a", "other"));
  auto fallen = news(ModelState::Running);
  fallen.of_candidate = true;
  fallen.sentence = "the candidate fell";
  CAF_CHECK(models.heard(fallen, at(0s)).candidate_is_gone);
  CAF_CHECK(!a().candidate.has_value());
  CAF_CHECK(models.heard(news(ModelState::Quarantined), at(0s)).is_stuck);
  models.leave_behind("a", "it is stuck");
  CAF_CHECK(!models.heard(news(ModelState::Quarantined), at(0s)).is_stuck); // told once
  CAF_CHECK_EQUAL(models.left_behind(), std::vector<ModelId>{"a"});
  CAF_CHECK_EQUAL(models.running(), 0u);
  models.returned("a");
  CAF_CHECK(!models.anyone_left_behind());
}

CAF_TEST(the end of a session is no stop by an operator) {
  models.ended_with_session("a");
  CAF_CHECK(a().state == ModelState::Running); // the next session starts it again
  CAF_CHECK_EQUAL(models.running(), 0u);
}

CAF_TEST(nobody is started again while all stop) {
  models.fell("a", "a bug", at(0s), at(0s));
  CAF_CHECK_EQUAL(models.unsettled(), "model a to be started again");
  models.stopping();
  CAF_CHECK(models.due(at(60s)).empty());
}

CAF_TEST(only when every model is quarantined their faults are those of the run) {
  models.cannot_restart("a");
  CAF_CHECK(!models.faults_if_all_are_quarantined().has_value());
  models.leave_behind("b", "it is stuck");
  CAF_CHECK(models.faults_if_all_are_quarantined() == "a: ; b: it is stuck");
  CAF_CHECK(!ModelRoster{}.faults_if_all_are_quarantined().has_value());
}

CAF_TEST(what is kept for the next start is what an operator left) {
  install(in_shadow("a", "other"));
  models.stopped("b");
  const auto entries = models.entries();
  CAF_REQUIRE_EQUAL(entries.size(), 2u);
  CAF_CHECK_EQUAL(entries[0].beside->name, "other");
  CAF_CHECK(!entries[0].stopped);
  CAF_CHECK(entries[1].stopped);
}

CAF_TEST(models off the lane alone can be left behind) {
  models.started("b", {{}, false, RunsOn::Thread, true});
  CAF_CHECK_EQUAL(models.running_off_lane(), std::vector<ModelId>{"b"});
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace model_roster_test
