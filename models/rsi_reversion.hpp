#pragma once

#include "models/bars/bar_size.hpp"
#include "models/indicators/rsi.hpp"
#include "models/parameters.hpp"
#include "models/remembering_model.hpp"
#include "models/trading/scaled_price.hpp"

namespace hft {

/// Buys what has fallen too fast, with a bracket: RSI of bar closes below `entry` buys `quantity`
/// with a take-profit and a stop-loss so many percent away. Flat before the close. Wilder, "New
/// Concepts in Technical Trading Systems", 1978.
class RsiReversion final : public RememberingModel<RsiReversion> {
public:
  static constexpr const char* name = "rsi_reversion";
  static constexpr const char* summary = "buys a low RSI with a bracket around the entry";
  static std::vector<Parameter> parameters() {
    using enum ParameterType;
    return {{"symbol", Ticker, "SPY", "", "", "whose bars it watches and which it trades"},
            {"bars", ParameterType::TimeSpan, "1m", "1s", "6h", "length of a bar"},
            {"period", Integer, "14", "2", "1000", "bars in the RSI"},
            {"entry", Number, "30", "1", "99", "RSI below which it buys"},
            {"take_profit", Number, "0.4", "0.01", "50", "percent above the entry"},
            {"stop_loss", Number, "0.2", "0.01", "50", "percent below the entry"},
            {"flatten", ParameterType::TimeSpan, "10m", "1m", "6h", "before the close: flat"},
            {"quantity", ParameterType::Quantity, "10", "1", "1000000", "shares to buy"}};
  }

  explicit RsiReversion(const Settings& settings) : settings_(settings), rsi_(period()) {}
  Needs needs() const override {
    return needs_of_bars(symbol(), bars_of(settings_.duration("bars")), period() + 1);
  }
  void on_bar(const Bar& bar, Decisions& out) override {
    rsi_.add(to_double(bar.close));
    out.plot("rsi", rsi_.value());
    const bool flat = context().position(symbol()) == Quantity{};
    if (context().until_close() <= settings_.duration("flatten")) {
      if (!flat) out.close(symbol());
      return;
    }
    if (!flat || context().has_open_orders(symbol()) || !rsi_.ready()) return;
    if (rsi_.value() >= settings_.number("entry")) return;
    Exits exits;
    exits.take_profit = scaled(bar.close, 1 + settings_.number("take_profit") / 100);
    exits.stop_loss = scaled(bar.close, 1 - settings_.number("stop_loss") / 100);
    out.note("RSI " + std::to_string(rsi_.value()));
    out.bracket(symbol(), Side::Buy, settings_.quantity("quantity"), exits);
  }
  void on_gap(const FeedGap&) override { rsi_.clear(); }
  void on_corporate_action(const CorporateAction&, Decisions&) override { rsi_.clear(); }
  template <class Memory>
  void remember(Memory& memory) {
    memory("rsi", rsi_);
  }

private:
  Symbol symbol() const { return settings_.symbol("symbol"); }
  std::int64_t period() const { return settings_.integer("period"); }

  Settings settings_;
  Rsi rsi_;
};

} // namespace hft
