#pragma once

#include "models/model.hpp"
#include "models/parameters.hpp"

#include <algorithm>

namespace hft {

/// Trades the break of the first minutes' range once a day: long above its high with the stop at
/// its low, short below its low with the stop at its high, flat before the close. Crabel, "Day
/// Trading with Short Term Price Patterns and Opening Range Breakout", 1990.
class OpeningRange final : public Model {
public:
  static constexpr const char* name = "opening_range";
  static constexpr const char* summary = "trades the break of the opening range once a day";
  static std::vector<Parameter> parameters() {
    using enum ParameterType;
    return {{"symbol", Ticker, "SPY", "", "", "whose bars it watches and which it trades"},
            {"range", ParameterType::TimeSpan, "15m", "1m", "3h", "after the open: sets the range"},
            {"flatten", ParameterType::TimeSpan, "5m", "1m", "6h", "before the close: flat"},
            {"quantity", ParameterType::Quantity, "10", "1", "1000000", "shares, long or short"}};
  }

  explicit OpeningRange(const Settings& settings)
    : symbol_(settings.symbol("symbol")),
      range_(settings.duration("range")),
      flatten_(settings.duration("flatten")),
      quantity_(settings.quantity("quantity")) {}
  Needs needs() const override {
    Needs needs;
    needs.symbols = {symbol_};
    needs.trades = false;
    needs.bar_sizes = {{1, BarUnit::Minute}};
    needs.warm_up_since_open = true;
    return needs;
  }
  void on_bar(const Bar& bar, Decisions& out) override {
    if (context().date() != date_) *this = fresh();
    if (context().since_open() <= range_) {
      high_ = std::max(high_, bar.high);
      low_ = low_ == Price{} ? bar.low : std::min(low_, bar.low);
    } else if (context().until_close() <= flatten_) {
      if (context().position(symbol_) != Quantity{}) out.close(symbol_);
    } else if (!traded_ && low_ != Price{} && (bar.close > high_ || bar.close < low_)) {
      const bool up = bar.close > high_;
      traded_ = true;
      Exits exits;
      exits.stop_loss = up ? low_ : high_;
      out.note(up ? "above the range" : "below the range");
      out.bracket(symbol_, up ? Side::Buy : Side::Sell, quantity_, exits);
    }
  }
  void on_warm() override { traded_ = false; }
  void on_takeover(const InstanceBook& book, Decisions&) override {
    traded_ = traded_ || !book.positions.empty() || !book.orders.empty();
  }

private:
  OpeningRange fresh() const {
    auto next = *this;
    next.date_ = context().date();
    next.high_ = next.low_ = {};
    next.traded_ = false;
    return next;
  }

  Symbol symbol_;
  hft::Duration range_;
  hft::Duration flatten_;
  Quantity quantity_;
  Date date_;
  Price high_;
  Price low_;
  bool traded_ = false;
};

} // namespace hft
