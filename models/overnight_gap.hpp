#pragma once

#include "models/model.hpp"
#include "models/parameters.hpp"

namespace hft {

/// Bets that a gap between yesterday's close and today's open is filled: short after a jump up,
/// long after one down, for `hold` or until yesterday's close is reached. It needs the day before
/// from history and says so when there is none. Chan, "Algorithmic Trading", chapter 4.
class OvernightGap final : public Model {
public:
  static constexpr const char* name = "overnight_gap";
  static constexpr const char* summary = "bets against the gap from yesterday's close to the open";
  static std::vector<Parameter> parameters() {
    using enum ParameterType;
    return {{"symbol", Ticker, "SPY", "", "", "whose bars it watches and which it trades"},
            {"gap", Number, "0.5", "0.01", "50", "percent from yesterday's close, at least"},
            {"hold", ParameterType::TimeSpan, "1h", "1m", "6h", "for how long, at most"},
            {"quantity", ParameterType::Quantity, "10", "1", "1000000", "shares, long or short"}};
  }

  explicit OvernightGap(const Settings& settings)
    : symbol_(settings.symbol("symbol")),
      gap_(settings.number("gap") / 100),
      hold_(settings.duration("hold")),
      quantity_(settings.quantity("quantity")) {}
  Needs needs() const override {
    Needs needs;
    needs.symbols = {symbol_};
    needs.trades = false;
    needs.bar_sizes = {{1, BarUnit::Minute}, {1, BarUnit::Day}};
    needs.keep_bars = 2;
    return needs;
  }
  void on_bar(const Bar& bar, Decisions& out) override {
    if (bar.size.unit == BarUnit::Day) return;
    const auto days = context().bars(symbol_, {1, BarUnit::Day});
    const auto before = days && days->size() > 0 ? days->close().back() : 0;
    const auto held = context().position(symbol_);
    const auto price = to_double(bar.close);
    if (held != Quantity{}) {
      const bool filled = held > Quantity{} ? price >= before : price <= before;
      const bool over = context().since_open() >= hold_ || context().minutes_to_close() <= 5;
      if ((filled || over) && !context().has_open_orders(symbol_)) out.close(symbol_);
    } else if (context().date() != date_) { // the first bar of the day
      date_ = context().date();
      if (context().minutes_since_open() > 2) return;
      if (before <= 0) return out.note("no close of the day before: no gap to trade");
      const auto jump = to_double(bar.open) / before - 1;
      out.plot("gap", 100 * jump);
      if (jump >= gap_) out.sell(symbol_, quantity_);
      if (jump <= -gap_) out.buy(symbol_, quantity_);
    }
  }
  void on_warm() override { date_ = {}; }

private:
  Symbol symbol_;
  double gap_;
  hft::Duration hold_;
  Quantity quantity_;
  Date date_; ///< whose open was looked at
};

} // namespace hft
