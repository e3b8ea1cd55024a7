#define CAF_SUITE subscription_table
#include "tests/test.hpp"

#include "actors/feed/priority_frames.hpp"
#include "actors/feed/subscription_table.hpp"
#include "tests/actors/feed/events.hpp"

namespace subscription_table_test {

using namespace hft;

namespace {

using Places = std::vector<std::uint32_t>;

Places routed(SubscriptionTable& table, std::vector<MarketEvent> events) {
  const auto places = table.route(batch_of(std::move(events), 0));
  return {places.begin(), places.end()};
}

} // namespace

CAF_TEST(a frame goes only to those who asked for something in it) {
  SubscriptionTable table;
  table.set("a", wish(Channel::Trades, {"SPY", "IBM"}));
  table.set("b", wish(Channel::Quotes, {"SPY"}));
  table.set("c", wish(Channel::Trades, {"QQQ"}));
  CAF_CHECK_EQUAL(routed(table, {trade_at(0, "SPY")}), (Places{0}));
  CAF_CHECK_EQUAL(routed(table, {quote_at(0, "SPY")}), (Places{1}));
  CAF_CHECK_EQUAL(routed(table, {trade_at(0, "QQQ"), quote_at(0, "SPY"), trade_at(0, "IBM")}),
                  (Places{0, 1, 2}));
  CAF_CHECK_EQUAL(routed(table, {trade_at(0, "QQQ"), trade_at(1, "QQQ")}), (Places{2}));
  CAF_CHECK_EQUAL(routed(table, {trade_at(0, "ZZZ"), quote_at(0, "IBM")}), (Places{}));
  CAF_CHECK_EQUAL(routed(table, {}), (Places{}));
}

CAF_TEST(corrections and cancels travel with the trades) {
  SubscriptionTable table;
  table.set("a", wish(Channel::Trades, {"SPY"}));
  Correction correction;
  correction.symbol = "SPY";
  CancelError cancel;
  cancel.symbol = "SPY";
  CAF_CHECK_EQUAL(routed(table, {correction}), (Places{0}));
  CAF_CHECK_EQUAL(routed(table, {cancel}), (Places{0}));
  CAF_CHECK(table.wants(0, cancel));
  CAF_CHECK(!table.wants(0, quote_at(0, "SPY")));
}

CAF_TEST(the union follows every wish) {
  SubscriptionTable table;
  table.set_base(wish(Channel::Quotes, {"SPY"}));
  table.set("a", wish(Channel::Trades, {"SPY"}));
  table.set("b", wish(Channel::Trades, {"IBM", "SPY"}));
  auto expected = wish(Channel::Trades, {"IBM", "SPY"});
  expected.merge(wish(Channel::Quotes, {"SPY"}));
  CAF_CHECK(table.wanted() == expected);
  table.set("b", wish(Channel::Trades, {"BAC"}));
  CAF_CHECK(table.wanted().of(Channel::Trades) == (std::vector<Symbol>{"BAC", "SPY"}));
  CAF_CHECK(table.remove("a") == std::optional{0u});
  CAF_CHECK(table.place_of("b") == std::optional{0u});
  CAF_CHECK(!table.remove("a").has_value());
  CAF_CHECK_EQUAL(routed(table, {trade_at(0, "BAC")}), (Places{0}));
  table.remove("b");
  CAF_CHECK(table.wanted() == wish(Channel::Quotes, {"SPY"}));
}

CAF_TEST(the desk is first with the first price of a symbol and with halts) {
  PriorityFrames first;
  CAF_CHECK(first.is_due(batch_of({trade_at(0, "SPY")}, 0)));
  CAF_CHECK(!first.is_due(batch_of({trade_at(1, "SPY"), quote_at(1, "SPY")}, 0)));
  CAF_CHECK(first.is_due(batch_of({trade_at(2, "SPY"), quote_at(2, "IBM")}, 0)));
  CAF_CHECK(!first.is_due(batch_of({trade_at(3, "IBM"), trade_at(3, "SPY")}, 0)));
  TradingStatus halt;
  halt.symbol = "SPY";
  CAF_CHECK(first.is_due(batch_of({halt}, 0)));
}

} // namespace subscription_table_test
