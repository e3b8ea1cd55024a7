#include "app/research/backtest_recorder.hpp"

#include "messages/new_york.hpp"
#include "messages/same_text.hpp"

#include <algorithm>
#include <utility>

namespace hft::research {

namespace {

Money profit_of(const ModelBook& book) {
  return book.realized + book.unrealized;
}

} // namespace

std::optional<hft::Price> BacktestRecorder::Price::middle() const {
  if (bid && ask) return hft::Price{(bid->units + ask->units) / 2};
  return last;
}

BacktestObserver BacktestRecorder::observer() {
  BacktestObserver observer;
  observer.on_sent = [this](const Order& order, Timestamp sent) { on_sent(order, sent); };
  observer.on_fill = [this](const Fill& fill) { on_fill(fill); };
  observer.on_closed = [this](const OrderClosed& closed) { on_closed(closed); };
  observer.on_refused = [this](const OrderRefused& refused) {
    ++refusals_[{refused.model, refused.refusal}];
  };
  observer.on_day_closed = [this](const DayClosed& day) { on_day_closed(day); };
  observer.on_minute = [this](Timestamp at, const simulated::AccountSnapshot& account) {
    on_minute(at, account);
  };
  observer.on_notes = [this](const ModelNotes& notes) { on_notes(notes); };
  observer.on_market = [this](const MarketBatch& batch) { on_market(batch); };
  return observer;
}

void BacktestRecorder::on_sent(const Order& order, Timestamp sent) {
  report::RunOrder made;
  made.id = order.client_order_id.str();
  made.model = order.model.str();
  made.symbol = order.symbol;
  made.side = order.side;
  made.type = order.type;
  made.quantity = order.quantity;
  if (order.type == OrderType::Limit || order.type == OrderType::StopLimit)
    made.limit = order.limit_price;
  made.decision_price = prices_[order.symbol].middle();
  made.decided = order.caused_by == Timestamp{} ? sent : order.caused_by;
  made.sent = std::max(sent, made.decided);
  made.state = OrderState::New;
  made.extended_hours = order.extended_hours;
  orders_[order.client_order_id] = record_.orders.size();
  record_.orders.push_back(std::move(made));
}

void BacktestRecorder::on_fill(const Fill& fill) {
  if (const auto known = orders_.find(fill.client_order_id); known != orders_.end()) {
    auto& order = record_.orders[known->second];
    order.filled += fill.quantity;
    order.state = fill.leaves.units == 0 ? OrderState::Filled : OrderState::PartiallyFilled;
    if (fill.leaves.units == 0) order.ended = fill.time;
  }
  report::RunFill made;
  made.id = fill.execution_id.str();
  made.order = fill.client_order_id.str();
  made.model = fill.model.str();
  made.symbol = fill.symbol;
  made.side = fill.side;
  made.at = fill.time;
  made.price = fill.price;
  made.quantity = fill.quantity;
  const auto& price = prices_[fill.symbol];
  made.bid = price.bid;
  made.ask = price.ask;
  made.data_at = price.at;
  if (plan_ == simulated::FeePlan::Live) { // as the exchange books them, in the same order
    made.fee = fees_.add(new_york_date(fill.time), fill.side, fill.price, fill.quantity);
    fees_of_[fill.model] += made.fee;
  }
  for (std::size_t i = 0; i < report::markout_delays.size(); ++i)
    due_.insert({fill.time + report::markout_delays[i], {record_.fills.size(), i}});
  record_.fills.push_back(std::move(made));
}

void BacktestRecorder::on_closed(const OrderClosed& closed) {
  const auto known = orders_.find(closed.client_order_id);
  if (known == orders_.end()) return;
  auto& order = record_.orders[known->second];
  order.state = closed.state;
  order.ended = std::max(closed.time, order.decided);
}

/// Before the event at `now` changes the prices: what was due by then.
void BacktestRecorder::look_back(Timestamp now) {
  while (!due_.empty() && due_.begin()->first < now) {
    const auto [fill, delay] = due_.begin()->second;
    due_.erase(due_.begin());
    auto& row = record_.fills[fill];
    row.markouts[delay] = prices_[row.symbol].middle();
  }
}

BacktestRecorder::Price& BacktestRecorder::price_now(const Symbol& symbol) {
  if (newest_ == nullptr || !is_same(symbol, newest_symbol_)) {
    newest_symbol_ = symbol;
    newest_ = &prices_[symbol];
  }
  return *newest_;
}

void BacktestRecorder::on_market(const MarketBatch& batch) {
  for (const auto& event : batch.events) {
    if (const auto* quote = std::get_if<Quote>(&event)) {
      if (!due_.empty()) look_back(quote->time);
      auto& price = price_now(quote->symbol);
      price.bid = quote->bid.units > 0 ? std::optional{quote->bid} : std::nullopt;
      price.ask = quote->ask.units > 0 ? std::optional{quote->ask} : std::nullopt;
      price.at = quote->time;
    } else if (const auto* trade = std::get_if<Trade>(&event)) {
      if (!due_.empty()) look_back(trade->time);
      auto& price = price_now(trade->symbol);
      price.last = trade->price;
      price.at = trade->time;
    }
  }
}

std::optional<hft::Price> BacktestRecorder::price_of(const Symbol& symbol) const {
  const auto known = prices_.find(symbol);
  return known == prices_.end() ? std::nullopt : known->second.middle();
}

void BacktestRecorder::on_day_closed(const DayClosed& day) {
  const auto& plan = day.plan;
  record_.sessions.push_back({plan.date, plan.open, plan.close, plan.early_close});
  record_.closes.push_back({"",
                            plan.date,
                            day.account.equity,
                            day.account.long_market_value,
                            Money{std::abs(day.account.short_market_value.units)},
                            {}});
  for (const auto& model : day.models)
    record_.closes.push_back(
      {model.id.str(), plan.date, profit_of(model.book) - fees_of_[model.id], {}, {}, {}});
  due_.clear(); // a night has no price a minute later
}

void BacktestRecorder::on_notes(const ModelNotes& notes) {
  constexpr std::size_t most_notes = 200'000; // over all days
  for (const auto& note : notes.notes) {
    if (record_.notes.size() == most_notes)
      ++notes_left_out_;
    else
      record_.notes.push_back({note.time, notes.id.str(), note.plot, note.value, note.text});
  }
}

void BacktestRecorder::on_minute(Timestamp at, const simulated::AccountSnapshot& account) {
  record_.marks.push_back({at, account.equity, account.long_market_value,
                           Money{std::abs(account.short_market_value.units)}});
}

report::RunRecord BacktestRecorder::finish(const BacktestOutcome& outcome, Money equity_before) {
  const auto& status = outcome.status;
  record_.run.kind = report::RunKind::Backtest;
  record_.run.from = record_.sessions.empty() ? Date{} : record_.sessions.front().date;
  record_.run.to = record_.sessions.empty() ? Date{} : record_.sessions.back().date;
  record_.run.cash = equity_before;
  for (const auto& model : status.models) {
    report::RunModel row;
    row.id = model.id.str();
    row.name = model.name;
    row.ticks = model.counts.ticks;
    row.signals = model.counts.signals;
    row.realized = model.book.realized;
    row.unrealized = model.book.unrealized;
    row.fees = fees_of_[model.id];
    for (const auto& order : record_.orders) row.orders += order.model == row.id ? 1 : 0;
    for (const auto& fill : record_.fills) row.fills += fill.model == row.id ? 1 : 0;
    for (const auto& [what, count] : refusals_) row.refused += what.first == model.id ? count : 0;
    record_.models.push_back(std::move(row));
    for (const auto& [name, value] : model.parameters)
      record_.parameters.push_back({model.id.str(), name, value});
  }
  for (const auto& [what, count] : refusals_)
    record_.refusals.push_back({what.first.str(), std::string{to_string(what.second)}, count});
  std::stable_sort(record_.fills.begin(), record_.fills.end(),
                   [](const auto& a, const auto& b) { return a.at < b.at; });
  std::stable_sort(record_.notes.begin(), record_.notes.end(),
                   [](const auto& a, const auto& b) { return a.at < b.at; });
  if (notes_left_out_ > 0)
    record_.remarks.push_back({"Notes left out", std::to_string(notes_left_out_)});
  return std::move(record_);
}

} // namespace hft::research
