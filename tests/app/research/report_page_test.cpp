#define CAF_SUITE research_report_page
#include "tests/test.hpp"

#include "adapters/report/page_html.hpp"
#include "app/research/notes_section.hpp"
#include "app/research/report_page.hpp"
#include "app/research/run_folder.hpp"
#include "tests/app/research/made_record.hpp"

#include <set>
#include <string>

namespace report_page_test {

using namespace hft;
using namespace hft::research;

namespace {

/// Many of everything, with names as long as they may be.
report::RunRecord large_record() {
  report::RunRecord record;
  record.run.cash = money(1'000'000);
  record.run.from = day(0);
  const std::string text(2000, 'x');
  for (int model = 0; model < 40; ++model)
    record.models.push_back(
      {"model-" + std::to_string(model), "a", 1, 1, 1, 1, 1, money(1), money(1), money(1)});
  for (int date = 0; date < 2500; ++date) {
    record.sessions.push_back({day(date), minute(date, 0), minute(date, 390), false});
    record.closes.push_back({"",
                             day(date),
                             Money{1'000'000'123'456'789 + date * 1'234'567'890LL},
                             money(10),
                             money(20),
                             {}});
    for (const auto& model : record.models)
      record.closes.push_back({model.id, day(date), Money{date * 123'456'789LL}, {}, {}, {}});
  }
  record.run.to = day(2499);
  for (int n = 0; n < 20'000; ++n) {
    const auto symbol = *Symbol::from("SYM" + std::to_string(n % 50));
    const auto at = minute(n / 8, n % 8 * 40);
    add_fill(record, at, n % 100 < 50 ? Side::Buy : Side::Sell, 1,
             Price{100'123'456'789 + n * 1'234'567LL}, Money{12'345'678},
             record.models[static_cast<std::size_t>(n % 40)].id.c_str(), symbol);
    record.bars.push_back({symbol, at, std::chrono::minutes{1}, dollars(100), dollars(120),
                           dollars(90), Price{100'123'456'789 + n * 7'654'321LL}, shares(1)});
    record.warnings.push_back({text, symbol, day(n / 8), 1, text});
    record.incidents.push_back({at, text});
    record.parameters.push_back({"model-0", text, text});
    record.notes.push_back({at, "model-" + std::to_string(n % 20), "", 0, text});
    record.notes.push_back({at, "model-" + std::to_string(n % 20), "line", n * 1.2345678, ""});
  }
  return record;
}

} // namespace

CAF_TEST(the page of a large run stays under a megabyte and a half) {
  const auto html = report::page_html(report_page(judged(large_record())));

  CAF_CHECK(html.size() < 1'500'000u);
}

CAF_TEST(a run without anything still has a page) {
  const auto page = report_page(judged(report::RunRecord{}));

  CAF_CHECK_EQUAL(page.verdict.headline, "Nothing was traded.");
  CAF_CHECK(!page.sections.empty());
}

CAF_TEST(another run stands beside it in the statistics) {
  const auto run = judged(flat_record({1100, 1200}));
  auto other = judged(flat_record({900, 800}));
  other.record.run.kind = report::RunKind::Live;

  const auto page = report_page(run, &other);

  const auto& table = std::get<report::PageTable>(page.sections.front().blocks.at(1));
  CAF_REQUIRE_EQUAL(table.columns.size(), 3u);
  CAF_CHECK_EQUAL(table.columns[1].name, "backtest");
  CAF_CHECK_EQUAL(table.columns[2].name, "live");
  CAF_CHECK_EQUAL(std::get<std::string>(table.rows.at(1).at(1)), "$200.00");
  CAF_CHECK_EQUAL(std::get<std::string>(table.rows.at(1).at(2)), "-$200.00");
}

CAF_TEST(every statistic has a key of its own) {
  std::set<std::string> keys;
  for (const auto& one : statistics_table()) CAF_CHECK(keys.insert(one.key).second);
  CAF_CHECK(keys.contains("max_drawdown"));
}

CAF_TEST(a figure is written as people read it) {
  CAF_CHECK_EQUAL(statistic_text(StatisticUnit::Dollars, -1234567.891), "-$1,234,567.89");
  CAF_CHECK_EQUAL(statistic_text(StatisticUnit::Part, 0.12345), "12.35 %");
  CAF_CHECK_EQUAL(statistic_text(StatisticUnit::Seconds, 5400.0), "90.0 min");
  CAF_CHECK_EQUAL(statistic_text(StatisticUnit::Count, std::nullopt), "\u2013");
}

CAF_TEST(the page shows what the models noted and which orders it led to) {
  auto record = flat_record({1000});
  record.notes = {{minute(0, 5), "m", "rsi", 28.1, ""},
                  {minute(0, 5), "m", "", 0, "RSI below <30>"},
                  {minute(0, 6), "m", "rsi", 31.5, ""},
                  {minute(0, 6), "other", "", 0, "nothing to do"}};
  report::RunOrder order;
  order.model = "m";
  order.symbol = "SPY";
  order.quantity = shares(10);
  order.decided = minute(0, 5);
  record.orders.push_back(order);
  const auto section = notes_section(record);
  CAF_REQUIRE_EQUAL(section.blocks.size(), 2u);
  const auto& chart = std::get<report::PageChart>(section.blocks[0]);
  CAF_CHECK_EQUAL(chart.title, "m: rsi");
  CAF_CHECK_EQUAL(chart.series.at(0).values.size(), 2u);
  const auto& table = std::get<report::PageTable>(section.blocks[1]);
  CAF_REQUIRE_EQUAL(table.rows.size(), 2u);
  CAF_CHECK_EQUAL(std::get<std::string>(table.rows[0][2]), "RSI below <30>");
  CAF_CHECK_EQUAL(std::get<std::string>(table.rows[0][3]), "buy 10 SPY");
  CAF_CHECK_EQUAL(std::get<std::string>(table.rows[1][3]), "");
  const auto text = notes_text(record);
  CAF_CHECK_EQUAL(text, "noted: 2 remarks, 2 points of 1 line\n"
                        "  2026-01-06 09:35:00 m: RSI below <30> -> buy 10 SPY\n"
                        "  2026-01-06 09:36:00 other: nothing to do\n");
  CAF_CHECK(notes_section(flat_record({1000})).blocks.empty());
}

} // namespace report_page_test
