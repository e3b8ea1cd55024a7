#include "adapters/simulated/protocol/json_injected.hpp"

namespace hft::simulated {

namespace {

/// Reads an injected message; what is wrong with it is kept, the first sentence wins.
class Reader {
public:
  explicit Reader(const Json& message) : message_(message) {}

  Symbol symbol() {
    const auto text = text_at(message_, "S");
    const auto symbol = Symbol::from(text);
    if (text.empty() || !symbol) complain("S must be a symbol");
    return symbol.value_or(Symbol{});
  }
  std::int64_t units(const char* key, std::int64_t otherwise = 0) {
    if (!message_.contains(key)) return otherwise;
    const auto value = parse_units(scalar_at(message_, key));
    if (!value || *value < 0)
      complain(std::string{key} + " must be a decimal number, 0 or more and below 9223372036");
    return value.value_or(0);
  }
  Price price(const char* key) { return {units(key)}; }
  Quantity quantity(const char* key, Quantity otherwise = {}) {
    return {units(key, otherwise.units)};
  }
  std::int64_t integer(const char* key, std::int64_t otherwise = 0) {
    const auto found = message_.find(key);
    if (found == message_.end()) return otherwise;
    const bool wraps = found->is_number_unsigned() && found->get<std::uint64_t>() > INT64_MAX;
    if (!found->is_number_integer() || wraps) {
      complain(std::string{key} + " must be an integer");
      return otherwise;
    }
    return found->get<std::int64_t>();
  }
  Timestamp time(Timestamp otherwise) {
    if (!message_.contains("t")) return otherwise;
    const auto time = parse_timestamp(text_at(message_, "t"));
    if (!time) complain("t must be an RFC 3339 time");
    return time.value_or(otherwise);
  }
  char letter(const char* key, char otherwise) {
    const auto text = text_at(message_, key);
    return text.empty() ? otherwise : text.front();
  }
  Conditions conditions(Conditions otherwise) {
    const auto found = message_.find("c");
    if (found == message_.end() || !found->is_array()) return otherwise;
    std::string letters;
    for (const auto& item : *found)
      if (item.is_string() && !item.get_ref<const std::string&>().empty())
        letters += item.get_ref<const std::string&>().front();
    return Conditions::truncated(letters);
  }
  std::string text(const char* key) { return text_at(message_, key); }
  void need_positive(const char* key, std::int64_t value) {
    if (value <= 0) complain(std::string{key} + " must be positive");
  }

  const std::string& complaint() const { return complaint_; }

private:
  void complain(std::string sentence) {
    if (complaint_.empty()) complaint_ = std::move(sentence);
  }
  const Json& message_;
  std::string complaint_;
};

constexpr char own_exchange = 'V';
constexpr char own_tape = 'B';

Trade read_trade(Reader& reader, Timestamp now, std::int64_t next_id) {
  Trade trade;
  trade.symbol = reader.symbol();
  trade.id = reader.integer("i", next_id);
  trade.exchange = reader.letter("x", own_exchange);
  trade.price = reader.price("p");
  trade.size = reader.quantity("s", shares(100));
  trade.time = reader.time(now);
  trade.tape = reader.letter("z", own_tape);
  trade.conditions =
    reader.conditions(trade.size < shares(100) ? Conditions{"@I"} : Conditions{"@"});
  reader.need_positive("p", trade.price.units);
  reader.need_positive("s", trade.size.units);
  return trade;
}

Quote read_quote(Reader& reader, Timestamp now) {
  Quote quote;
  quote.symbol = reader.symbol();
  quote.bid = reader.price("bp");
  quote.ask = reader.price("ap");
  quote.bid_size = reader.quantity("bs", shares(100));
  quote.ask_size = reader.quantity("as", shares(100));
  quote.bid_exchange = reader.letter("bx", own_exchange);
  quote.ask_exchange = reader.letter("ax", own_exchange);
  quote.time = reader.time(now);
  quote.tape = reader.letter("z", own_tape);
  quote.conditions = reader.conditions(Conditions{"R"});
  return quote;
}

Bar read_bar(Reader& reader, Timestamp now, BarKind kind) {
  Bar bar;
  bar.symbol = reader.symbol();
  bar.kind = kind;
  bar.open = reader.price("o");
  bar.high = reader.price("h");
  bar.low = reader.price("l");
  bar.close = reader.price("c");
  bar.volume = reader.quantity("v");
  bar.trade_count = reader.integer("n");
  bar.vwap = reader.price("vw");
  bar.start = reader.time(now);
  return bar;
}

TradingStatus read_status(Reader& reader, Timestamp now) {
  TradingStatus status;
  status.symbol = reader.symbol();
  status.status_code = reader.text("sc");
  status.status_message = reader.text("sm");
  status.reason_code = reader.text("rc");
  status.reason_message = reader.text("rm");
  status.time = reader.time(now);
  status.tape = reader.letter("z", own_tape);
  return status;
}

Correction read_correction(Reader& reader, Timestamp now) {
  Correction correction;
  correction.symbol = reader.symbol();
  correction.exchange = reader.letter("x", own_exchange);
  correction.original_id = reader.integer("oi");
  correction.original_price = reader.price("op");
  correction.original_size = reader.quantity("os");
  correction.corrected_id = reader.integer("ci");
  correction.corrected_price = reader.price("cp");
  correction.corrected_size = reader.quantity("cs");
  correction.time = reader.time(now);
  correction.tape = reader.letter("z", own_tape);
  return correction;
}

CancelError read_cancel(Reader& reader, Timestamp now) {
  CancelError cancel;
  cancel.symbol = reader.symbol();
  cancel.id = reader.integer("i");
  cancel.exchange = reader.letter("x", own_exchange);
  cancel.price = reader.price("p");
  cancel.size = reader.quantity("s");
  cancel.action = reader.letter("a", 'C');
  cancel.time = reader.time(now);
  cancel.tape = reader.letter("z", own_tape);
  return cancel;
}

PriceBand read_band(Reader& reader, Timestamp now) {
  PriceBand band;
  band.symbol = reader.symbol();
  band.limit_up = reader.price("u");
  band.limit_down = reader.price("d");
  band.indicator = reader.text("i");
  band.time = reader.time(now);
  band.tape = reader.letter("z", own_tape);
  return band;
}

} // namespace

Result<StreamEvent> injected_event(const Json& message, Timestamp now, std::int64_t next_id) {
  if (!message.is_object())
    return fail(ErrorKind::BadPayload, "an injected message must be an object");
  Reader reader{message};
  const auto type = message.contains("T") ? text_at(message, "T") : "t";
  const auto read = [&]() -> std::optional<StreamEvent> {
    if (type == "t") return MarketEvent{read_trade(reader, now, next_id)};
    if (type == "q") return MarketEvent{read_quote(reader, now)};
    if (type == "b") return MarketEvent{read_bar(reader, now, BarKind::Minute)};
    if (type == "u") return MarketEvent{read_bar(reader, now, BarKind::Updated)};
    if (type == "d") return MarketEvent{read_bar(reader, now, BarKind::Daily)};
    if (type == "s") return MarketEvent{read_status(reader, now)};
    if (type == "c") return MarketEvent{read_correction(reader, now)};
    if (type == "x") return MarketEvent{read_cancel(reader, now)};
    if (type == "l") return MarketEvent{read_band(reader, now)};
    if (type == "i")
      return Imbalance{reader.symbol(), reader.price("p"), reader.time(now),
                       reader.letter("z", own_tape)};
    return std::nullopt;
  };
  auto event = read();
  if (!event)
    return fail(ErrorKind::BadPayload, "T must be one of t q b u d s c x l i, not " + type);
  if (!reader.complaint().empty()) return fail(ErrorKind::BadPayload, reader.complaint());
  return *event;
}

} // namespace hft::simulated
