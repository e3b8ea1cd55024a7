#pragma once

#include "actors/model/model_host.hpp"
#include "models/catalog.hpp"
#include "tests/actors/model/probe_model.hpp"

#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace hft {

/// A model of the catalog in its host on the second of March: shown trades at times of the New York
/// wall, its market orders filled at once at the last price. `log` holds what it asked for,
/// `09:45 buy 10 SPY`.
class Hosted {
public:
  explicit Hosted(std::string_view spec)
    : host_(HostOptions{"m", parse_spec(spec).value().name, march_plan()},
            std::move(make_model(parse_spec(spec).value(), {"SPY"}).value())) {}

  /// One trade at `minutes` after the open.
  void trade(double minutes, double price, const Symbol& symbol = "SPY") {
    Trade trade;
    trade.symbol = symbol;
    trade.id = ++trades_;
    trade.price = {static_cast<std::int64_t>(price * 1e9 + 0.5)};
    trade.size = shares(100);
    trade.time = march_plan().open + Duration{static_cast<std::int64_t>(minutes * 60e9)};
    take(host_.on_frame(frame_of({trade})));
  }
  /// One trade in the middle of each minute from `from` on.
  void minutes(int from, const std::vector<double>& prices) {
    for (const auto price : prices) trade(from++ + 0.5, price);
  }
  void close() {
    SessionChanged over;
    over.to = SessionPhase::AfterHours;
    over.plan = march_plan();
    over.scheduled = march_plan().close;
    take(host_.on_session(over, {}));
  }
  /// A minute bar of the past.
  void history(const std::string& start, double price) {
    Bar bar;
    bar.symbol = "SPY";
    bar.start = parse_timestamp(start).value();
    bar.open = bar.high = bar.low = bar.close = {static_cast<std::int64_t>(price * 1e9 + 0.5)};
    bar.volume = shares(100);
    past_.push_back(bar);
  }
  void show_history() { host_.warm_up(past_); }
  /// An exit of a bracket filled.
  void exit(Leg leg, double price) {
    auto fill = fill_of(group_, opposite(group_.side), group_.quantity);
    fill.leg = leg;
    fill.price = {static_cast<std::int64_t>(price * 1e9 + 0.5)};
    take(host_.on_fill(fill, {}));
  }

  ModelHost& host() { return host_; }
  const std::vector<std::string>& log() const { return log_; }
  Quantity position() const { return host_.context().position("SPY"); }
  const Signal& last() const { return last_; }

private:
  Fill fill_of(const Signal& signal, Side side, Quantity quantity) const {
    Fill fill;
    fill.model = "m";
    fill.reference = signal.reference;
    fill.symbol = signal.symbol;
    fill.side = side;
    fill.quantity = quantity;
    fill.price = host_.context().last_price(signal.symbol);
    fill.model_position = host_.context().position(signal.symbol) + signed_quantity(side, quantity);
    fill.time = signal.caused_by;
    return fill;
  }
  static std::string clock(Timestamp time) {
    const auto minutes = 570 + (time - march_plan().open) / std::chrono::minutes{1};
    const auto two = [](std::int64_t value) {
      return (value < 10 ? "0" : "") + std::to_string(value);
    };
    return two(minutes / 60) + ':' + two(minutes % 60);
  }
  void take(ModelHost::Made made) {
    std::deque<Signal> waiting{made.begin(), made.end()};
    for (; !waiting.empty(); waiting.pop_front()) {
      const auto signal = waiting.front();
      last_ = signal;
      const auto held = host_.context().position(signal.symbol);
      const bool closes = signal.action == SignalAction::Close;
      const auto side = !closes ? signal.side : held > Quantity{} ? Side::Sell : Side::Buy;
      const auto quantity = closes ? abs(held) : signal.quantity;
      log_.push_back(clock(signal.caused_by) + ' ' +
                     (closes ? "close" : std::string{to_string(side)}) + ' ' + to_string(quantity) +
                     ' ' + signal.symbol.str());
      if (signal.type != OrderType::Market || quantity == Quantity{}) continue;
      if (signal.terms->contingency != Contingency::None) group_ = signal;
      const auto more = host_.on_fill(fill_of(signal, side, quantity), {});
      waiting.insert(waiting.end(), more.begin(), more.end());
    }
  }

  ModelHost host_;
  std::vector<MarketEvent> past_;
  std::vector<std::string> log_;
  Signal last_;
  Signal group_;
  std::int64_t trades_ = 0;
};

using Log = std::vector<std::string>;

} // namespace hft
