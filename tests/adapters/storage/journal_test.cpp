#define CAF_SUITE journal
#include "tests/test.hpp"

#include "adapters/storage/crc32c.hpp"
#include "adapters/storage/record_codec.hpp"
#include "tests/adapters/storage/journal_fixture.hpp"

#include <chrono>
#include <cstdio>

namespace journal_test {

using namespace hft;
using namespace hft::storage;

namespace {

BrokerOrder a_broker_order() {
  BrokerOrder order;
  order.id = "b-1";
  order.client_order_id = "20260302-modulo-1";
  order.symbol = "SPY";
  order.state = OrderState::Filled;
  order.status = "filled";
  order.quantity = order.filled = shares(5);
  order.average_price = cents(45131);
  order.updated = an_hour;
  return order;
}

OrderTerms some_terms() {
  OrderTerms terms;
  terms.trail = cents(50);
  terms.trail_percent = {1'500'000'000};
  terms.notional = Money{7};
  terms.contingency = Contingency::Bracket;
  terms.take_profit = cents(46000);
  terms.stop_loss = cents(44000);
  terms.stop_loss_limit = cents(43900);
  terms.take_profit_reference = 8;
  terms.stop_loss_reference = 9;
  return terms;
}

std::vector<JournalEntry> one_of_each() {
  OrderAnswered answered;
  answered.client_order_id = "20260302-modulo-1";
  answered.order = a_broker_order();
  answered.sentence = "it said \"yes\"\n";
  OrderEvent event;
  event.kind = OrderEventKind::Fill;
  event.order = a_broker_order();
  event.execution = Execution{"x-1", cents(45131), shares(5), shares(-5)};
  event.time = an_hour;
  BrokerFill fill{*event.execution, "b-1", {}, "SPY", Side::Sell, an_hour, shares(5)};
  OrderRefused refused{"modulo", 7, "SPY", Side::Buy, shares(1), Refusal::OrderSize, "no", an_hour};
  const PositionAdjustment adjustment{"20260302::split 20260302::cash",
                                      ActivityKind::Split,
                                      "SPY",
                                      "SPY",
                                      shares(25),
                                      shares(2),
                                      shares(10),
                                      shares(1),
                                      Quantity{500'000'000},
                                      Money{6},
                                      cents(1000),
                                      an_hour,
                                      "position of SPY went from 25 to 2: split"};
  return {journal::Started{"paper", a_date, "hft 0.1"},
          journal::Intent{an_order(1), "20260302-modulo-0"},
          journal::Sent{"20260302-modulo-1"},
          journal::CancelSent{"20260302-modulo-1"},
          journal::Answered{answered},
          journal::Happened{event},
          journal::Described{a_broker_order()},
          journal::Filled{fill},
          journal::Absent{"20260302-modulo-2"},
          journal::Refused{refused},
          journal::Halted{"because", true},
          journal::Resumed{"operator"},
          journal::Baseline{{"SPY", shares(-3), cents(100), cents(101)}},
          journal::Inherited{a_broker_order()},
          journal::Reconciled{an_hour, 2, 1},
          journal::Noted{"odd"},
          journal::Closed{"quiet"},
          journal::DayBegan{"modulo", false, Money{-5}},
          journal::Tripped{true},
          journal::Flattened{},
          journal::Adjusted{adjustment},
          journal::ActivityPassed{"20260302::dividend"},
          journal::ActionsTold{"modulo"},
          journal::Waiting{an_order(2), "20260302-modulo-1"},
          journal::Dropped{"20260302-modulo-2", "it waited too long"},
          journal::Settled{"SPY", "modulo", "other", shares(3), cents(45131)},
          journal::Terms{"20260302-modulo-2", some_terms()},
          journal::LegLearnt{"20260302-modulo-2", a_broker_order()}};
}

} // namespace

CAF_TEST(every kind of record comes back as it was written) {
  const auto entries = one_of_each();
  CAF_REQUIRE_EQUAL(entries.size(), std::variant_size_v<JournalEntry>);
  TemporaryDirectory directory;
  auto journal = open_journal(directory.path);
  CAF_REQUIRE(journal != nullptr);
  for (const auto& entry : entries) CAF_CHECK(journal->append(an_hour, entry).has_value());
  std::vector<std::string> expected;
  for (std::size_t i = 0; i < entries.size(); ++i)
    expected.push_back(json_line({i + 1, an_hour, entries[i]}));
  CAF_CHECK(lines_of(directory.path) == expected); // also beside the running writer
  journal.reset();
  CAF_CHECK(lines_of(directory.path) == expected);
}

CAF_TEST(bytes that are not exactly a record are not decoded) {
  std::string bytes;
  encode(journal::Sent{"abc"}, bytes);
  const auto raw = [&] { return std::as_bytes(std::span{bytes}); };
  CAF_CHECK(decode(3, raw()).has_value());
  bytes += '\0';
  CAF_CHECK(!decode(3, raw()).has_value());
  bytes.resize(2);
  CAF_CHECK(!decode(3, raw()).has_value());
  CAF_CHECK(!decode(0, raw()).has_value());
  CAF_CHECK(!decode(200, raw()).has_value());
}

CAF_TEST(the checksum is the published one by table and by instruction) {
  const std::string nine = "123456789";
  CAF_CHECK_EQUAL(crc32c(std::as_bytes(std::span{nine})), 0xE3069283u);
  CAF_CHECK_EQUAL(crc32c_by_table(std::as_bytes(std::span{nine})), 0xE3069283u);
}

CAF_TEST(a new process goes on after the last record in a new file) {
  TemporaryDirectory directory;
  CAF_CHECK(open_journal(directory.path)->append(an_hour, journal::Noted{"one"}).has_value());
  std::vector<JournalRecord> shown;
  auto second = open_journal(directory.path, &shown);
  CAF_CHECK_EQUAL(shown.size(), 1u);
  CAF_CHECK(second->append(an_hour, journal::Noted{"two"}).has_value());
  CAF_CHECK(second->rotate(a_date + 1).has_value());
  CAF_CHECK(second->append(an_hour, journal::Noted{"three"}).has_value());
  CAF_CHECK_EQUAL(files_in(directory.path).size(), 3u);
  CAF_CHECK_EQUAL(lines_of(directory.path).size(), 3u);
  CAF_CHECK_EQUAL(second->last_sequence(), 3u);
}

CAF_TEST(two processes cannot share a state directory) {
  TemporaryDirectory directory;
  const auto first = open_journal(directory.path);
  const auto second = FileJournal::open(directory.path, a_date, {}, {});
  CAF_REQUIRE(!second.has_value());
  CAF_CHECK(second.error().fault == ErrorKind::Storage);
  CAF_CHECK(second.error().sentence.find("another running hft") != std::string::npos);
}

CAF_TEST(a directory that cannot be made is a storage failure) {
  const auto journal = FileJournal::open("/proc/no/such", a_date, {}, {});
  CAF_REQUIRE(!journal.has_value());
  CAF_CHECK(journal.error().fault == ErrorKind::Storage);
}

CAF_TEST(a journal grows past its first segment and syncs when asked) {
  TemporaryDirectory directory;
  JournalOptions options{Durability::Disk, std::chrono::milliseconds{1}, 4096};
  auto journal = open_journal(directory.path, nullptr, options);
  CAF_REQUIRE(journal != nullptr);
  for (int i = 0; i < 500; ++i)
    CAF_REQUIRE(journal->append(an_hour, journal::Intent{an_order(i), {}}).has_value());
  CAF_CHECK(journal->prepare().has_value());
  CAF_CHECK_EQUAL(lines_of(directory.path).size(), 500u);
}

CAF_TEST(records can be found by an order id) {
  const JournalRecord record{1, an_hour, journal::Described{a_broker_order()}};
  CAF_CHECK(mentions(record, "b-1"));
  CAF_CHECK(mentions(record, "20260302-modulo-1"));
  CAF_CHECK(!mentions(record, "20260302-modulo-2"));
  CAF_CHECK(!mentions(record, ""));
}

CAF_TEST(lines say what happened) {
  CAF_CHECK_EQUAL(text_line({2, an_hour, journal::Halted{"no trust", false}}),
                  "2 2026-03-02T15:00:00Z halt reason=\"no trust\"");
  CAF_CHECK_EQUAL(json_line({2, an_hour, journal::Halted{"no \"trust\"", false}}),
                  "{\"sequence\":2,\"at\":\"2026-03-02T15:00:00Z\",\"record\":\"halt\","
                  "\"reason\":\"no \\\"trust\\\"\",\"books_disagree\":false}");
}

CAF_TEST(two hundred thousand records are written and read fast) {
  TemporaryDirectory directory;
  auto journal = open_journal(directory.path, nullptr, {.segment = 64u << 20});
  const auto start = std::chrono::steady_clock::now();
  bool good = true;
  for (int i = 0; i < 200'000; ++i)
    good = good && journal->append(an_hour, journal::Intent{an_order(i), {}}).has_value();
  const auto written = std::chrono::steady_clock::now();
  CAF_CHECK(good);
  std::size_t records = 0;
  const auto end = read_journal(directory.path, [&](const JournalRecord&) { ++records; });
  const auto read = std::chrono::steady_clock::now();
  CAF_CHECK_EQUAL(records, 200'000u);
  std::printf("append %.3f us, read %.3f us a record\n",
              std::chrono::duration<double, std::micro>(written - start).count() / 200'000,
              std::chrono::duration<double, std::micro>(read - written).count() / 200'000);
}

} // namespace journal_test
