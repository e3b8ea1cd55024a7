#define CAF_SUITE modulo
#include "tests/test.hpp"

#include "models/catalog.hpp"

namespace modulo_test {

using namespace hft;

namespace {

std::unique_ptr<Model> model(std::string_view spec, const std::vector<Symbol>& symbols = {"SPY"}) {
  return std::move(make_model(parse_spec(spec).value(), symbols).value());
}

/// What one trade of that size leads to: `-5`, `+5` or nothing.
std::string answer(Model& model, std::string_view size) {
  Trade trade;
  trade.symbol = "SPY";
  trade.size = parse_quantity(size).value();
  Decisions out;
  model.on_trade(trade, out);
  std::string text;
  for (const auto& decision : out.decisions())
    text += (decision.side == Side::Sell ? "-" : "+") + to_string(decision.quantity);
  return text;
}

} // namespace

CAF_TEST(a size that 17 divides sells five) {
  const auto modulo = model("modulo");
  CAF_CHECK_EQUAL(answer(*modulo, "17"), "-5");
  CAF_CHECK_EQUAL(answer(*modulo, "34"), "-5");
  CAF_CHECK_EQUAL(answer(*modulo, "1700"), "-5");
}

CAF_TEST(a size that 31 divides buys five) {
  const auto modulo = model("modulo");
  CAF_CHECK_EQUAL(answer(*modulo, "31"), "+5");
  CAF_CHECK_EQUAL(answer(*modulo, "3100"), "+5");
}

CAF_TEST(a size that both divide sells) {
  CAF_CHECK_EQUAL(answer(*model("modulo"), "527"), "-5");
  CAF_CHECK_EQUAL(answer(*model("modulo"), "52700"), "-5");
}

CAF_TEST(other sizes do nothing) {
  const auto modulo = model("modulo");
  for (const auto* size : {"1", "16", "18", "30", "32", "100", "200", "500"})
    CAF_CHECK_EQUAL(answer(*modulo, size), "");
}

CAF_TEST(a fractional size is divisible only exactly) {
  const auto modulo = model("modulo");
  CAF_CHECK_EQUAL(answer(*modulo, "17.000000001"), "");
  CAF_CHECK_EQUAL(answer(*modulo, "8.5"), "");
  CAF_CHECK_EQUAL(answer(*modulo, "15.5"), "");
  CAF_CHECK_EQUAL(answer(*modulo, "17.0"), "-5");
}

CAF_TEST(the rule holds for every size from 1 to 20000) {
  const auto modulo = model("modulo");
  int sells = 0;
  int buys = 0;
  for (int size = 1; size <= 20'000; ++size) {
    const auto said = answer(*modulo, std::to_string(size));
    sells += said == "-5";
    buys += said == "+5";
  }
  // 20000/17 = 1176; 20000/31 = 645, of which 20000/527 = 37 sell.
  CAF_CHECK_EQUAL(sells, 1176);
  CAF_CHECK_EQUAL(buys, 608);
}

CAF_TEST(all four numbers and the symbol are parameters) {
  const auto modulo =
    model("modulo:sell_divisor=7,sell_quantity=2,buy_divisor=3,buy_quantity=9,symbol=IBM");
  CAF_CHECK_EQUAL(answer(*modulo, "14"), "-2");
  CAF_CHECK_EQUAL(answer(*modulo, "9"), "+9");
  CAF_CHECK_EQUAL(answer(*modulo, "21"), "-2");
  CAF_CHECK(modulo->needs().symbols == std::vector<Symbol>{"IBM"});
}

CAF_TEST(without a named symbol it takes SPY when it is among the symbols else the first) {
  CAF_CHECK(model("modulo")->needs().symbols == std::vector<Symbol>{"SPY"});
  CAF_CHECK(model("modulo", {"QQQ", "SPY"})->needs().symbols == std::vector<Symbol>{"SPY"});
  CAF_CHECK(model("modulo", {"IBM", "BAC"})->needs().symbols == std::vector<Symbol>{"IBM"});
  CAF_CHECK(model("modulo", {})->needs().symbols == std::vector<Symbol>{"SPY"});
  CAF_CHECK(model("modulo:symbol=SPY", {"IBM"})->needs().symbols == std::vector<Symbol>{"SPY"});
}

} // namespace modulo_test
