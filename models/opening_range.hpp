#pragma once

#include "models/bars/bar_size.hpp"
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

  explicit OpeningRange(const Settings& settings) : settings_(settings) {}
  Needs needs() const override {
    auto needs = needs_of_bars(symbol(), {1, BarUnit::Minute});
    needs.warm_up_since_open = true;
    return needs;
  }
  void on_bar(const Bar& bar, Decisions& out) override {
    if (date_ != context().date()) {
      date_ = context().date();
      high_ = low_ = {};
      traded_ = false;
    }
    if (context().since_open() <= settings_.duration("range")) {
      high_ = std::max(high_, bar.high);
      low_ = low_ == Price{} ? bar.low : std::min(low_, bar.low);
    } else if (context().until_close() <= settings_.duration("flatten")) {
      if (context().position(symbol()) != Quantity{}) out.close(symbol());
    } else if (!traded_ && low_ != Price{} && (bar.close > high_ || bar.close < low_)) {
      const bool up = bar.close > high_;
      traded_ = true;
      Exits exits;
      exits.stop_loss = up ? low_ : high_;
      out.note(up ? "above the range" : "below the range");
      out.bracket(symbol(), up ? Side::Buy : Side::Sell, settings_.quantity("quantity"), exits);
    }
  }
  void on_warm() override { traded_ = false; }
  void on_takeover(const InstanceBook& book, Decisions&) override {
    traded_ = traded_ || !book.positions.empty() || !book.orders.empty();
  }

private:
  Symbol symbol() const { return settings_.symbol("symbol"); }

  Settings settings_;
  Date date_; ///< of the range
  Price high_;
  Price low_; ///< zero: no bar yet
  bool traded_ = false;
};

} // namespace hft
