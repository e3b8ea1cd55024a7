#define CAF_SUITE report
#include "tests/test.hpp"

#include "adapters/report/catalog_json.hpp"
#include "adapters/report/summary_json.hpp"

#include <nlohmann/json.hpp>

namespace report_test {

using namespace hft;
using nlohmann::json;

CAF_TEST(the summary holds every count and exact money) {
  StatusSnapshot status;
  ModelStatus model;
  model.id = "a";
  model.counts = {10, 3, 2, 2, 1};
  model.book.positions = {PositionReport{"SPY", shares(-5), dollars(450), {}, {}}};
  model.book.realized_today = Money{-1};
  status.models = {model};
  status.session.plan.date = make_date(2026, 11, 20);
  status.desk.latency = {2, 1.5, 2.5, 3.5, 4.5};

  const auto read = json::parse(report::summary_json(status, {"PreOpen", "Regular"}));

  CAF_CHECK_EQUAL(read["models"]["a"]["ticks"], 10);
  CAF_CHECK_EQUAL(read["models"]["a"]["refused"], 1);
  CAF_CHECK_EQUAL(read["models"]["a"]["position"]["SPY"], "-5");
  CAF_CHECK_EQUAL(read["models"]["a"]["realized_pnl"], "-0.000000001");
  CAF_CHECK_EQUAL(read["latency_us"]["p999"], 3.5);
  CAF_CHECK_EQUAL(read["session"]["date"], "2026-11-20");
  CAF_CHECK_EQUAL(read["session"]["phases"], (json{"PreOpen", "Regular"}));
}

CAF_TEST(the catalog gives numbers as numbers and missing bounds as null) {
  const auto read = json::parse(
    report::model_json({"m", "does", {{"divisor", "integer", "17", "1", "", "what divides"}}}));

  CAF_CHECK_EQUAL(read["parameters"][0]["default"], 17);
  CAF_CHECK_EQUAL(read["parameters"][0]["range"][0], 1);
  CAF_CHECK(read["parameters"][0]["range"][1].is_null());
}

} // namespace report_test
