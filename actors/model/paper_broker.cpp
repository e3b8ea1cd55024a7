#include "actors/model/paper_broker.hpp"

#include "messages/price_grid.hpp"

#include <algorithm>

namespace hft {

namespace {

constexpr std::size_t most_open = 500;

// As the desk rounds it by default: to the passive side. What would become nothing stays.
Price on_grid(Price limit, Side side) {
  if (limit.units <= 0) return limit;
  const auto rounded = round_to_tick(limit, side);
  return rounded.units > 0 ? rounded : limit;
}

ClientOrderId paper_id(std::uint64_t number) {
  return ClientOrderId::truncated("paper-" + std::to_string(number));
}

} // namespace

void PaperBroker::take(std::span<const Signal> signals) {
  for (const auto& signal : signals) {
    ++decisions_;
    switch (signal.action) {
      case SignalAction::Place: place(signal); break;
      case SignalAction::Replace: replace(signal); break;
      case SignalAction::Cancel: cancel(signal); break;
      case SignalAction::CancelAll: cancel_all(signal); break;
      case SignalAction::Close: close_out(signal); break;
    }
  }
}

void PaperBroker::place(const Signal& signal) {
  if (resting_.size() >= most_open)
    return close({signal, decisions_}, OrderState::Rejected, signal.caused_by);
  Resting order{signal, decisions_};
  order.signal.limit_price = on_grid(signal.limit_price, signal.side);
  if (signal.terms->contingency == Contingency::Oco) return add_exits(order, resting_);
  order.stop = signal.terms->stop_price;
  resting_.push_back(std::move(order));
}

void PaperBroker::add_exits(const Resting& entry, std::vector<Resting>& exits) const {
  const auto& terms = *entry.signal.terms;
  const auto exit = [&](Leg leg, std::uint32_t reference) {
    Resting made{entry.signal, entry.number, entry.number, leg, {}};
    auto& signal = made.signal;
    if (terms.contingency != Contingency::Oco) signal.side = opposite(signal.side);
    if (reference != 0) signal.reference = reference;
    signal.type = OrderType::Limit;
    signal.limit_price = on_grid(terms.take_profit, signal.side);
    signal.terms = {};
    return made;
  };
  if (terms.take_profit.units != 0)
    exits.push_back(exit(Leg::TakeProfit, terms.take_profit_reference));
  if (terms.stop_loss.units == 0) return;
  auto loss = exit(Leg::StopLoss, terms.stop_loss_reference);
  const bool limited = terms.stop_loss_limit.units != 0;
  loss.signal.type = limited ? OrderType::StopLimit : OrderType::Stop;
  loss.signal.limit_price = on_grid(terms.stop_loss_limit, loss.signal.side);
  loss.stop = terms.stop_loss;
  exits.push_back(std::move(loss));
}

void PaperBroker::watch(Resting& order, Price last) {
  const auto& signal = order.signal;
  const bool buys = signal.side == Side::Buy;
  if (signal.type == OrderType::TrailingStop) {
    const auto& terms = *signal.terms;
    const auto part = int128{last.units} * terms.trail_percent.units / (100 * units_per_whole);
    const auto trail = terms.trail.units != 0 ? terms.trail : Price{checked_narrow(part)};
    const auto follows = buys ? last + trail : last - trail;
    const bool nearer = buys ? follows < order.stop : follows > order.stop;
    if (order.stop.units == 0 || nearer) order.stop = follows;
  }
  if (order.stop.units == 0 || !(buys ? last >= order.stop : last <= order.stop)) return;
  order.stop = {};
  order.signal.type = signal.type == OrderType::StopLimit ? OrderType::Limit : OrderType::Market;
}

void PaperBroker::cancel_others(std::uint64_t group, Timestamp time) {
  std::erase_if(resting_, [&](const Resting& order) {
    if (order.group != group) return false;
    close(order, OrderState::Canceled, time);
    return true;
  });
}

void PaperBroker::replace(const Signal& signal) {
  for (auto& order : resting_) {
    if (order.signal.reference != signal.reference) continue;
    if (signal.quantity.units != 0) order.signal.quantity = signal.quantity;
    const bool stops = order.stop.units != 0;
    if (stops) order.stop = signal.terms ? signal.terms->stop_price : signal.limit_price;
    if (!stops || order.signal.type == OrderType::StopLimit)
      order.signal.limit_price = on_grid(signal.limit_price, order.signal.side);
  }
}

void PaperBroker::cancel(const Signal& signal) {
  std::vector<std::uint64_t> groups;
  std::erase_if(resting_, [&](const Resting& order) {
    if (order.signal.reference != signal.reference) return false;
    if (order.group != 0) groups.push_back(order.group);
    close(order, OrderState::Canceled, signal.caused_by);
    return true;
  });
  for (const auto group : groups) cancel_others(group, signal.caused_by);
}

void PaperBroker::cancel_all(const Signal& signal) {
  std::erase_if(resting_, [&](const Resting& order) {
    if (!signal.symbol.empty() && order.signal.symbol != signal.symbol) return false;
    close(order, OrderState::Canceled, signal.caused_by);
    return true;
  });
}

void PaperBroker::close_out(const Signal& signal) {
  cancel_all(signal);
  const auto held = holdings_[signal.symbol].quantity;
  if (held == Quantity{}) return;
  auto order = signal;
  order.action = SignalAction::Place;
  order.side = held > Quantity{} ? Side::Sell : Side::Buy;
  order.quantity = abs(held);
  place(order);
}

void PaperBroker::close(const Resting& order, OrderState state, Timestamp time) {
  const auto& signal = order.signal;
  closed_.push_back({signal.model,
                     signal.reference,
                     paper_id(order.number),
                     signal.symbol,
                     state,
                     {},
                     time,
                     order.leg});
}

Price PaperBroker::price_for(const Signal& signal) const {
  const auto known = prices_.find(signal.symbol);
  if (known == prices_.end()) return {};
  const auto& prices = known->second;
  const bool buys = signal.side == Side::Buy;
  const auto quoted = buys ? prices.ask : prices.bid;
  if (signal.type != OrderType::Limit) return quoted != Price{} ? quoted : prices.last;
  const auto reaches = [&](Price price) {
    return price != Price{} && (buys ? price <= signal.limit_price : price >= signal.limit_price);
  };
  return reaches(quoted) || reaches(prices.last) ? signal.limit_price : Price{};
}

Fill PaperBroker::fill(const Resting& order, Price price, Timestamp time) {
  const auto& signal = order.signal;
  const auto dollars_worth = int128{signal.terms->notional.units} * units_per_whole / price.units;
  const auto quantity =
    signal.quantity.units != 0 ? signal.quantity : Quantity{checked_narrow(dollars_worth)};
  const auto change = signed_quantity(signal.side, quantity);
  auto& holding = holdings_[signal.symbol];
  holding.quantity += change;
  holding.paid += exact_product(price, change);
  ++fills_;
  Fill fill;
  fill.model = signal.model;
  fill.reference = signal.reference;
  fill.client_order_id = paper_id(order.number);
  fill.symbol = signal.symbol;
  fill.side = signal.side;
  fill.quantity = quantity;
  fill.leg = order.leg;
  fill.price = price;
  fill.model_position = holding.quantity;
  fill.time = time;
  return fill;
}

std::vector<PaperBroker::Fact> PaperBroker::on_frame(const MarketFrame& frame) {
  std::vector<Fact> facts{closed_.begin(), closed_.end()};
  closed_.clear();
  for (const auto& event : frame.batch->events) {
    const auto* trade = std::get_if<Trade>(&event);
    const auto* quote = std::get_if<Quote>(&event);
    if (trade == nullptr && quote == nullptr) continue;
    const auto& symbol = symbol_of(event);
    auto& prices = prices_[symbol];
    if (trade != nullptr) prices.last = trade->price;
    if (quote != nullptr) prices.bid = quote->bid, prices.ask = quote->ask;
    std::vector<Resting> exits; // of what fills now
    std::vector<std::uint64_t> done;
    std::erase_if(resting_, [&](Resting& order) {
      if (order.signal.symbol != symbol) return false;
      if (std::find(done.begin(), done.end(), order.group) != done.end()) return false;
      if (trade != nullptr) watch(order, trade->price);
      const bool waits = order.stop.units != 0 || order.signal.type == OrderType::TrailingStop;
      const auto price = waits ? Price{} : price_for(order.signal);
      if (price == Price{}) return false;
      facts.emplace_back(fill(order, price, time_of(event)));
      if (order.group != 0)
        done.push_back(order.group);
      else if (order.signal.terms->contingency != Contingency::None)
        add_exits(order, exits);
      return true;
    });
    for (const auto group : done) cancel_others(group, time_of(event));
    resting_.insert(resting_.end(), exits.begin(), exits.end());
  }
  return facts;
}

PaperReport PaperBroker::report() const {
  PaperReport report;
  report.decisions = decisions_;
  report.fills = fills_;
  int128 profit = 0;
  for (const auto& [symbol, holding] : holdings_) {
    if (holding.quantity != Quantity{}) report.positions[symbol] = holding.quantity;
    const auto prices = prices_.find(symbol);
    const auto last = prices == prices_.end() ? Price{} : prices->second.last;
    const auto mark = last != Price{} || prices == prices_.end() ? last : prices->second.bid;
    profit += exact_product(mark, holding.quantity) - holding.paid;
  }
  report.profit = rounded(profit);
  return report;
}

} // namespace hft
