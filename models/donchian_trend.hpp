#pragma once

#include "models/bars/bar_size.hpp"
#include "models/indicators/atr.hpp"
#include "models/indicators/donchian.hpp"
#include "models/parameters.hpp"
#include "models/remembering_model.hpp"

namespace hft {

/// Follows a trend: buys when a bar closes above the highest high of those before it, and sells
/// when one closes more than so many average true ranges below the highest close since. Donchian's
/// channel; the stop as in Kaufman, "Trading Systems and Methods", 5th edition, chapter 5.
class DonchianTrend final : public RememberingModel<DonchianTrend> {
public:
  static constexpr const char* name = "donchian_trend";
  static constexpr const char* summary = "buys new highs and trails a stop of average true ranges";
  static std::vector<Parameter> parameters() {
    using enum ParameterType;
    return {{"symbol", Ticker, "SPY", "", "", "whose bars it watches and which it trades"},
            {"bars", ParameterType::TimeSpan, "5m", "1s", "6h", "length of a bar"},
            {"channel", Integer, "20", "2", "1000", "bars whose highest high is to be broken"},
            {"ranges", Number, "3", "0.1", "50", "average true ranges from the highest close"},
            {"quantity", ParameterType::Quantity, "10", "1", "1000000", "shares to buy"}};
  }

  explicit DonchianTrend(const Settings& settings)
    : settings_(settings),
      symbol_(settings.symbol("symbol")),
      channel_(channel()),
      range_(channel()) {}
  Needs needs() const override {
    return needs_of_bars(symbol_, bars_of(settings_.duration("bars")), channel() + 1);
  }
  void on_bar(const Bar& bar, Decisions& out) override {
    const auto close = to_double(bar.close);
    const bool breaks = channel_.ready() && close > channel_.upper();
    channel_.add(to_double(bar.high), to_double(bar.low));
    range_.add(to_double(bar.high), to_double(bar.low), close);
    const bool holds = context().position(symbol_) > Quantity{};
    highest_ = holds ? std::max(highest_, close) : 0;
    const auto stop = highest_ - settings_.number("ranges") * range_.value();
    if (holds) out.plot("stop", stop);
    if (context().has_open_orders(symbol_)) return;
    if (holds && close < stop) out.close(symbol_);
    if (!holds && breaks && range_.ready()) out.buy(symbol_, settings_.quantity("quantity"));
  }
  void on_corporate_action(const CorporateAction& action, Decisions&) override {
    channel_.clear();
    range_.clear();
    highest_ *= action.price_factor();
  }
  template <class Memory>
  void remember(Memory& memory) {
    memory("channel", channel_);
    memory("range", range_);
    memory("highest", highest_);
  }

private:
  std::int64_t channel() const { return settings_.integer("channel"); }

  Settings settings_;
  Symbol symbol_;
  Donchian channel_;
  Atr range_;
  double highest_ = 0; ///< close since it bought; zero while it holds none
};

} // namespace hft
