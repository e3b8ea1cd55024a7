#include "adapters/cpquant/market_items.hpp"

#include "adapters/door/plausible.hpp"

namespace hft::cpquant {

namespace {

void must_be_price(Price price, const char* key) {
  if (!door::is_price(price))
    throw Malformed{std::string{"its "} + key + " is no price: " + to_string(price)};
}

void may_be_price(Price price, const char* key) {
  if (!door::is_price_or_none(price))
    throw Malformed{std::string{"its "} + key + " is no price: " + to_string(price)};
}

void may_be_size(Quantity size, const char* key) {
  if (!door::is_size_or_none(size))
    throw Malformed{std::string{"its "} + key + " is no size: " + to_string(size)};
}

void must_be_print(Price price, const char* price_key, Quantity size, const char* size_key) {
  must_be_price(price, price_key);
  if (!door::is_print(price, size))
    throw Malformed{std::string{"its "} + size_key + " is no size of a trade: " + to_string(size)};
}

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
      const auto& text = code.get_ref<const std::string&>();
      if (!text.empty()) codes += text.front();
    }
  } else {
    throw Malformed{"its c is no list"};
  }
  for (auto& code : codes)
    if (code < ' ' || code == 0x7f) code = '?';
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
  may_be_price(made.original_price, "op");
  may_be_size(made.original_size, "os");
  must_be_print(made.corrected_price, "cp", made.corrected_size, "cs");
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
  may_be_price(made.price, "p");
  may_be_size(made.size, "s");
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
  may_be_price(made.limit_up, "u");
  may_be_price(made.limit_down, "d");
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
  must_be_print(made.price, "p", made.size, "s");
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
  may_be_price(made.bid, "bp");
  may_be_price(made.ask, "ap");
  may_be_size(made.bid_size, "bs");
  may_be_size(made.ask_size, "as");
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
  must_be_price(made.open, "o");
  must_be_price(made.high, "h");
  must_be_price(made.low, "l");
  must_be_price(made.close, "c");
  may_be_price(made.vwap, "vw");
  if (made.volume.units < 0) throw Malformed{"its v is no volume: " + to_string(made.volume)};
  if (made.trade_count < 0) throw Malformed{"its n is no number of trades"};
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
