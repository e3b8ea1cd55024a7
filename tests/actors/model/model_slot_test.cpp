#define CAF_SUITE model_slot
#include "tests/actors/model/model_slot_fixture.hpp"

namespace model_slot_test {

using namespace hft;
using namespace hft::seat_fixture;

CAF_TEST(another model takes over between two events and none is seen twice) {
  Seated desk;
  desk.trade(1);
  CAF_REQUIRE(desk.seat.install(host_of(desk.new_seen, "other"), false, false).has_value());
  CAF_CHECK(desk.seat.change_due());
  desk.trade(2); // the desk has not answered yet: the old one decides
  InstanceBook standing;
  standing.positions["SPY"] = shares(-5);
  desk.seat.on_standing(standing, {});
  desk.trade(3);
  CAF_CHECK_EQUAL(desk.old_seen, (Seen{"trade SPY 1", "trade SPY 2"}));
  CAF_CHECK_EQUAL(desk.new_seen.back(), "trade SPY 3");
  CAF_CHECK_EQUAL(desk.seat.report().name, "other");
  CAF_CHECK_EQUAL(desk.seat.report().frames, 3u);
  CAF_CHECK_EQUAL(desk.seat.changes(), 1u);
}

CAF_TEST(a candidate is told the session it comes into) {
  Seated desk;
  SessionChanged changed;
  changed.to = SessionPhase::Regular;
  changed.plan = march_plan();
  desk.seat.take(changed, {});
  CAF_REQUIRE(desk.seat.install(host_of(desk.new_seen, "other"), false, false).has_value());
  CAF_CHECK_EQUAL(desk.new_seen, desk.old_seen);
}

CAF_TEST(the same model inherits the memory as it is at the change) {
  Seated desk;
  desk.trade(1);
  CAF_REQUIRE(desk.seat.install(host_of(desk.new_seen), false, true).has_value());
  desk.trade(2);
  desk.seat.on_standing({}, {});
  CAF_CHECK(desk.seat.host().save().values.at("trades") == "2");
  desk.trade(3);
  CAF_CHECK(desk.seat.host().save().values.at("trades") == "3");
}

namespace {

/// Remembers what only the one that decides is told: its fills.
class FillCounter final : public Model {
public:
  Needs needs() const override { return spy(); }
  void on_fill(const Fill&, Decisions&) override { ++fills_; }
  ModelCheckpoint save() const override {
    return {"counter", 1, {{"fills", std::to_string(fills_)}}};
  }
  Result<void> restore(const ModelCheckpoint& memory) override {
    fills_ = std::stoi(memory.values.at("fills"));
    return {};
  }

private:
  int fills_ = 0;
};

} // namespace

CAF_TEST(what the old one was told alone before the change is inherited too) {
  const auto counter = [] {
    return std::make_shared<ModelHost>(HostOptions{"m", "counter", march_plan()},
                                       std::make_unique<FillCounter>());
  };
  ModelSlot seat{counter(), false, false};
  seat.take(Fill{}, {});
  CAF_REQUIRE(seat.install(counter(), false, false).has_value());
  seat.take(Fill{}, {}); // of an order of the old one, while the desk is asked
  seat.on_standing({}, {});
  CAF_CHECK_EQUAL(seat.changes(), 1u);
  const auto memory = seat.host().save();
  CAF_CHECK_EQUAL(memory.values.at("fills"), "2");
}

CAF_TEST(signals are numbered on over a change) {
  Seated desk;
  desk.trade(5);
  CAF_REQUIRE(desk.seat.install(host_of(desk.new_seen, "other"), false, false).has_value());
  desk.seat.on_standing({}, {});
  const auto made = desk.seat.on_frame(frame_of({trade_at(ten, "SPY", 5)}));
  CAF_REQUIRE_EQUAL(made.size(), 1u);
  CAF_CHECK_EQUAL(made[0].sequence, 2u);
  CAF_CHECK_EQUAL(desk.seat.report().signals, 2u);
  CAF_CHECK_EQUAL(desk.seat.report().ticks, 2u);
}

namespace {

/// Keeps a memory of this version and takes none of a newer one.
class Versioned final : public Model {
public:
  explicit Versioned(int version) : version_(version) {}
  Needs needs() const override { return spy(); }
  ModelCheckpoint save() const override { return {"versioned", version_, {{"a", "1"}}}; }
  Result<void> restore(const ModelCheckpoint& memory) override {
    if (memory.version == version_) return {};
    return fail(ErrorKind::BadPayload, "memory of version " + std::to_string(memory.version));
  }

private:
  int version_;
};

std::shared_ptr<ModelHost> versioned(int version) {
  return std::make_shared<ModelHost>(HostOptions{"m", "versioned", march_plan()},
                                     std::make_unique<Versioned>(version));
}

} // namespace

CAF_TEST(a memory of a newer version keeps the old model) {
  ModelSlot seat{versioned(2), false, false};
  const auto refused = seat.install(versioned(1), false, false);
  CAF_REQUIRE(!refused.has_value());
  CAF_CHECK_EQUAL(refused.error().sentence, "memory of version 2");
  CAF_CHECK(seat.candidate() == nullptr);
  CAF_CHECK(!seat.fault().has_value());
}

CAF_TEST(a memory that does not fit is left behind and told of) {
  ModelSlot seat{versioned(1), false, false};
  CAF_REQUIRE(seat.install(versioned(2), false, false).has_value());
  CAF_CHECK_EQUAL(seat.not_inherited(), "memory of version 1");
  seat.on_standing({}, {});
  CAF_CHECK_EQUAL(seat.host().save().version, 2);
}

CAF_TEST(a candidate waits for its history and what came meanwhile) {
  Seated desk;
  desk.trade(1);
  auto host = host_of(desk.new_seen, "other", spy(std::chrono::minutes{15}));
  CAF_REQUIRE(desk.seat.install(host, false, true).has_value());
  CAF_CHECK(!desk.seat.change_due());
  const auto questions =
    desk.seat.on_subscribed(desk.acknowledged(), parse_timestamp(ten).value(), quarter);
  CAF_REQUIRE_EQUAL(questions.size(), 1u);
  CAF_CHECK(questions[0].window.from == parse_timestamp(earlier).value());
  desk.trade(2);
  // The last of the history came live, too.
  desk.seat.on_history(questions[0].number, std::vector<MarketEvent>{trade_at(earlier, "SPY", 9),
                                                                     trade_at(ten, "SPY", 2)});
  desk.trade(5);
  while (desk.seat.is_preparing()) CAF_CHECK(desk.seat.advance().empty());
  CAF_CHECK(desk.seat.change_due());
  CAF_CHECK_EQUAL(desk.new_seen, (Seen{"trade SPY 9", "warm", "trade SPY 2", "trade SPY 5"}));
  desk.seat.on_standing({}, {});
  desk.trade(4);
  CAF_CHECK_EQUAL(desk.new_seen.back(), "trade SPY 4");
  CAF_CHECK_EQUAL(desk.old_seen, (Seen{"trade SPY 1", "trade SPY 2", "trade SPY 5"}));
}

CAF_TEST(an instance that warms up loses nothing and counts nothing twice) {
  Seen seen;
  ModelSlot seat{host_of(seen, "probe", spy(std::chrono::minutes{15})), false, true};
  CAF_CHECK(seat.on_frame(frame_of({trade_at(ten, "SPY", 5)})).empty());
  const auto questions =
    seat.on_subscribed(seat.host().wanted(), parse_timestamp(ten).value(), quarter);
  CAF_REQUIRE_EQUAL(questions.size(), 1u);
  CAF_CHECK(seat.report().state == ModelState::WarmingUp);
  seat.on_history(questions[0].number, std::vector<MarketEvent>{trade_at(earlier, "SPY", 5)});
  std::size_t made = 0;
  while (seat.is_preparing()) made += seat.advance().size();
  CAF_CHECK_EQUAL(made, 1u); // of the live trade, not of history
  CAF_CHECK_EQUAL(seen, (Seen{"trade SPY 5", "warm", "trade SPY 5"}));
  CAF_CHECK_EQUAL(seat.report().ticks, 1u);
  CAF_CHECK(seat.report().state == ModelState::Running);
}

CAF_TEST(a question that failed is asked again) {
  Seen seen;
  ModelSlot seat{host_of(seen, "probe", spy(std::chrono::minutes{15})), false, true};
  const auto first =
    seat.on_subscribed(seat.host().wanted(), parse_timestamp(ten).value(), quarter);
  CAF_CHECK(seat.ask_again(quarter).empty());
  seat.on_history(first[0].number, fail(ErrorKind::Unreachable, "nobody answered"));
  CAF_CHECK_EQUAL(seat.active().missing(), "nobody answered");
  const auto second = seat.ask_again(quarter);
  CAF_REQUIRE_EQUAL(second.size(), 1u);
  seat.on_history(first[0].number, std::vector<MarketEvent>{}); // too late: not asked any more
  seat.on_history(second[0].number, std::vector<MarketEvent>{});
  while (seat.is_preparing()) seat.advance();
  CAF_CHECK(!seat.fault().has_value());
}

CAF_TEST(frames that are skipped or repeated are counted) {
  Seated desk;
  desk.trade(1);
  desk.delivery = 3;
  desk.trade(1); // number 4: two are missing
  desk.delivery = 3;
  desk.trade(1); // number 4 again
  CAF_CHECK_EQUAL(desk.seat.report().lost, 2u);
  CAF_CHECK_EQUAL(desk.seat.report().repeated, 1u);
}

} // namespace model_slot_test
