#define CAF_SUITE reports
#include "tests/test.hpp"

#include "adapters/control/books_report.hpp"
#include "adapters/control/status_report.hpp"

#include <nlohmann/json.hpp>

namespace reports_test {

using namespace hft;
using namespace hft::control;

namespace {

Timestamp utc(const char* text) {
  return parse_timestamp(text).value();
}

StatusSnapshot a_status() {
  StatusSnapshot status;
  status.session.phase = SessionPhase::Regular;
  status.session.plan.date = make_date(2026, 3, 2);
  status.session.next_phase = SessionPhase::AfterHours;
  status.session.next_change = utc("2026-03-02T21:00:00Z");
  status.session.now = utc("2026-03-02T15:00:00Z");
  status.session.agrees_with_broker = true;
  status.ready = true;
  status.feed.state = FeedState::Live;
  status.feed.events = 1200;
  status.desk.orders_open = 2;
  status.desk.refusals["PositionLimit"] = 3;
  status.desk.requests = {.limit = 200, .used = 31, .made = 900, .refused = 2, .delayed = 1};
  const PositionReport short_spy{"SPY", shares(-5), cents(45131), Money{1'500'000'000}, Money{}};
  status.desk.positions = {short_spy};
  ModelStatus model;
  model.id = "alpha";
  model.name = "modulo";
  model.state = ModelState::Running;
  model.restarts = 1;
  model.counts = {.ticks = 1000, .signals = 7, .orders = 6, .fills = 5, .refused = 1};
  model.book.id = model.id;
  model.book.positions = {short_spy};
  model.book.realized = Money{1'500'000'000};
  status.models = {model};
  status.desk.models = {model.book};
  return status;
}

OrdersReport an_order() {
  OrderReport report;
  report.order.client_order_id = "20260302-alpha-1";
  report.order.model = "alpha";
  report.order.symbol = "SPY";
  report.order.side = Side::Sell;
  report.order.quantity = shares(5);
  report.order.type = OrderType::Limit;
  report.order.limit_price = cents(45131);
  report.state = OrderState::PartiallyFilled;
  report.filled = shares(2);
  report.average_price = cents(45132);
  report.updated = utc("2026-03-02T15:00:00.5Z");
  return {{report}};
}

} // namespace

CAF_TEST(the status has the members programs rely on) {
  const auto json = nlohmann::json::parse(status_json(a_status()));
  CAF_CHECK_EQUAL(json.at("phase"), "Regular");
  CAF_CHECK_EQUAL(json.at("ready"), true);
  CAF_CHECK_EQUAL(json.at("halted"), false);
  CAF_CHECK_EQUAL(json.at("date"), "2026-03-02");
  CAF_CHECK_EQUAL(json.at("next_change"), "2026-03-02T21:00:00Z");
  CAF_CHECK_EQUAL(json.at("orders_open"), 2);
  CAF_CHECK_EQUAL(json.at("feed").at("state"), "live");
  const auto& model = json.at("models").at("alpha");
  CAF_CHECK_EQUAL(model.at("name"), "modulo");
  CAF_CHECK_EQUAL(model.at("state"), "running");
  CAF_CHECK_EQUAL(model.at("restarts"), 1);
  CAF_CHECK_EQUAL(model.at("ticks"), 1000);
  CAF_CHECK_EQUAL(model.at("signals"), 7);
  CAF_CHECK_EQUAL(model.at("orders"), 6);
  CAF_CHECK_EQUAL(model.at("fills"), 5);
  CAF_CHECK_EQUAL(model.at("refused"), 1);
  CAF_CHECK_EQUAL(model.at("position").dump(), R"({"SPY":"-5"})");
  CAF_CHECK_EQUAL(json.at("refusals").at("PositionLimit"), 3);
  CAF_CHECK_EQUAL(json.at("requests").dump(),
                  R"({"delayed":1,"limit":200,"made":900,"refused":2,"throttled":0,"used":31})");
}

CAF_TEST(an empty status is whole and has nulls where nothing is known) {
  const auto json = nlohmann::json::parse(status_json({}));
  CAF_CHECK(json.at("date").is_null());
  CAF_CHECK(json.at("next_change").is_null());
  CAF_CHECK_EQUAL(json.at("models").dump(), "{}");
  CAF_CHECK(status_text({}).find("no models") != std::string::npos);
}

CAF_TEST(bytes that are no text do not break the status) {
  auto status = a_status();
  status.desk.halt_reason = "venue said \xff\xfe";
  CAF_CHECK(nlohmann::json::accept(status_json(status)));
}

CAF_TEST(people read the status) {
  auto status = a_status();
  status.desk.halted = true;
  status.desk.halt_reason = "an operator asked";
  status.session.disagreement = "calendar disagrees";
  CAF_CHECK_EQUAL(status_text(status),
                  "phase    Regular, session of 2026-03-02\n"
                  "now      2026-03-02T10:00:00-05:00\n"
                  "next     AfterHours at 2026-03-02T16:00:00-05:00\n"
                  "warning  calendar disagrees\n"
                  "trading  halted: an operator asked\n"
                  "orders   2 open, 0 unknown\n"
                  "refused  3 for PositionLimit\n"
                  "requests 900 made, 31 of 200 this minute, 2 orders kept back, 1 looks put off\n"
                  "feed     live, 1200 events, 0 gaps\n"
                  "account  SPY -5\n"
                  "\n"
                  "model          state          ticks signals orders  fills refused      profit\n"
                  "alpha          running         1000       7      6      5       1        1.50\n"
                  "  modulo, 1 restart, holds SPY -5, realized 1.50, unrealized 0.00\n");
}

CAF_TEST(the status is 80 columns wide however long names and lists are) {
  auto status = a_status();
  auto& model = status.models[0];
  model.id = "an_id_of_thirty_one_letters_or_";
  model.name = "avellaneda_stoikov";
  for (int i = 0; i < 12; ++i) model.parameters["parameter_" + std::to_string(i)] = "1000000";
  model.book.positions.resize(9, model.book.positions[0]);
  model.counts = {99'999'999, 999'999, 99'999, 99'999, 999'999};
  const auto text = status_text(status);
  std::size_t widest = 0;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    widest = std::max(widest, end - at);
    at = end + 1;
  }
  CAF_CHECK_LESS_OR_EQUAL(widest, 80u);
}

CAF_TEST(what was asked in vain is not known rather than zero) {
  auto status = a_status();
  status.ready = status.desk_answers = status.feed_answers = false;
  status.models.resize(2);
  status.models[0].answers = false;
  status.models[1].id = "beta";
  status.models[1].answers = status.models[1].counted = false;
  const auto json = nlohmann::json::parse(status_json(status));
  CAF_CHECK_EQUAL(json.at("ready"), false);
  CAF_CHECK_EQUAL(json.at("unanswered").dump(), R"(["feed","execution","alpha","beta"])");
  CAF_CHECK(json.at("halted").is_null() && json.at("orders_open").is_null());
  CAF_CHECK(json.at("positions").is_null() && json.at("feed").at("state").is_null());
  const auto& alpha = json.at("models").at("alpha");
  CAF_CHECK_EQUAL(alpha.at("ticks"), 1000);
  CAF_CHECK_EQUAL(alpha.at("fills"), 5);
  CAF_CHECK(alpha.at("position").is_null());
  CAF_CHECK(json.at("models").at("beta").at("ticks").is_null());
  CAF_CHECK(json.at("models").at("beta").at("orders").is_null());
  CAF_CHECK_EQUAL(status_text(status),
                  "phase    Regular, session of 2026-03-02\n"
                  "now      2026-03-02T10:00:00-05:00\n"
                  "next     AfterHours at 2026-03-02T16:00:00-05:00\n"
                  "trading  unknown: execution does not answer\n"
                  "orders   unknown\n"
                  "feed     unknown: feed does not answer\n"
                  "account  unknown\n"
                  "\n"
                  "model          state          ticks signals orders  fills refused      profit\n"
                  "alpha          no answer       1000       7      6      5       1           ?\n"
                  "  modulo, 1 restart, position and profit unknown\n"
                  "beta           no answer          ?       ?      ?      ?       ?           ?\n"
                  "  position and profit unknown\n");
  CAF_CHECK_EQUAL(positions_json(status), R"({"account":null,"models":null})");
  CAF_CHECK_EQUAL(positions_text(status), "unknown: execution does not answer\n");
}

CAF_TEST(a clock that does not answer leaves its words out) {
  auto status = a_status();
  status.clock_answers = false;
  status.session = {};
  const auto json = nlohmann::json::parse(status_json(status));
  CAF_CHECK(json.at("next_phase").is_null() && json.at("agrees_with_broker").is_null());
  CAF_CHECK(status_text(status).find("the clock does not answer") != std::string::npos);
}

CAF_TEST(models are reported alone) {
  const auto json = nlohmann::json::parse(models_json(a_status()));
  CAF_CHECK_EQUAL(json.at("alpha").at("realized_pnl"), "1.5");
}

CAF_TEST(positions are reported by account and model) {
  CAF_CHECK_EQUAL(positions_json(a_status()),
                  R"({"account":{"SPY":{"quantity":"-5","average_price":"451.31",)"
                  R"("realized_pnl":"1.5","unrealized_pnl":"0"}},"models":{"alpha":{"SPY":)"
                  R"({"quantity":"-5","average_price":"451.31","realized_pnl":"1.5",)"
                  R"("unrealized_pnl":"0"}}}})");
  CAF_CHECK_EQUAL(positions_text(a_status()),
                  "owner    symbol  quantity  average  realized  unrealized\n"
                  "account  SPY           -5   451.31      1.50        0.00\n"
                  "alpha    SPY           -5   451.31      1.50        0.00\n");
  CAF_CHECK_EQUAL(positions_text({}), "no positions\n");
}

CAF_TEST(orders are reported with what is known of them) {
  const auto json = nlohmann::json::parse(orders_json(an_order())).at("orders").at(0);
  CAF_CHECK_EQUAL(json.at("client_order_id"), "20260302-alpha-1");
  CAF_CHECK(json.at("id").is_null());
  CAF_CHECK_EQUAL(json.at("state"), to_string(OrderState::PartiallyFilled));
  CAF_CHECK_EQUAL(json.at("limit_price"), "451.31");
  CAF_CHECK(json.at("stop_price").is_null());
  CAF_CHECK_EQUAL(json.at("filled"), "2");
  const auto text = orders_text(an_order());
  CAF_CHECK(text.find("\n20260302-alpha-1 ") != std::string::npos);
  CAF_CHECK(text.find("\n  alpha: sell 5 SPY limit at 451.31; filled 2") != std::string::npos);
  for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1)
    CAF_CHECK(text.find('\n', at) - at <= 80);
  CAF_CHECK_EQUAL(orders_text({}), "no orders\n");
}

} // namespace reports_test
