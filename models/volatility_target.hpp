#pragma once

#include "models/bars/bar_size.hpp"
#include "models/indicators/realized_volatility.hpp"
#include "models/parameters.hpp"
#include "models/remembering_model.hpp"

#include <algorithm>
#include <cmath>

namespace hft {

/// Buys and holds so much that the position's volatility is what is wanted: the benchmark of models
/// that claim more. It holds `capital * target / volatility`, at most `leverage` times the capital,
/// and trades when what it holds is off by more than `band`. Moreira and Muir, "Volatility-managed
/// portfolios", Journal of Finance 72(4), 2017.
class VolatilityTarget final : public RememberingModel<VolatilityTarget> {
public:
  static constexpr const char* name = "volatility_target";
  static constexpr const char* summary =
    "holds as much as gives the wanted volatility: a benchmark";
  static std::vector<Parameter> parameters() {
    using enum ParameterType;
    return {{"symbol", Ticker, "SPY", "", "", "which it holds"},
            {"capital", Number, "10000", "1", "100000000", "dollars that are its own"},
            {"target", Number, "10", "0.1", "200", "percent a year"},
            {"leverage", Number, "1", "0.1", "4", "times the capital at most"},
            {"band", Number, "10", "0", "100", "percent that the position may be off"},
            {"bars", ParameterType::TimeSpan, "5m", "1s", "6h", "length of a bar"},
            {"window", Integer, "24", "2", "10000", "bars in the volatility"}};
  }

  explicit VolatilityTarget(const Settings& settings)
    : settings_(settings),
      symbol_(settings.symbol("symbol")),
      volatility_(settings.integer("window"),
                  252 * 390 * 60.0 /
                    std::chrono::duration<double>(settings.duration("bars")).count()) {}
  Needs needs() const override {
    return needs_of_bars(symbol_, bars_of(settings_.duration("bars")),
                         settings_.integer("window") + 1);
  }
  void on_bar(const Bar& bar, Decisions& out) override {
    const auto price = to_double(bar.close);
    volatility_.add(price);
    out.plot("volatility", 100 * volatility_.value());
    if (!volatility_.ready() || context().has_open_orders(symbol_) || !context().is_open()) return;
    const auto wish = settings_.number("target") / 100 / std::max(volatility_.value(), 1e-6);
    const auto times = std::min(settings_.number("leverage"), wish);
    const auto wanted = std::floor(times * settings_.number("capital") / price);
    const auto held = to_double(context().position(symbol_));
    if (std::abs(wanted - held) <= settings_.number("band") / 100 * std::max(wanted, held)) return;
    const auto change = shares(std::llround(std::abs(wanted - held)));
    if (change != Quantity{}) out.market(symbol_, wanted > held ? Side::Buy : Side::Sell, change);
  }
  void on_corporate_action(const CorporateAction&, Decisions&) override { volatility_.clear(); }
  template <class Memory>
  void remember(Memory& memory) {
    memory("volatility", volatility_);
  }

private:
  Settings settings_;
  Symbol symbol_;
  RealizedVolatility volatility_;
};

} // namespace hft
