#include "adapters/simulated/protocol/data_stream_codec.hpp"

#include "adapters/simulated/protocol/wire_objects.hpp"

#include <array>
#include <cstdio>

namespace hft::simulated {

namespace {

constexpr std::size_t trade_keys = 7;
constexpr std::size_t quote_keys = 9;
constexpr std::size_t bar_keys = 8;

template <class Object>
void write(Object& object, const Trade& trade) {
  object.integer("i", trade.id);
  object.letter("x", trade.exchange);
  object.price("p", trade.price);
  object.quantity("s", trade.size);
  object.letters("c", trade.conditions.view());
  object.time("t", trade.time);
  object.letter("z", trade.tape);
}

template <class Object>
void write(Object& object, const Quote& quote) {
  object.letter("bx", quote.bid_exchange);
  object.price("bp", quote.bid);
  object.quantity("bs", quote.bid_size);
  object.letter("ax", quote.ask_exchange);
  object.price("ap", quote.ask);
  object.quantity("as", quote.ask_size);
  object.letters("c", quote.conditions.view());
  object.time("t", quote.time);
  object.letter("z", quote.tape);
}

template <class Object>
void write(Object& object, const Bar& bar) {
  object.price("o", bar.open);
  object.price("h", bar.high);
  object.price("l", bar.low);
  object.price("c", bar.close);
  object.quantity("v", bar.volume);
  object.time("t", bar.start);
  object.integer("n", bar.trade_count);
  object.price("vw", bar.vwap);
}

template <class Object>
void write(Object& object, const TradingStatus& status) {
  object.text("sc", status.status_code);
  object.text("sm", status.status_message);
  object.text("rc", status.reason_code);
  object.text("rm", status.reason_message);
  object.time("t", status.time);
  object.letter("z", status.tape);
}

template <class Object>
void write(Object& object, const Correction& correction) {
  object.letter("x", correction.exchange);
  object.integer("oi", correction.original_id);
  object.price("op", correction.original_price);
  object.quantity("os", correction.original_size);
  object.letters("oc", {});
  object.integer("ci", correction.corrected_id);
  object.price("cp", correction.corrected_price);
  object.quantity("cs", correction.corrected_size);
  object.letters("cc", {});
  object.time("t", correction.time);
  object.letter("z", correction.tape);
}

template <class Object>
void write(Object& object, const CancelError& cancel) {
  object.integer("i", cancel.id);
  object.letter("x", cancel.exchange);
  object.price("p", cancel.price);
  object.quantity("s", cancel.size);
  object.letter("a", cancel.action);
  object.time("t", cancel.time);
  object.letter("z", cancel.tape);
}

template <class Object>
void write(Object& object, const PriceBand& band) {
  object.price("u", band.limit_up);
  object.price("d", band.limit_down);
  object.text("i", band.indicator);
  object.time("t", band.time);
  object.letter("z", band.tape);
}

template <class Object>
void write(Object& object, const Imbalance& imbalance) {
  object.price("p", imbalance.price);
  object.time("t", imbalance.time);
  object.letter("z", imbalance.tape);
}

struct Shape {
  std::string_view type; ///< the value of `T`
  std::size_t keys;      ///< without `T` and `S`
};

Shape shape_of(const Trade&) {
  return {"t", trade_keys};
}
Shape shape_of(const Quote&) {
  return {"q", quote_keys};
}
Shape shape_of(const Bar& bar) {
  return {bar.kind == BarKind::Minute ? "b" : bar.kind == BarKind::Updated ? "u" : "d", bar_keys};
}
Shape shape_of(const TradingStatus&) {
  return {"s", 6};
}
Shape shape_of(const Correction&) {
  return {"c", 11};
}
Shape shape_of(const CancelError&) {
  return {"x", 7};
}
Shape shape_of(const PriceBand&) {
  return {"l", 5};
}
Shape shape_of(const Imbalance&) {
  return {"i", 3};
}

template <class Event>
void append_one(std::string& out, const Event& event, Encoding encoding) {
  const auto shape = shape_of(event);
  if (encoding == Encoding::Json) {
    JsonObject object{out};
    object.text("T", shape.type);
    object.text("S", event.symbol.view());
    return write(object, event);
  }
  MsgpackObject object{out, shape.keys + 2};
  object.text("T", shape.type);
  object.text("S", event.symbol.view());
  write(object, event);
}

struct ChannelOf {
  StreamChannel operator()(const Trade&) const { return StreamChannel::Trades; }
  StreamChannel operator()(const Quote&) const { return StreamChannel::Quotes; }
  StreamChannel operator()(const Bar& bar) const {
    return bar.kind == BarKind::Minute    ? StreamChannel::Bars
           : bar.kind == BarKind::Updated ? StreamChannel::UpdatedBars
                                          : StreamChannel::DailyBars;
  }
  StreamChannel operator()(const TradingStatus&) const { return StreamChannel::Statuses; }
  StreamChannel operator()(const Correction&) const { return StreamChannel::Trades; }
  StreamChannel operator()(const CancelError&) const { return StreamChannel::Trades; }
  StreamChannel operator()(const PriceBand&) const { return StreamChannel::Lulds; }
};

} // namespace

StreamChannel channel_of(const MarketEvent& event) {
  return std::visit(ChannelOf{}, event);
}

StreamChannel channel_of(const StreamEvent& event) {
  if (const auto* market = std::get_if<MarketEvent>(&event)) return channel_of(*market);
  return StreamChannel::Imbalances;
}

void append_json(std::string& out, const MarketEvent& event) {
  std::visit([&out](const auto& x) { append_one(out, x, Encoding::Json); }, event);
}

void append_msgpack(std::string& out, const MarketEvent& event) {
  std::visit([&out](const auto& x) { append_one(out, x, Encoding::Msgpack); }, event);
}

void append_encoded(std::string& out, const StreamEvent& event, Encoding encoding) {
  if (const auto* imbalance = std::get_if<Imbalance>(&event))
    return append_one(out, *imbalance, encoding);
  const auto& market = std::get<MarketEvent>(event);
  std::visit([&](const auto& x) { append_one(out, x, encoding); }, market);
}

void append_item(std::string& out, const Trade& trade) {
  JsonObject object{out};
  write(object, trade);
}

void append_item(std::string& out, const Quote& quote) {
  JsonObject object{out};
  write(object, quote);
}

void append_item(std::string& out, const Bar& bar) {
  JsonObject object{out};
  write(object, bar);
}

void append_json_text(std::string& out, std::string_view text) {
  out.push_back('"');
  for (const char letter : text) {
    if (letter == '"' || letter == '\\') {
      out.push_back('\\');
      out.push_back(letter);
    } else if (static_cast<unsigned char>(letter) < 0x20) {
      std::array<char, 8> escaped{};
      std::snprintf(escaped.data(), escaped.size(), "\\u%04x", static_cast<unsigned>(letter));
      out += escaped.data();
    } else {
      out.push_back(letter);
    }
  }
  out.push_back('"');
}

} // namespace hft::simulated
