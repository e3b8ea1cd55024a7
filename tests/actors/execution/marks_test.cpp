#define CAF_SUITE marks
#include "tests/test.hpp"

#include "actors/execution/marks.hpp"
#include "messages/sale_conditions.hpp"
#include "tests/actors/execution/desk_fixture.hpp"

namespace marks_test {

using namespace hft;
using namespace std::chrono_literals;

namespace {

struct Tape {
  Marks marks;
  Timestamp now = mid_session;
  std::int64_t id = 0;

  std::int64_t prints(Price price, const char* conditions = "", char tape = 'B') {
    Trade trade;
    trade.symbol = "SPY";
    trade.id = ++id;
    trade.price = price;
    trade.size = shares(100);
    trade.time = now = now + 1ms;
    trade.exchange = 'D';
    trade.tape = tape;
    trade.conditions = Conditions::truncated(conditions);
    marks.on_trade(trade);
    return id;
  }
  void quotes(Price bid, Price ask) {
    Quote quote;
    quote.symbol = "SPY";
    quote.bid = bid;
    quote.ask = ask;
    quote.time = now = now + 1ms;
    marks.on_quote(quote);
  }
  void cancels(std::int64_t print) {
    CancelError cancel;
    cancel.symbol = "SPY";
    cancel.id = print;
    cancel.exchange = 'D';
    marks.on_cancel(cancel);
  }
  void corrects(std::int64_t print, Price price) {
    Correction correction;
    correction.symbol = "SPY";
    correction.original_id = print;
    correction.exchange = 'D';
    correction.corrected_id = print;
    correction.corrected_price = price;
    marks.on_correction(correction);
  }
  void status(const char* code, const char* reason = "") {
    TradingStatus status;
    status.symbol = "SPY";
    status.status_code = code;
    status.reason_code = reason;
    status.tape = 'C';
    status.time = now = now + 1ms;
    marks.on_status(status);
  }
  Price price() const { return marks.find("SPY")->price().value_or(Price{}); }
  Halt halt() const { return marks.find("SPY")->halt; }
};

} // namespace

CAF_TEST(a mark follows only prints that set the last price) {
  for (const auto* conditions : {"4", "W", "Z", "U", "T", "B", "C", "G",  "H",  "I",  "M",
                                 "N", "P", "Q", "R", "V", "7", "8", "@T", "FI", " Z", "?"}) {
    Tape w;
    w.prints(dollars(100));
    w.prints(dollars(98), conditions, 'A');
    CAF_CHECK_EQUAL(w.price(), dollars(100));
  }
  for (const auto* conditions : {"", " ", "@", "E", "F", "K", "L", "O", "X", "5", "6", "9", "@F"}) {
    Tape w;
    w.prints(dollars(100));
    w.prints(dollars(98), conditions, 'A');
    CAF_CHECK_EQUAL(w.price(), dollars(98));
  }
}

CAF_TEST(a condition means what it means on its own tape) {
  CAF_CHECK(updates_last_price('C', 'B'));  // bunched
  CAF_CHECK(!updates_last_price('A', 'B')); // average price
  CAF_CHECK(!updates_last_price('B', 'B'));
  CAF_CHECK(updates_last_price('C', 'Y'));
  CAF_CHECK(!updates_last_price('A', 'Y'));
}

CAF_TEST(a canceled print is taken back) {
  Tape w;
  w.prints(dollars(100));
  const auto wrong = w.prints(dollars(98));
  CAF_CHECK_EQUAL(w.price(), dollars(98));
  w.cancels(wrong);
  CAF_CHECK_EQUAL(w.price(), dollars(100));
  w.cancels(77); // of a print nobody heard of
  CAF_CHECK_EQUAL(w.price(), dollars(100));
}

CAF_TEST(a print that was followed by others is taken back without a change) {
  Tape w;
  const auto wrong = w.prints(dollars(98));
  w.prints(dollars(100));
  w.cancels(wrong);
  CAF_CHECK_EQUAL(w.price(), dollars(100));
}

CAF_TEST(a corrected print counts as it should have been) {
  Tape w;
  w.prints(dollars(100));
  const auto wrong = w.prints(dollars(97));
  w.corrects(wrong, dollars(101));
  CAF_CHECK_EQUAL(w.price(), dollars(101));
}

CAF_TEST(when every print is taken back the quote tells the price) {
  Tape w;
  w.quotes(dollars(99), dollars(101));
  w.cancels(w.prints(dollars(100)));
  CAF_CHECK_EQUAL(w.price(), dollars(100));
  w.quotes(dollars(98), dollars(100));
  CAF_CHECK_EQUAL(w.price(), dollars(99));
}

CAF_TEST(a print far outside of a live quote is brought back to it) {
  Tape w;
  w.quotes(cents(9'999), cents(10'001));
  w.prints(dollars(97));
  CAF_CHECK_EQUAL(w.price(), cents(9'999));
  w.prints(dollars(103));
  CAF_CHECK_EQUAL(w.price(), cents(10'001));
  w.prints(cents(9'990)); // not far
  CAF_CHECK_EQUAL(w.price(), cents(9'990));
}

CAF_TEST(a quote of one side or of long ago holds nothing back) {
  Tape w;
  w.quotes(dollars(100), Price{});
  w.prints(dollars(97));
  CAF_CHECK_EQUAL(w.price(), dollars(97));
  w.quotes(cents(9'999), cents(10'001));
  w.now = w.now + 2min;
  w.prints(dollars(96));
  CAF_CHECK_EQUAL(w.price(), dollars(96));
}

CAF_TEST(one print far from the last price counts when a second one confirms it) {
  Tape w;
  w.prints(dollars(100));
  w.prints(dollars(94));
  CAF_CHECK_EQUAL(w.price(), dollars(100));
  w.prints(dollars(94));
  CAF_CHECK_EQUAL(w.price(), dollars(94));
  w.prints(dollars(80));
  w.prints(cents(9'410));
  w.prints(dollars(80)); // alone again
  CAF_CHECK_EQUAL(w.price(), cents(9'410));
}

CAF_TEST(the first print after a long silence counts however far it is) {
  Tape w;
  w.prints(dollars(100));
  w.now = w.now + 10min;
  w.prints(dollars(80));
  CAF_CHECK_EQUAL(w.price(), dollars(80));
}

CAF_TEST(prices that cannot be are ignored) {
  Tape w;
  w.prints(dollars(100));
  w.prints(dollars(9'000'000'000));
  w.prints(dollars(9'000'000'000));
  w.prints(dollars(-5));
  w.quotes(dollars(9'000'000'000), dollars(9'000'000'001));
  CAF_CHECK_EQUAL(w.price(), dollars(100));
}

CAF_TEST(a halt is doubtful after a gap and the next regular print ends it) {
  Tape w;
  w.prints(dollars(100));
  w.status("H", "LUDP");
  w.prints(dollars(100)); // on its way when it was halted: nothing was missed
  CAF_CHECK(w.halt() == Halt::Halted);
  w.marks.on_gap();
  CAF_CHECK(w.halt() == Halt::Doubtful);
  w.prints(dollars(100), "T");
  CAF_CHECK(w.halt() == Halt::Doubtful);
  w.prints(dollars(100));
  CAF_CHECK(w.halt() == Halt::None);
  const auto news = w.marks.take_news();
  CAF_REQUIRE_EQUAL(news.size(), 3u);
  CAF_CHECK_EQUAL(news[2], "trading in SPY is resumed: it prints again");
}

CAF_TEST(an odd lot after a gap shows that the halt is over and sets no price) {
  Tape w;
  w.prints(dollars(100));
  w.status("H", "LUDP");
  w.marks.on_gap();
  w.prints(dollars(101), "@IZ"); // sold earlier, told late
  CAF_CHECK(w.halt() == Halt::Doubtful);
  w.prints(dollars(101), "@I");
  CAF_CHECK(w.halt() == Halt::None);
  CAF_CHECK_EQUAL(w.price(), dollars(100));
}

CAF_TEST(a print from before the halt and a halt told again end no doubt) {
  Tape w;
  w.prints(dollars(100));
  w.status("H");
  w.marks.on_gap();
  w.now = w.now - 2ms;
  w.prints(dollars(100)); // stamped as the halt
  CAF_CHECK(w.halt() == Halt::Doubtful);
  w.status("H");
  CAF_CHECK(w.halt() == Halt::Halted);
  w.status("T");
  CAF_CHECK(w.halt() == Halt::None);
}

CAF_TEST(a halt of the whole market is doubtful for every symbol after a gap) {
  Tape w;
  w.prints(dollars(100));
  w.status("H", "MWC1");
  w.marks.on_gap();
  CAF_CHECK(w.halt() == Halt::Doubtful);
  w.prints(dollars(100));
  CAF_CHECK(w.halt() == Halt::None);
}

CAF_TEST(a desk whose feed was down sends orders again after a regular print) {
  DeskWorld w;
  w.become_ready();
  TradingStatus status;
  status.symbol = "SPY";
  status.status_code = "H";
  status.tape = 'C';
  status.time = mid_session + 1ms;
  w.desk.on_market({{status}, {}, 1});
  w.desk.on_feed({FeedState::Subscribing, {}, {}}); // a change of wishes only
  w.desk.on_feed({FeedState::Down, {}, {}});
  w.desk.on_feed({FeedState::Live, {}, {}});
  CAF_CHECK(w.refusal_of(a_signal()) == Refusal::SymbolHalted);
  auto batch = a_tape(dollars(100));
  std::get<Trade>(batch.events[0]).time = mid_session + 2ms;
  w.desk.on_market(batch);
  CAF_CHECK(!w.refusal_of(a_signal()));
}

CAF_TEST(one bad price does not trip the daily loss and a loss that lasts does) {
  DeskConfig config;
  config.risk.account.daily_loss = Money{10 * units_per_whole};
  DeskWorld w{config};
  w.become_ready();
  const auto order = w.send(a_signal(Side::Buy, 5));
  w.event(an_event(OrderEventKind::Fill, described(order, "b", OrderState::Filled, 5), "x", 5));
  w.desk.on_market(a_tape(dollars(97)));
  w.wait(300ms);
  w.desk.on_market(a_tape(dollars(100)));
  w.wait(2s);
  CAF_CHECK(!w.desk.halted());
  w.desk.on_market(a_tape(dollars(97)));
  w.wait(300ms);
  CAF_CHECK(!w.desk.halted());
  w.wait(1s);
  CAF_CHECK(w.desk.halted());
}

} // namespace marks_test
