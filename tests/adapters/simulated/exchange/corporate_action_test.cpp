#define CAF_SUITE corporate_action
#include "tests/test.hpp"

#include "tests/adapters/simulated/exchange/fixture.hpp"

#include <set>

namespace corporate_action_test {

using namespace hft;
using namespace hft::simulated;

namespace {

CorporateAction split(const TestVenue& venue, std::int64_t old_rate, std::int64_t new_rate) {
  CorporateAction action;
  action.kind = CorporateAction::Kind::Split;
  action.symbol = "SPY";
  action.old_rate = shares(old_rate);
  action.new_rate = shares(new_rate);
  action.ex_date = venue.date;
  return action;
}
CorporateAction dividend(const TestVenue& venue, std::int64_t cash_cents) {
  CorporateAction action;
  action.kind = CorporateAction::Kind::Dividend;
  action.symbol = "SPY";
  action.cash = cents(cash_cents);
  action.ex_date = venue.date;
  return action;
}
CorporateAction renamed(const TestVenue& venue, const char* to) {
  CorporateAction action;
  action.kind = CorporateAction::Kind::Rename;
  action.symbol = "SPY";
  action.new_symbol = Symbol::truncated(to);
  action.ex_date = venue.date;
  return action;
}

/// `SPLIT SPY -10 0; SPLIT SPY 100 0`: what the account's activities say, oldest first.
std::string told(TestVenue& venue, std::vector<std::string> types = {}) {
  ActivityQuery query;
  query.ascending = true;
  query.types = std::move(types);
  std::string text;
  for (const auto& one : venue.exchange.account_activities(TestVenue::key, query)) {
    if (!text.empty()) text += "; ";
    if (const auto* fill = std::get_if<FillRecord>(&one)) {
      text += "FILL " + fill->symbol.str();
      continue;
    }
    const auto& other = std::get<AccountActivity>(one);
    text += other.type + " " + other.symbol + " " +
            (other.quantity ? to_string(*other.quantity) : "-") + " " + to_string(other.net_amount);
  }
  return text;
}
std::string equity(TestVenue& venue) {
  return to_string(venue.exchange.account(TestVenue::key).equity);
}

} // namespace

CAF_TEST(a split multiplies shares and leaves what they are worth) {
  TestVenue venue;
  venue.taken(TestVenue::market("buy", "10"));
  const auto before = equity(venue);
  venue.exchange.announce(split(venue, 1, 10));
  CAF_CHECK_EQUAL(venue.position(), "100");
  const auto held = venue.exchange.position(TestVenue::key, "SPY").value();
  CAF_CHECK_EQUAL(to_string(held.average_entry), "45.002");
  CAF_CHECK_EQUAL(to_string(held.cost_basis), "4500.2");
  CAF_CHECK_EQUAL(equity(venue), before);
  CAF_CHECK_EQUAL(told(venue), "FILL SPY; SPLIT SPY -10 0; SPLIT SPY 100 0");
}

CAF_TEST(a reverse split pays the fraction of whole shares in cash) {
  TestVenue venue;
  venue.taken(TestVenue::market("buy", "25"));
  venue.exchange.announce(split(venue, 10, 1));
  CAF_CHECK_EQUAL(venue.position(), "2");
  // Half a share at the middle of 4500.00 and 4500.20.
  CAF_CHECK_EQUAL(told(venue, {"SPLIT", "CIL"}),
                  "SPLIT SPY -25 0; SPLIT SPY 2 0; CIL SPY - 2250.05");
}

CAF_TEST(a short is split too) {
  TestVenue venue;
  venue.taken(TestVenue::market("sell", "10"));
  venue.exchange.announce(split(venue, 2, 3));
  CAF_CHECK_EQUAL(venue.position(), "-15");
  CAF_CHECK_EQUAL(told(venue, {"SPLIT"}), "SPLIT SPY 10 0; SPLIT SPY -15 0");
}

CAF_TEST(open orders of a symbol that splits are canceled and frees what they held) {
  TestVenue venue;
  venue.taken(TestVenue::market("buy", "10"));
  const auto resting = venue.taken(TestVenue::limit("buy", "5", "440"));
  const auto bracket = venue.taken(TestVenue::bracket("1", "460", "440"));
  auto other = TestVenue::limit("buy", "5", "440");
  other.symbol = "QQQ";
  const auto untouched = venue.taken(other);
  venue.exchange.announce(split(venue, 1, 2));
  CAF_CHECK_EQUAL(venue.state(resting), "canceled");
  CAF_CHECK_EQUAL(venue.leg_state(bracket, 0), "canceled");
  CAF_CHECK_EQUAL(venue.leg_state(bracket, 1), "canceled");
  CAF_CHECK_EQUAL(venue.state(untouched), "new");
  venue.exchange.cancel_all(TestVenue::key);
  const auto account = venue.exchange.account(TestVenue::key);
  CAF_CHECK_EQUAL(to_string(account.buying_power),
                  to_string(Money{account.equity.units * 4 - account.position_market_value.units}));
}

CAF_TEST(a split of another day is booked when that day begins) {
  TestVenue venue;
  venue.taken(TestVenue::market("buy", "10"));
  auto tomorrow = split(venue, 1, 2);
  tomorrow.ex_date = venue.date + 1;
  venue.exchange.announce(tomorrow);
  CAF_CHECK_EQUAL(venue.position(), "10");
  CAF_CHECK(!venue.exchange.corporate_actions().at(0).booked);
  venue.date = venue.date + 1;
  venue.clock(3, 59);
  CAF_CHECK_EQUAL(venue.position(), "10");
  venue.clock(4, 0);
  CAF_CHECK_EQUAL(venue.position(), "20");
  CAF_CHECK(venue.exchange.corporate_actions().at(0).booked);
}

CAF_TEST(a dividend is paid to who is long and by who is short) {
  TestVenue venue;
  venue.taken(TestVenue::market("buy", "10"));
  venue.exchange.submit("short", TestVenue::market("sell", "4")).value();
  const auto before = venue.exchange.account(TestVenue::key).cash;
  const auto owed = venue.exchange.account("short").cash;
  venue.exchange.announce(dividend(venue, 51));
  CAF_CHECK_EQUAL(to_string(venue.exchange.account(TestVenue::key).cash - before), "5.1");
  CAF_CHECK_EQUAL(to_string(venue.exchange.account("short").cash - owed), "-2.04");
  CAF_CHECK_EQUAL(venue.position(), "10");
  CAF_CHECK_EQUAL(told(venue, {"DIV"}), "DIV SPY 10 5.1");
}

CAF_TEST(a rename moves the position to the new name) {
  TestVenue venue;
  venue.taken(TestVenue::market("buy", "10"));
  const auto before = equity(venue);
  venue.exchange.announce(renamed(venue, "SPZ"));
  CAF_CHECK_EQUAL(venue.position(), "0");
  CAF_CHECK_EQUAL(venue.position("SPZ"), "10");
  CAF_CHECK_EQUAL(equity(venue), before);
  CAF_CHECK_EQUAL(told(venue, {"NC"}), "NC SPY -10 0; NC SPZ 10 0");
  CAF_CHECK_EQUAL(venue.refusal(TestVenue::market("buy", "1")),
                  "422/42210000 asset \"SPY\" is not tradable");
  auto sale = TestVenue::market("sell", "10");
  sale.symbol = "SPZ";
  CAF_CHECK(venue.submit(sale).has_value());
  CAF_CHECK_EQUAL(venue.position("SPZ"), "0");
}

CAF_TEST(an action nobody is told of moves the shares all the same) {
  TestVenue venue;
  venue.taken(TestVenue::market("buy", "10"));
  auto silent = split(venue, 1, 2);
  silent.told = false;
  venue.exchange.announce(silent);
  CAF_CHECK_EQUAL(venue.position(), "20");
  CAF_CHECK_EQUAL(told(venue), "FILL SPY");
}

CAF_TEST(a fee moves cash and an assignment moves shares at the strike) {
  TestVenue venue;
  const auto before = venue.exchange.account(TestVenue::key).cash;
  venue.exchange.book_activity(TestVenue::key, {.type = "FEE", .net_amount = Money{-20'000'000}});
  CAF_CHECK_EQUAL(to_string(venue.exchange.account(TestVenue::key).cash - before), "-0.02");
  venue.exchange.book_activity(
    TestVenue::key, {.type = "OPASN", .symbol = "SPY260302C00440000", .quantity = shares(1)});
  CAF_CHECK_EQUAL(venue.position(), "0");
  venue.exchange.book_activity(TestVenue::key, {.type = "OPTRD",
                                                .symbol = "SPY",
                                                .quantity = shares(-100),
                                                .price = dollars(440),
                                                .net_amount = Money{44'000 * units_per_whole}});
  CAF_CHECK_EQUAL(venue.position(), "-100");
  CAF_CHECK_EQUAL(to_string(venue.exchange.account(TestVenue::key).cash - before), "43999.98");
  CAF_CHECK_EQUAL(told(venue), "FEE  - -0.02; OPASN SPY260302C00440000 1 0; OPTRD SPY -100 44000");
}

CAF_TEST(activities come in pages of all kinds) {
  TestVenue venue;
  venue.taken(TestVenue::market("buy", "10"));
  venue.exchange.announce(split(venue, 1, 2));
  venue.exchange.announce(dividend(venue, 1));
  ActivityQuery query;
  query.page_size = 2;
  std::vector<std::string> ids;
  for (;;) {
    const auto page = venue.exchange.account_activities(TestVenue::key, query);
    for (const auto& one : page)
      ids.push_back(std::holds_alternative<FillRecord>(one) ? std::get<FillRecord>(one).activity_id
                                                            : std::get<AccountActivity>(one).id);
    if (page.size() < 2) break;
    query.page_token = ids.back();
  }
  CAF_CHECK_EQUAL(ids.size(), 4u);
  CAF_CHECK_EQUAL(std::set<std::string>(ids.begin(), ids.end()).size(), 4u);
}

CAF_TEST(positions that lag are those of some time ago) {
  TestVenue venue;
  const Duration lag = std::chrono::seconds{10};
  const auto shown = [&] {
    const auto held = venue.exchange.position(TestVenue::key, "SPY", lag);
    return held ? to_string(held->quantity) : "0";
  };
  venue.taken(TestVenue::market("buy", "10"));
  CAF_CHECK_EQUAL(shown(), "0");
  CAF_CHECK(venue.exchange.positions(TestVenue::key, lag).empty());
  CAF_CHECK_EQUAL(venue.position(), "10");
  venue.clock(10, 0, 5);
  venue.taken(TestVenue::market("sell", "4"));
  venue.clock(10, 0, 9);
  CAF_CHECK_EQUAL(shown(), "0");
  venue.clock(10, 0, 10);
  CAF_CHECK_EQUAL(shown(), "10");
  CAF_CHECK_EQUAL(venue.exchange.positions(TestVenue::key, lag).size(), 1u);
  venue.clock(10, 0, 15);
  CAF_CHECK_EQUAL(shown(), "6");
  venue.taken(TestVenue::market("sell", "6"));
  CAF_CHECK_EQUAL(shown(), "6");
  CAF_CHECK_EQUAL(to_string(venue.exchange.position(TestVenue::key, "SPY", lag)->available), "0");
  venue.clock(10, 0, 25);
  CAF_CHECK_EQUAL(shown(), "0");
}

CAF_TEST(actions and activities survive a restart) {
  TestVenue venue;
  venue.taken(TestVenue::market("buy", "10"));
  venue.exchange.announce(split(venue, 1, 2));
  auto tomorrow = dividend(venue, 50);
  tomorrow.ex_date = venue.date + 1;
  venue.exchange.announce(tomorrow);
  const auto before = told(venue);
  TestVenue second;
  CAF_REQUIRE(second.exchange.restore(venue.exchange.save()).has_value());
  CAF_CHECK_EQUAL(told(second), before);
  CAF_CHECK_EQUAL(second.position(), "20");
  CAF_CHECK_EQUAL(second.exchange.corporate_actions().size(), 2u);
  second.date = second.date + 1;
  second.clock(4, 0);
  CAF_CHECK_EQUAL(told(second, {"DIV"}), "DIV SPY 20 10");
}

CAF_TEST(a print that sets no last price moves nothing) {
  TestVenue venue;
  venue.trade(45001);
  venue.taken(TestVenue::market("buy", "10"));
  const auto resting =
    venue.exchange.submit("another", TestVenue::limit("buy", "1", "440")).value().id;
  const auto stop = venue.taken(TestVenue::stop("sell", "5", "430"));
  const auto before = equity(venue);
  Trade wrong;
  wrong.symbol = "SPY";
  wrong.price = dollars(420);
  wrong.size = shares(100'000);
  wrong.time = venue.exchange.now();
  venue.exchange.on_trade(wrong, false);
  const auto state = [&] { return venue.exchange.order("another", resting.view()).value().state; };
  CAF_CHECK(state() == OrderState::New);
  CAF_CHECK_EQUAL(venue.state(stop), "new");
  CAF_CHECK_EQUAL(equity(venue), before);
  venue.exchange.on_trade(wrong, true);
  CAF_CHECK(state() == OrderState::Filled);
  CAF_CHECK_EQUAL(venue.state(stop), "filled");
}

CAF_TEST(a canceled print gives the last price before it back) {
  TestVenue venue;
  Trade print;
  print.symbol = "IBM";
  print.size = shares(100);
  print.time = venue.exchange.now();
  print.id = 1;
  print.price = dollars(100);
  venue.exchange.on_trade(print);
  print.id = 2;
  print.price = dollars(90);
  venue.exchange.on_trade(print);
  auto order = TestVenue::market("buy", "1");
  order.symbol = "IBM";
  venue.taken(order);
  const auto marked = [&] {
    return to_string(venue.exchange.position(TestVenue::key, "IBM")->current);
  };
  CAF_CHECK_EQUAL(marked(), "90");
  venue.exchange.on_break("IBM", 1, std::nullopt);
  CAF_CHECK_EQUAL(marked(), "90");
  venue.exchange.on_break("IBM", 2, dollars(99));
  CAF_CHECK_EQUAL(marked(), "99");
  venue.exchange.on_break("IBM", 2, std::nullopt);
  CAF_CHECK_EQUAL(marked(), "100");
}

CAF_TEST(prices nobody can pay move no book) {
  TestVenue venue;
  venue.taken(TestVenue::market("buy", "10"));
  const auto before = equity(venue);
  Trade wrong;
  wrong.symbol = "SPY";
  wrong.size = shares(1);
  wrong.time = venue.exchange.now();
  for (const auto price : {Price{INT64_MAX}, Price{1}, Price{0}, Price{-450 * units_per_whole}}) {
    wrong.price = price;
    venue.exchange.on_trade(wrong);
    CAF_CHECK_EQUAL(equity(venue), before);
  }
  Quote wide;
  wide.symbol = "SPY";
  wide.bid = Price{1};
  wide.ask = Price{INT64_MAX};
  wide.time = venue.exchange.now();
  venue.exchange.on_quote(wide);
  auto order = TestVenue::market("buy", "");
  order.notional = "1000000";
  CAF_CHECK(venue.exchange.account(TestVenue::key).buying_power.units > 0);
  CAF_CHECK(TestVenue::code(venue.submit(order)) == 0);
}

CAF_TEST(the settings of an account bind it) {
  TestVenue venue;
  venue.exchange.set_settings(TestVenue::key, {.most_multiplier = 2});
  CAF_CHECK_EQUAL(to_string(venue.exchange.account(TestVenue::key).buying_power), "2000000");
  CAF_CHECK_EQUAL(venue.exchange.account(TestVenue::key).multiplier, 2);
  venue.exchange.set_settings(TestVenue::key, {.most_multiplier = 1});
  CAF_CHECK_EQUAL(to_string(venue.exchange.account(TestVenue::key).buying_power), "1000000");
  CAF_CHECK(!venue.exchange.account(TestVenue::key).shorting_enabled);
  venue.exchange.set_settings(TestVenue::key, {.suspended = true});
  CAF_CHECK(venue.exchange.account(TestVenue::key).suspended);
  CAF_CHECK_EQUAL(venue.exchange.account("another").multiplier, 4);
}

} // namespace corporate_action_test
