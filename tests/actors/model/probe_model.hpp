#pragma once

#include "models/model.hpp"

#include <stdexcept>
#include <string>
#include <vector>

namespace hft {

/// A model that writes down what it is shown and does as it is told.
class ProbeModel final : public Model {
public:
  explicit ProbeModel(Needs needs, std::vector<std::string>& seen)
    : needs_(std::move(needs)),
      seen_(seen) {}

  Needs needs() const override { return needs_; }
  void on_trade(const Trade& trade, Decisions& out) override {
    note("trade " + trade.symbol.str() + ' ' + to_string(trade.size));
    if (trade.size == shares(5)) out.buy(trade.symbol, shares(1));
    if (trade.size == shares(6)) {
      out.limit(trade.symbol, Side::Sell, shares(2), cents(1050), 7);
      out.cancel(7, trade.symbol);
    }
    if (trade.size == shares(13)) {
      out.buy(trade.symbol, shares(99));
      throw std::runtime_error{"thirteen"};
    }
    ++trades_;
  }
  void on_quote(const Quote& quote, Decisions&) override { note("quote " + quote.symbol.str()); }
  void on_bar(const Bar& bar, Decisions&) override { note("bar " + bar.symbol.str()); }
  void on_fill(const Fill& fill, Decisions& out) override {
    note("fill " + to_string(fill.quantity));
    out.sell(fill.symbol, fill.quantity);
  }
  void on_order_closed(const OrderClosed& closed, Decisions&) override {
    note("closed " + std::string{to_string(closed.state)});
  }
  void on_refused(const OrderRefused& refused) override { note("refused " + refused.sentence); }
  void on_timer(Timestamp time, Decisions&) override {
    note("timer " + std::to_string(time.nanoseconds / 1'000'000'000 % 60));
  }
  void on_gap(const FeedGap&) override { note("gap"); }
  void on_status(const TradingStatus& status, Decisions&) override {
    note("status " + status.status_code);
  }
  void on_session(const SessionChanged& changed, Decisions&) override {
    note("session " + std::string{to_string(changed.to)});
  }
  void on_warm() override { note("warm"); }
  ModelCheckpoint save() const override {
    return {"probe", 1, {{"trades", std::to_string(trades_)}}};
  }
  Result<void> restore(const ModelCheckpoint& memory) override {
    if (memory.version != 1) return fail(ErrorKind::BadPayload, "another version");
    trades_ = std::stoi(memory.values.at("trades"));
    return {};
  }

private:
  void note(std::string what) { seen_.push_back(std::move(what)); }

  Needs needs_;
  std::vector<std::string>& seen_;
  int trades_ = 0;
};

/// Monday 2026-03-02: 14:30Z to 21:00Z.
inline SessionPlan march_plan() {
  const auto at = [](const char* text) { return parse_timestamp(text).value(); };
  return {make_date(2026, 3, 2),      at("2026-03-02T09:00:00Z"), at("2026-03-02T14:30:00Z"),
          at("2026-03-02T21:00:00Z"), at("2026-03-03T01:00:00Z"), false};
}

inline Trade trade_at(const char* time, const Symbol& symbol, std::int64_t size) {
  Trade trade;
  trade.symbol = symbol;
  trade.size = shares(size);
  trade.price = dollars(10);
  trade.time = parse_timestamp(time).value();
  return trade;
}

inline MarketFrame frame_of(std::vector<MarketEvent> events, std::int64_t received = 1'000'000) {
  auto batch = std::make_shared<MarketBatch>();
  batch->events = std::move(events);
  batch->received = MonotonicTime{received};
  batch->sequence = 1;
  return {std::move(batch), Duration{0}};
}

} // namespace hft
