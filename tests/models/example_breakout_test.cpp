#define CAF_SUITE example_breakout
#include "tests/test.hpp"

#include "models/catalog.hpp"
#include "tests/models/example_breakout.hpp"

#include <fstream>
#include <iterator>

namespace example_breakout_test {

using namespace hft;

namespace {

std::string text_of(const std::string& path) {
  std::ifstream file{path};
  return {std::istreambuf_iterator<char>{file}, {}};
}

std::vector<std::string> snippets_of(const std::string& page, const std::string& language) {
  std::vector<std::string> snippets;
  const std::string fence = "```" + language + '\n';
  for (auto at = page.find(fence); at != std::string::npos; at = page.find(fence, at)) {
    at += fence.size();
    snippets.push_back(page.substr(at, page.find("```", at) - at));
  }
  return snippets;
}

Trade print(Price price) {
  Trade trade;
  trade.symbol = "SPY";
  trade.price = price;
  trade.size = shares(100);
  return trade;
}

} // namespace

CAF_TEST(a model is one short file and one line of the catalog) {
  const std::vector<ModelEntry> table{
    describe<Breakout>(),
  };

  const auto settings = Settings::read("breakout", table[0].parameters, {{"prints", "2"}}).value();
  auto model = table[0].make(settings).value();

  Decisions out;
  for (const auto price : {dollars(10), dollars(12), dollars(12), dollars(13), dollars(14)})
    model->on_trade(print(price), out);
  CAF_REQUIRE_EQUAL(out.decisions().size(), 1u);
  CAF_CHECK(out.decisions()[0].side == Side::Buy);
  CAF_CHECK(out.decisions()[0].quantity == shares(5));
}

CAF_TEST(the page about adding a model shows code that compiles) {
  const auto compiled = text_of("example_breakout.hpp") + text_of("example_breakout_test.cpp") +
                        text_of("external/breakout_plugin.cpp");
  const auto snippets = snippets_of(text_of("../../docs/adding-a-model.md"), "cpp");

  CAF_CHECK(snippets.size() >= 4);
  for (const auto& snippet : snippets) {
    CAF_MESSAGE(snippet);
    CAF_CHECK(compiled.find(snippet) != std::string::npos);
  }
}

CAF_TEST(the page about adding a model shows the script that is tested) {
  const auto snippets = snippets_of(text_of("../../docs/adding-a-model.md"), "python");

  CAF_REQUIRE_EQUAL(snippets.size(), 1u);
  CAF_CHECK(text_of("external/breakout.py").find(snippets[0]) != std::string::npos);
}

} // namespace example_breakout_test
