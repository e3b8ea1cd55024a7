#define CAF_SUITE metrics_text
#include "adapters/dashboard/metrics_text.hpp"
#include "tests/test.hpp"

#include <limits>

namespace metrics_text_test {

using namespace hft;
using namespace hft::dashboard;
using namespace std::chrono_literals;

namespace {

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

MonotonicTime at(Duration time) {
  return MonotonicTime{} + time;
}

report::DayRecord a_day() {
  report::RunIdentity identity;
  identity.version = "1.2";
  identity.equity = Money{1000 * units_per_whole};
  identity.fresh = true;
  report::DayRecord day{identity};
  StatusSnapshot status;
  status.session.phase = SessionPhase::Regular;
  status.session.now = *parse_timestamp("2026-03-02T15:00:00Z");
  status.ready = true;
  status.desk.ready = true;
  status.desk.orders_unknown = 2;
  ModelStatus model;
  model.id = "alpha";
  model.state = ModelState::Running;
  model.counts.orders = 6;
  model.book.id = model.id;
  model.book.realized = model.book.realized_today = Money{-3 * units_per_whole};
  status.models = {model};
  status.desk.models = {model.book};
  day.apply(status, at(5s));
  OrderRefused refused;
  refused.refusal = Refusal::PositionLimit;
  day.apply({{}, refused});
  FeedVitals feed;
  feed.decode.count = 9;
  day.apply(feed);
  return day;
}

} // namespace

CAF_TEST(a metric has its help and type once and its series after them) {
  MetricsText out;
  out.begin("hft_x", MetricsText::Type::Gauge, "What it is.");
  out.value(std::uint64_t{3}, {{"model", "a"}});
  out.value(0.5, {{"model", "b"}, {"side", "buy"}});
  CAF_CHECK_EQUAL(out.text(), "# HELP hft_x What it is.\n# TYPE hft_x gauge\n"
                              "hft_x{model=\"a\"} 3\nhft_x{model=\"b\",side=\"buy\"} 0.5\n");
}

CAF_TEST(labels are escaped and odd numbers written as Prometheus reads them) {
  MetricsText out;
  out.begin("hft_x", MetricsText::Type::Counter, "X.");
  out.value(std::numeric_limits<double>::infinity(), {{"a", "q\"b\\c\nd"}});
  CAF_CHECK(has(out.text(), "hft_x{a=\"q\\\"b\\\\c\\nd\"} +Inf\n"));
}

CAF_TEST(a histogram is cumulative in seconds and ends with everything) {
  LatencyCounts counts;
  counts.up_to.fill(7);
  counts.up_to[0] = 2;
  counts.count = 9;
  counts.sum = 1500ms;
  MetricsText out;
  out.begin("hft_d_seconds", MetricsText::Type::Histogram, "D.");
  out.histogram(counts, {{"stage", "gate"}});
  CAF_CHECK(has(out.text(), "hft_d_seconds_bucket{stage=\"gate\",le=\"5e-06\"} 2\n"));
  CAF_CHECK(has(out.text(), "hft_d_seconds_bucket{stage=\"gate\",le=\"+Inf\"} 9\n"));
  CAF_CHECK(has(out.text(), "hft_d_seconds_sum{stage=\"gate\"} 1.5\n"));
  CAF_CHECK(has(out.text(), "hft_d_seconds_count{stage=\"gate\"} 9\n"));
}

CAF_TEST(a run tells its phase and what is wrong) {
  const auto text = metrics_of(a_day(), at(6s), 1e9);
  for (const char* line :
       {"hft_build_info{version=\"1.2\"} 1\n", "hft_up 1\n",
        "hft_session_phase{phase=\"regular\"} 1\n", "hft_session_phase{phase=\"pre_open\"} 0\n",
        "hft_ready 1\n", "hft_halted 0\n", "hft_orders_unknown 2\n",
        "hft_refusals_total{limit=\"position_limit\"} 1\n", "hft_profit_dollars -3\n",
        "hft_equity_dollars 997\n", "hft_model_orders_total{model=\"alpha\"} 6\n",
        "hft_model_state{model=\"alpha\",state=\"running\"} 1\n",
        "hft_stage_duration_seconds_count{stage=\"decode\"} 9\n",
        "hft_stage_duration_seconds_count{stage=\"wait\"} 0\n",
        "hft_stage_duration_seconds_count{stage=\"write\"} 0\n",
        "hft_state_disk_free_bytes 1e+09\n"})
    CAF_CHECK(has(text, line));
}

CAF_TEST(a supervisor that does not answer is not up) {
  CAF_CHECK(has(metrics_of(a_day(), at(16s), -1), "hft_up 0\n"));
  CAF_CHECK(has(metrics_of(report::DayRecord{}, at(1s), -1), "hft_up 0\n"));
  CAF_CHECK(!has(metrics_of(a_day(), at(6s), -1), "hft_state_disk_free_bytes"));
}

} // namespace metrics_text_test
