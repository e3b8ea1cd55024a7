#define CAF_SUITE model_slot_shadow
#include "tests/actors/model/model_slot_fixture.hpp"

namespace model_slot_shadow_test {

using namespace hft;
using namespace hft::seat_fixture;

CAF_TEST(a candidate that throws is gone and the old one has missed nothing) {
  Seated desk;
  CAF_REQUIRE(desk.seat.install(host_of(desk.new_seen, "other"), true, false).has_value());
  desk.seat.on_frame(frame_of({trade_at(ten, "SPY", 1)}));
  class Thrower final : public Model {
  public:
    Needs needs() const override { return spy(); }
    void on_takeover(const InstanceBook&, Decisions& out) override {
      out.buy("SPY", shares(1));
      throw std::runtime_error{"no"};
    }
  };
  CAF_CHECK(desk.seat.drop_candidate());
  auto thrower = std::make_shared<ModelHost>(HostOptions{"m", "thrower", march_plan()},
                                             std::make_unique<Thrower>());
  CAF_REQUIRE(desk.seat.install(thrower, false, false).has_value());
  CAF_CHECK(desk.seat.on_standing({}, {}).empty());
  CAF_REQUIRE(desk.seat.candidate_fault().has_value());
  CAF_CHECK(!desk.seat.fault().has_value());
  CAF_CHECK_EQUAL(desk.trade(5), 1u);
  CAF_CHECK_EQUAL(desk.old_seen, (Seen{"trade SPY 1", "trade SPY 5"}));
}

CAF_TEST(in shadow it trades on paper until it is promoted) {
  Seated desk;
  CAF_REQUIRE(desk.seat.install(host_of(desk.new_seen, "other"), true, false).has_value());
  CAF_CHECK(!desk.seat.change_due());
  CAF_CHECK_EQUAL(desk.trade(5), 1u); // the old one's
  desk.trade(1);
  const auto report = desk.seat.report();
  CAF_REQUIRE(report.paper.has_value());
  CAF_CHECK_EQUAL(report.paper->name, "other");
  CAF_CHECK(report.paper->fills >= 1u);
  CAF_CHECK_EQUAL(report.signals, 1u);
  CAF_REQUIRE(desk.seat.promote().has_value());
  CAF_CHECK(desk.seat.change_due());
  desk.seat.on_standing({}, {});
  CAF_CHECK_EQUAL(desk.seat.report().name, "other");
  CAF_CHECK_EQUAL(desk.seat.report().signals, 1u); // those on paper were none
  CAF_CHECK_EQUAL(desk.trade(5), 1u);
  CAF_CHECK_EQUAL(desk.seat.report().signals, 2u);
}

CAF_TEST(a shadow that throws is gone and told of and a second one is refused) {
  class Thrower final : public Model {
  public:
    Needs needs() const override { return spy(); }
    void on_trade(const Trade&, Decisions&) override { throw std::runtime_error{"no"}; }
  };
  Seated desk;
  auto thrower = std::make_shared<ModelHost>(HostOptions{"m", "thrower", march_plan()},
                                             std::make_unique<Thrower>());
  CAF_REQUIRE(desk.seat.install(thrower, true, false).has_value());
  CAF_CHECK(!desk.seat.install(host_of(desk.new_seen), true, false).has_value());
  CAF_CHECK_EQUAL(desk.trade(5), 1u);
  CAF_CHECK(desk.seat.candidate() == nullptr);
  const auto fault = desk.seat.candidate_fault().value_or("");
  CAF_CHECK(fault.find("no") != std::string::npos);
  CAF_CHECK(desk.seat.install(host_of(desk.new_seen), true, false).has_value());
}

CAF_TEST(an instance in shadow sends nothing before its promotion) {
  Seen seen;
  ModelSlot seat{host_of(seen), true, false};
  CAF_CHECK(seat.on_frame(frame_of({trade_at(ten, "SPY", 5)})).empty());
  CAF_CHECK(seat.report().state == ModelState::Shadow);
  Seen other;
  CAF_CHECK(!seat.install(host_of(other), false, false).has_value());
  CAF_REQUIRE(seat.promote().has_value());
  seat.on_standing({}, {});
  CAF_CHECK_EQUAL(seat.on_frame(frame_of({trade_at(ten, "SPY", 5)})).size(), 1u);
  CAF_CHECK(!seat.promote().has_value());
}

} // namespace model_slot_shadow_test
