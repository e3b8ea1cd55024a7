#define CAF_SUITE ema_cross
#include "tests/test.hpp"

#include "models/catalog.hpp"
#include "models/indicators/ema.hpp"

namespace ema_cross_test {

using namespace hft;

namespace {

std::unique_ptr<Model> model(std::string_view spec) {
  return std::move(make_model(parse_spec(spec).value(), {"SPY"}).value());
}

/// What trades at these prices (in dollars) lead to, in order.
std::string answer(Model& model, const std::vector<std::int64_t>& prices) {
  std::string text;
  for (const auto price : prices) {
    Trade trade;
    trade.symbol = "SPY";
    trade.price = dollars(price);
    Decisions out;
    model.on_trade(trade, out);
    for (const auto& decision : out.decisions())
      text += (decision.side == Side::Sell ? "-" : "+") + to_string(decision.quantity);
  }
  return text;
}

void fill(Model& model, Side side, Quantity quantity, Quantity position, Quantity leaves = {}) {
  Fill fill;
  fill.symbol = "SPY";
  fill.side = side;
  fill.quantity = quantity;
  fill.model_position = position;
  fill.leaves = leaves;
  Decisions out;
  model.on_fill(fill, out);
}

std::string refusal(Model& model, const ModelCheckpoint& memory) {
  const auto restored = model.restore(memory);
  return restored ? "taken" : restored.error().sentence;
}

} // namespace

CAF_TEST(an average follows its definition) {
  Ema ema{3}; // weight 1/2
  for (const auto price : {10.0, 12.0, 11.0, 15.0}) ema.add(price);
  // 10; 10 + (12-10)/2 = 11; 11; 11 + (15-11)/2 = 13
  CAF_CHECK_EQUAL(ema.value(), 13.0);
  CAF_CHECK(ema.ready());
  ema.clear();
  CAF_CHECK(!ema.ready());
}

CAF_TEST(it waits for the slow average then follows the trend) {
  const auto cross = model("ema_cross:fast=1,slow=3,quantity=10");
  CAF_CHECK_EQUAL(answer(*cross, {100, 101}), "");
  CAF_CHECK_EQUAL(answer(*cross, {102}), "+10");
}

CAF_TEST(it sends one order at a time and turns a position round) {
  const auto cross = model("ema_cross:fast=1,slow=3,quantity=10");
  CAF_CHECK_EQUAL(answer(*cross, {100, 101, 102, 103, 104}), "+10");
  fill(*cross, Side::Buy, shares(4), shares(4), shares(6));
  CAF_CHECK_EQUAL(answer(*cross, {90}), "");
  fill(*cross, Side::Buy, shares(6), shares(10));
  CAF_CHECK_EQUAL(answer(*cross, {90}), "-20");
}

CAF_TEST(after a refusal it waits for the next cross) {
  const auto cross = model("ema_cross:fast=1,slow=3,quantity=10");
  CAF_CHECK_EQUAL(answer(*cross, {100, 101, 102}), "+10");
  OrderRefused refused;
  refused.symbol = "SPY";
  cross->on_refused(refused);
  CAF_CHECK_EQUAL(answer(*cross, {103, 104}), "");
  CAF_CHECK_EQUAL(answer(*cross, {90}), "-10");
}

CAF_TEST(a gap makes it start afresh) {
  const auto cross = model("ema_cross:fast=1,slow=3");
  CAF_CHECK_EQUAL(answer(*cross, {100, 101}), "");
  cross->on_gap({});
  CAF_CHECK_EQUAL(answer(*cross, {102, 103}), "");
  CAF_CHECK_EQUAL(answer(*cross, {104}), "+10");
}

CAF_TEST(a restored model decides as the saved one would have) {
  const std::vector<std::int64_t> before{100, 101, 102, 104, 103};
  const std::vector<std::int64_t> after{103, 101, 99, 98, 103, 107, 104};
  const auto first = model("ema_cross:fast=2,slow=4,quantity=1.5");
  CAF_CHECK_EQUAL(answer(*first, before), "+1.5");
  fill(*first, Side::Buy, Quantity{1'500'000'000}, Quantity{1'500'000'000});

  const auto second = model("ema_cross:fast=2,slow=4,quantity=1.5");
  CAF_REQUIRE(second->restore(first->save()).has_value());

  CAF_CHECK(second->save() == first->save());
  const auto expected = answer(*first, after);
  CAF_CHECK_EQUAL(expected, "-3");
  CAF_CHECK_EQUAL(answer(*second, after), expected);
}

CAF_TEST(memory of another model or shape is refused and changes nothing) {
  const auto cross = model("ema_cross:fast=2,slow=4");
  const auto fresh = cross->save();
  auto memory = model("ema_cross:fast=3,slow=4")->save();
  CAF_CHECK(!cross->restore(memory).has_value());
  memory = fresh;
  memory.version = 2;
  CAF_CHECK_EQUAL(refusal(*cross, memory),
                  "model ema_cross cannot use its memory: version 2 is newer than 1, the newest it "
                  "knows");
  memory = fresh;
  memory.values.erase("slow");
  CAF_CHECK(!cross->restore(memory).has_value());
  CAF_CHECK(cross->save() == fresh);
}

CAF_TEST(after a split the averages and the position go on at the new prices) {
  const auto split = model("ema_cross:fast=2,slow=3,quantity=10");
  answer(*split, {100, 102, 104});
  fill(*split, Side::Buy, shares(10), shares(10));
  CorporateAction action;
  action.symbol = action.new_symbol = "SPY";
  action.before = shares(10);
  action.after = shares(20);
  action.old_shares = shares(1);
  action.new_shares = shares(2);
  Decisions out;
  split->on_corporate_action(action, out);
  CAF_CHECK(out.empty());
  CAF_CHECK_EQUAL(answer(*split, {53}), "-10"); // still upward: 20 held where 10 are wanted
}

} // namespace ema_cross_test
