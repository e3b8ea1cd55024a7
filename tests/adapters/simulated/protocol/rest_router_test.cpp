#define CAF_SUITE rest_router
#include "adapters/simulated/protocol/rest_router.hpp"

#include "tests/adapters/simulated/server/venue_fixture.hpp"

namespace rest_router_test {

using namespace hft;
using namespace hft::simulated;
using namespace std::chrono_literals;
using namespace hft::venue_fixture;

namespace {

/// A venue's requests and answers without sockets: SPY is quoted 450.00 to 450.02 at 10:00.
struct Desk {
  explicit Desk(int rate_limit = 0)
    : engine(std::move(VenueEngine::open(standing_at(10h)).value())),
      router(config(rate_limit), *engine, faults) {
    ask("POST", "/_venue/trade",
        R"([{"T":"q","S":"SPY","bp":450,"ap":450.02},{"S":"SPY","p":450}])");
  }

  RestRouter::Config config(int rate_limit) {
    RestRouter::Config made;
    made.rate_limit = rate_limit;
    made.speed_text = [] { return "1"; };
    made.speed = [] { return 1.0; };
    made.held = [] { return false; };
    made.print = [this](const std::vector<StreamEvent>& events) {
      for (const auto& event : events) engine->inject(event);
    };
    made.faults_changed = [] {};
    made.send_foreign = [this](const std::string& key, const Json& data) {
      sent.push_back(key + " " + data.at("event").get<std::string>() + " " +
                     data.at("order").at("status").get<std::string>());
    };
    return made;
  }

  HttpResponse ask(const std::string& method, const std::string& target,
                   const std::string& body = {}) {
    HttpRequest request;
    request.method = method;
    parse_target(target, request);
    request.headers = {{"apca-api-key-id", "key"}, {"apca-api-secret-key", "secret"}};
    request.body = body;
    return router.answer(request);
  }
  json get(const std::string& target) { return json::parse(ask("GET", target).body); }
  /// `400 sentence`, `200` when it was accepted.
  std::string told(const std::string& target, const std::string& body) {
    const auto answer = ask("POST", target, body);
    if (answer.status == 200) return "200";
    return std::to_string(answer.status) + " " +
           json::parse(answer.body).at("message").get<std::string>();
  }
  void buy(int shares) {
    ask("POST", "/v2/orders",
        R"({"symbol":"SPY","side":"buy","type":"market","time_in_force":"day","qty":)" +
          std::to_string(shares) + "}");
  }
  std::string position() {
    const auto held = get("/v2/positions/SPY");
    return held.contains("qty") ? held.at("qty").get<std::string>() : "0";
  }
  void pass(Duration time) { engine->leap(engine->now() + time); }
  static std::string header(const HttpResponse& answer, std::string_view name) {
    for (const auto& [field, value] : answer.headers)
      if (field == name) return value;
    return "none";
  }

  Faults faults;
  std::unique_ptr<VenueEngine> engine;
  std::vector<std::string> sent;
  RestRouter router;
};

HttpRequest asked_of(const std::string& host) {
  HttpRequest request;
  request.method = "POST";
  request.path = "/_venue/trade";
  request.headers["host"] = host;
  request.body = "{}";
  return request;
}
std::string refusal(HttpRequest request, const std::string& header, const std::string& value) {
  request.headers[header] = value;
  return page_refusal(request, 8080);
}

} // namespace

CAF_TEST(only the names of this machine reach the venue) {
  for (const auto* host : {"127.0.0.1:8080", "localhost:8080", "[::1]:8080"})
    CAF_CHECK_EQUAL(page_refusal(asked_of(host), 8080), "");
  for (const auto* host : {"", "127.0.0.1", "127.0.0.1:8081", "evil.example:8080", "x",
                           "127.0.0.1.evil.example:8080", "localhost:8080.evil.example"})
    CAF_CHECK(!page_refusal(asked_of(host), 8080).empty());
  CAF_CHECK_EQUAL(page_refusal(asked_of("localhost"), 80), "");
}

CAF_TEST(a web page reaches nothing of the venue) {
  const auto own = asked_of("127.0.0.1:8080");
  CAF_CHECK_EQUAL(refusal(own, "origin", "http://127.0.0.1:8080"), "");
  CAF_CHECK_EQUAL(refusal(own, "origin", "http://localhost:8080"), "");
  for (const auto* origin : {"null", "", "https://evil.example", "http://127.0.0.1:9090",
                             "https://127.0.0.1:8080", "http://127.0.0.1:8080.evil.example"})
    CAF_CHECK(!refusal(own, "origin", origin).empty());
  CAF_CHECK_EQUAL(refusal(own, "sec-fetch-site", "same-origin"), "");
  CAF_CHECK_EQUAL(refusal(own, "sec-fetch-site", "none"), "");
  CAF_CHECK(!refusal(own, "sec-fetch-site", "cross-site").empty());
  CAF_CHECK(!refusal(own, "sec-fetch-site", "same-site").empty());
}

CAF_TEST(a body may come with any plain content type) {
  const auto own = asked_of("127.0.0.1:8080");
  for (const auto* type : {"", "application/json", "application/json; charset=utf-8",
                           "application/x-www-form-urlencoded"})
    CAF_CHECK_EQUAL(refusal(own, "content-type", type), "");
}

CAF_TEST(numbers a fault cannot have are refused with a sentence) {
  Desk desk;
  const auto fault = [&](const std::string& fields) {
    return desk.told("/_venue/faults", R"({"kind":"answer_late",)" + fields + "}");
  };
  const std::string delay =
    "400 fault answer_late: delay_ms must be a whole number from 0 to 86400000";
  for (const auto* value : {"1e18", "-5", "86400001", "1.5", "\"5\"", "null", "[]", "true",
                            "18446744073709551615", "9223372036854775808"})
    CAF_CHECK_EQUAL(fault(R"("delay_ms":)" + std::string{value}), delay);
  for (const auto* field : {"skip", "times"})
    for (const auto* value : {"-1", "1000000001", "0.5", "1e18", "\"1\""})
      CAF_CHECK_EQUAL(fault("\"" + std::string{field} + "\":" + value),
                      "400 fault answer_late: " + std::string{field} +
                        " must be a whole number from 0 to 1000000000");
  for (const auto* value : {"-0.1", "1.1", "1e400", "\"0.5\"", "null"})
    CAF_CHECK(fault(R"("probability":)" + std::string{value}).starts_with("400 "));
  CAF_CHECK_EQUAL(fault(R"("probability":2)"),
                  "400 fault answer_late: probability must be a number from 0 to 1");
  CAF_CHECK(fault(R"("probability":NaN)").starts_with("400 "));
  for (const auto* value : {"99", "600", "-1", "4.5", "\"404\"", "99999999999999999999"})
    CAF_CHECK_EQUAL(fault(R"("code":)" + std::string{value}),
                    "400 fault answer_late: code must be a whole number from 300 to 599");
  CAF_CHECK_EQUAL(fault(R"("method":5)"), "400 fault answer_late: method must be a text");
  CAF_CHECK_EQUAL(fault(R"("from":"25:00")"),
                  "400 fault answer_late: from must be a New York time of day, HH:MM or HH:MM:SS");
  CAF_CHECK(fault(R"("from":9)").starts_with("400 "));
  CAF_CHECK_EQUAL(desk.told("/_venue/faults", R"({"clear":"yes"})"),
                  "400 the fault plan's clear must be true or false");
  CAF_CHECK_EQUAL(desk.told("/_venue/faults", R"({"clear":true,"fault":[]})"),
                  "400 the fault plan has no field \"fault\"");
  CAF_CHECK_EQUAL(desk.told("/_venue/faults", R"({"kind":"symbol_limit","code":1000001})"),
                  "400 fault symbol_limit: code must be a whole number from 0 to 1000000");
  CAF_CHECK_EQUAL(desk.get("/_venue/faults").at("faults").size(), 0u);
  CAF_CHECK_EQUAL(fault(R"("delay_ms":86400000,"times":0,"skip":0,"probability":0,"code":429)"),
                  "200");
}

CAF_TEST(numbers a print cannot have are refused with a sentence) {
  Desk desk;
  const auto print = [&](const std::string& fields) {
    return desk.told("/_venue/trade", R"({"S":"SPY",)" + fields + "}");
  };
  for (const auto* value : {"1e18", "-5", "0", "99999999999", "\"x\"", "null", "[1]"})
    CAF_CHECK(print(R"("p":)" + std::string{value}).starts_with("400 p must be"));
  for (const auto* value : {"1e18", "-5", "0", "99999999999"})
    CAF_CHECK(print(R"("p":450,"s":)" + std::string{value}).starts_with("400 s must be"));
  for (const auto* value : {"1e18", "0.5", "\"7\"", "9223372036854775808"})
    CAF_CHECK_EQUAL(print(R"("p":450,"i":)" + std::string{value}), "400 i must be an integer");
  CAF_CHECK(print(R"("T":"q","bp":-1)").starts_with("400 bp must"));
  CAF_CHECK(print(R"("T":"q","ap":1,"as":-1)").starts_with("400 as must"));
  CAF_CHECK(print(R"("T":"b","o":1,"v":-1)").starts_with("400 v must"));
  CAF_CHECK(print(R"("T":"l","u":-1)").starts_with("400 u must"));
  CAF_CHECK(print(R"("T":"c","op":-1)").starts_with("400 op must"));
  CAF_CHECK(print(R"("T":"x","s":-1)").starts_with("400 s must"));
  CAF_CHECK_EQUAL(print(R"("p":450,"t":"yesterday")"), "400 t must be an RFC 3339 time");
  CAF_CHECK_EQUAL(print(R"("p":450,"t":5)"), "400 t must be an RFC 3339 time");
}

CAF_TEST(a print stamped in the future does not turn the clock of the venue) {
  Desk desk;
  const auto before = desk.get("/v2/clock").at("timestamp");
  CAF_CHECK_EQUAL(desk.told("/_venue/trade", R"({"S":"SPY","p":451,"t":"2024-03-05T20:59:59Z"})"),
                  "200");
  desk.buy(1);
  CAF_CHECK_EQUAL(json(desk.get("/v2/clock").at("timestamp")), before);
  CAF_CHECK_EQUAL(
    desk.get("/v2/orders?status=all").at(0).at("filled_at").get<std::string>().substr(0, 16),
    "2024-03-05T15:00");
}

CAF_TEST(a wrong print moves nothing unless its conditions let it) {
  Desk desk;
  desk.buy(10);
  const auto equity = [&] { return desk.get("/v2/account").at("equity").get<std::string>(); };
  const auto before = equity();
  for (const auto* condition : {"4", "W", "Z", "U", "I", "P", "H"})
    desk.told("/_venue/trade",
              R"({"S":"SPY","p":400,"s":5000,"c":["@",")" + std::string{condition} + "\"]}");
  CAF_CHECK_EQUAL(equity(), before);
}

CAF_TEST(positions lag by as much as a fault says) {
  Desk desk;
  CAF_CHECK_EQUAL(desk.told("/_venue/faults", R"({"kind":"lag_positions","delay_ms":10000})"),
                  "200");
  desk.buy(10);
  CAF_CHECK_EQUAL(desk.position(), "0");
  CAF_CHECK(desk.get("/v2/positions").empty());
  CAF_CHECK_EQUAL(json(desk.get("/_venue/ledger").at("positions").at("SPY")), "10");
  desk.pass(10s);
  CAF_CHECK_EQUAL(desk.position(), "10");
  CAF_CHECK_EQUAL(desk.get("/v2/positions").size(), 1u);
}

CAF_TEST(an order may be accepted and its answer say it was refused) {
  for (const int code : {400, 403, 404, 422, 429}) {
    Desk desk;
    desk.told("/_venue/faults", R"({"kind":"answer_error","method":"POST","path":"/v2/orders",)"
                                R"("times":1,"code":)" +
                                  std::to_string(code) + "}");
    const auto answer = desk.ask("POST", "/v2/orders", market_order);
    CAF_CHECK_EQUAL(answer.status, code);
    CAF_CHECK_EQUAL(json::parse(answer.body).at("code").get<long>() / 100'000, code);
    const auto found = desk.get("/v2/orders:by_client_order_id?client_order_id=one");
    CAF_CHECK_EQUAL(found.at("status"), "filled");
  }
}

CAF_TEST(a cancel and a replace may be carried out and answered as failed) {
  Desk desk;
  const auto placed = json::parse(
    desk
      .ask("POST", "/v2/orders",
           R"({"symbol":"SPY","qty":"1","side":"buy","type":"limit","limit_price":"440",)"
           R"("time_in_force":"day"})")
      .body);
  const auto path = "/v2/orders/" + placed.at("id").get<std::string>();
  desk.told("/_venue/faults", R"([{"kind":"answer_error","method":"PATCH","code":422},)"
                              R"({"kind":"answer_error","method":"DELETE","code":404}])");
  CAF_CHECK_EQUAL(desk.ask("PATCH", path, R"({"limit_price":"441"})").status, 422);
  const auto open = desk.get("/v2/orders");
  CAF_CHECK_EQUAL(open.at(0).at("limit_price"), "441");
  CAF_CHECK_EQUAL(desk.ask("DELETE", "/v2/orders/" + open.at(0).at("id").get<std::string>()).status,
                  404);
  CAF_CHECK(desk.get("/v2/orders").empty());
}

CAF_TEST(who asks too often is told when to come back) {
  Desk desk{2};
  desk.get("/v2/account");
  CAF_CHECK_EQUAL(desk.ask("GET", "/v2/account").status, 200);
  desk.pass(20s);
  const auto refused = desk.ask("GET", "/v2/account");
  CAF_CHECK_EQUAL(refused.status, 429);
  CAF_CHECK_EQUAL(Desk::header(refused, "Retry-After"), "40");
  CAF_CHECK_EQUAL(Desk::header(refused, "X-RateLimit-Limit"), "2");
  CAF_CHECK_EQUAL(Desk::header(refused, "X-RateLimit-Remaining"), "0");
  CAF_CHECK_EQUAL(json(json::parse(refused.body).at("code")), 42910000);
  desk.pass(40s);
  CAF_CHECK_EQUAL(desk.ask("GET", "/v2/account").status, 200);
  desk.told("/_venue/faults", R"({"kind":"refuse_request","code":429,"delay_ms":2500})");
  CAF_CHECK_EQUAL(Desk::header(desk.ask("GET", "/v2/clock"), "Retry-After"), "3");
}

CAF_TEST(refused keys are refused in the words of the broker) {
  Desk desk;
  desk.told("/_venue/faults", R"([{"kind":"refuse_request","code":401,"times":1},)"
                              R"({"kind":"refuse_request","code":403,"times":1}])");
  CAF_CHECK_EQUAL(json(desk.get("/v2/account").at("message")), "unauthorized.");
  CAF_CHECK_EQUAL(json(desk.get("/v2/account").at("message")), "forbidden.");
  CAF_CHECK_EQUAL(desk.ask("GET", "/v2/account").status, 200);
}

CAF_TEST(a split is announced and booked and followed by the market) {
  Desk desk;
  desk.buy(10);
  CAF_CHECK_EQUAL(
    desk.told("/_venue/corporate_action", R"({"type":"split","symbol":"SPY","new_rate":"10"})"),
    "200");
  CAF_CHECK_EQUAL(desk.position(), "100");
  const auto activities = desk.get("/v2/account/activities/SPLIT");
  CAF_REQUIRE_EQUAL(activities.size(), 2u);
  CAF_CHECK_EQUAL(activities.at(0).at("qty"), "100");
  CAF_CHECK_EQUAL(activities.at(1).at("qty"), "-10");
  CAF_CHECK_EQUAL(activities.at(0).at("group_id"), activities.at(1).at("group_id"));
  CAF_CHECK_EQUAL(activities.at(0).at("status"), "executed");
  const auto announced = desk.get("/v2/corporate_actions/announcements?ca_types=split,dividend"
                                  "&since=2024-03-01&until=2024-03-31&symbol=SPY");
  CAF_REQUIRE_EQUAL(announced.size(), 1u);
  CAF_CHECK_EQUAL(announced.at(0).at("new_rate"), "10");
  CAF_CHECK_EQUAL(announced.at(0).at("ex_date"), "2024-03-05");
  const auto id = announced.at(0).at("id").get<std::string>();
  CAF_CHECK_EQUAL(json(desk.get("/v2/corporate_actions/announcements/" + id).at("ca_type")),
                  "split");
  const auto data = desk.get("/v1/corporate-actions?symbols=SPY&start=2024-03-05&end=2024-03-05");
  CAF_CHECK_EQUAL(data.at("corporate_actions").at("forward_splits").at(0).at("new_rate"), 10.0);
  // The made-up day goes on at a tenth of its prices.
  const auto before = desk.get("/v2/account").at("equity").get<std::string>();
  VenueEngine::Frame frame;
  for (int i = 0; i < 200; ++i) {
    frame.clear();
    desk.engine->play(desk.engine->now() + 1s, 1s, frame);
  }
  const auto after = std::stod(desk.get("/v2/account").at("equity").get<std::string>());
  CAF_CHECK(std::abs(std::stod(before) - after) < 5000);
}

CAF_TEST(what nobody can announce is refused with a sentence) {
  Desk desk;
  const auto told = [&](const char* body) { return desk.told("/_venue/corporate_action", body); };
  CAF_CHECK_EQUAL(told("[1]"), "400 a corporate action must be an object");
  CAF_CHECK_EQUAL(told(R"({"type":"merger","symbol":"SPY"})"),
                  "400 type must be split, dividend or rename");
  CAF_CHECK_EQUAL(told(R"({"type":"split","symbol":"spy"})"),
                  "400 symbol must be an asset's: 1 to 5 capital letters");
  CAF_CHECK_EQUAL(told(R"({"type":"split","symbol":"SPY"})"),
                  "400 a split needs an old_rate and a new_rate that differ");
  CAF_CHECK(told(R"({"type":"split","symbol":"SPY","new_rate":1e18})").starts_with("400 new_rate"));
  CAF_CHECK(told(R"({"type":"split","symbol":"SPY","old_rate":-1})").starts_with("400 old_rate"));
  CAF_CHECK(told(R"({"type":"split","symbol":"SPY","old_rate":0})").starts_with("400 old_rate"));
  CAF_CHECK(told(R"({"type":"dividend","symbol":"SPY","cash":"x"})").starts_with("400 cash"));
  CAF_CHECK(told(R"({"type":"dividend","symbol":"SPY"})").starts_with("400 a dividend needs"));
  CAF_CHECK(told(R"({"type":"rename","symbol":"SPY","new_symbol":"SPY"})")
              .starts_with("400 a rename needs"));
  CAF_CHECK(told(R"({"type":"split","symbol":"SPY","new_rate":2,"ex_date":"soon"})")
              .starts_with("400 ex_date must be a date"));
  CAF_CHECK_EQUAL(told(R"({"type":"split","symbol":"SPY","new_rate":2,"rate":2})"),
                  "400 a corporate action has no field \"rate\"");
  CAF_CHECK(desk.engine->exchange().corporate_actions().empty());
}

CAF_TEST(others fill multi - leg orders and hold coins on the account) {
  Desk desk;
  desk.buy(5);
  const auto told = desk.told("/_venue/foreign", R"({"key":"key","event":"fill",
    "update":{"price":"1.25","qty":"1"},
    "orders":[{"id":"mleg-1","symbol":"","side":"","order_class":"mleg","status":"filled",
               "legs":[{"symbol":"SPY261218C00460000","side":"buy"}]}],
    "positions":[{"symbol":"BTCUSD","asset_class":"crypto","qty":"0.099750000"}],
    "activities":[{"activity_type":"CFEE","symbol":"BTCUSD","qty":"-0.00025"}]})");
  CAF_CHECK_EQUAL(told, "200");
  CAF_REQUIRE_EQUAL(desk.sent.size(), 1u);
  CAF_CHECK_EQUAL(desk.sent[0], "key fill filled");
  const auto orders = desk.get("/v2/orders?status=all");
  CAF_CHECK_EQUAL(orders.size(), 2u);
  CAF_CHECK_EQUAL(orders.at(0).at("order_class"), "mleg");
  CAF_CHECK_EQUAL(desk.get("/v2/orders?status=open").size(), 0u);
  CAF_CHECK_EQUAL(json(desk.get("/v2/orders/mleg-1").at("side")), "");
  CAF_CHECK_EQUAL(desk.get("/v2/positions").size(), 2u);
  CAF_CHECK_EQUAL(json(desk.get("/v2/positions/BTCUSD").at("asset_class")), "crypto");
  CAF_CHECK_EQUAL(json(desk.get("/v2/account/activities/CFEE").at(0).at("qty")), "-0.00025");
  CAF_CHECK_EQUAL(desk.get("/_venue/ledger").at("positions").size(), 1u);
}

CAF_TEST(an odd order of somebody else is shown as it is and can be canceled) {
  Desk desk;
  CAF_CHECK_EQUAL(desk.told("/_venue/foreign", R"({"key":"key","orders":[
    {"id":"odd","side":"sell_short_exempt","qty":"1e3","status":"brand_new_state"}]})"),
                  "200");
  const auto odd = desk.get("/v2/orders").at(0);
  CAF_CHECK_EQUAL(odd.at("side"), "sell_short_exempt");
  CAF_CHECK_EQUAL(odd.at("qty"), "1e3");
  CAF_CHECK_EQUAL(desk.ask("DELETE", "/v2/orders/odd").status, 204);
  CAF_CHECK(desk.get("/v2/orders").empty());
  CAF_REQUIRE_EQUAL(desk.sent.size(), 1u);
  CAF_CHECK_EQUAL(desk.sent[0], "key canceled canceled");
  CAF_CHECK_EQUAL(desk.told("/_venue/foreign", R"({"key":"key","clear":true})"), "200");
  CAF_CHECK(desk.get("/v2/orders?status=all").empty());
  CAF_CHECK_EQUAL(desk.told("/_venue/foreign", "[]"),
                  "400 what others do must be an object with a key");
  CAF_CHECK_EQUAL(desk.told("/_venue/foreign", R"({"key":"key","orders":[5]})"),
                  "400 orders must be a list of objects");
  CAF_CHECK_EQUAL(desk.told("/_venue/foreign", R"({"key":"key","order":[]})"),
                  "400 there is no field \"order\" in what others do");
}

CAF_TEST(an activity of somebody else moves what it says) {
  Desk desk;
  CAF_CHECK_EQUAL(desk.told("/_venue/activity", R"([
    {"key":"key","activity_type":"OPASN","symbol":"SPY240305P00460000","qty":"1"},
    {"key":"key","activity_type":"OPTRD","symbol":"SPY","qty":"100","price":"460",
     "net_amount":"-46000"}])"),
                  "200");
  CAF_CHECK_EQUAL(desk.position(), "100");
  CAF_CHECK_EQUAL(json(desk.get("/v2/account").at("cash")), "954000");
  CAF_CHECK_EQUAL(desk.get("/v2/account/activities?activity_types=OPTRD,OPASN").size(), 2u);
  CAF_CHECK_EQUAL(desk.told("/_venue/activity", R"({"activity_type":"FEE"})"),
                  "400 key must name an account's API key");
  CAF_CHECK(desk.told("/_venue/activity", R"({"key":"key","activity_type":"FILL"})")
              .starts_with("400 activity_type must"));
  CAF_CHECK(
    desk.told("/_venue/activity", R"({"key":"key","activity_type":"FEE","net_amount":"1e18"})")
      .starts_with("400 net_amount must be a decimal number"));
}

CAF_TEST(activities are listed by category) {
  Desk desk;
  CAF_REQUIRE_EQUAL(desk.told("/v2/orders", market_order), "200");
  desk.told("/_venue/activity", R"({"key":"key","activity_type":"FEE","net_amount":"-0.02"})");
  desk.told("/_venue/foreign",
            R"({"key":"key","activities":[{"activity_type":"CFEE","symbol":"BTCUSD"}]})");
  const auto count = [&](const char* query) {
    return desk.get(std::string{"/v2/account/activities"} + query).size();
  };
  const auto all = count("");
  CAF_CHECK_EQUAL(count("?category=non_trade_activity"), 2u);
  CAF_CHECK_EQUAL(count("?category=trade_activity"), all - 2);
  CAF_CHECK(all > 2);
  CAF_CHECK_EQUAL(desk.ask("GET", "/v2/account/activities?category=other").status, 422);
  CAF_CHECK_EQUAL(
    desk.ask("GET", "/v2/account/activities?category=trade_activity&activity_types=FEE").status,
    422);
}

CAF_TEST(an asset can be made hard to borrow) {
  Desk desk;
  CAF_CHECK_EQUAL(desk.told("/_venue/asset", R"({"symbol":"SPY","easy_to_borrow":false})"), "200");
  CAF_CHECK_EQUAL(json(desk.get("/v2/assets/SPY").at("easy_to_borrow")), false);
  CAF_CHECK_EQUAL(
    desk.told("/v2/orders",
              R"({"symbol":"SPY","side":"sell","type":"market","time_in_force":"day","qty":1})"),
    "403 asset \"SPY\" cannot be sold short");
  CAF_CHECK_EQUAL(desk.told("/_venue/asset", R"({"symbol":"SPY","tradable":1})"),
                  "400 tradable must be true or false");
}

CAF_TEST(configurations bind the account and odd ones are refused) {
  Desk desk;
  const auto patch = [&](const char* body) {
    return desk.ask("PATCH", "/v2/account/configurations", body).status;
  };
  CAF_CHECK_EQUAL(patch(R"({"no_shorting":true,"max_margin_multiplier":2})"), 200);
  CAF_CHECK_EQUAL(json(desk.get("/v2/account").at("shorting_enabled")), false);
  CAF_CHECK_EQUAL(json(desk.get("/v2/account").at("multiplier")), "2");
  CAF_CHECK_EQUAL(patch(R"({"suspend_trade":true})"), 200);
  CAF_CHECK_EQUAL(json(desk.get("/v2/account").at("trade_suspended_by_user")), true);
  CAF_CHECK_EQUAL(desk.told("/v2/orders", market_order),
                  "403 new orders are rejected by user request");
  CAF_CHECK_EQUAL(patch(R"({"trade_confirm_email":"none","max_options_trading_level":2})"), 200);
  CAF_CHECK_EQUAL(json(desk.get("/v2/account/configurations").at("trade_confirm_email")), "none");
  CAF_CHECK_EQUAL(json(desk.get("/v2/account/configurations").at("max_options_trading_level")), 2);
  CAF_CHECK_EQUAL(json(desk.get("/v2/account/configurations").at("no_shorting")), true);
  CAF_CHECK_EQUAL(patch(R"({"max_options_trading_level":-1})"), 422);
  CAF_CHECK_EQUAL(patch(R"({"max_margin_multiplier":"3"})"), 422);
  CAF_CHECK_EQUAL(patch(R"({"suspend_trade":"no"})"), 422);
  CAF_CHECK_EQUAL(patch(R"({"trade_confirm_email":"some"})"), 422);
}

} // namespace rest_router_test
