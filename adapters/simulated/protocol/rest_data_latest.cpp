#include "adapters/simulated/protocol/rest_data_latest.hpp"

#include <array>
#include <utility>

namespace hft::simulated {

namespace {

/// An item as parsed JSON, so that it can stand inside other objects.
template <class T>
Json item_json(const T& item) {
  std::string text;
  append_item(text, item);
  return Json::parse(text);
}

template <class T>
Json item_or_null(const std::optional<T>& item) {
  return item ? item_json(*item) : Json(nullptr);
}

/// The newest `kind` of a symbol; null when there is none.
Json latest_of(const MarketRecord& record, const std::string& kind, const Symbol& symbol) {
  if (kind == "trades") return item_or_null(record.latest_trade(symbol));
  if (kind == "quotes") return item_or_null(record.latest_quote(symbol));
  return item_or_null(record.latest_minute_bar(symbol));
}

Json snapshot_of(const MarketRecord& record, const Symbol& symbol) {
  return {{"latestTrade", item_or_null(record.latest_trade(symbol))},
          {"latestQuote", item_or_null(record.latest_quote(symbol))},
          {"minuteBar", item_or_null(record.latest_minute_bar(symbol))},
          {"dailyBar", item_or_null(record.daily_bar(symbol))},
          {"prevDailyBar", item_or_null(record.previous_daily_bar(symbol))}};
}

HttpResponse latest(const RestCall& call, const std::string& kind) {
  auto found = Json::object();
  for (const auto& text : listed(call.request.parameter("symbols")))
    if (auto item = latest_of(call.engine.record(), kind, Symbol::truncated(text)); !item.is_null())
      found[text] = std::move(item);
  return json_response({{kind, std::move(found)}});
}

HttpResponse latest_single(const RestCall& call, const std::string& kind) {
  const auto& symbol = call.path[2];
  auto item = latest_of(call.engine.record(), kind, Symbol::truncated(symbol));
  if (item.is_null()) return message_response(404, "no " + kind + " found for " + symbol);
  return json_response({{"symbol", symbol}, {kind.substr(0, kind.size() - 1), std::move(item)}});
}

HttpResponse snapshots(const RestCall& call) {
  auto found = Json::object();
  for (const auto& text : listed(call.request.parameter("symbols")))
    found[text] = snapshot_of(call.engine.record(), Symbol::truncated(text));
  return json_response(found);
}

HttpResponse snapshot(const RestCall& call) {
  Json body{{"symbol", call.path[2]}};
  body.update(snapshot_of(call.engine.record(), Symbol::truncated(call.path[2])));
  return json_response(body);
}

using Code = std::pair<const char*, const char*>;

constexpr std::array<Code, 22> exchange_codes{{
  {"A", "NYSE American (AMEX)"},
  {"B", "NASDAQ OMX BX"},
  {"C", "National Stock Exchange"},
  {"D", "FINRA ADF"},
  {"E", "Market Independent"},
  {"H", "MIAX"},
  {"I", "International Securities Exchange"},
  {"J", "Cboe EDGA"},
  {"K", "Cboe EDGX"},
  {"L", "Long Term Stock Exchange"},
  {"M", "Chicago Stock Exchange"},
  {"N", "New York Stock Exchange"},
  {"P", "NYSE Arca"},
  {"Q", "NASDAQ OMX"},
  {"S", "NASDAQ Small Cap"},
  {"T", "NASDAQ Int"},
  {"U", "Members Exchange"},
  {"V", "IEX"},
  {"W", "CBOE"},
  {"X", "NASDAQ OMX PSX"},
  {"Y", "Cboe BYX"},
  {"Z", "Cboe BZ"},
}};

constexpr std::array<Code, 28> trade_conditions{{
  {" ", "Regular Sale"},
  {"4", "Derivatively Priced"},
  {"5", "Market Center Reopening Trade"},
  {"6", "Market Center Closing Trade"},
  {"7", "Qualified Contingent Trade"},
  {"8", "Reserved"},
  {"9", "Corrected Consolidated Close"},
  {"B", "Average Price Trade"},
  {"C", "Cash Trade"},
  {"E", "Automatic Execution"},
  {"F", "Intermarket Sweep"},
  {"H", "Price Variation Trade"},
  {"I", "Odd Lot Trade"},
  {"K", "Rule 127 or Rule 155"},
  {"L", "Sold Last (Late Reporting)"},
  {"M", "Market Center Official Close"},
  {"N", "Next Day Trade"},
  {"O", "Market Center Opening Trade"},
  {"P", "Prior Reference Price"},
  {"Q", "Market Center Official Open"},
  {"R", "Seller"},
  {"T", "Extended Hours Trade"},
  {"U", "Extended Hours Sold (Out of Sequence)"},
  {"V", "Contingent Trade"},
  {"X", "Cross Trade"},
  {"Z", "Sold (Out of Sequence)"},
  {"W", "Average Price Trade"},
  {"1", "Stopped Stock"},
}};

constexpr std::array<Code, 13> quote_conditions{{
  {"4", "On Demand Intra Day Auction"},
  {"A", "Slow Quote Offer Side"},
  {"B", "Slow Quote Bid Side"},
  {"C", "Closing Quote"},
  {"E", "Slow Quote LRP Bid Side"},
  {"F", "Slow Quote LRP Offer Side"},
  {"H", "Slow Quote Both Sides"},
  {"L", "Market Maker Quotes Closed"},
  {"N", "Non-Firm Quote"},
  {"O", "Opening Quote"},
  {"R", "Regular Two Sided Open"},
  {"U", "Slow Quote LRP Both Sides"},
  {"W", "Slow Quote Set Slow List"},
}};

template <class Codes>
Json codes_json(const Codes& codes) {
  auto body = Json::object();
  for (const auto& [code, name] : codes) body[code] = name;
  return body;
}

HttpResponse conditions(const RestCall& call) {
  const auto tape = call.request.parameter("tape");
  if (tape != "A" && tape != "B" && tape != "C")
    return message_response(400, "tape must be A, B or C");
  if (call.path[4] == "quote") return json_response(codes_json(quote_conditions));
  if (call.path[4] != "trade") return message_response(404, "endpoint not found");
  auto body = codes_json(trade_conditions);
  if (tape == "C") {
    // Nasdaq's tape writes an at sign for a regular sale.
    body.erase(" ");
    body["@"] = "Regular Sale";
  }
  return json_response(body);
}

bool has_latest(std::string_view kind) {
  return kind == "trades" || kind == "quotes" || kind == "bars";
}

} // namespace

RestAnswer data_latest_answer(const RestCall& call) {
  const auto& path = call.path;
  if (call.is("GET", {"v2", "stocks", "meta", "exchanges"}))
    return json_response(codes_json(exchange_codes));
  if (call.is("GET", {"v2", "stocks", "meta", "conditions", any_part})) return conditions(call);
  if (call.is("GET", {"v2", "stocks", "snapshots"})) return snapshots(call);
  if (call.is("GET", {"v2", "stocks", any_part, "snapshot"})) return snapshot(call);
  if (call.is("GET", {"v2", "stocks", any_part, "latest"}) && has_latest(path[2]))
    return latest(call, path[2]);
  if (call.is("GET", {"v2", "stocks", any_part, any_part, "latest"}) && has_latest(path[3]))
    return latest_single(call, path[3]);
  return std::nullopt;
}

} // namespace hft::simulated
