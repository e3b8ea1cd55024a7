#define CAF_SUITE halts
#include "tests/test.hpp"

#include "tests/actors/execution/desk_fixture.hpp"

namespace halts_test {

using namespace hft;

namespace {

TradingStatus a_status(const Symbol& symbol, const char* code, const char* reason,
                       char tape = 'B') {
  TradingStatus status;
  status.symbol = symbol;
  status.status_code = code;
  status.reason_code = reason;
  status.time = mid_session;
  status.tape = tape;
  return status;
}

MarketBatch a_batch(MarketEvent event) {
  MarketBatch batch;
  batch.events.push_back(std::move(event));
  return batch;
}

Trade a_print(const Symbol& symbol) {
  Trade trade;
  trade.symbol = symbol;
  trade.price = dollars(50);
  trade.size = shares(1);
  trade.time = mid_session;
  return trade;
}

Signal a_signal_in(const Symbol& symbol) {
  auto signal = a_signal();
  signal.symbol = symbol;
  return signal;
}

struct OpenMarket : DeskWorld {
  OpenMarket() {
    become_ready();
    desk.on_market(a_batch(a_print("IBM")));
  }
  std::string told() {
    std::string all;
    for (const auto& change : out.changes) all += change.sentence + '\n';
    return all;
  }
  bool says(const char* sentence) { return told().find(sentence) != std::string::npos; }
};

} // namespace

CAF_TEST(a symbol that is halted takes no orders until it is resumed and others go on) {
  OpenMarket w;
  w.desk.on_market(a_batch(a_status("SPY", "2", "M")));
  CAF_CHECK(w.refusal_of(a_signal()) == Refusal::SymbolHalted);
  CAF_CHECK(!w.refusal_of(a_signal_in("IBM")));
  w.desk.on_market(a_batch(a_status("SPY", "5", "M"))); // a price indication
  CAF_CHECK(w.refusal_of(a_signal()) == Refusal::SymbolHalted);
  w.desk.on_market(a_batch(a_status("SPY", "3", "")));
  CAF_CHECK(!w.refusal_of(a_signal()));
}

CAF_TEST(orders that work when their symbol is halted stay and can be canceled) {
  OpenMarket w;
  const auto order = w.send(a_limit_signal(Side::Buy, 5, dollars(90)));
  w.answer(order, AnswerKind::Taken, described(order, "b", OrderState::Accepted));
  w.desk.on_market(a_batch(a_status("SPY", "H", "T1", 'C')));
  w.wait(std::chrono::seconds{1});
  CAF_CHECK(w.out.cancels.empty());
  CAF_CHECK_EQUAL(w.desk.status().orders_open, 1u);
  auto cancel = a_signal(Side::Buy, 5, 1);
  cancel.action = SignalAction::Cancel;
  CAF_CHECK(std::holds_alternative<CancelRequest>(w.desk.on_signal(cancel, w.at)));
}

CAF_TEST(a halt of the whole market halts every symbol each until its own resumption) {
  OpenMarket w;
  w.desk.on_market(a_batch(a_status("SPY", "2", "1")));
  CAF_CHECK(w.refusal_of(a_signal()) == Refusal::SymbolHalted);
  CAF_CHECK(w.refusal_of(a_signal_in("IBM")) == Refusal::SymbolHalted);
  w.desk.on_market(a_batch(a_status("IBM", "3", "")));
  CAF_CHECK(!w.refusal_of(a_signal_in("IBM")));
  CAF_CHECK(w.refusal_of(a_signal()) == Refusal::SymbolHalted);
}

CAF_TEST(a reason means the whole market only on its own tape) {
  CAF_CHECK(halts_market(a_status("SPY", "2", "3", 'A')));
  CAF_CHECK(halts_market(a_status("QQQ", "H", "MWC2", 'C')));
  CAF_CHECK(!halts_market(a_status("QQQ", "H", "1", 'C')));
  CAF_CHECK(!halts_market(a_status("SPY", "2", "MWC1", 'A')));
  CAF_CHECK(!halts_market(a_status("QQQ", "T", "MWCQ", 'C')));
  CAF_CHECK(!halts_market(a_status("QQQ", "P", "LUDP", 'C')));
}

CAF_TEST(halts and resumptions are told once each) {
  OpenMarket w;
  auto halt = a_status("SPY", "2", "M");
  halt.reason_message = "limit up limit down pause";
  w.desk.on_market(a_batch(halt));
  w.desk.on_market(a_batch(halt));
  w.wait(std::chrono::seconds{1});
  CAF_CHECK(w.says("trading in SPY is halted: limit up limit down pause"));
  const auto told = w.out.changes.size();
  w.wait(std::chrono::seconds{1});
  CAF_CHECK_EQUAL(w.out.changes.size(), told);
  w.desk.on_market(a_batch(a_status("SPY", "3", "")));
  w.wait(std::chrono::seconds{1});
  CAF_CHECK(w.says("trading in SPY is resumed"));
  CAF_CHECK_EQUAL(w.out.changes.size(), told + 1);
}

CAF_TEST(an account the broker has blocked sends nothing until it may trade again) {
  OpenMarket w;
  BrokerBooks books;
  books.blocked = true;
  w.wait(std::chrono::seconds{30}); // the next look at the books
  w.books(books);
  CAF_CHECK(w.refusal_of(a_signal()) == Refusal::Halted);
  CAF_CHECK(w.desk.status().halted);
  CAF_CHECK(w.says("the broker has blocked the account"));
  books.blocked = false;
  w.wait(std::chrono::seconds{30});
  w.books(books);
  CAF_CHECK(!w.refusal_of(a_signal()));
  CAF_CHECK(!w.desk.status().halted);
  CAF_CHECK(w.says("lets the account trade again"));
}

} // namespace halts_test
