#pragma once

#include "models/model.hpp"
#include "models/parameters.hpp"

namespace hft {

/// Trades on what divides the size of each print, with exact arithmetic: a fractional size is
/// divisible only if a whole number of divisors makes it up, and zero by everything. A size that
/// both divide sells. It has no memory.
class Modulo final : public Model {
public:
  static constexpr const char* name = "modulo";
  static constexpr const char* summary =
    "sells when a trade's size is divisible by one number, buys when by another";
  static std::vector<Parameter> parameters();

  explicit Modulo(const Settings& settings);
  Needs needs() const override;
  void on_trade(const Trade& trade, Decisions& out) override;

private:
  Symbol symbol_;
  std::int64_t sell_divisor_; ///< in units of a quantity
  std::int64_t buy_divisor_;
  Quantity sell_quantity_;
  Quantity buy_quantity_;
};

} // namespace hft
