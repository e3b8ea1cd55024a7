#define CAF_SUITE corporate_actions
#include "tests/test.hpp"

#include "actors/execution/corporate_actions.hpp"

namespace corporate_actions_test {

using namespace hft;

namespace {

AccountActivity entry(const char* id, ActivityKind kind, const char* symbol, Quantity quantity,
                      Money cash = {}) {
  AccountActivity made;
  made.id = id;
  made.kind = kind;
  made.symbol = Symbol::truncated(symbol);
  made.quantity = quantity;
  made.cash = cash;
  return made;
}

PositionDifference differs(const char* symbol, Quantity ours, Quantity theirs) {
  return {Symbol::truncated(symbol), ours, theirs, dollars(10), dollars(11)};
}

Money money(std::int64_t whole) {
  return {whole * units_per_whole};
}

struct Fixture {
  PositionBook book;
  CorporateActions actions;

  void holds(const char* model, const char* symbol, std::int64_t size, Price price = dollars(100)) {
    book.apply(ModelId::truncated(model), Symbol::truncated(symbol),
               size > 0 ? Side::Buy : Side::Sell, abs(shares(size)), price);
  }
  Quantity of(const char* model, const char* symbol) const {
    return book.position(ModelId::truncated(model), Symbol::truncated(symbol));
  }
  std::vector<CorporateAction> adjust(const PositionAdjustment& adjustment) {
    const auto told = book.adjust(adjustment);
    actions.on_booked(adjustment, told);
    CAF_CHECK(book.adds_up());
    return told;
  }
  Money realized(const char* model) const {
    return book.report(ModelId::truncated(model), Marks{}).realized;
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(corporate_actions_tests, Fixture)

CAF_TEST(a split told as the shares that came explains the difference) {
  holds("m", "NVDA", 10, dollars(1190));
  const auto reading = actions.read({entry("a", ActivityKind::Split, "NVDA", shares(90))},
                                    {differs("NVDA", shares(10), shares(100))}, book);
  CAF_REQUIRE_EQUAL(reading.adjustments.size(), 1u);
  const auto told = adjust(reading.adjustments[0]);
  CAF_CHECK(of("m", "NVDA") == shares(100));
  CAF_REQUIRE_EQUAL(told.size(), 1u);
  CAF_CHECK(told[0].before == shares(10) && told[0].after == shares(100));
  CAF_CHECK(told[0].old_shares == shares(1) && told[0].new_shares == shares(10));
  CAF_CHECK_EQUAL(to_string(book.report(ModelId{"m"}, Marks{}).positions.at(0).average_price),
                  "119");
  CAF_CHECK(actions.is_known("a"));
}

CAF_TEST(a split told as old shares out and new shares in explains it too) {
  holds("m", "NVDA", 10);
  const auto reading = actions.read({entry("a", ActivityKind::Split, "NVDA", shares(-10)),
                                     entry("b", ActivityKind::Split, "NVDA", shares(40))},
                                    {differs("NVDA", shares(10), shares(40))}, book);
  CAF_REQUIRE_EQUAL(reading.adjustments.size(), 1u);
  CAF_CHECK_EQUAL(reading.adjustments[0].activities, "a b");
  CAF_CHECK(reading.adjustments[0].after == shares(40));
}

CAF_TEST(a split is booked ahead of the fills that came after it) {
  holds("m", "SPY", -5, dollars(600));
  holds("", "SPY", 15, dollars(210)); // by hand, after three for one
  const auto reading = actions.read({entry("a", ActivityKind::Split, "SPY", shares(5)),
                                     entry("b", ActivityKind::Split, "SPY", shares(-15))},
                                    {differs("SPY", shares(10), shares(0))}, book);
  CAF_REQUIRE_EQUAL(reading.adjustments.size(), 1u);
  CAF_CHECK(reading.adjustments[0].before == shares(-5));
  CAF_CHECK_EQUAL(
    reading.adjustments[0].sentence,
    "position of SPY went from 10 to 0: split of -5 into -15, before the newest fills");
  const auto told = adjust(reading.adjustments[0]);
  CAF_REQUIRE_EQUAL(told.size(), 1u);
  CAF_CHECK(told[0].before == shares(-5) && told[0].after == shares(-15));
  CAF_CHECK(of("m", "SPY") == shares(-15));
  CAF_CHECK(of("", "SPY") == shares(15));
  CAF_CHECK(book.account_position(Symbol{"SPY"}) == Quantity{});
  // Sold at 600 before is 200 after: closed at 210 for 10 dollars a share.
  CAF_CHECK_EQUAL(to_cents(saturated_money(book.account_profit(Marks{}))), "-150.00");
}

CAF_TEST(a split told by one entry and its ratio is booked ahead of later fills too) {
  holds("m", "SPY", 20);
  holds("n", "SPY", -15);
  holds("n", "SPY", -5);
  auto split = entry("a", ActivityKind::Split, "SPY", shares(20));
  split.old_shares = shares(1);
  split.new_shares = shares(2);
  const auto reading = actions.read({split}, {differs("SPY", shares(0), shares(20))}, book);
  CAF_REQUIRE_EQUAL(reading.adjustments.size(), 1u);
  adjust(reading.adjustments[0]);
  CAF_CHECK(of("m", "SPY") == shares(40));
  CAF_CHECK(of("n", "SPY") == shares(-20));
}

CAF_TEST(a reverse split of what is held is none of an earlier short position) {
  holds("m", "SPY", -5);
  holds("m", "SPY", 20);
  const auto reading = actions.read({entry("a", ActivityKind::Split, "SPY", shares(5)),
                                     entry("b", ActivityKind::Split, "SPY", shares(-15))},
                                    {differs("SPY", shares(15), shares(5))}, book);
  CAF_REQUIRE_EQUAL(reading.adjustments.size(), 1u);
  CAF_CHECK(reading.adjustments[0].before == shares(15));
  adjust(reading.adjustments[0]);
  CAF_CHECK(of("m", "SPY") == shares(5));
}

CAF_TEST(a split told by its ratio or its result explains it too) {
  holds("m", "NVDA", 10);
  auto by_ratio = entry("a", ActivityKind::Split, "NVDA", {});
  by_ratio.old_shares = shares(2);
  by_ratio.new_shares = shares(3);
  auto by_words = entry("a", ActivityKind::Split, "NVDA", {});
  by_words.description = "NVDA 3 for 2 stock split";
  const auto by_result = entry("a", ActivityKind::Split, "NVDA", shares(15));
  for (const auto& told : {by_ratio, by_words, by_result}) {
    const auto reading = actions.read({told}, {differs("NVDA", shares(10), shares(15))}, book);
    CAF_CHECK_EQUAL(reading.adjustments.size(), 1u);
  }
}

CAF_TEST(what does not fit the difference explains nothing) {
  holds("m", "NVDA", 10);
  const auto split = entry("a", ActivityKind::Split, "NVDA", shares(90));
  CAF_CHECK(
    actions.read({split}, {differs("NVDA", shares(10), shares(99))}, book).adjustments.empty());
  CAF_CHECK(
    actions.read({split}, {differs("QQQ", shares(10), shares(100))}, book).adjustments.empty());
  CAF_CHECK(actions.read({split}, {}, book).adjustments.empty());
}

CAF_TEST(an entry counts once) {
  holds("m", "NVDA", 10);
  const std::vector history{entry("a", ActivityKind::Split, "NVDA", shares(10))};
  const auto once = actions.read(history, {differs("NVDA", shares(10), shares(20))}, book);
  CAF_REQUIRE_EQUAL(once.adjustments.size(), 1u);
  adjust(once.adjustments[0]);
  CAF_CHECK(
    actions.read(history, {differs("NVDA", shares(20), shares(30))}, book).adjustments.empty());
}

CAF_TEST(a reverse split with cash for the fraction keeps cost and profit) {
  holds("m", "XYZ", 25, dollars(1)); // 25 for 25
  auto split = entry("a", ActivityKind::Split, "XYZ", shares(-23));
  const auto cash = entry("b", ActivityKind::CashInLieu, "XYZ", Quantity{500'000'000}, money(6));
  const auto reading = actions.read({split, cash}, {differs("XYZ", shares(25), shares(2))}, book);
  CAF_REQUIRE_EQUAL(reading.adjustments.size(), 1u);
  const auto told = adjust(reading.adjustments[0]);
  CAF_CHECK(of("m", "XYZ") == shares(2));
  CAF_CHECK(told.at(0).cash == money(6));
  CAF_CHECK_EQUAL(to_string(book.report(ModelId{"m"}, Marks{}).positions.at(0).average_price),
                  "10");
  CAF_CHECK_EQUAL(to_cents(realized("m")), "1.00"); // half a share that cost 5 brought 6
}

CAF_TEST(a split as the broker tells it by what it removes and adds and pays) {
  holds("m", "XYZ", 25, dollars(1));
  auto removed = entry("a", ActivityKind::Split, "XYZ", shares(-25));
  removed.description = "REMOVE, From QTY:25, To QTY:2, Position Value:20.00";
  auto added = entry("b", ActivityKind::Split, "XYZ", shares(2));
  added.description = "ADD, From QTY:25, To QTY:2, Position Value:20.00";
  auto cash = entry("c", ActivityKind::CashInLieu, "XYZ", {}, money(6));
  cash.price = dollars(12);
  const auto reading =
    actions.read({removed, added, cash}, {differs("XYZ", shares(25), shares(2))}, book);
  CAF_REQUIRE_EQUAL(reading.adjustments.size(), 1u);
  CAF_CHECK(reading.adjustments[0].fraction == Quantity{500'000'000});
  adjust(reading.adjustments[0]);
  CAF_CHECK_EQUAL(to_cents(realized("m")), "1.00");
}

CAF_TEST(shares are shared out among their holders and whole ones stay whole) {
  holds("a", "XYZ", 15);
  holds("b", "XYZ", 10);
  const auto reading = actions.read({entry("s", ActivityKind::Split, "XYZ", shares(-23))},
                                    {differs("XYZ", shares(25), shares(2))}, book);
  adjust(reading.adjustments.at(0));
  CAF_CHECK(of("a", "XYZ") == shares(1));
  CAF_CHECK(of("b", "XYZ") == shares(1));
}

CAF_TEST(a split meets a short holder and nobody alike) {
  holds("long", "XYZ", 8);
  holds("short", "XYZ", -5);
  holds("", "XYZ", 1);
  const auto reading = actions.read({entry("s", ActivityKind::Split, "XYZ", shares(4))},
                                    {differs("XYZ", shares(4), shares(8))}, book);
  adjust(reading.adjustments.at(0));
  CAF_CHECK(of("long", "XYZ") == shares(16));
  CAF_CHECK(of("short", "XYZ") == shares(-10));
  CAF_CHECK(of("", "XYZ") == shares(2));
  CAF_CHECK(actions.take_owed("long").at(0).after == shares(16));
  CAF_CHECK(actions.take_owed("long").empty());
}

CAF_TEST(a symbol change moves shares and what they cost) {
  holds("m", "FB", 5, dollars(300));
  const auto reading =
    actions.read({entry("a", ActivityKind::SymbolChange, "FB", shares(-5)),
                  entry("b", ActivityKind::SymbolChange, "META", shares(5))},
                 {differs("FB", shares(5), {}), differs("META", {}, shares(5))}, book);
  CAF_REQUIRE_EQUAL(reading.adjustments.size(), 1u);
  const auto told = adjust(reading.adjustments[0]);
  CAF_CHECK(of("m", "FB") == Quantity{});
  CAF_CHECK(of("m", "META") == shares(5));
  CAF_CHECK_EQUAL(told.at(0).new_symbol.str(), "META");
  CAF_CHECK_EQUAL(to_cents(book.report(ModelId{"m"}, Marks{}).unrealized), "0.00");
}

CAF_TEST(a symbol change may be told by one entry) {
  holds("m", "FB", 5);
  auto in_words = entry("a", ActivityKind::SymbolChange, "FB", {});
  in_words.description = "Name change FB to META";
  auto by_field = entry("a", ActivityKind::SymbolChange, "FB", {});
  by_field.new_symbol = "META";
  auto from_new = entry("a", ActivityKind::SymbolChange, "META", {});
  from_new.description = "formerly FB";
  for (const auto& told : {in_words, by_field, from_new})
    CAF_CHECK_EQUAL(
      actions.read({told}, {differs("FB", shares(5), {}), differs("META", {}, shares(5))}, book)
        .adjustments.size(),
      1u);
  auto another = in_words;
  another.description = "Name change FB to METAX";
  CAF_CHECK(
    actions.read({another}, {differs("FB", shares(5), {}), differs("META", {}, shares(5))}, book)
      .adjustments.empty());
}

CAF_TEST(a split and a change of names in one absence are one exchange) {
  auto as_told = [this](std::vector<AccountActivity> entries) {
    book = {};
    actions = {};
    holds("m", "OLD", 10, dollars(1000));
    holds("other", "OLD", 5, dollars(1000));
    const auto reading =
      actions.read(entries, {differs("NEW", {}, shares(60)), differs("OLD", shares(15), {})}, book);
    CAF_REQUIRE_EQUAL(reading.adjustments.size(), 1u);
    const auto told = adjust(reading.adjustments[0]);
    CAF_CHECK(reading.halves.empty());
    CAF_CHECK(of("m", "NEW") == shares(40) && of("other", "NEW") == shares(20));
    CAF_CHECK(of("m", "OLD") == Quantity{});
    CAF_REQUIRE_EQUAL(told.size(), 2u);
    CAF_CHECK(told[0].new_symbol == Symbol{"NEW"});
    CAF_CHECK(told[0].old_shares == shares(1) && told[0].new_shares == shares(4));
    for (const auto& one : entries) CAF_CHECK(actions.is_known(one.id));
  };
  using enum ActivityKind;
  // First the split, then the new name; the split by what came, by both sides, by its words.
  as_told({entry("s", Split, "OLD", shares(45)), entry("a", SymbolChange, "OLD", shares(-60)),
           entry("b", SymbolChange, "NEW", shares(60))});
  as_told({entry("s", Split, "OLD", shares(-15)), entry("t", Split, "OLD", shares(60)),
           entry("a", SymbolChange, "OLD", shares(-60)),
           entry("b", SymbolChange, "NEW", shares(60))});
  auto by_words = entry("s", Split, "OLD", {});
  by_words.description = "OLD 4 for 1 stock split";
  as_told({by_words, entry("a", SymbolChange, "OLD", shares(-60)),
           entry("b", SymbolChange, "NEW", shares(60))});
  // First the new name.
  as_told({entry("a", SymbolChange, "OLD", shares(-15)),
           entry("b", SymbolChange, "NEW", shares(15)), entry("s", Split, "NEW", shares(45))});
}

CAF_TEST(two splits and a change of names in one absence are one exchange) {
  holds("m", "OLD", 10);
  auto first = entry("s", ActivityKind::Split, "OLD", {});
  first.old_shares = shares(1);
  first.new_shares = shares(2);
  auto second = first;
  second.id = "t";
  second.symbol = "NEW";
  second.new_shares = shares(3);
  auto renamed = entry("a", ActivityKind::SymbolChange, "OLD", {});
  renamed.new_symbol = "NEW";
  const auto reading =
    actions.read({first, renamed, second},
                 {differs("NEW", {}, shares(60)), differs("OLD", shares(10), {})}, book);
  CAF_REQUIRE_EQUAL(reading.adjustments.size(), 1u);
  const auto told = adjust(reading.adjustments[0]);
  CAF_CHECK(of("m", "NEW") == shares(60));
  CAF_CHECK(told.at(0).old_shares == shares(1) && told.at(0).new_shares == shares(6));
}

CAF_TEST(a name that changed twice in one absence leads to the last) {
  holds("m", "OLD", 10);
  auto first = entry("a", ActivityKind::SymbolChange, "OLD", {});
  first.new_symbol = "MID";
  auto second = entry("b", ActivityKind::SymbolChange, "MID", {});
  second.new_symbol = "NEW";
  const auto reading = actions.read(
    {first, second}, {differs("NEW", {}, shares(10)), differs("OLD", shares(10), {})}, book);
  CAF_REQUIRE_EQUAL(reading.adjustments.size(), 1u);
  adjust(reading.adjustments[0]);
  CAF_CHECK(of("m", "NEW") == shares(10));
}

CAF_TEST(half of a split and a change of names waits for the other half) {
  holds("m", "OLD", 10);
  const std::vector entries{entry("a", ActivityKind::SymbolChange, "OLD", shares(-10)),
                            entry("b", ActivityKind::SymbolChange, "NEW", shares(10)),
                            entry("s", ActivityKind::Split, "NEW", shares(100))};
  const auto reading = actions.read(entries, {differs("NEW", {}, shares(100))}, book);
  CAF_CHECK(reading.adjustments.empty());
  CAF_CHECK(reading.halves.contains(Symbol{"NEW"}));
}

CAF_TEST(a merger exchanges shares at its own ratio) {
  holds("m", "OLD", 30);
  const auto reading =
    actions.read({entry("a", ActivityKind::Merger, "OLD", shares(-30)),
                  entry("b", ActivityKind::Merger, "NEW", shares(10), money(90))},
                 {differs("NEW", {}, shares(10)), differs("OLD", shares(30), {})}, book);
  CAF_REQUIRE_EQUAL(reading.adjustments.size(), 1u);
  adjust(reading.adjustments[0]);
  CAF_CHECK(of("m", "NEW") == shares(10));
  CAF_CHECK_EQUAL(to_cents(realized("m")), "90.00");
}

CAF_TEST(a dividend is paid to those who hold and charged to those who are short) {
  holds("long", "T", 30);
  holds("short", "T", -10);
  const auto reading =
    actions.read({entry("d", ActivityKind::Dividend, "T", shares(20), money(10))}, {}, book);
  CAF_REQUIRE_EQUAL(reading.adjustments.size(), 1u);
  adjust(reading.adjustments[0]);
  CAF_CHECK_EQUAL(to_cents(realized("long")), "15.00");
  CAF_CHECK_EQUAL(to_cents(realized("short")), "-5.00");
  CAF_CHECK_EQUAL(to_cents(rounded(book.account_profit(Marks{}))), "10.00");
}

CAF_TEST(a dividend and a split of one morning are both right) {
  holds("m", "T", 10);
  const auto reading = actions.read({entry("d", ActivityKind::Dividend, "T", shares(10), money(7)),
                                     entry("s", ActivityKind::Split, "T", shares(10))},
                                    {differs("T", shares(10), shares(20))}, book);
  for (const auto& adjustment : reading.adjustments) adjust(adjustment);
  CAF_CHECK(of("m", "T") == shares(20));
  CAF_CHECK_EQUAL(to_cents(realized("m")), "7.00");
}

CAF_TEST(a dividend of what no model holds is passed over for good) {
  const auto reading =
    actions.read({entry("d", ActivityKind::Dividend, "T", shares(10), money(7))}, {}, book);
  CAF_CHECK(reading.adjustments.empty());
  CAF_REQUIRE_EQUAL(reading.passed.size(), 1u);
  actions.pass(reading.passed[0]);
  holds("m", "T", 10);
  CAF_CHECK(actions.read({entry("d", ActivityKind::Dividend, "T", shares(10), money(7))}, {}, book)
              .adjustments.empty());
}

CAF_TEST(a transfer or a fee in shares is nobodys and a models shares stay its own) {
  holds("m", "T", 10);
  const auto transfer = actions.read({entry("j", ActivityKind::Transfer, "T", shares(-3))},
                                     {differs("T", shares(10), shares(7))}, book);
  CAF_REQUIRE_EQUAL(transfer.adjustments.size(), 1u);
  CAF_CHECK(adjust(transfer.adjustments[0]).empty());
  CAF_CHECK(of("m", "T") == shares(10));
  CAF_CHECK(of("", "T") == shares(-3));
  CAF_CHECK(book.account_position("T") == shares(7));
}

CAF_TEST(a fee in coin may come without a sign and under the other spelling) {
  holds("", "BTC/USD", 1, dollars(60'000));
  const auto reading = actions.read({entry("f", ActivityKind::Fee, "BTCUSD", Quantity{2'500'000})},
                                    {differs("BTC/USD", shares(1), Quantity{997'500'000})}, book);
  CAF_REQUIRE_EQUAL(reading.adjustments.size(), 1u);
  adjust(reading.adjustments[0]);
  CAF_CHECK(book.account_position("BTC/USD") == Quantity{997'500'000});
}

CAF_TEST(what nobody holds follows the broker and leaves profit alone) {
  holds("", "NVDA", 10, dollars(1190));
  PositionAdjustment elsewhere;
  elsewhere.kind = ActivityKind::Elsewhere;
  elsewhere.symbol = elsewhere.new_symbol = "NVDA";
  elsewhere.before = shares(10);
  elsewhere.after = shares(100);
  elsewhere.price = dollars(119);
  CAF_CHECK(adjust(elsewhere).empty());
  CAF_CHECK(of("", "NVDA") == shares(100));
  CAF_CHECK_EQUAL(to_cents(rounded(book.account_profit(Marks{}))), "0.00");
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace corporate_actions_test
