#define CAF_SUITE session_run
#include "tests/test.hpp"

#include "adapters/report/session_report.hpp"
#include "adapters/report/session_run.hpp"
#include "adapters/storage/file_journal.hpp"
#include "messages/new_york.hpp"
#include "tests/temporary_directory.hpp"

namespace session_run_test {

using namespace hft;

namespace {

const Date session_date = make_date(2026, 7, 2);

Timestamp at(int days, int minutes) {
  return from_new_york(session_date + days,
                       std::chrono::hours{9} + std::chrono::minutes{30 + minutes});
}

SessionPlan plan() {
  SessionPlan made;
  made.date = session_date;
  made.open = at(0, 0);
  made.close = at(0, 390);
  return made;
}

Order order(const char* id, Side side, int quantity) {
  Order made;
  made.client_order_id = ClientOrderId::truncated(id);
  made.model = "m";
  made.symbol = "SPY";
  made.side = side;
  made.quantity = shares(quantity);
  return made;
}

/// An account's folder with a report and a journal that is written as a test goes.
struct fixture {
  fixture() {
    auto opened = storage::FileJournal::open(folder.path, session_date - 1, {}, [](const auto&) {});
    CAF_REQUIRE(opened);
    journal = std::move(*opened);
    report::SessionRecord record;
    record.date = session_date;
    record.starts = 1;
    record.finished = true;
    record.figures = R"({"models":{"m":{"ticks":9,"signals":3,"orders":2,"fills":2,"refused":1,
      "realized_pnl":"-1.5","unrealized_pnl":"2","name":"modulo","parameters":{"sell":7}}},
      "latency_us":{"p50":1.0,"p99":2.0,"p999":3.0,"max":4.0}})";
    CAF_REQUIRE(report::write_session(folder.path / "sessions", record));
  }

  void write(Timestamp time, const JournalEntry& entry) {
    CAF_REQUIRE(journal->append(time, entry));
  }

  void intend(Timestamp time, const Order& wanted) { write(time, journal::Intent{wanted, {}}); }

  BrokerOrder described(const Order& of, int filled, Price average) {
    BrokerOrder made;
    made.id = BrokerOrderId::truncated("b-" + of.client_order_id.str());
    made.client_order_id = of.client_order_id;
    made.symbol = of.symbol;
    made.side = of.side;
    made.quantity = of.quantity;
    made.filled = shares(filled);
    made.average_price = average;
    made.state = made.filled == of.quantity ? OrderState::Filled : OrderState::PartiallyFilled;
    return made;
  }

  void fill(Timestamp time, const Order& of, const char* execution, int quantity, int filled,
            Price price) {
    OrderEvent event;
    event.kind = OrderEventKind::Fill;
    event.order = described(of, filled, price);
    event.execution =
      Execution{ExecutionId::truncated(execution), price, shares(quantity), std::nullopt};
    event.time = time;
    write(time, journal::Happened{event});
  }

  Result<report::RunRecord> run() {
    journal.reset();
    return report::session_run(folder.path, plan());
  }

  TemporaryDirectory folder;
  std::unique_ptr<storage::FileJournal> journal;
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(session_run_tests, fixture)

CAF_TEST(fills of the date are kept and a repeated one is one) {
  const auto wanted = order("a", Side::Buy, 10);
  intend(at(0, 1), wanted);
  fill(at(0, 2), wanted, "x1", 4, 4, dollars(100));
  fill(at(0, 2), wanted, "x1", 4, 4, dollars(100));
  fill(at(0, 3), wanted, "x2", 6, 10, dollars(101));

  const auto record = run();

  CAF_REQUIRE(record);
  CAF_REQUIRE_EQUAL(record->fills.size(), 2u);
  CAF_CHECK_EQUAL(record->fills[0].model, "m");
  CAF_CHECK_EQUAL(to_string(record->fills[1].quantity), "6");
  CAF_REQUIRE_EQUAL(record->orders.size(), 1u);
  CAF_CHECK(record->orders[0].state == OrderState::Filled);
  CAF_CHECK_EQUAL(to_string(record->orders[0].filled), "10");
}

CAF_TEST(what was traded before the date is held before it) {
  const auto bought = order("a", Side::Buy, 10);
  intend(at(-1, 1), bought);
  fill(at(-1, 2), bought, "x1", 4, 4, dollars(100));
  fill(at(-1, 3), bought, "x2", 6, 10, dollars(110));
  fill(at(1, 3), order("z", Side::Buy, 1), "x9", 1, 1, dollars(100));

  const auto record = run();

  CAF_REQUIRE(record);
  CAF_CHECK(record->fills.empty());
  CAF_REQUIRE_EQUAL(record->held_before.size(), 1u);
  CAF_CHECK_EQUAL(to_string(record->held_before[0].quantity), "10");
  CAF_CHECK_EQUAL(to_string(record->held_before[0].price), "106");
}

CAF_TEST(a fill that no execution told is there once at the price that follows) {
  const auto wanted = order("a", Side::Sell, 10);
  intend(at(0, 1), wanted);
  fill(at(0, 2), wanted, "x1", 4, 4, dollars(100));
  write(at(0, 5), journal::Described{described(wanted, 10, dollars(103))});

  const auto record = run();

  CAF_REQUIRE(record);
  CAF_REQUIRE_EQUAL(record->fills.size(), 2u);
  CAF_CHECK_EQUAL(to_string(record->fills[1].quantity), "6");
  CAF_CHECK_EQUAL(to_string(record->fills[1].price), "105");
}

CAF_TEST(refusals are counted by limit and the report gives counts and latency) {
  OrderRefused refused;
  refused.model = "m";
  refused.refusal = Refusal::OrderSize;
  write(at(0, 1), journal::Refused{refused});
  write(at(0, 2), journal::Refused{refused});
  write(at(-1, 2), journal::Refused{refused});

  const auto record = run();

  CAF_REQUIRE(record);
  CAF_REQUIRE_EQUAL(record->refusals.size(), 1u);
  CAF_CHECK_EQUAL(record->refusals[0].count, 2u);
  CAF_REQUIRE_EQUAL(record->models.size(), 1u);
  CAF_CHECK_EQUAL(record->models[0].ticks, 9u);
  CAF_CHECK_EQUAL(to_string(record->models[0].realized), "-1.5");
  CAF_CHECK_EQUAL(record->latency->p999, 3.0);
  CAF_CHECK_EQUAL(record->parameters[0].value, "7");
}

CAF_TEST(trades of nobody of ours are nobodys) {
  fill(at(0, 2), order("foreign", Side::Buy, 5), "x1", 5, 5, dollars(100));

  const auto record = run();

  CAF_REQUIRE(record);
  CAF_REQUIRE_EQUAL(record->fills.size(), 1u);
  CAF_CHECK(record->fills[0].model.empty());
  CAF_CHECK(record->orders.empty());
}

CAF_TEST(a date without a report is named) {
  journal.reset();
  auto other = plan();
  other.date = other.date + 1;

  const auto record = report::session_run(folder.path, other);

  CAF_REQUIRE(!record);
  CAF_CHECK(record.error().sentence.find("2026-07-03.json is not there") != std::string::npos);
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace session_run_test
