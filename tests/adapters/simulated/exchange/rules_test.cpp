#define CAF_SUITE venue_rules
#include "tests/test.hpp"

#include "adapters/simulated/exchange/rules.hpp"
#include "tests/adapters/simulated/exchange/fixture.hpp"

#include <fstream>
#include <functional>
#include <map>
#include <sstream>

namespace rules_test {

using namespace hft;
using namespace hft::simulated;

namespace {

using Breach = std::function<VenueError()>;

/// `TestVenue` does not copy its exchange, so each breach makes its own.
VenueError error_of(TestVenue& venue, const PlaceRequest& request) {
  auto answer = venue.submit(request);
  return answer ? VenueError{200, 0, "taken", {}} : answer.error();
}
VenueError error_of(const PlaceRequest& request) {
  TestVenue venue{TestVenue::strict()};
  return error_of(venue, request);
}
template <class T>
VenueError error_of(const Answer<T>& answer) {
  return answer ? VenueError{200, 0, "taken", {}} : answer.error();
}

template <class Change>
PlaceRequest market(Change change) {
  auto request = TestVenue::market("buy", "1");
  change(request);
  return request;
}
template <class Change>
PlaceRequest limit(Change change) {
  auto request = TestVenue::limit("buy", "1", "440");
  change(request);
  return request;
}
PlaceRequest bracket_sell(std::string profit, std::string loss) {
  auto request = TestVenue::bracket("1", std::move(profit), std::move(loss));
  request.side = "sell";
  return request;
}
PlaceRequest trailing() {
  auto request = TestVenue::market("sell", "1");
  request.type = "trailing_stop";
  request.trail_price = "1";
  return request;
}
Asset asset_without(const char* symbol, bool Asset::*flag) {
  Asset asset;
  asset.symbol = Symbol::truncated(symbol);
  asset.*flag = false;
  return asset;
}
VenueError of_asset(bool Asset::*flag, const char* side, const char* qty) {
  TestVenue venue{TestVenue::strict()};
  venue.exchange.list_asset(asset_without("ODD", flag));
  auto request = TestVenue::market(side, qty);
  request.symbol = "ODD";
  return error_of(venue, request);
}
VenueError of_settings(const AccountSettings& settings, const PlaceRequest& request) {
  TestVenue venue{TestVenue::strict()};
  venue.exchange.set_settings(TestVenue::key, settings);
  return error_of(venue, request);
}
VenueError of_replace(const PlaceRequest& request, const ReplaceRequest& change) {
  TestVenue venue{TestVenue::strict()};
  const auto id = venue.taken(request);
  return error_of(venue.exchange.replace(TestVenue::key, id, change));
}

/// What breaks each rule.
const std::map<std::string, Breach>& breaches() {
  using R = PlaceRequest;
  static const std::map<std::string, Breach> all{
    {"suspended", [] { return of_settings({.suspended = true}, TestVenue::market("buy", "1")); }},
    {"fractional_disabled",
     [] { return of_settings({.fractional = false}, TestVenue::market("buy", "1.5")); }},
    {"held_or_short_quantity",
     [] {
       TestVenue venue{TestVenue::strict()};
       venue.taken(TestVenue::market("buy", "5"));
       return error_of(venue, TestVenue::market("sell", "8"));
     }},
    {"short_while_buying",
     [] {
       TestVenue venue{TestVenue::strict()};
       venue.taken(TestVenue::limit("buy", "1", "440"));
       return error_of(venue, TestVenue::limit("sell", "1", "460"));
     }},
    {"buy_while_shorting",
     [] {
       TestVenue venue{TestVenue::strict()};
       venue.taken(TestVenue::limit("sell", "1", "460"));
       return error_of(venue, TestVenue::limit("buy", "1", "440"));
     }},
    {"no_shorting",
     [] { return of_settings({.no_shorting = true}, TestVenue::market("sell", "1")); }},
    {"hard_to_borrow", [] { return of_asset(&Asset::easy_to_borrow, "sell", "1"); }},
    {"fractional_short", [] { return error_of(TestVenue::market("sell", "1.5")); }},
    {"buying_power", [] { return error_of(TestVenue::market("buy", "1000000")); }},
    {"wash_trade",
     [] {
       TestVenue venue{TestVenue::strict()};
       venue.taken(TestVenue::market("buy", "5"));
       venue.taken(TestVenue::limit("buy", "1", "440"));
       return error_of(venue, TestVenue::market("sell", "1"));
     }},
    {"intent", [] { return error_of(market([](R& r) { r.position_intent = "buy_to_close"; })); }},
    {"asset_unknown", [] { return error_of(market([](R& r) { r.symbol = "spy1"; })); }},
    {"asset_closed", [] { return of_asset(&Asset::tradable, "buy", "1"); }},
    {"not_fractionable", [] { return of_asset(&Asset::fractionable, "buy", "1.5"); }},
    {"least_value", [] { return error_of(TestVenue::market("buy", "0.001")); }},
    {"duplicate_id",
     [] {
       TestVenue venue{TestVenue::strict()};
       const auto request = limit([](R& r) { r.client_order_id = "twice"; });
       venue.taken(request);
       return error_of(venue, request);
     }},
    {"long_id",
     [] { return error_of(market([](R& r) { r.client_order_id = std::string(129, 'x'); })); }},
    {"two_sizes", [] { return error_of(market([](R& r) { r.notional = "100"; })); }},
    {"no_size", [] { return error_of(TestVenue::market("buy", "")); }},
    {"missing_field", [] { return error_of(market([](R& r) { r.side = ""; })); }},
    {"sub_penny", [] { return error_of(TestVenue::limit("buy", "1", "440.123")); }},
    {"too_dear", [] { return error_of(TestVenue::limit("buy", "1", "100000001")); }},
    {"malformed_field", [] { return error_of(TestVenue::market("buy", "many")); }},
    {"not_positive", [] { return error_of(TestVenue::market("buy", "-1")); }},
    {"too_many", [] { return error_of(TestVenue::market("buy", "1000000001")); }},
    {"trail_too_wide",
     [] {
       auto request = trailing();
       request.trail_price = "";
       request.trail_percent = "100";
       return error_of(request);
     }},
    {"market_prices", [] { return error_of(market([](R& r) { r.limit_price = "440"; })); }},
    {"limit_price_missing", [] { return error_of(limit([](R& r) { r.limit_price = ""; })); }},
    {"limit_prices", [] { return error_of(limit([](R& r) { r.stop_price = "460"; })); }},
    {"stop_price_missing", [] { return error_of(market([](R& r) { r.type = "stop"; })); }},
    {"stop_prices",
     [] {
       auto request = TestVenue::stop("buy", "1", "460");
       request.limit_price = "461";
       return error_of(request);
     }},
    {"stop_limit_prices", [] { return error_of(limit([](R& r) { r.type = "stop_limit"; })); }},
    {"trail_missing",
     [] {
       auto request = trailing();
       request.trail_price = "";
       return error_of(request);
     }},
    {"trailing_prices",
     [] {
       auto request = trailing();
       request.stop_price = "440";
       return error_of(request);
     }},
    {"trail_elsewhere", [] { return error_of(market([](R& r) { r.trail_price = "1"; })); }},
    {"buy_stop_side", [] { return error_of(TestVenue::stop("buy", "1", "440")); }},
    {"sell_stop_side", [] { return error_of(TestVenue::stop("sell", "1", "460")); }},
    {"extended_hours", [] { return error_of(market([](R& r) { r.extended_hours = true; })); }},
    {"trailing_time",
     [] {
       auto request = trailing();
       request.time_in_force = "ioc";
       return error_of(request);
     }},
    {"auction_types",
     [] {
       auto request = TestVenue::stop("buy", "1", "460");
       request.time_in_force = "opg";
       return error_of(request);
     }},
    {"opening_window", [] { return error_of(market([](R& r) { r.time_in_force = "opg"; })); }},
    {"closing_window",
     [] {
       TestVenue venue{TestVenue::strict()};
       venue.clock(15, 51);
       return error_of(venue, market([](R& r) { r.time_in_force = "cls"; }));
     }},
    {"fractional_day",
     [] {
       auto request = TestVenue::market("buy", "1.5");
       request.time_in_force = "gtc";
       return error_of(request);
     }},
    {"fractional_simple", [] { return error_of(TestVenue::bracket("1.5", "460", "440")); }},
    {"fractional_types",
     [] {
       auto request = trailing();
       request.qty = "1.5";
       return error_of(request);
     }},
    {"complex_time",
     [] {
       auto request = TestVenue::bracket("1", "460", "440");
       request.time_in_force = "ioc";
       return error_of(request);
     }},
    {"trailing_simple",
     [] {
       auto request = trailing();
       request.order_class = "oto";
       return error_of(request);
     }},
    {"simple_legs",
     [] {
       auto request = TestVenue::bracket("1", "460", "440");
       request.order_class = "";
       return error_of(request);
     }},
    {"bracket_legs", [] { return error_of(market([](R& r) { r.order_class = "bracket"; })); }},
    {"bracket_entry",
     [] {
       auto request = TestVenue::bracket("1", "470", "440");
       request.type = "stop";
       request.stop_price = "460";
       return error_of(request);
     }},
    {"oco_legs", [] { return error_of(limit([](R& r) { r.order_class = "oco"; })); }},
    {"oco_type",
     [] {
       auto request = TestVenue::stop("sell", "1", "430");
       request.order_class = "oco";
       request.take_profit = request.stop_loss = true;
       request.take_profit_limit_price = "460";
       request.stop_loss_stop_price = "440";
       request.type = "stop_limit";
       return error_of(request);
     }},
    {"oto_legs", [] { return error_of(market([](R& r) { r.order_class = "oto"; })); }},
    {"stop_loss_below", [] { return error_of(TestVenue::bracket("1", "460", "455")); }},
    {"stop_loss_above", [] { return error_of(bracket_sell("440", "445")); }},
    {"take_profit_above", [] { return error_of(TestVenue::bracket("1", "445", "440")); }},
    {"take_profit_below", [] { return error_of(bracket_sell("455", "460")); }},
    {"order_unknown",
     [] {
       TestVenue venue{TestVenue::strict()};
       return error_of(venue.exchange.cancel(TestVenue::key, "none"));
     }},
    {"order_over",
     [] {
       TestVenue venue{TestVenue::strict()};
       const auto id = venue.taken(TestVenue::market("buy", "1"));
       return error_of(venue.exchange.cancel(TestVenue::key, id));
     }},
    {"order_replaced",
     [] {
       TestVenue venue{TestVenue::strict()};
       const auto id = venue.taken(TestVenue::limit("buy", "1", "440"));
       venue.exchange.replace(TestVenue::key, id, {.limit_price = "441"}).value();
       return error_of(venue.exchange.replace(TestVenue::key, id, {.limit_price = "442"}));
     }},
    {"not_replaceable", [] { return of_replace(TestVenue::market("buy", "1"), {.qty = "2"}); }},
    {"chain",
     [] {
       auto config = TestVenue::strict();
       auto held = TestVenue::bracket("1", "460", "440");
       held.type = "limit";
       held.limit_price = "445";
       config.acknowledgment = std::chrono::seconds{1};
       TestVenue slow{config};
       const auto id = slow.taken(held);
       slow.clock(10, 1);
       const auto leg = slow.order(id).legs.at(0).id.str();
       const auto next = slow.exchange.replace(TestVenue::key, leg, {.limit_price = "461"}).value();
       return error_of(
         slow.exchange.replace(TestVenue::key, next.id.view(), {.limit_price = "462"}));
     }},
    {"unchanged",
     [] { return of_replace(TestVenue::limit("buy", "1", "440"), {.limit_price = "440"}); }},
    {"below_filled",
     [] {
       auto config = TestVenue::strict();
       config.partial_fill_probability = 1;
       TestVenue venue{config};
       const auto id = venue.taken(TestVenue::market("buy", "5"));
       return error_of(
         venue.exchange.replace(TestVenue::key, id, {.qty = to_string(venue.order(id).filled)}));
     }},
    {"leg_quantity",
     [] {
       auto request = TestVenue::bracket("2", "460", "440");
       request.type = "limit";
       request.limit_price = "445";
       return of_replace(request, {.qty = "3"});
     }},
    {"notional_replaced",
     [] {
       auto request = TestVenue::limit("buy", "", "440");
       request.notional = "100";
       return of_replace(request, {.limit_price = "441"});
     }},
    {"no_position",
     [] {
       TestVenue venue{TestVenue::strict()};
       return error_of(venue.exchange.position(TestVenue::key, "SPY"));
     }},
    {"two_parts",
     [] {
       TestVenue venue{TestVenue::strict()};
       venue.taken(TestVenue::market("buy", "2"));
       return error_of(venue.exchange.close_position(TestVenue::key, "SPY", "1", "50"));
     }},
  };
  return all;
}

std::string shown(const VenueRule& rule) {
  std::string says{rule.says};
  return std::string{"| `"} + std::string{rule.name} + "` | " + std::to_string(rule.http) + "/" +
         std::to_string(rule.code) + " | `" + says + "` | " + std::string{rule.source} + " |";
}

} // namespace

CAF_TEST(every rule of the venue is broken by an order and answers in its own words) {
  CAF_CHECK_EQUAL(breaches().size(), venue_rules().size());
  for (const auto& rule : venue_rules()) {
    const auto breach = breaches().find(std::string{rule.name});
    CAF_REQUIRE(breach != breaches().end());
    const auto error = breach->second();
    const auto* found = rule_of(error);
    if (!found || found->name != rule.name)
      CAF_FAIL(rule.name << " was answered with " << error.http << "/" << error.code << " "
                         << error.message);
  }
}

CAF_TEST(a refusal that no rule knows is found out) {
  CAF_CHECK(!rule_of({422, 42210000, "the moon is in the wrong quarter", {}}));
  CAF_CHECK(!rule_of({403, 42210000, "market orders require no stop or limit price", {}}));
}

CAF_TEST(the page about the venue shows every rule and no other) {
  std::ifstream in{std::string{HFT_SOURCE_DIR} + "/docs/venue.md"};
  std::stringstream page;
  page << in.rdbuf();
  const auto text = page.str();
  const auto begin = text.find("| rule | answer | the broker's words | source |");
  CAF_REQUIRE(begin != std::string::npos);
  const auto end = text.find("\n\n", begin);
  std::istringstream table{text.substr(begin, end - begin)};
  std::vector<std::string> rows;
  for (std::string line; std::getline(table, line);) rows.push_back(line);
  std::vector<std::string> wanted;
  for (const auto& rule : venue_rules()) wanted.push_back(shown(rule));
  CAF_REQUIRE(rows.size() > 2u);
  rows.erase(rows.begin(), rows.begin() + 2);
  CAF_CHECK_EQUAL(rows.size(), wanted.size());
  for (std::size_t i = 0; i < std::min(rows.size(), wanted.size()); ++i)
    CAF_CHECK_EQUAL(rows[i], wanted[i]);
}

} // namespace rules_test
