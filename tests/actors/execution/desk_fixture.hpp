#pragma once

#include "actors/execution/desk.hpp"

#include <functional>
#include <string>
#include <vector>

namespace hft {

/// A journal in memory, which can be told to fail.
struct MemoryJournal : OrderJournal {
  Result<void> append(Timestamp at, const JournalEntry& entry) override {
    if (broken) return fail(ErrorKind::Storage, "journal cannot extend: No space left on device");
    records.push_back({records.size() + 1, at, entry});
    return {};
  }
  Result<void> rotate(Date) override { return {}; }
  Result<void> prepare() override { return {}; }
  std::uint64_t appended() const override { return records.size(); }
  std::uint64_t durable() const override { return slow_disk ? kept : records.size(); }
  void commit() override { ++commits; }
  void on_durable(std::function<void()> tell) override { told = std::move(tell); }

  template <class Entry>
  std::size_t count() const {
    std::size_t found = 0;
    for (const auto& record : records) found += std::holds_alternative<Entry>(record.entry);
    return found;
  }
  std::vector<JournalRecord> records;
  bool broken = false;
  bool slow_disk = false; ///< durable only up to `kept`
  std::uint64_t kept = 0;
  int commits = 0;
  std::function<void()> told;
};

inline SessionPlan a_plan() {
  const auto time = [](const char* text) { return *parse_timestamp(text); };
  return {make_date(2026, 3, 2),        time("2026-03-02T09:00:00Z"), time("2026-03-02T14:30:00Z"),
          time("2026-03-02T21:00:00Z"), time("2026-03-03T01:00:00Z"), false};
}
inline const Timestamp mid_session = *parse_timestamp("2026-03-02T16:00:00Z");

inline Signal a_signal(Side side = Side::Buy, std::int64_t size = 5, std::uint32_t reference = 0) {
  Signal signal;
  signal.model = "modulo";
  signal.symbol = "SPY";
  signal.side = side;
  signal.quantity = shares(size);
  signal.reference = reference;
  signal.caused_by = mid_session;
  return signal;
}
inline Signal a_limit_signal(Side side, std::int64_t size, Price limit,
                             std::uint32_t reference = 1) {
  auto signal = a_signal(side, size, reference);
  signal.type = OrderType::Limit;
  signal.limit_price = limit;
  return signal;
}

inline BrokerOrder described(const Order& order, const char* id, OrderState state,
                             std::int64_t filled = 0, Price average = dollars(100)) {
  BrokerOrder broker;
  broker.id = BrokerOrderId::truncated(id);
  broker.client_order_id = order.client_order_id;
  broker.symbol = order.symbol;
  broker.side = order.side;
  broker.type = order.type;
  broker.state = state;
  broker.quantity = order.quantity;
  broker.filled = shares(filled);
  broker.average_price = filled ? average : Price{};
  broker.limit_price = order.limit_price;
  broker.updated = mid_session;
  return broker;
}

inline OrderEvent an_event(OrderEventKind kind, BrokerOrder order, const char* execution = "",
                           std::int64_t quantity = 0, Price price = dollars(100)) {
  OrderEvent event;
  event.kind = kind;
  event.order = std::move(order);
  event.time = mid_session;
  if (quantity)
    event.execution = Execution{ExecutionId::truncated(execution), price, shares(quantity), {}};
  return event;
}

inline MarketBatch a_tape(Price price) {
  MarketBatch batch;
  Trade trade;
  trade.symbol = "SPY";
  trade.price = price;
  trade.size = shares(100);
  trade.time = mid_session;
  batch.events.emplace_back(trade);
  return batch;
}

/// A desk with a memory journal and a clock turned by hand.
struct DeskWorld {
  explicit DeskWorld(DeskConfig config = {}) : DeskWorld(std::move(config), MemoryJournal{}) {}
  DeskWorld(DeskConfig config, MemoryJournal past)
    : journal(std::move(past)),
      desk(std::move(config), journal) {
    const auto records = journal.records;
    for (const auto& record : records) desk.replay(record);
    desk.start(a_plan().date, at, out);
    SessionChanged open{SessionPhase::PreOpen, SessionPhase::Regular, a_plan(), {}, {}, 1};
    desk.on_session(open, at, out);
    desk.on_market(a_tape(dollars(100)));
  }

  void stream(bool up) { desk.on_stream({up, false, {}}, at, out); }
  void books(const BrokerBooks& books) { desk.on_books({out.fetch->number, books}, at, out); }
  void become_ready() {
    stream(true);
    books({});
  }
  void wait(Duration duration) {
    at.now = at.now + duration;
    at.time = at.time + duration;
    desk.on_pulse(at, out);
  }
  /// Approved and handed over.
  Order send(const Signal& signal) {
    const auto verdict = desk.on_signal(signal, at);
    const auto* approved = std::get_if<ApprovedOrder>(&verdict);
    if (!approved) return {};
    desk.on_submitted(approved->order().client_order_id, true, at, out);
    return approved->order();
  }
  void answer(const Order& order, AnswerKind kind, std::optional<BrokerOrder> broker = {}) {
    OrderAnswered answered;
    answered.kind = kind;
    answered.client_order_id = order.client_order_id;
    answered.order = std::move(broker);
    answered.sentence = "says the broker";
    desk.on_answer(answered, at, out);
  }
  void event(const OrderEvent& event) { desk.on_event(event, at, out); }
  std::optional<Refusal> refusal_of(const Signal& signal) {
    const auto verdict = desk.on_signal(signal, at);
    const auto* refused = std::get_if<OrderRefused>(&verdict);
    return refused ? std::optional{refused->refusal} : std::nullopt;
  }
  template <class Fact>
  std::vector<Fact> facts() const {
    std::vector<Fact> found;
    for (const auto& fact : out.facts)
      if (const auto* x = std::get_if<Fact>(&fact)) found.push_back(*x);
    return found;
  }

  MemoryJournal journal;
  Desk desk;
  DeskTime at{{1'000'000'000'000}, mid_session};
  DeskOutput out;
};

} // namespace hft
