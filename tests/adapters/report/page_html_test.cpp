#define CAF_SUITE page_html
#include "tests/test.hpp"

#include "adapters/report/page_html.hpp"

#include <nlohmann/json.hpp>

namespace page_html_test {

using namespace hft;
using namespace hft::report;

namespace {

constexpr const char* evil = "</script><img src=x onerror=alert(1)>&\"'@PROGRAM@";

Page evil_page() {
  Page page;
  page.title = evil;
  page.verdict = {"for", evil, {{"for", evil, evil}}};
  page.sections.push_back({"a", evil, evil, {PageTiles{{{evil, evil, evil, 0}}}}});
  return page;
}

std::size_t count_of(const std::string& text, std::string_view part) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

} // namespace

CAF_TEST(no text of the data becomes markup) {
  const auto html = page_html(evil_page());

  CAF_CHECK_EQUAL(count_of(html, "<img"), 0u);
  CAF_CHECK_EQUAL(count_of(html, "</script"), 3u);
  CAF_CHECK_EQUAL(count_of(html, "<script"), 3u);
}

CAF_TEST(texts arrive in the data as they are) {
  const auto data = nlohmann::json::parse(page_data(evil_page()));

  CAF_CHECK_EQUAL(data["title"], evil);
  CAF_CHECK_EQUAL(data["verdict"]["findings"][0]["sentence"], evil);
}

CAF_TEST(the page holds all it needs and names nothing to fetch) {
  const auto html = page_html(Page{});

  CAF_CHECK(html.find("Dygraph") != std::string::npos);
  CAF_CHECK(html.find(".dygraph-axis-label") != std::string::npos);
  CAF_CHECK(html.find("sourceMappingURL") == std::string::npos);
  CAF_CHECK(html.find("default-src 'none'") != std::string::npos);
  CAF_CHECK_EQUAL(count_of(html, " src="), 0u);
}

CAF_TEST(numbers that are none are nothing) {
  Page page;
  PageTable table;
  table.columns = {{"x", PageUnit::Number, {}, false}};
  table.rows = {{std::nan("")}, {1.0 / 3}, {0.0}, {1e-300}, {5e15}};
  page.sections.push_back({"a", "", "", {table}});

  const auto rows = nlohmann::json::parse(page_data(page))["sections"][0]["blocks"][0]["rows"];

  CAF_CHECK(rows[0][0].is_null());
  CAF_CHECK_EQUAL(rows[1][0], 0.3333333);
  CAF_CHECK_EQUAL(rows[2][0], 0);
}

} // namespace page_html_test
