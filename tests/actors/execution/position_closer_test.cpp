#define CAF_SUITE position_closer
#include "tests/test.hpp"

#include "actors/execution/position_closer.hpp"
#include "tests/actors/execution/desk_fixture.hpp"

#include <chrono>
#include <cstdlib>

namespace position_closer_test {

using namespace hft;

namespace {

struct CloserWorld {
  void hold(const ModelId& model, std::int64_t size) {
    books.positions.apply(model, "SPY", size > 0 ? Side::Buy : Side::Sell, shares(std::abs(size)),
                          dollars(100));
  }
  void work(const ModelId& model, Side side, std::int64_t size) {
    Order order;
    order.model = model;
    order.client_order_id = ClientOrderId::truncated("20260302-" + model.str() + "-77");
    order.symbol = "SPY";
    order.side = side;
    order.quantity = shares(size);
    books.ledger.intend(order, {});
  }
  MemoryJournal journal;
  AccountBooks books{journal, std::chrono::minutes{1}};
  RiskGate gate{RiskConfig{}};
  PositionCloser closer{books, gate};
  DeskTime at{{1'000'000'000'000}, mid_session};
  DeskOutput out;
};

} // namespace

CAF_TEST(no more is closed than the account holds and working orders leave) {
  CloserWorld w;
  w.hold("modulo", 10);
  CAF_CHECK(w.closer.closable("SPY", Side::Sell, shares(10)) == shares(10));
  CAF_CHECK(w.closer.closable("SPY", Side::Sell, shares(4)) == shares(4));
  CAF_CHECK(w.closer.closable("SPY", Side::Buy, shares(4)) == Quantity{});
  w.work("modulo", Side::Sell, 7);
  CAF_CHECK(w.closer.closable("SPY", Side::Sell, shares(10)) == shares(3));
}

CAF_TEST(what one holds and another owes is settled in the books alone) {
  CloserWorld w;
  w.hold("modulo", 10);
  w.hold("trend", -4);
  w.closer.settle_opposites("SPY", nullptr, w.at, w.out);
  CAF_CHECK(w.books.positions.position("modulo", "SPY") == shares(6));
  CAF_CHECK(w.books.positions.position("trend", "SPY") == Quantity{});
  CAF_CHECK(w.books.positions.account_position("SPY") == shares(6));
  CAF_CHECK_EQUAL(w.journal.count<journal::Settled>(), 1u);
  CAF_CHECK_EQUAL(w.out.facts.size(), 2u);
  CAF_CHECK(w.out.orders.empty());
}

CAF_TEST(while an order of a model works nothing is settled) {
  CloserWorld w;
  w.hold("modulo", 10);
  w.hold("trend", -4);
  w.work("modulo", Side::Sell, 1);
  w.closer.settle_opposites("SPY", nullptr, w.at, w.out);
  CAF_CHECK(w.books.positions.position("trend", "SPY") == shares(-4));
  CAF_CHECK(w.journal.records.empty());
}

CAF_TEST(a symbol is closed by one market order a model and journaled first) {
  CloserWorld w;
  w.hold("modulo", 10);
  w.hold("trend", 5);
  w.closer.close_symbol("SPY", w.at, w.out);
  CAF_REQUIRE_EQUAL(w.out.orders.size(), 2u);
  for (const auto& order : w.out.orders) {
    CAF_CHECK(order.order().type == OrderType::Market);
    CAF_CHECK(order.order().side == Side::Sell);
  }
  CAF_CHECK_EQUAL(w.journal.count<journal::Intent>(), 2u);
  w.closer.close_symbol("SPY", w.at, w.out); // the shares are spoken for
  CAF_CHECK_EQUAL(w.out.orders.size(), 2u);
}

CAF_TEST(what cannot be journaled is not closed) {
  CloserWorld w;
  w.hold("modulo", 10);
  w.journal.broken = true;
  w.closer.close_symbol("SPY", w.at, w.out);
  CAF_CHECK(w.out.orders.empty());
}

CAF_TEST(positions with an order on its way are left until it has ended) {
  CloserWorld w;
  w.hold("modulo", 10);
  w.hold("trend", 5);
  w.work("modulo", Side::Sell, 1);
  w.closer.close_idle(w.at, w.out);
  CAF_REQUIRE_EQUAL(w.out.orders.size(), 1u);
  CAF_CHECK(w.out.orders[0].order().model == ModelId{"trend"});
}

CAF_TEST(shares that are nobodys any more are told once) {
  CloserWorld w;
  w.hold("modulo", 10);
  w.hold({}, -4); // somebody sold four by hand
  w.closer.record_missing("modulo", "SPY", shares(10), w.at, w.out);
  w.closer.record_missing("modulo", "SPY", shares(10), w.at, w.out);
  CAF_REQUIRE_EQUAL(w.out.facts.size(), 1u);
  CAF_CHECK(std::get<Anomaly>(w.out.facts[0]).kind == AnomalyKind::Missing);
  CAF_CHECK(w.closer.closable("SPY", Side::Sell, shares(10)) == shares(6));
}

} // namespace position_closer_test
