#define CAF_SUITE order_ledger_truth
#include "tests/test.hpp"

#include "actors/execution/order_ledger.hpp"
#include "actors/execution/position_book.hpp"
#include "tests/actors/execution/desk_fixture.hpp"

#include <algorithm>
#include <random>

namespace order_ledger_truth_test {

using namespace hft;

namespace {

// A broker's story of one day, and what its truth is in the end.
struct Story {
  std::vector<Order> orders;
  std::vector<OrderEvent> events;
  std::vector<BrokerOrder> ends;
  std::vector<BrokerFill> fills;
  Quantity position;
  int128 cash = 0;
};

Story publish_story(std::mt19937_64& random) {
  Story story;
  for (int i = 1; i <= 12; ++i) {
    Order order;
    order.client_order_id = ClientOrderId::truncated("20260302-m-" + std::to_string(i));
    order.model = "m";
    order.symbol = "SPY";
    order.side = random() % 2 ? Side::Buy : Side::Sell;
    order.quantity = shares(static_cast<std::int64_t>(random() % 9) + 1);
    story.orders.push_back(order);
    const auto id = "b" + std::to_string(i);
    auto now = described(order, id.c_str(), OrderState::PendingNew);
    const auto happens = [&](OrderEventKind kind, OrderState state) {
      now.state = state;
      now.updated = now.updated + Duration{1};
      auto event = an_event(kind, now);
      event.time = now.updated;
      story.events.push_back(event);
    };
    happens(OrderEventKind::New, OrderState::New);
    int128 cost = 0;
    const bool canceled = random() % 3 == 0;
    while (now.filled < now.quantity && !(canceled && random() % 2)) {
      const auto left = (now.quantity - now.filled).units / units_per_whole;
      const auto part =
        shares(static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(left)) + 1);
      const auto price = cents(10'000 + static_cast<std::int64_t>(random() % 100));
      cost += exact_product(price, part);
      now.filled += part;
      now.average_price = Price{checked_narrow(cost / now.filled.units)};
      const bool done = now.filled == now.quantity;
      happens(done ? OrderEventKind::Fill : OrderEventKind::PartialFill,
              done ? OrderState::Filled : OrderState::PartiallyFilled);
      const auto execution = "x" + std::to_string(story.fills.size());
      story.events.back().execution =
        Execution{ExecutionId::truncated(execution), price, part, std::nullopt};
      story.fills.push_back({{ExecutionId::truncated("act-" + execution), price, part, {}},
                             now.id,
                             {},
                             "SPY",
                             order.side,
                             now.updated,
                             now.filled});
      story.position += signed_quantity(order.side, part);
      story.cash -= exact_product(price, signed_quantity(order.side, part));
    }
    if (now.filled < now.quantity) happens(OrderEventKind::Canceled, OrderState::Canceled);
    story.ends.push_back(now);
  }
  return story;
}

struct Outcome {
  Quantity position;
  std::size_t wrong_ends = 0;
  std::size_t ends_told = 0;
};

// Shuffled, some twice, some never; then the broker's books tell the rest.
Outcome hear(const Story& story, std::mt19937_64& random) {
  OrderLedger ledger;
  PositionBook book;
  LedgerFacts facts;
  for (const auto& order : story.orders) ledger.intend(order, {});
  auto heard = story.events;
  for (const auto& event : story.events)
    if (random() % 3 == 0) heard.push_back(event);
  std::shuffle(heard.begin(), heard.end(), random);
  heard.resize(heard.size() - random() % (heard.size() / 2));
  for (const auto& event : heard) {
    ledger.on_event(event, facts);
    if (random() % 8 == 0) ledger.on_description(story.ends[random() % story.ends.size()], facts);
  }
  for (const auto& order : story.ends) ledger.introduce(order, facts);
  for (const auto& fill : story.fills) ledger.on_fill(fill, facts);
  for (const auto& order : story.ends) ledger.on_description(order, facts);

  Outcome outcome;
  for (const auto& fact : facts) {
    if (const auto* fill = std::get_if<Fill>(&fact))
      book.apply(fill->model, fill->symbol, fill->side, fill->quantity, fill->price);
    else if (const auto* repriced = std::get_if<FillRepriced>(&fact))
      book.correct(repriced->model, repriced->symbol, repriced->more_cost);
    else if (std::holds_alternative<OrderClosed>(fact))
      ++outcome.ends_told;
  }
  outcome.position = book.account_position("SPY");
  for (const auto& end : story.ends) {
    const auto* entry = ledger.find(end.client_order_id);
    outcome.wrong_ends += entry->state != end.state || entry->filled() != end.filled;
  }
  return outcome;
}

} // namespace

CAF_TEST(whatever is repeated or reordered or lost the books end as the broker has them) {
  std::mt19937_64 random{20260302};
  std::size_t wrong = 0;
  for (int round = 0; round < 2'000; ++round) {
    auto story = publish_story(random);
    const auto first = hear(story, random);
    const auto second = hear(story, random);
    std::size_t canceled = 0;
    for (const auto& end : story.ends) canceled += end.state == OrderState::Canceled;
    wrong += first.position != story.position || second.position != story.position;
    wrong += first.wrong_ends + second.wrong_ends;
    wrong += first.ends_told != canceled;
  }
  CAF_CHECK_EQUAL(wrong, 0u);
}

CAF_TEST(money is exact to the last unit once every execution was heard of) {
  std::mt19937_64 random{31};
  std::size_t wrong = 0;
  for (int round = 0; round < 1'000; ++round) {
    auto story = publish_story(random);
    OrderLedger ledger;
    LedgerFacts facts;
    for (const auto& order : story.orders) ledger.intend(order, {});
    auto heard = story.events;
    std::shuffle(heard.begin(), heard.end(), random);
    for (const auto& event : heard) ledger.on_event(event, facts);
    int128 cash = 0;
    for (const auto& fact : facts) {
      if (const auto* fill = std::get_if<Fill>(&fact))
        cash -= exact_product(fill->price, signed_quantity(fill->side, fill->quantity));
      else if (const auto* repriced = std::get_if<FillRepriced>(&fact))
        cash -= repriced->more_cost;
    }
    wrong += cash != story.cash;
  }
  CAF_CHECK_EQUAL(wrong, 0u);
}

} // namespace order_ledger_truth_test
