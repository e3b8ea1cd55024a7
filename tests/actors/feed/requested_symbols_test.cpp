#define CAF_SUITE requested_symbols
#include "tests/test.hpp"

#include "actors/feed/requested_symbols.hpp"
#include "tests/actors/feed/events.hpp"

namespace requested_symbols_test {

using namespace hft;

namespace {

std::shared_ptr<const MarketBatch> requested_batch(std::vector<MarketEvent> events) {
  return std::make_shared<const MarketBatch>(batch_of(std::move(events), 0));
}

} // namespace

CAF_TEST(before anything is asked for everything passes) {
  RequestedSymbols requested;
  const auto batch = requested_batch({trade_at(0, "SPY"), trade_at(0, "QQQ")});
  CAF_CHECK(requested.keep(batch) == batch);
  CAF_CHECK_EQUAL(requested.kept_out(), 0u);
}

CAF_TEST(a batch of symbols that were asked for passes untouched) {
  RequestedSymbols requested;
  requested.add(wish(Channel::Trades, {"SPY"}));
  requested.add(wish(Channel::Quotes, {"QQQ"}));
  const auto batch = requested_batch({trade_at(0, "SPY"), trade_at(0, "QQQ"), quote_at(1, "SPY")});
  CAF_CHECK(requested.keep(batch) == batch);
  CAF_CHECK(!requested.news(real(0)));
}

CAF_TEST(events of other symbols are left out and the rest keeps its order) {
  RequestedSymbols requested;
  requested.add(wish(Channel::Trades, {"SPY"}));
  const auto rest = requested.keep(requested_batch(
    {trade_at(0, "SPY"), trade_at(1, "AAPL"), quote_at(2, "IBM"), trade_at(3, "SPY")}));
  CAF_REQUIRE_EQUAL(rest->events.size(), 2u);
  CAF_CHECK(time_of(rest->events[0]) == ten_and(0));
  CAF_CHECK(time_of(rest->events[1]) == ten_and(3));
  CAF_CHECK_EQUAL(rest->sequence, 1u);
  CAF_CHECK_EQUAL(requested.kept_out(), 2u);
}

CAF_TEST(what was asked for later passes from then on) {
  RequestedSymbols requested;
  requested.add(wish(Channel::Trades, {"SPY"}));
  CAF_CHECK(requested.keep(requested_batch({trade_at(0, "IBM")}))->events.empty());
  requested.add(wish(Channel::Trades, {"IBM"}));
  CAF_CHECK_EQUAL(requested.keep(requested_batch({trade_at(0, "IBM")}))->events.size(), 1u);
  CAF_CHECK_EQUAL(requested.keep(requested_batch({trade_at(0, "SPY")}))->events.size(), 1u);
}

CAF_TEST(events nobody asked for are told at once and then every ten minutes) {
  RequestedSymbols requested;
  requested.add(wish(Channel::Trades, {"SPY"}));
  requested.keep(requested_batch({trade_at(0, "AAPL")}));
  const auto first = requested.news(real(0)).value_or("");
  CAF_CHECK_EQUAL(first, "kept out 1 event of a symbol that nobody asked for: first AAPL");
  requested.keep(requested_batch({trade_at(0, "IBM"), trade_at(0, "F")}));
  CAF_CHECK(!requested.news(real(599'000)));
  const auto next = requested.news(real(600'000)).value_or("");
  CAF_CHECK_EQUAL(next, "kept out 2 events of symbols that nobody asked for: first IBM");
  CAF_CHECK(!requested.news(real(1'300'000)));
}

} // namespace requested_symbols_test
