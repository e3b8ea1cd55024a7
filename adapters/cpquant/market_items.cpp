#include "adapters/cpquant/market_items.hpp"

namespace hft::cpquant {

namespace {

/// One character a code, as many as fit.
Conditions read_conditions(const Json& item) {
  const auto* list = field(item, "c");
  if (!list) return {};
  std::string codes;
  if (list->is_string()) {
    codes = list->get<std::string>();
  } else if (list->is_array()) {
    for (const auto& code : *list) {
      if (!code.is_string()) throw Malformed{"its c is no list of texts"};
      codes += code.get_ref<const std::string&>().substr(0, 1);
    }
  } else {
    throw Malformed{"its c is no list"};
  }
  return Conditions::truncated(codes);
}

char tape_in(const Json& item) {
  return field(item, "z") ? character_in(item, "z") : 'A';
}

TradingStatus read_status(const Symbol& symbol, const Json& item) {
  TradingStatus made;
  made.symbol = symbol;
  made.status_code = text_in(item, "sc");
  made.status_message = text_in(item, "sm");
  made.reason_code = text_in(item, "rc");
  made.reason_message = text_in(item, "rm");
  made.time = time_of(item, "t");
  made.tape = tape_in(item);
  return made;
}

Correction read_correction(const Symbol& symbol, const Json& item) {
  Correction made;
  made.symbol = symbol;
  made.exchange = character_in(item, "x");
  made.original_id = integer_or(item, "oi", 0);
  made.original_price.units = units_of(item, "op");
  made.original_size.units = units_of(item, "os");
  made.corrected_id = integer_or(item, "ci", 0);
  made.corrected_price.units = units_of(item, "cp");
  made.corrected_size.units = units_of(item, "cs");
  made.time = time_of(item, "t");
  made.tape = tape_in(item);
  return made;
}

CancelError read_cancel(const Symbol& symbol, const Json& item) {
  CancelError made;
  made.symbol = symbol;
  made.id = integer_or(item, "i", 0);
  made.price.units = units_of(item, "p");
  made.size.units = units_of(item, "s");
  made.time = time_of(item, "t");
  made.exchange = character_in(item, "x");
  made.action = character_in(item, "a");
  made.tape = tape_in(item);
  return made;
}

PriceBand read_band(const Symbol& symbol, const Json& item) {
  PriceBand made;
  made.symbol = symbol;
  made.limit_up.units = units_of(item, "u");
  made.limit_down.units = units_of(item, "d");
  made.indicator = text_in(item, "i");
  made.time = time_of(item, "t");
  made.tape = tape_in(item);
  return made;
}

} // namespace

Trade read_trade(const Symbol& symbol, const Json& item) {
  Trade made;
  made.symbol = symbol;
  made.id = integer_or(item, "i", 0);
  made.price.units = units_of(item, "p");
  made.size.units = units_of(item, "s");
  made.time = time_of(item, "t");
  made.exchange = character_in(item, "x");
  made.tape = tape_in(item);
  made.conditions = read_conditions(item);
  return made;
}

Quote read_quote(const Symbol& symbol, const Json& item) {
  Quote made;
  made.symbol = symbol;
  made.bid.units = units_or_zero(item, "bp");
  made.ask.units = units_or_zero(item, "ap");
  made.bid_size.units = units_or_zero(item, "bs");
  made.ask_size.units = units_or_zero(item, "as");
  made.time = time_of(item, "t");
  made.bid_exchange = character_in(item, "bx");
  made.ask_exchange = character_in(item, "ax");
  made.tape = tape_in(item);
  made.conditions = read_conditions(item);
  return made;
}

Bar read_bar(const Symbol& symbol, BarKind kind, const Json& item) {
  Bar made;
  made.symbol = symbol;
  made.kind = kind;
  made.open.units = units_of(item, "o");
  made.high.units = units_of(item, "h");
  made.low.units = units_of(item, "l");
  made.close.units = units_of(item, "c");
  made.vwap.units = units_or_zero(item, "vw");
  made.volume.units = units_of(item, "v");
  made.trade_count = integer_or(item, "n", 0);
  made.start = time_of(item, "t");
  return made;
}

MarketEvent read_market_item(const std::string& type, const Symbol& symbol, const Json& item) {
  if (type == "t") return read_trade(symbol, item);
  if (type == "q") return read_quote(symbol, item);
  if (type == "b") return read_bar(symbol, BarKind::Minute, item);
  if (type == "u") return read_bar(symbol, BarKind::Updated, item);
  if (type == "d") return read_bar(symbol, BarKind::Daily, item);
  if (type == "s") return read_status(symbol, item);
  if (type == "c") return read_correction(symbol, item);
  if (type == "x") return read_cancel(symbol, item);
  if (type == "l") return read_band(symbol, item);
  throw Malformed{"its T is unknown"};
}

} // namespace hft::cpquant
