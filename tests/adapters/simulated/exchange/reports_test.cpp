#define CAF_SUITE exchange_reports
#include "tests/test.hpp"

#include "tests/adapters/simulated/exchange/fixture.hpp"

#include <set>

namespace reports_test {

using namespace hft;
using namespace hft::simulated;

namespace {

std::string ids(const Answer<std::vector<VenueOrder>>& orders) {
  std::string text;
  for (const auto& order : orders.value())
    text += (text.empty() ? "" : " ") + order.client_order_id.str();
  return text;
}

/// Orders a (filled), b, c (sell, IBM), d a second apart.
void fill_list(TestVenue& venue) {
  auto place = [&](PlaceRequest request, const char* id) {
    request.client_order_id = id;
    venue.submit(request).value();
    venue.exchange.advance(venue.exchange.now() + std::chrono::seconds{1});
  };
  place(TestVenue::market("buy", "1"), "a");
  place(TestVenue::limit("buy", "1", "440"), "b");
  auto request = TestVenue::limit("sell", "1", "460");
  request.symbol = "IBM";
  place(request, "c");
  place(TestVenue::limit("buy", "1", "441"), "d");
}

std::string saved_text(const ExchangeState& state) {
  std::string text;
  for (const auto& row : state) {
    text += row.kind;
    for (const auto& [name, value] : row.fields) text += " " + name + "=" + value;
    text += "\n";
  }
  return text;
}

} // namespace

CAF_TEST(orders are listed by status side symbol and direction) {
  TestVenue venue;
  fill_list(venue);
  const auto list = [&](OrderQuery query) {
    return ids(venue.exchange.orders(TestVenue::key, query));
  };
  using Status = OrderQuery::Status;
  CAF_CHECK_EQUAL(list({}), "d c b");
  CAF_CHECK_EQUAL(list({.status = Status::Closed}), "a");
  CAF_CHECK_EQUAL(list({.status = Status::All}), "d c b a");
  CAF_CHECK_EQUAL(list({.status = Status::All, .limit = 2}), "d c");
  CAF_CHECK_EQUAL(list({.status = Status::All, .ascending = true}), "a b c d");
  CAF_CHECK_EQUAL(list({.symbols = {"IBM"}}), "c");
  CAF_CHECK_EQUAL(list({.side = Side::Buy}), "d b");
  CAF_CHECK_EQUAL(list({.asset_class = "crypto"}), "");
}

CAF_TEST(orders are listed between times and between cursors) {
  TestVenue venue;
  fill_list(venue);
  const auto list = [&](OrderQuery query) {
    query.status = OrderQuery::Status::All;
    return ids(venue.exchange.orders(TestVenue::key, query));
  };
  CAF_CHECK_EQUAL(list({.after = venue.at(10, 0, 0)}), "d c b");
  CAF_CHECK_EQUAL(list({.after = venue.at(10, 0, 0), .until = venue.at(10, 0, 3)}), "c b");
  const auto b = venue.exchange.order_by_client_id(TestVenue::key, "b")->id.str();
  CAF_CHECK_EQUAL(list({.before_order_id = b}), "a");
  CAF_CHECK_EQUAL(list({.after_order_id = b}), "d c");
  OrderQuery both{.after = venue.at(10, 0), .after_order_id = b};
  CAF_CHECK_EQUAL(TestVenue::http(venue.exchange.orders(TestVenue::key, both)), 422);
}

CAF_TEST(legs are listed inside their parents or beside them) {
  TestVenue venue;
  venue.taken(TestVenue::bracket("1", "460", "440"));
  OrderQuery query;
  query.status = OrderQuery::Status::All;
  CAF_CHECK_EQUAL(venue.exchange.orders(TestVenue::key, query)->size(), 3u);
  query.nested = true;
  const auto nested = venue.exchange.orders(TestVenue::key, query).value();
  CAF_REQUIRE_EQUAL(nested.size(), 1u);
  CAF_CHECK_EQUAL(nested[0].legs.size(), 2u);
}

CAF_TEST(fills are paged from the newest) {
  TestVenue venue;
  venue.taken(TestVenue::market("buy", "1"));
  venue.taken(TestVenue::market("buy", "2"));
  venue.clock(11, 0);
  venue.taken(TestVenue::market("buy", "3"));
  const auto first = venue.exchange.activities(TestVenue::key, {.page_size = 2});
  CAF_REQUIRE_EQUAL(first.size(), 2u);
  CAF_CHECK_EQUAL(to_string(first[0].quantity), "3");
  CAF_CHECK_EQUAL(first[0].activity_id.substr(0, 19), "20260302110000000::");
  const auto second =
    venue.exchange.activities(TestVenue::key, {.page_size = 2, .page_token = first[1].activity_id});
  CAF_REQUIRE_EQUAL(second.size(), 1u);
  CAF_CHECK_EQUAL(to_string(second[0].quantity), "1");
  CAF_CHECK_EQUAL(venue.exchange.activities(TestVenue::key, {.after = venue.at(10, 0)}).size(), 1u);
  CAF_CHECK_EQUAL(venue.exchange.activities(TestVenue::key, {.date = venue.date + 1}).size(), 0u);
  CAF_CHECK_EQUAL(
    to_string(venue.exchange.activities(TestVenue::key, {.ascending = true})[0].quantity), "1");
}

CAF_TEST(events can be asked for again) {
  TestVenue venue;
  venue.taken(TestVenue::market("buy", "1"));
  const auto updates = venue.exchange.take_updates();
  CAF_CHECK(venue.exchange.take_updates().empty());
  CAF_CHECK_EQUAL(venue.exchange.events_after(TestVenue::key, 0).size(), updates.size());
  const auto later = venue.exchange.events_after(TestVenue::key, updates.front().event_id);
  CAF_CHECK_EQUAL(later.size(), updates.size() - 1);
  CAF_CHECK(venue.exchange.events_after("another", 0).empty());
}

CAF_TEST(the ledger tells everything) {
  TestVenue venue;
  venue.taken(TestVenue::market("sell", "5"));
  CAF_CHECK(venue.exchange.submit("another", TestVenue::market("buy", "2")).has_value());
  const auto ledger = venue.exchange.ledger();
  CAF_CHECK_EQUAL(ledger.orders.size(), 2u);
  CAF_CHECK_EQUAL(ledger.fills.size(), 2u);
  CAF_CHECK_EQUAL(to_string(ledger.positions.at("SPY")), "-3");
}

CAF_TEST(the same calls give the same answers) {
  TestVenue first;
  TestVenue second;
  fill_list(first);
  fill_list(second);
  CAF_CHECK_EQUAL(saved_text(first.exchange.save()), saved_text(second.exchange.save()));
}

CAF_TEST(ids are other ones on another date and for another order) {
  const auto ids_of = [](int day, const char* name) {
    TestVenue venue;
    venue.date = make_date(2026, 3, static_cast<unsigned>(day));
    venue.clock(10, 0);
    venue.quote(45000, 45002);
    auto request = TestVenue::market("buy", "1");
    request.client_order_id = name;
    venue.submit(request).value();
    const auto fill = venue.exchange.ledger().fills.at(0);
    return std::set{fill.order_id, fill.execution_id};
  };
  auto all = ids_of(2, "a");
  CAF_CHECK(ids_of(2, "a") == all); // the same seed, date and order
  all.merge(ids_of(3, "a"));
  all.merge(ids_of(2, "b"));
  CAF_CHECK_EQUAL(all.size(), 6u);
}

CAF_TEST(a restored exchange goes on where it was) {
  TestVenue venue;
  fill_list(venue);
  const auto bracket = venue.taken(TestVenue::bracket("1", "460", "430"));
  const auto before = saved_text(venue.exchange.save());
  Exchange restored{TestVenue::calm()};
  const auto done = restored.restore(venue.exchange.save());
  CAF_REQUIRE(done.has_value());
  CAF_CHECK_EQUAL(saved_text(restored.save()), before);
  restored.advance(venue.exchange.now());
  CAF_CHECK(restored.account(TestVenue::key).cash == venue.exchange.account(TestVenue::key).cash);
  CAF_CHECK_EQUAL(restored.order(TestVenue::key, bracket)->legs.size(), 2u);
  Trade fall;
  fall.symbol = "SPY";
  fall.price = dollars(420);
  fall.time = venue.exchange.now();
  restored.on_trade(fall);
  CAF_CHECK_EQUAL(to_string(restored.position(TestVenue::key, "SPY")->quantity), "3");
  auto request = TestVenue::market("buy", "1");
  request.client_order_id = "a";
  CAF_CHECK_EQUAL(TestVenue::code(restored.submit(TestVenue::key, request)), 40010001);
}

CAF_TEST(what owner and venue have set survives) {
  TestVenue venue;
  AccountSettings settings;
  settings.no_shorting = settings.suspended = settings.no_overnight = true;
  settings.ptp_no_exception_entry = true;
  settings.fractional = settings.confirms_trades = false;
  settings.most_multiplier = 2;
  settings.most_options_level = 3;
  venue.exchange.set_settings(TestVenue::key, settings);
  auto asset = *venue.exchange.asset("SPY");
  asset.easy_to_borrow = asset.fractionable = false;
  venue.exchange.list_asset(asset);
  Exchange restored{TestVenue::calm()};
  CAF_REQUIRE(restored.restore(venue.exchange.save()).has_value());
  CAF_CHECK(restored.settings(TestVenue::key) == settings);
  CAF_CHECK(!restored.asset("SPY")->easy_to_borrow);
  CAF_CHECK(!restored.asset("SPY")->fractionable);
  CAF_CHECK(restored.asset("SPY")->shortable);
  CAF_CHECK_EQUAL(saved_text(restored.save()), saved_text(venue.exchange.save()));
}

CAF_TEST(a restored exchange ends what ran out while it was away) {
  TestVenue venue;
  const auto id = venue.taken(TestVenue::limit("buy", "1", "440"));
  Exchange restored{TestVenue::calm()};
  restored.advance(venue.at(24 + 10, 0));
  CAF_REQUIRE(restored.restore(venue.exchange.save()).has_value());
  CAF_CHECK(restored.now() == venue.at(24 + 10, 0));
  CAF_CHECK_EQUAL(to_string(restored.order(TestVenue::key, id)->state), "expired");
}

CAF_TEST(a state that makes no sense is refused with a sentence) {
  Exchange exchange{TestVenue::calm()};
  const auto unknown = exchange.restore({{"wish", {}}});
  CAF_CHECK_EQUAL(unknown.error().sentence,
                  "exchange refused the saved state: a row of unknown kind wish");
  CAF_CHECK(!exchange.restore({{"order", {{"account", "nobody"}}}}).has_value());
  CAF_CHECK(!exchange.restore({{"account", {{"key", "k"}, {"cash", "much"}}}}).has_value());
}

} // namespace reports_test
