#define CAF_SUITE cpquant_venue_calls
#include "tests/adapters/simulated/server/venue_fixture.hpp"

#include "adapters/cpquant/data_client.hpp"
#include "adapters/cpquant/trade_client.hpp"
#include "tests/adapters/net/scripted_servers.hpp"

#include <atomic>
#include <future>
#include <set>

namespace venue_calls_test {

/// Every public call of the two clients once against the venue, which speaks the broker's protocol;
/// options, which it has none of, against answers as the broker documents them.
using namespace hft;
using namespace std::chrono_literals;

namespace {

/// A venue at 10:00 whose SPY has just traded at $450, and both clients on it.
struct Clients {
  venue_fixture::RunningVenue venue;
  tests::HttpClient operator_{venue.port()};
  cpquant::Endpoints endpoints =
    cpquant::endpoints_for("http://127.0.0.1:" + std::to_string(venue.port())).value();
  cpquant::Credentials keys{"key", "secret"};
  cpquant::AlpacaTradeClient trading{keys, options()};
  cpquant::AlpacaDataClient data{keys, endpoints};

  Clients() { print(450); }

  cpquant::TradeOptions options() const {
    cpquant::TradeOptions made;
    made.endpoints = endpoints;
    return made;
  }
  void print(int price) {
    operator_.post("/_venue/trade", R"({"S":"SPY","s":100,"p":)" + std::to_string(price) + "}");
  }
  BrokerOrder buy(std::int64_t quantity) {
    cpquant::NewOrder order;
    order.symbol = "SPY";
    order.quantity = shares(quantity);
    order.client_order_id = ClientOrderId::truncated("buy-" + std::to_string(++made_));
    return trading.submit_order(order).value();
  }
  BrokerOrder bid(std::int64_t at_dollars) {
    cpquant::NewOrder order;
    order.symbol = "SPY";
    order.quantity = shares(10);
    order.type = OrderType::Limit;
    order.limit_price = dollars(at_dollars);
    return trading.submit_order(order).value();
  }
  OrderState state(const BrokerOrder& order) { return trading.order(order.id).value().state; }

private:
  int made_ = 0;
};

/// A server on a thread of its own that gives each request the next of `answers`.
class Answers {
public:
  explicit Answers(std::vector<std::string> answers)
    : answers_(std::move(answers)),
      runner_([this] { loop_.run(); }) {}
  ~Answers() {
    loop_.stop();
    runner_.join();
  }
  cpquant::AlpacaDataClient client() const {
    return cpquant::AlpacaDataClient{{"key", "secret"},
                                     cpquant::endpoints_for(script_.url()).value()};
  }
  /// Method and target of request `number`, from 0, which has been answered.
  std::string asked(std::size_t number) const {
    const std::lock_guard lock{mutex_};
    return asked_.at(number);
  }

private:
  std::vector<std::string> answers_;
  mutable std::mutex mutex_;
  std::vector<std::string> asked_; ///< guarded by `mutex_`
  net::IoLoop loop_;
  test::HttpScript script_{loop_, [this](test::HttpScript::Peer& peer, const std::string& request) {
                             const std::lock_guard lock{mutex_};
                             asked_.push_back(request.substr(0, request.find(" HTTP")));
                             peer.answer(200, answers_.at(asked_.size() - 1));
                           }};
  std::thread runner_;
};

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

} // namespace

CAF_TEST(the account the clock and the calendar are those of the venue) {
  Clients on;
  CAF_CHECK(on.trading.account().value().cash == Money{1'000'000 * units_per_whole});
  CAF_CHECK(format_timestamp(on.trading.clock().value().time.time) == "2024-03-05T15:00:00Z");
  const auto days = on.trading.calendar(make_date(2024, 3, 4), make_date(2024, 3, 10)).value();
  CAF_CHECK_EQUAL(days.sessions.size(), 5u);
}

CAF_TEST(an asset is found by its symbol and its id and is among the list) {
  Clients on;
  const auto spy = on.trading.asset("SPY").value();
  CAF_CHECK(on.trading.asset(spy.id).value().symbol == Symbol{"SPY"});
  const auto assets = on.trading.assets().value();
  std::set<std::string> listed;
  for (const auto& asset : assets) listed.insert(asset.symbol.str());
  CAF_CHECK(listed.contains("SPY"));
  CAF_CHECK(!on.trading.asset("NOT.A.SYMBOL"));
}

CAF_TEST(an order is filled found by both its ids and listed) {
  Clients on;
  const auto order = on.buy(10);
  CAF_CHECK(on.state(order) == OrderState::Filled);
  CAF_CHECK(on.trading.order_by_client_id("buy-1").value().id == order.id);
  cpquant::OrderQuery all;
  all.status = "all";
  CAF_CHECK(on.trading.orders(all).value().size() == 1u);
  CAF_CHECK(on.trading.orders().value().empty());
}

CAF_TEST(a replaced order has a successor with what was changed) {
  Clients on;
  const auto old = on.bid(440);
  cpquant::OrderChange change;
  change.limit_price = dollars(441);
  const auto next = on.trading.replace_order(old.id, change).value();
  CAF_CHECK_EQUAL(next.replaces, old.id);
  CAF_CHECK_EQUAL(next.limit_price, dollars(441));
  CAF_CHECK_EQUAL(next.quantity, shares(10));
  CAF_CHECK(on.state(old) == OrderState::Replaced);
}

CAF_TEST(a price between two ticks is refused before it is sent) {
  Clients on;
  const auto old = on.bid(440);
  cpquant::OrderChange change;
  change.limit_price = Price{440'001'000'000};
  CAF_CHECK(has(on.trading.replace_order(old.id, change).error().sentence, "440.001"));
  CAF_CHECK(on.state(old) == OrderState::New);
}

CAF_TEST(one order is canceled and then all that are left) {
  Clients on;
  const auto first = on.bid(440);
  const auto second = on.bid(441);
  const auto third = on.bid(442);
  CAF_REQUIRE(on.trading.cancel_order(first.id));
  CAF_CHECK(on.state(first) == OrderState::Canceled);
  const auto canceled = on.trading.cancel_all_orders().value();
  CAF_REQUIRE_EQUAL(canceled.size(), 2u);
  CAF_CHECK_EQUAL(canceled[0].status, 200);
  CAF_CHECK(on.state(second) == OrderState::Canceled);
  CAF_CHECK(on.state(third) == OrderState::Canceled);
  CAF_CHECK(!on.trading.cancel_order(BrokerOrderId::truncated("no-such-order")));
}

CAF_TEST(a position is shown closed in part and closed) {
  Clients on;
  on.buy(10);
  CAF_CHECK(on.trading.positions().value().size() == 1u);
  const auto held = on.trading.position("SPY").value();
  CAF_CHECK_EQUAL(held.position.quantity, shares(10));
  CAF_CHECK_EQUAL(held.position.average_entry, dollars(450));
  CAF_CHECK(on.trading.close_position("SPY", shares(4)).value().quantity == shares(4));
  CAF_CHECK(on.trading.position("SPY").value().position.quantity == shares(6));
  CAF_CHECK(on.trading.close_position("SPY").value().quantity == shares(6));
  CAF_CHECK(!on.trading.position("SPY"));
}

CAF_TEST(closing all positions cancels orders first and names each order that closes) {
  Clients on;
  on.buy(10);
  const auto resting = on.bid(440);
  const auto closed = on.trading.close_all_positions().value();
  CAF_REQUIRE_EQUAL(closed.size(), 1u);
  CAF_CHECK_EQUAL(closed[0].id, "SPY");
  CAF_CHECK_EQUAL(closed[0].status, 200);
  CAF_REQUIRE(closed[0].order);
  CAF_CHECK(closed[0].order->side == Side::Sell);
  CAF_CHECK(on.state(resting) == OrderState::Canceled);
  CAF_CHECK(on.trading.positions().value().empty());
}

CAF_TEST(closing all positions leaves orders alone when it is told to) {
  Clients on;
  const auto resting = on.bid(440);
  CAF_CHECK(on.trading.close_all_positions(false).value().empty());
  CAF_CHECK(on.state(resting) == OrderState::New);
}

CAF_TEST(activities are the fills newest first and by type) {
  Clients on;
  on.buy(10);
  on.print(451);
  on.buy(5);
  const auto fills = on.trading.activities().value();
  CAF_REQUIRE_EQUAL(fills.size(), 2u);
  CAF_CHECK_EQUAL(fills[0].price, dollars(451));
  CAF_CHECK_EQUAL(fills[1].quantity, shares(10));
  cpquant::ActivityQuery dividends;
  dividends.type = "DIV";
  CAF_CHECK(on.trading.activities(dividends).value().empty());
}

CAF_TEST(the history of the portfolio begins with what the account has) {
  Clients on;
  CAF_REQUIRE(on.trading.account()); // it is opened at first use
  const auto history = on.trading.portfolio_history();
  CAF_REQUIRE(history);
  CAF_CHECK_EQUAL(history->timeframe, "1D");
}

CAF_TEST(order updates are heard until they are stopped) {
  Clients on;
  std::vector<OrderEventKind> heard;
  std::atomic<bool> stopped{false};
  // Orders come from somebody else, until one of them is heard of.
  std::thread other{[&] {
    cpquant::AlpacaTradeClient second{on.keys, on.options()};
    cpquant::NewOrder order;
    order.symbol = "SPY";
    order.quantity = shares(1);
    while (!stopped && second.submit_order(order)) {}
  }};
  const auto ended = on.trading.listen_updates([&](const OrderEvent& event) {
    heard.push_back(event.kind);
    if (event.kind == OrderEventKind::Fill) on.trading.stop_updates();
  });
  stopped = true;
  other.join();
  CAF_CHECK(ended);
  CAF_REQUIRE(!heard.empty());
  CAF_CHECK(heard.back() == OrderEventKind::Fill);
}

CAF_TEST(bars trades and latest bars come from what was played) {
  Clients on;
  cpquant::TradesQuery trades;
  trades.start = "2024-03-05";
  trades.end = "2024-03-06";
  const auto page = on.data.get_trades("SPY", trades).value();
  CAF_REQUIRE_EQUAL(page.trades.at("SPY").size(), 1u);
  CAF_CHECK_EQUAL(page.trades.at("SPY")[0].price, dollars(450));
  auto walk = on.data.get_trades_iterator("SPY", trades);
  CAF_CHECK(walk.next().value());
  CAF_CHECK(!walk.next().value());
  cpquant::BarsQuery days;
  days.start = "2024-02-26";
  days.end = "2024-03-01";
  CAF_CHECK(on.data.get_bars("SPY", days).value().bars.at("SPY").size() == 5u);
  CAF_CHECK(on.data.get_latest_bars({"SPY", "QQQ"}));
  CAF_CHECK(!on.data.get_trades({"SPY", "QQQ"}));
}

CAF_TEST(exchange codes and any other path of the data host are read with the keys) {
  Clients on;
  CAF_CHECK(!on.data.get_exchange_codes().value().empty());
  CAF_CHECK(has(on.data.do_get("/v2/stocks/meta/exchanges").value(), "\""));
  CAF_CHECK(has(on.data.do_get("http://elsewhere.example/").error().sentence, "its keys are for"));
}

CAF_TEST(history for the system comes as one answer) {
  Clients on;
  const auto open = from_new_york(make_date(2024, 3, 5), 9h + 30min);
  std::promise<std::size_t> trades;
  on.data.fetch_trades("SPY", open, open + 1h,
                       [&](Result<std::vector<Trade>> got) { trades.set_value(got->size()); });
  CAF_CHECK(trades.get_future().get() == 1);
  std::promise<bool> bars;
  on.data.fetch_bars("SPY", open, open + 1h, 1min,
                     [&](const Result<std::vector<Bar>>& got) { bars.set_value(got.has_value()); });
  CAF_CHECK(bars.get_future().get());
}

CAF_TEST(an option chain is read with its contracts taken apart) {
  Answers broker{{R"({"next_page_token":"next","snapshots":{"AAPL240426C00162500":{)"
                  R"("latestQuote":{"ap":4.95,"as":68,"ax":"B","bp":4.8,"bs":24,"bx":"A",)"
                  R"("c":"A","t":"2024-04-22T19:59:59.992734208Z"},"impliedVolatility":0.25,)"
                  R"("greeks":{"delta":0.7521,"gamma":0.06,"rho":0.01,"theta":-0.3,"vega":0.05}},)"
                  R"("NONSENSE":{}}})"}};
  cpquant::OptionChainQuery query;
  query.strike_price_gte = dollars(160);
  const auto chain = broker.client().get_option_chain("AAPL", query).value();
  CAF_CHECK(broker.asked(0).starts_with("GET /v1beta1/options/snapshots/AAPL?"));
  CAF_CHECK(has(broker.asked(0), "strike_price_gte=160"));
  CAF_CHECK(has(broker.asked(0), "type=call"));
  CAF_REQUIRE_EQUAL(chain.options.size(), 1u);
  CAF_CHECK_EQUAL(chain.left_out, 1u);
  CAF_CHECK_EQUAL(chain.next_page_token, "next");
  const auto& option = chain.options[0];
  CAF_CHECK_EQUAL(option.underlying_symbol, "AAPL");
  CAF_CHECK_EQUAL(option.option_type, "call");
  CAF_CHECK(option.expirtion_date() == make_date(2024, 4, 26));
  CAF_CHECK_EQUAL(option.strike_price, cents(16'250));
  CAF_REQUIRE(option.quote);
  CAF_CHECK_EQUAL(option.quote->bid, cents(480));
  CAF_CHECK_EQUAL(*option.delta, 0.7521);
}

CAF_TEST(bars of options are walked page by page) {
  const std::string bar = R"({"o":1,"h":2,"l":1,"c":1.5,"v":3,"n":2,"vw":1.25,)"
                          R"("t":"2024-04-22T04:00:00Z"})";
  const auto page = [&](const std::string& token) {
    return R"({"bars":{"AAPL240426C00162500":[)" + bar + R"(]},"next_page_token":)" + token + "}";
  };
  Answers broker{{page("\"two\""), page("null"), page("null")}};
  auto client = broker.client();
  auto walk = client.get_option_historical_bars_iterator("AAPL240426C00162500");
  CAF_CHECK(walk.next().value()->bars.at("AAPL240426C00162500").front().close == cents(150));
  CAF_CHECK(walk.next().value());
  CAF_CHECK(!walk.next().value());
  CAF_CHECK(has(broker.asked(1), "page_token=two"));
  CAF_CHECK(client.get_option_historical_bars("AAPL240426C00162500"));
}

} // namespace venue_calls_test
