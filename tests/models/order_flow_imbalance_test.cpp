#define CAF_SUITE order_flow_imbalance
#include "tests/test.hpp"

#include "models/order_flow_imbalance.hpp"
#include "tests/models/walk.hpp"

namespace order_flow_imbalance_test {

using namespace hft;

namespace {

/// As `quotes` of walk.py.
std::vector<Quote> made_up_quotes(int count) {
  std::vector<Quote> quotes;
  Numbers numbers{9};
  std::int64_t bid = 45'000;
  for (int i = 0; i < count; ++i) {
    Quote quote;
    quote.symbol = "SPY";
    bid += numbers.next() % 3 - 1;
    quote.bid = cents(bid);
    quote.bid_size = shares(numbers.next() % 9 + 1);
    quote.ask_size = shares(numbers.next() % 9 + 1);
    quote.ask = cents(bid + 2 + numbers.next() % 2);
    quotes.push_back(quote);
  }
  return quotes;
}

Quote quote_of(std::int64_t bid, std::int64_t bid_size, std::int64_t ask, std::int64_t ask_size) {
  Quote quote;
  quote.symbol = "SPY";
  quote.bid = cents(bid);
  quote.bid_size = shares(bid_size);
  quote.ask = cents(ask);
  quote.ask_size = shares(ask_size);
  return quote;
}

} // namespace

CAF_TEST(the flow between two quotes follows the paper) {
  const auto before = quote_of(100, 5, 101, 7);
  CAF_CHECK_EQUAL(order_flow(before, quote_of(100, 8, 101, 7)), 3.0);  // more at the bid
  CAF_CHECK_EQUAL(order_flow(before, quote_of(100, 5, 101, 4)), 3.0);  // less at the ask
  CAF_CHECK_EQUAL(order_flow(before, quote_of(101, 2, 102, 9)), 9.0);  // both up: 2 + 7
  CAF_CHECK_EQUAL(order_flow(before, quote_of(99, 2, 100, 9)), -14.0); // both down: -5 - 9
  double sum = 0;
  const auto quotes = made_up_quotes(50);
  for (std::size_t i = 1; i < quotes.size(); ++i) sum += order_flow(quotes[i - 1], quotes[i]);
  CAF_CHECK_EQUAL(sum, 11.0); // walk.py
}

CAF_TEST(it follows the flow of made up quotes as computed apart) {
  const auto model = model_of("order_flow_imbalance:window=20,entry=1.5,exit=0");
  Rehearsal rehearsal{*model};
  int shown = 0;
  for (const auto& quote : made_up_quotes(300)) {
    rehearsal.show(quote);
    if (++shown % 5 == 0) rehearsal.sample();
  }
  CAF_CHECK_EQUAL(rehearsal.text(), // walk.py
                  "30:+10 31:-10 39:-10 41:+10 43:-10 44:+10 47:+10 50:-10");
}

CAF_TEST(flows survive a restart but not the quote before it) {
  const std::string spec = "order_flow_imbalance:window=3";
  const auto first = model_of(spec);
  Rehearsal rehearsal{*first};
  for (const auto& quote : made_up_quotes(3)) rehearsal.show(quote);
  rehearsal.sample();
  const auto second = model_of(spec);
  CAF_CHECK_EQUAL(refusal_of(*second, first->save()), "");
  CAF_CHECK(second->save() == first->save());
  Decisions none;
  second->on_quote(quote_of(100, 5, 101, 7), none); // the first of its life: no flow yet
  CAF_CHECK_EQUAL(remembered(*second, "flow"), remembered(*first, "flow"));
  CAF_CHECK(!refusal_of(*second, newer(first->save())).empty());
  CAF_CHECK(first->needs().quotes && !first->needs().trades);
}

} // namespace order_flow_imbalance_test
