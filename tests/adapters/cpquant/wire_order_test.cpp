#define CAF_SUITE cpquant_wire_order
#include "tests/test.hpp"

#include "adapters/cpquant/wire_account.hpp"
#include "adapters/cpquant/wire_clock.hpp"
#include "adapters/cpquant/wire_error.hpp"
#include "adapters/cpquant/wire_order.hpp"
#include "adapters/cpquant/wire_order_body.hpp"
#include "messages/new_york.hpp"

#include <fstream>
#include <sstream>

namespace wire_order_test {

using namespace hft;
using namespace hft::cpquant;

namespace {

std::string fixture(const std::string& name) {
  std::ifstream file{"../../fixtures/cpquant/" + name, std::ios::binary};
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

Order limit_order() {
  Order order;
  order.client_order_id = ClientOrderId{"20260302-modulo-1"};
  order.symbol = Symbol{"SPY"};
  order.side = Side::Sell;
  order.quantity = shares(5);
  order.type = OrderType::Limit;
  order.limit_price = cents(45131);
  return order;
}

AnswerKind kind(int status, const char* body) {
  return answer_kind(status, parse_error(status, body));
}

} // namespace

CAF_TEST(an order is written with exact decimal strings) {
  CAF_CHECK_EQUAL(
    order_body(limit_order()),
    R"({"symbol":"SPY","qty":"5","side":"sell","type":"limit","time_in_force":"day","limit_price":"451.31","client_order_id":"20260302-modulo-1"})");
  CAF_CHECK_EQUAL(replace_body(limit_order()),
                  R"({"qty":"5","limit_price":"451.31","client_order_id":"20260302-modulo-1"})");
}

CAF_TEST(an order is read with its nulls and strings) {
  const auto order = parse_order(fixture("order.json"));
  CAF_REQUIRE(order.has_value());
  CAF_CHECK(order->state == OrderState::PartiallyFilled);
  CAF_CHECK(order->quantity == shares(5));
  CAF_CHECK(order->filled == shares(2));
  CAF_CHECK_EQUAL(order->average_price.units, 451'305'000'000);
  CAF_CHECK(order->limit_price == cents(45131));
  CAF_CHECK(order->replaced_by.empty());
  CAF_CHECK(order->type == OrderType::Limit);
}

CAF_TEST(an unknown status and numbers instead of strings are kept) {
  const auto order = parse_order(
    R"({"id":"a","client_order_id":"b","symbol":"SPY","side":"buy","qty":1.5,"status":"on_holiday"})");
  CAF_REQUIRE(order.has_value());
  CAF_CHECK(order->state == OrderState::Other);
  CAF_CHECK_EQUAL(order->status, "on_holiday");
  CAF_CHECK_EQUAL(order->quantity.units, 1'500'000'000);
}

CAF_TEST(what is no order is a sentence) {
  for (const auto* body :
       {"", "[]", "{}", R"({"id":"a"})", R"({"id":"a","status":"new","qty":"many"})"}) {
    const auto order = parse_order(body);
    CAF_REQUIRE(!order.has_value());
    CAF_CHECK(order.error().fault == ErrorKind::BadPayload);
  }
}

CAF_TEST(an order that cannot be is a sentence) {
  const auto refused = [](const std::string& fields) {
    const auto order =
      parse_order(R"({"id":"a","symbol":"SPY","status":"filled","side":"buy",)" + fields + '}');
    return !order && order.error().sentence.find(" cannot be ") != std::string::npos;
  };
  CAF_CHECK(!refused(R"("qty":"5","filled_qty":"5","filled_avg_price":"450")"));
  CAF_CHECK(refused(R"("qty":"-5")"));
  CAF_CHECK(refused(R"("qty":"5","filled_qty":"6","filled_avg_price":"450")"));
  CAF_CHECK(refused(R"("qty":"5","filled_qty":"-1","filled_avg_price":"450")"));
  CAF_CHECK(refused(R"("qty":"5","filled_qty":"5","filled_avg_price":"0")"));
  CAF_CHECK(refused(R"("qty":"5","filled_qty":"5","filled_avg_price":"-450")"));
  CAF_CHECK(refused(R"("qty":"5","filled_qty":"5","filled_avg_price":"9000000000")"));
  CAF_CHECK(refused(R"("qty":"9000000000","filled_qty":"9000000000","filled_avg_price":"450")"));
  CAF_CHECK(refused(R"("qty":"5","limit_price":"-1")"));
}

CAF_TEST(a fill that cannot be is left out of a stream and of a list) {
  const auto refused = [](const std::string& price, const std::string& quantity) {
    const auto fill = R"("execution_id":"e","price":")" + price + R"(","qty":")" + quantity + '"';
    const auto event = decode_order_frame(
      R"({"stream":"trade_updates","data":{"event":"fill",)" + fill +
        R"(,"order":{"id":"a","symbol":"SPY","status":"new","side":"buy","qty":"5"}}})",
      false);
    const auto activity = parse_fills(
      R"([{"activity_type":"FILL","id":"1::e","symbol":"SPY","side":"buy","cum_qty":"5","order_id":"a",)"
      R"("transaction_time":"2026-03-02T15:00:00Z",)" +
      fill + "}]");
    return event && event->kind == OrderStreamMessage::Kind::Unread && activity &&
           activity->fills.empty() && activity->left_out.size() == 1;
  };
  const auto taken = decode_order_frame(
    R"({"stream":"trade_updates","data":{"event":"fill","execution_id":"e","price":"450","qty":"5",)"
    R"("order":{"id":"a","symbol":"SPY","status":"new","side":"buy","qty":"5"}}})",
    false);
  CAF_CHECK(taken && taken->kind == OrderStreamMessage::Kind::Update);
  CAF_CHECK(refused("450", "9000000000"));
  CAF_CHECK(refused("450", "6"));
  CAF_CHECK(refused("450", "0"));
  CAF_CHECK(refused("450", "-5"));
  CAF_CHECK(refused("0", "5"));
  CAF_CHECK(refused("-450", "5"));
  CAF_CHECK(refused("9000000000", "5"));
}

CAF_TEST(an order that cannot be read is left out of a list and named) {
  CAF_CHECK(parse_orders("[]").has_value());
  CAF_CHECK(!parse_orders(R"({"id":"a","status":"new"})").has_value());
  for (
    const auto* odd :
    {R"({"id":"b","client_order_id":"c","symbol":"XYZ"})",
     R"({"id":"b","client_order_id":"c","symbol":"XYZ","status":"new","side":"sell_short_exempt"})",
     R"({"id":"b","client_order_id":"c","symbol":"XYZ","status":"new","qty":"12345678901"})",
     R"({"id":"b","client_order_id":"c","symbol":"XYZ","status":"new","extended_hours":"false"})",
     R"({"id":"b","client_order_id":"c","symbol":"XYZ","status":"new","updated_at":"yesterday"})",
     R"({"id":"b","client_order_id":"c","symbol":"XYZ","status":"new","qty":1e400})",
     R"({"id":"b","client_order_id":"c","symbol":"XYZ","status":"new","limit_price":NaN})"}) {
    const auto list = parse_orders("[{\"id\":\"a\",\"status\":\"new\"}," + std::string{odd} + "]");
    CAF_REQUIRE(list.has_value());
    CAF_CHECK_EQUAL(list->items, 2u);
    CAF_REQUIRE_EQUAL(list->size(), 1u);
    CAF_CHECK_EQUAL(list->left_out.at(0).id, "b");
    CAF_CHECK_EQUAL(list->left_out.at(0).client_order_id, "c");
    CAF_CHECK_EQUAL(list->left_out.at(0).symbol, "XYZ");
  }
  const auto nothing = parse_orders(R"([null,7,"x",[],{"id":7}])");
  CAF_REQUIRE(nothing.has_value());
  CAF_CHECK_EQUAL(nothing->left_out.size(), 5u);
}

CAF_TEST(what only people look at keeps no account and no asset from being read) {
  const auto account = parse_account(
    R"({"id":"a","equity":"10","cash":null,"buying_power":"1e99","shorting_enabled":"yes"})");
  CAF_REQUIRE(account.has_value());
  CAF_CHECK_EQUAL(account->equity, Money{10 * units_per_whole});
  CAF_CHECK(account->shorting_enabled);
  CAF_CHECK(!parse_account(R"({"id":"a","equity":null})").has_value());
  CAF_CHECK(!parse_account(R"({"id":"a","equity":"1","account_blocked":"no"})").has_value());
  const auto asset = parse_asset(R"({"id":"i","symbol":"SPY","shortable":"yes","tradable":7})");
  CAF_REQUIRE(asset.has_value());
  CAF_CHECK(asset->shortable && asset->tradable);
}

CAF_TEST(a position and an activity and a fill that cannot be read are left out alike) {
  const auto positions =
    parse_positions(R"([{"symbol":"SPY","qty":"5"},{"symbol":"XYZ","qty":"a lot"},{"qty":"1"}])");
  CAF_REQUIRE(positions.has_value());
  CAF_CHECK_EQUAL(positions->size(), 1u);
  CAF_CHECK_EQUAL(positions->left_out.at(0).symbol, "XYZ");
  const auto activities = parse_activities(
    R"([{"id":"1","activity_type":"DIV","symbol":"T","net_amount":"1.02","date":"2026-03-02"},
        {"id":"2","activity_type":"DIV","date":"soon"}])");
  CAF_REQUIRE(activities.has_value());
  CAF_CHECK_EQUAL(activities->size(), 1u);
  CAF_CHECK_EQUAL(activities->left_out.at(0).id, "2");
  const auto fills = parse_fills(
    R"([{"id":"1","activity_type":"FILL","order_id":"o","symbol":"SPY","qty":"x","price":"1"}])");
  CAF_REQUIRE(fills.has_value());
  CAF_CHECK(fills->fills.empty());
  CAF_CHECK_EQUAL(fills->left_out.at(0).id, "o");
}

CAF_TEST(an update that cannot be read says whose it is) {
  const auto message = decode_order_frame(
    R"({"stream":"trade_updates","data":{"event":"new","order":{"id":"b","client_order_id":"c",
        "symbol":"XYZ","status":"new","side":"sideways"}}})",
    false);
  CAF_REQUIRE(message.has_value());
  CAF_CHECK(message->kind == OrderStreamMessage::Kind::Unread);
  CAF_CHECK_EQUAL(message->unread->id, "b");
  CAF_CHECK_EQUAL(message->unread->client_order_id, "c");
  const auto nameless =
    decode_order_frame(R"({"stream":"trade_updates","data":{"event":"new"}})", true);
  CAF_REQUIRE(nameless.has_value());
  CAF_CHECK(nameless->kind == OrderStreamMessage::Kind::Unread);
  CAF_CHECK(nameless->unread->id.empty());
}

CAF_TEST(an activity becomes what the desk books) {
  const auto list = parse_activities(
    R"([{"id":"1","activity_type":"SPLIT","symbol":"NVDA","qty":"90","date":"2026-03-02","net_amount":"0",
         "description":"10 for 1","status":"executed"},
        {"id":"2","activity_type":"CFEE","symbol":"BTCUSD","qty":"-0.00025","date":"2026-03-02"},
        {"id":"3","activity_type":"DIV","symbol":"T","net_amount":"1.5","date":"2026-03-02","status":"canceled"},
        {"id":"4","activity_type":"FILL","symbol":"T","qty":"1","price":"1","transaction_time":"2026-03-02T15:00:00Z"}])");
  CAF_REQUIRE(list.has_value());
  CAF_REQUIRE_EQUAL(list->size(), 4u);
  const auto split = booked(list->at(0));
  CAF_REQUIRE(split.has_value());
  CAF_CHECK(split->kind == ActivityKind::Split);
  CAF_CHECK(split->quantity == shares(90));
  CAF_CHECK(booked(list->at(1))->kind == ActivityKind::Fee);
  CAF_CHECK(booked(list->at(1))->quantity == Quantity{-250'000});
  CAF_CHECK(!booked(list->at(2)));
  CAF_CHECK(!booked(list->at(3)));
}

CAF_TEST(an update is read from both opcodes) {
  const auto frame = fixture("partial_fill.json");
  for (const bool binary : {true, false}) {
    const auto message = decode_order_frame(frame, binary);
    CAF_REQUIRE(message.has_value());
    CAF_REQUIRE(message->event.has_value());
    CAF_CHECK(message->event->kind == OrderEventKind::PartialFill);
    CAF_CHECK(message->event->execution->quantity == shares(2));
    CAF_CHECK(message->event->execution->position == Quantity{-2 * units_per_whole});
    CAF_CHECK(message->event->order.filled == shares(2));
  }
}

CAF_TEST(the order stream handshake is told apart) {
  using Kind = OrderStreamMessage::Kind;
  const auto kind_of = [](const char* text) { return decode_order_frame(text, true)->kind; };
  CAF_CHECK(
    kind_of(
      R"({"stream":"authorization","data":{"status":"authorized","action":"authenticate"}})") ==
    Kind::Authorized);
  CAF_CHECK(
    kind_of(R"({"stream":"authorization","data":{"status":"unauthorized","action":"listen"}})") ==
    Kind::Unauthorized);
  CAF_CHECK(kind_of(R"({"stream":"listening","data":{"streams":["trade_updates"]}})") ==
            Kind::Listening);
  CAF_CHECK(kind_of(R"({"action":"error","data":{"error_message":"x"}})") == Kind::Error);
  CAF_CHECK(kind_of("\x01") == Kind::Heartbeat);
  CAF_CHECK(!decode_order_frame("gibberish", false).has_value());
}

CAF_TEST(a fill activity carries the execution id of the stream) {
  const auto page = parse_fills(fixture("fills.json"));
  CAF_REQUIRE(page.has_value());
  CAF_REQUIRE_EQUAL(page->fills.size(), 1u);
  CAF_CHECK_EQUAL(page->fills[0].execution.id.str(), "8f1b6a52-0000-4000-8000-000000000001");
  CAF_CHECK(page->fills[0].side == Side::Sell);
  CAF_CHECK(page->fills[0].cumulative == shares(2));
  CAF_CHECK_EQUAL(page->last_id, "20260302100000123::8f1b6a52-0000-4000-8000-000000000001");
}

CAF_TEST(the page after is asked for by the last id that can be sent back) {
  const std::string sendable(150, 'a');
  const auto page = parse_fills(R"([{"id":")" + sendable + R"("},{"id":"a\nb"},{"id":7},{}])");
  CAF_REQUIRE(page.has_value());
  CAF_CHECK_EQUAL(page->items, 4u);
  CAF_CHECK_EQUAL(page->last_id, sendable);
}

CAF_TEST(what is shown of an unread item is harmless and tells what it was) {
  const auto orders = parse_orders(
    R"([{"id":"o\u001b[2J","client_order_id":"c\n","symbol":"X\u202eYZ","side":"sideways"}])");
  CAF_REQUIRE(orders.has_value());
  const auto& item = orders->left_out.at(0);
  CAF_CHECK_EQUAL(item.id, "o\\x1b[2J");
  CAF_CHECK_EQUAL(item.client_order_id, "c\\n");
  CAF_CHECK_EQUAL(item.symbol, "X\\u202eYZ");
}

CAF_TEST(answers are clear or unclear or duplicates) {
  CAF_CHECK(kind(200, "{}") == AnswerKind::Taken);
  CAF_CHECK(kind(422, R"({"code":40010001,"message":"client_order_id must be unique"})") ==
            AnswerKind::Duplicate);
  CAF_CHECK(kind(422, R"({"code":40010001,"message":"qty or notional is required"})") ==
            AnswerKind::Refused);
  CAF_CHECK(kind(403, R"({"code":40310000,"message":"insufficient buying power"})") ==
            AnswerKind::Refused);
  CAF_CHECK(kind(429, "") == AnswerKind::Refused);
  CAF_CHECK(kind(500, "") == AnswerKind::Unclear);
  CAF_CHECK(kind(504, "<html>") == AnswerKind::Unclear);
  CAF_CHECK(kind(408, "") == AnswerKind::Unclear);
  CAF_CHECK(kind(302, "") == AnswerKind::Refused);
}

CAF_TEST(a refusal is said in the words of the broker) {
  const auto failure =
    failure_of("POST /v2/orders", 403,
               R"({"code":40310000,"message":"insufficient buying power","buying_power":"10"})");
  CAF_CHECK(failure.fault == ErrorKind::Refused);
  CAF_CHECK_EQUAL(failure.sentence, "the broker refused POST /v2/orders: insufficient buying power "
                                    "(HTTP 403, code 40310000, buying_power=10)");
  CAF_CHECK(failure_of("x", 401, R"({"message":"unauthorized."})").fault ==
            ErrorKind::BadCredentials);
  CAF_CHECK(failure_of("x", 404, "").fault == ErrorKind::NotFound);
}

CAF_TEST(the clock says how fast the venue runs) {
  const auto body =
    R"({"timestamp":"2026-03-02T10:00:00.123456789-05:00","is_open":true,"next_open":"2026-03-03T09:30:00-05:00","next_close":"2026-03-02T16:00:00-05:00"})";
  const auto real = parse_clock(body, "", {7});
  CAF_REQUIRE(real.has_value());
  CAF_CHECK(!real->simulated);
  CAF_CHECK(real->time.speed == 1.0);
  CAF_CHECK_EQUAL(format_timestamp(real->time.time), "2026-03-02T15:00:00.123456789Z");
  CAF_CHECK(parse_clock(body, "300", {7})->time.speed == 300.0);
  CAF_CHECK(parse_clock(body, "max", {7})->time.speed == 0.0);
  CAF_CHECK(parse_clock(body, "max", {7})->simulated);
  CAF_CHECK(!parse_clock(body, "fast", {7}).has_value());
}

CAF_TEST(both calendars give the same sessions) {
  const auto from = make_date(2026, 11, 27);
  const auto v2 = parse_calendar(
    R"([{"date":"2026-11-27","open":"09:30","close":"13:00","session_open":"0400","session_close":"1700"}])",
    from, from);
  const auto v3 = parse_calendar(
    R"({"calendar":[{"date":"2026-11-27","pre_start":"2026-11-27T04:00:00-05:00","core_start":"2026-11-27T09:30:00-05:00","core_end":"2026-11-27T13:00:00-05:00","post_end":"2026-11-27T17:00:00-05:00"}]})",
    from, from);
  CAF_REQUIRE(v2.has_value() && v3.has_value());
  CAF_REQUIRE_EQUAL(v2->sessions.size(), 1u);
  CAF_CHECK(v2->sessions[0].early_close);
  CAF_CHECK(v2->sessions == v3->sessions);
}

CAF_TEST(a day of a calendar that cannot be read hides no other) {
  const auto from = make_date(2026, 3, 2);
  const auto calendar = parse_calendar(
    R"([{"date":"2026-03-02","open":"half past nine"},{"date":"2026-03-03","open":"09:30","close":"16:00"}])",
    from, from + 1);
  CAF_REQUIRE(calendar.has_value());
  CAF_REQUIRE_EQUAL(calendar->sessions.size(), 1u);
  CAF_CHECK(calendar->sessions[0].date == from + 1);
  CAF_CHECK(!parse_calendar(R"([{"date":"2026-03-02","open":"late"}])", from, from).has_value());
}

CAF_TEST(a short position is negative however it is told) {
  const auto positions = parse_positions(
    R"([{"symbol":"SPY","qty":"-5","side":"short"},{"symbol":"QQQ","qty":"5","side":"short"}])");
  CAF_REQUIRE(positions.has_value());
  CAF_CHECK(positions->at(0).position.quantity == -shares(5));
  CAF_CHECK(positions->at(1).position.quantity == -shares(5));
}

} // namespace wire_order_test
