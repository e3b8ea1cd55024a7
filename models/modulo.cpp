#include "models/modulo.hpp"

namespace hft {

std::vector<Parameter> Modulo::parameters() {
  using enum ParameterType;
  return {
    {"symbol", ParameterType::Ticker, "SPY", "", "", "whose trades it watches and which it trades"},
    {"sell_divisor", Integer, "17", "1", "1000000000", "a size divisible by it sells"},
    {"sell_quantity", Integer, "5", "1", "1000000000", "shares a sell"},
    {"buy_divisor", Integer, "31", "1", "1000000000", "else a size divisible by it buys"},
    {"buy_quantity", Integer, "5", "1", "1000000000", "shares a buy"},
  };
}

Modulo::Modulo(const Settings& settings)
  : symbol_(settings.symbol("symbol")),
    sell_divisor_(settings.integer("sell_divisor") * units_per_whole),
    buy_divisor_(settings.integer("buy_divisor") * units_per_whole),
    sell_quantity_(shares(settings.integer("sell_quantity"))),
    buy_quantity_(shares(settings.integer("buy_quantity"))) {}

Needs Modulo::needs() const {
  Needs needs;
  needs.symbols = {symbol_};
  return needs;
}

void Modulo::on_trade(const Trade& trade, Decisions& out) {
  if (trade.size.units % sell_divisor_ == 0)
    out.sell(symbol_, sell_quantity_);
  else if (trade.size.units % buy_divisor_ == 0)
    out.buy(symbol_, buy_quantity_);
}

} // namespace hft
