#define CAF_SUITE backtest_words
#include "tests/test.hpp"

#include "app/research/backtest_words.hpp"

#include "adapters/cpquant/wire_account.hpp"
#include "adapters/cpquant/wire_error.hpp"
#include "adapters/cpquant/wire_order.hpp"
#include "adapters/cpquant/wire_order_body.hpp"
#include "adapters/simulated/protocol/json.hpp"
#include "adapters/simulated/protocol/json_requests.hpp"
#include "tests/adapters/simulated/exchange/fixture.hpp"

#include <tuple>

namespace backtest_words_test {

using namespace hft;
using namespace hft::research;
using simulated::TestVenue;

namespace {

/// The words the protocol would bring: JSON of the venue's side, read by the client's.
BrokerOrder over_the_wire(const simulated::VenueOrder& order) {
  return *cpquant::parse_order(simulated::to_json(order).dump());
}

OrderEvent over_the_wire(const simulated::OrderUpdate& update) {
  const simulated::Json frame{{"stream", "trade_updates"}, {"data", simulated::to_json(update)}};
  return *cpquant::decode_order_frame(frame.dump(), false)->event;
}

auto fields_of(const simulated::PlaceRequest& x) {
  return std::tuple{x.symbol,
                    x.qty,
                    x.notional,
                    x.side,
                    x.type,
                    x.time_in_force,
                    x.limit_price,
                    x.stop_price,
                    x.client_order_id,
                    x.order_class,
                    x.extended_hours,
                    x.trail_price,
                    x.trail_percent,
                    x.take_profit,
                    x.take_profit_limit_price,
                    x.stop_loss,
                    x.stop_loss_stop_price,
                    x.stop_loss_limit_price};
}

auto fields_of(const simulated::ReplaceRequest& x) {
  return std::tuple{x.qty,        x.time_in_force, x.limit_price,
                    x.stop_price, x.trail,         x.client_order_id};
}

Order an_order(OrderType type) {
  Order order;
  order.client_order_id = "20260302-modulo-1";
  order.symbol = "SPY";
  order.side = Side::Sell;
  order.quantity = Quantity{1'500'000'000};
  order.type = type;
  order.limit_price = Price{450'010'000'000};
  order.stop_price = Price{449'500'000'000};
  return order;
}

/// Orders of every kind that ended in every way, with what was told of them.
struct Story {
  explicit Story(double partly = 1) : venue(config(partly)) {
    venue.submit(TestVenue::market("buy", "10"));
    venue.quote(45001, 45003);
    const auto resting = venue.taken(TestVenue::limit("sell", "4", "455.25"));
    venue.exchange.replace(TestVenue::key, resting, {"3", "", "454.75", "", "", "other-id"});
    const auto canceled = venue.taken(TestVenue::stop("sell", "2", "440.5"));
    venue.exchange.cancel(TestVenue::key, canceled);
    venue.submit(TestVenue::market("sell", "3"));
    venue.submit(TestVenue::bracket("2", "460", "440"));
    venue.clock(16, 1);
  }
  static simulated::ExchangeConfig config(double partly) {
    auto made = TestVenue::calm();
    made.partial_fill_probability = partly;
    return made;
  }
  TestVenue venue;
};

} // namespace

CAF_TEST(an order is told as the protocol tells it) {
  Story story;
  simulated::OrderQuery all;
  all.status = simulated::OrderQuery::Status::All;
  const auto orders = *story.venue.exchange.orders(TestVenue::key, all);

  CAF_CHECK_GREATER_OR_EQUAL(orders.size(), 5u);
  for (const auto& order : orders) CAF_CHECK(broker_order_of(order) == over_the_wire(order));
}

CAF_TEST(what happens to orders is told as the protocol tells it) {
  Story story;
  const auto updates = story.venue.exchange.take_updates();

  CAF_CHECK_GREATER_OR_EQUAL(updates.size(), 10u);
  for (const auto& update : updates) CAF_CHECK(order_event_of(update) == over_the_wire(update));
}

CAF_TEST(fills and positions of the books are those of the protocol) {
  Story story;
  simulated::ActivityQuery query;
  const auto fills = story.venue.exchange.activities(TestVenue::key, query);
  const auto positions = story.venue.exchange.positions(TestVenue::key);

  CAF_CHECK_GREATER_OR_EQUAL(fills.size(), 2u);
  for (const auto& fill : fills) {
    const auto made = broker_fill_of(fill);
    const auto told =
      cpquant::parse_fills(simulated::Json::array({simulated::to_json(fill)}).dump())->fills.at(0);
    CAF_CHECK(made.execution == told.execution);
    CAF_CHECK(std::tie(made.order_id, made.symbol, made.side, made.time, made.cumulative) ==
              std::tie(told.order_id, told.symbol, told.side, told.time, told.cumulative));
  }
  CAF_REQUIRE_EQUAL(positions.size(), 1u);
  const auto told = cpquant::parse_position(simulated::to_json(positions[0]).dump());
  CAF_CHECK(broker_position_of(positions[0]) == told->position);
}

CAF_TEST(a request is the one that the body of a client makes) {
  for (const auto type :
       {OrderType::Market, OrderType::Limit, OrderType::Stop, OrderType::StopLimit}) {
    auto order = an_order(type);
    order.extended_hours = type == OrderType::Limit;
    CAF_CHECK(fields_of(place_request_of(order)) ==
              fields_of(*simulated::place_request(cpquant::order_body(order))));
    CAF_CHECK(fields_of(replace_request_of(order)) ==
              fields_of(*simulated::replace_request(cpquant::replace_body(order))));
  }
}

CAF_TEST(a request for a trailing stop or a group is the one that the body of a client makes) {
  const auto same = [](const Order& order) {
    CAF_CHECK(fields_of(place_request_of(order)) ==
              fields_of(*simulated::place_request(cpquant::order_body(order))));
    CAF_CHECK(fields_of(replace_request_of(order)) ==
              fields_of(*simulated::replace_request(cpquant::replace_body(order))));
  };
  auto order = an_order(OrderType::TrailingStop);
  OrderTerms terms;
  terms.trail = cents(50);
  order.terms = terms;
  same(order);
  CAF_CHECK_EQUAL(place_request_of(order).trail_price, "0.5");
  terms.trail = {};
  terms.trail_percent = {1'500'000'000};
  order.terms = terms;
  same(order);
  CAF_CHECK_EQUAL(place_request_of(order).trail_percent, "1.5");
  for (const auto contingency : {Contingency::Bracket, Contingency::Oco, Contingency::Oto}) {
    order = an_order(OrderType::Limit);
    terms = {};
    terms.contingency = contingency;
    terms.take_profit = cents(46000);
    if (contingency != Contingency::Oto) terms.stop_loss = cents(44000);
    if (contingency == Contingency::Oco) terms.stop_loss_limit = cents(43900);
    order.terms = terms;
    same(order);
    const auto made = place_request_of(order);
    CAF_CHECK_EQUAL(made.order_class, std::string{to_string(contingency)});
    CAF_CHECK_EQUAL(made.take_profit_limit_price, "460");
  }
  order = an_order(OrderType::Stop); // an exit of a group keeps its size
  order.leg = Leg::StopLoss;
  same(order);
  CAF_CHECK_EQUAL(replace_request_of(order).qty, "");
}

CAF_TEST(a refusal has the kind and the sentence of the protocol) {
  const simulated::VenueError errors[] = {
    {403,
     40310000,
     "insufficient qty available for order (requested: 5, available: 0)",
     {{"symbol", "SPY"}, {"available", "0"}, {"held_for_orders", "5"}}},
    {422, 40010001, "client_order_id must be unique", {}},
    {404, 40410000, "order not found for: x", {}},
  };
  for (const auto& error : errors) {
    const auto body = simulated::to_json(error).dump();
    const auto told = cpquant::parse_error(error.http, body);
    OrderAnswered answer;
    refuse(answer, "the order", error);
    CAF_CHECK_EQUAL(answer.sentence, cpquant::sentence_of("the order", error.http, told));
    CAF_CHECK(answer.kind == cpquant::answer_kind(error.http, told));
    CAF_CHECK_EQUAL(answer.http_status, error.http);
  }
}

} // namespace backtest_words_test
