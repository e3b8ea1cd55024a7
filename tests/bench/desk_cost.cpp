// What risk gate, journal and ledger add to an order, and how long a long journal takes to come
// back.
//   desk_cost [ORDERS] [RECORDS]    200000 orders, 1000000 records
// "off" is an order that goes from the signal to the gateway with nothing between; what is told is
// what each part adds to that, measured around every single call.

#include "actors/execution/desk.hpp"
#include "adapters/storage/file_journal.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include <unistd.h>

using namespace hft;

namespace {

using Clock = std::chrono::steady_clock;
const Timestamp noon = *parse_timestamp("2026-03-02T17:00:00Z");

struct NoJournal : OrderJournal {
  Result<void> append(Timestamp, const JournalEntry&) override { return {}; }
  Result<void> rotate(Date) override { return {}; }
  Result<void> prepare() override { return {}; }
};

SessionPlan plan() {
  const auto time = [](const char* text) { return *parse_timestamp(text); };
  return {make_date(2026, 3, 2),        time("2026-03-02T09:00:00Z"), time("2026-03-02T14:30:00Z"),
          time("2026-03-02T21:00:00Z"), time("2026-03-03T01:00:00Z"), false};
}

RiskConfig every_limit() {
  RiskConfig risk;
  risk.signal_age = Duration{0};
  auto& account = risk.account;
  account.position = shares(1'000'000);
  account.gross_exposure = Money{1'000'000'000 * units_per_whole};
  account.daily_loss = Money{1'000'000'000 * units_per_whole};
  account.orders_a_second = account.orders_a_minute = 4'000'000'000;
  risk.model = account;
  risk.errors_a_minute = 100;
  return risk;
}

MarketBatch price(std::int64_t dollars_) {
  MarketBatch batch;
  Trade trade;
  trade.symbol = "SPY";
  trade.price = dollars(dollars_);
  trade.size = shares(100);
  trade.time = noon;
  batch.events.emplace_back(trade);
  return batch;
}

double microseconds(Clock::duration taken) {
  return std::chrono::duration<double, std::micro>(taken).count();
}

void tell(const char* what, std::vector<double>& taken) {
  std::sort(taken.begin(), taken.end());
  const auto at = [&](double share) {
    return taken[static_cast<std::size_t>(static_cast<double>(taken.size() - 1) * share)];
  };
  std::printf("%-44s p50 %6.2f  p90 %6.2f  p99 %6.2f  p99.9 %7.2f us\n", what, at(0.5), at(0.9),
              at(0.99), at(0.999));
}

BrokerOrder described(const Order& order, OrderState state, bool filled) {
  BrokerOrder broker;
  broker.id = BrokerOrderId::truncated("b-" + order.client_order_id.str());
  broker.client_order_id = order.client_order_id;
  broker.symbol = order.symbol;
  broker.side = order.side;
  broker.state = state;
  broker.quantity = order.quantity;
  if (filled) {
    broker.filled = order.quantity;
    broker.average_price = dollars(100);
  }
  broker.updated = noon;
  return broker;
}

/// A day of orders, each taken, new and filled: eight records an order.
class Day {
public:
  Day(OrderJournal& journal, std::size_t orders)
    : desk_({.risk = every_limit(), .poll_interval = std::chrono::hours{100'000}}, journal) {
    desk_.start(plan().date, at_, out_);
    desk_.on_session({SessionPhase::PreOpen, SessionPhase::Regular, plan(), {}, {}, 1}, at_, out_);
    desk_.on_market(price(100));
    desk_.on_stream({true, false, {}}, at_, out_);
    desk_.on_books({out_.fetch->number, BrokerBooks{}}, at_, out_);
    before_.reserve(orders);
    after_.reserve(orders);
    for (std::size_t i = 0; i < orders; ++i) one(i);
  }
  std::vector<double> before_, after_;

private:
  void one(std::size_t number) {
    at_.now.nanoseconds += 300'000'000; // 200 orders a minute, what the broker takes
    Signal signal;
    signal.model = "modulo";
    signal.symbol = "SPY";
    signal.side = number % 2 ? Side::Buy : Side::Sell;
    signal.quantity = shares(5);
    signal.caused_by = noon;
    signal.received = at_.now;
    const auto begun = Clock::now();
    const auto verdict = desk_.on_signal(signal, at_);
    before_.push_back(microseconds(Clock::now() - begun));
    const auto* approved = std::get_if<ApprovedOrder>(&verdict);
    if (!approved) {
      std::printf("order %zu was refused: %s\n", number,
                  std::get<OrderRefused>(verdict).sentence.c_str());
      std::exit(1);
    }
    answer(approved->order(), number);
  }

  void answer(const Order& order, std::size_t number) {
    DeskOutput out;
    const auto begun = Clock::now();
    desk_.on_submitted(order.client_order_id, true, at_, out);
    OrderAnswered taken;
    taken.kind = AnswerKind::Taken;
    taken.client_order_id = order.client_order_id;
    taken.order = described(order, OrderState::New, false);
    desk_.on_answer(taken, at_, out);
    OrderEvent filled;
    filled.kind = OrderEventKind::Fill;
    filled.order = described(order, OrderState::Filled, true);
    filled.time = noon;
    filled.execution = Execution{
      ExecutionId::truncated("e-" + std::to_string(number)), dollars(100), order.quantity, {}};
    desk_.on_event(filled, at_, out);
    after_.push_back(microseconds(Clock::now() - begun));
    if (number % 1000 == 0) desk_.on_pulse(at_, out); // makes room ahead, as the actor does
  }

  Desk desk_;
  DeskTime at_{{1'000'000'000'000}, noon};
  DeskOutput out_;
};

void recover(const std::filesystem::path& folder, std::size_t records) {
  std::filesystem::remove_all(folder);
  {
    auto journal = storage::FileJournal::open(folder, plan().date, {}, {});
    const Day day{**journal, records / 4};
  }
  for (int round = 0; round < 3; ++round) {
    auto begun = Clock::now();
    (void)storage::verify_journal(folder);
    const auto checked = microseconds(Clock::now() - begun) / 1e6;
    begun = Clock::now();
    NoJournal none;
    Desk desk{{.risk = every_limit()}, none};
    const auto end =
      storage::read_journal(folder, [&desk](const JournalRecord& record) { desk.replay(record); });
    const auto taken = microseconds(Clock::now() - begun) / 1e6;
    std::printf(
      "recovery: %llu records read, checked and replayed in %.3f s, without replay in %.3f s\n",
      end ? static_cast<unsigned long long>(end->records) : 0ULL, taken, checked);
  }
}

} // namespace

int main(int argc, char** argv) {
  const auto count = [&](int index, std::size_t otherwise) {
    return argc > index ? std::strtoull(argv[index], nullptr, 10) : otherwise;
  };
  const auto orders = count(1, 200'000);
  const auto folder =
    std::filesystem::temp_directory_path() / ("hft-desk-cost-" + std::to_string(::getpid()));
  {
    NoJournal none;
    Day day{none, orders};
    tell("before the send: risk and ledger", day.before_);
    tell("after it: answer and fill, without journal", day.after_);
  }
  {
    std::filesystem::remove_all(folder);
    auto journal = storage::FileJournal::open(folder, plan().date, {}, {});
    Day day{**journal, orders};
    tell("before the send: risk, ledger and journal", day.before_);
    tell("after it: answer and fill, with journal", day.after_);
  }
  recover(folder, count(2, 1'000'000));
  std::filesystem::remove_all(folder);
}
