#define CAF_SUITE catalog
#include "tests/test.hpp"

#include "models/catalog.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

namespace catalog_test {

using namespace hft;

namespace {

std::string refusal_of_spec(std::string_view text) {
  const auto spec = parse_spec(text);
  return spec ? "taken" : spec.error().sentence;
}

std::string refusal_of_model(std::string_view text) {
  const auto model = make_model(parse_spec(text).value(), {"SPY"});
  return model ? "taken" : model.error().sentence;
}

std::vector<std::string> names_of_all() {
  std::vector<std::string> names;
  for (const auto& entry : catalog()) names.push_back(entry.name);
  return names;
}

} // namespace

CAF_TEST(a spec splits into id and name and parameters) {
  CAF_CHECK(parse_spec("modulo").value() == (ModelSpec{"modulo", "modulo", {}}));
  CAF_CHECK(parse_spec("a-1=modulo").value() == (ModelSpec{"a-1", "modulo", {}}));
  CAF_CHECK(parse_spec("modulo:symbol=IBM").value() ==
            (ModelSpec{"modulo", "modulo", {{"symbol", "IBM"}}}));
  CAF_CHECK(parse_spec("x.y_z=modulo:sell_divisor=7,buy_divisor=11").value() ==
            (ModelSpec{"x.y_z", "modulo", {{"sell_divisor", "7"}, {"buy_divisor", "11"}}}));
  CAF_CHECK(parse_spec("m:note=a=b,empty=").value() ==
            (ModelSpec{"m", "m", {{"note", "a=b"}, {"empty", ""}}}));
}

CAF_TEST(a spec reads back as it was written) {
  for (const auto* text : {"modulo", "a=modulo", "a=modulo:buy_divisor=3,symbol=IBM"})
    CAF_CHECK_EQUAL(format_spec(parse_spec(text).value()), text);
}

CAF_TEST(a spec that says nothing clear is refused) {
  CAF_CHECK_EQUAL(refusal_of_spec(""),
                  "model '': it names no model; write [ID=]NAME[:key=value,...]");
  CAF_CHECK_EQUAL(refusal_of_spec("a="),
                  "model 'a=': it names no model; write [ID=]NAME[:key=value,...]");
  CAF_CHECK_EQUAL(refusal_of_spec("a b=modulo"),
                  "model 'a b=modulo': 'a b' is no name: 1 to 31 letters, digits, '-', '_' or '.'");
  CAF_CHECK_EQUAL(refusal_of_spec("modulo:symbol"),
                  "model 'modulo:symbol': 'symbol' is no key=value");
  CAF_CHECK_EQUAL(refusal_of_spec("modulo:"), "model 'modulo:': '' is no key=value");
  CAF_CHECK_EQUAL(refusal_of_spec("modulo:symbol=A,symbol=B"),
                  "model 'modulo:symbol=A,symbol=B': parameter symbol is given twice");
  CAF_CHECK_EQUAL(refusal_of_spec(std::string(31, 'i') + "=modulo"), "taken");
  CAF_CHECK_NOT_EQUAL(refusal_of_spec(std::string(32, 'i') + "=modulo"), "taken");
}

CAF_TEST(an unknown model is refused and near names are offered) {
  CAF_CHECK_EQUAL(refusal_of_model("modulus"), "there is no model 'modulus': did you mean modulo?");
  CAF_CHECK_EQUAL(refusal_of_model("xyzzy"),
                  "there is no model 'xyzzy': the models are " + listed(names_of_all()));
  CAF_CHECK_EQUAL(refusal_of_model("modulo:sell_divisor=0"),
                  "model modulo parameter sell_divisor='0': out of range, allowed is 1 to "
                  "1000000000");
  CAF_CHECK_EQUAL(refusal_of_model("ema_cross:fast=9,slow=9"),
                  "model ema_cross parameter fast=9: not less than slow=9");
}

CAF_TEST(every model of the catalog is made from its defaults and named once) {
  std::vector<std::string> names;
  for (const auto& entry : catalog()) {
    const auto model = make_model(parse_spec(entry.name).value(), {"QQQ", "SPY"});
    CAF_REQUIRE(model.has_value());
    CAF_CHECK(!(*model)->needs().symbols.empty());
    CAF_CHECK(!entry.summary.empty());
    for (const auto& parameter : entry.parameters) CAF_CHECK(!parameter.doc.empty());
    names.push_back(entry.name);
  }
  CAF_CHECK(std::is_sorted(names.begin(), names.end()));
  CAF_CHECK(std::adjacent_find(names.begin(), names.end()) == names.end());
}

CAF_TEST(the catalog describes a model for people) {
  const auto text = model_text(*find_model("modulo"));
  CAF_CHECK(text.find("sell_divisor   integer   default 17   a size divisible by it sells") !=
            std::string::npos);
  CAF_CHECK(models_text().find("modulo                sells when") != std::string::npos);
  CAF_CHECK(find_model("nothing") == nullptr);
}

CAF_TEST(every model has a page with the table of its parameters) {
  for (const auto& entry : catalog()) {
    std::ifstream file{"../../docs/models/" + entry.name + ".md"};
    const std::string page{std::istreambuf_iterator<char>{file}, {}};
    CAF_MESSAGE(entry.name);
    CAF_CHECK(page.find(model_markdown(entry)) != std::string::npos);
  }
}

} // namespace catalog_test
