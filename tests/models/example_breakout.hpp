#pragma once

#include "models/model.hpp"
#include "models/parameters.hpp"

#include <algorithm>

namespace hft {

/// Buys once when a trade prints above the highest price of the first prints it saw.
class Breakout final : public Model {
public:
  static constexpr const char* name = "breakout";
  static constexpr const char* summary = "buys once above the highest of the first prints";
  static std::vector<Parameter> parameters() {
    return {{"symbol", ParameterType::Ticker, "SPY", "", "", "what it watches and trades"},
            {"prints", ParameterType::Integer, "100", "1", "1000000", "prints that set the mark"},
            {"quantity", ParameterType::Quantity, "5", "1", "10000", "shares to buy"}};
  }

  explicit Breakout(const Settings& settings)
    : symbol_(settings.symbol("symbol")),
      left_(settings.integer("prints")),
      quantity_(settings.quantity("quantity")) {}

  Needs needs() const override {
    Needs needs;
    needs.symbols = {symbol_};
    return needs;
  }

  void on_trade(const Trade& trade, Decisions& out) override {
    if (left_ > 0) {
      --left_;
      highest_ = std::max(highest_, trade.price);
    } else if (!bought_ && trade.price > highest_) {
      bought_ = true;
      out.buy(symbol_, quantity_);
    }
  }

private:
  Symbol symbol_;
  std::int64_t left_;
  Quantity quantity_;
  Price highest_;
  bool bought_ = false;
};

} // namespace hft
