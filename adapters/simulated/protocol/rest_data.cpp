#include "adapters/simulated/protocol/rest_data.hpp"

#include "adapters/simulated/protocol/rest_data_latest.hpp"
#include "messages/new_york.hpp"

#include <algorithm>

namespace hft::simulated {

namespace {

constexpr std::size_t default_limit = 1000;
constexpr std::size_t largest_limit = 10'000;

/// What a history request asks for, checked; `wrong` is the sentence of a 400.
struct HistoryRequest {
  RecordQuery query;
  std::string kind; ///< `trades`, `quotes`, `bars`, `auctions`
  bool single = false;
  bool truncated = false; ///< by a fault: half a page, and no next one
  std::string wrong;
};

/// A token is the kind and the record's position, so that one of trades is no token of bars.
std::string token_of(const std::string& kind, const std::string& position) {
  return base64_encoded(kind + "|" + position);
}

std::optional<std::string> position_in(const std::string& token, const std::string& kind) {
  const auto text = base64_decoded(token);
  if (!text || !text->starts_with(kind + "|")) return std::nullopt;
  return text->substr(kind.size() + 1);
}

HistoryRequest history_request(const RestCall& call, std::string kind, std::string symbols,
                               bool single) {
  HistoryRequest made;
  made.kind = std::move(kind);
  made.single = single;
  auto& query = made.query;
  const auto& request = call.request;
  for (const auto& text : listed(symbols)) {
    const auto symbol = Symbol::from(text);
    if (!symbol) {
      made.wrong = "invalid symbol: " + text;
      return made;
    }
    query.symbols.push_back(*symbol);
  }
  if (query.symbols.empty()) made.wrong = "symbols is required";
  std::sort(query.symbols.begin(), query.symbols.end());
  query.symbols.erase(std::unique(query.symbols.begin(), query.symbols.end()), query.symbols.end());

  const auto now = call.engine.now();
  query.start = from_new_york(new_york_date(now), Duration{0});
  query.end = now;
  const auto read_time = [&](const char* name, bool end, Timestamp& into) {
    const auto text = request.parameter(name);
    if (text.empty()) return;
    const auto time = time_parameter(text, end);
    if (!time) made.wrong = std::string{"invalid "} + name;
    into = time.value_or(into);
  };
  read_time("start", false, query.start);
  read_time("end", true, query.end);
  query.end = std::min(query.end, now);
  query.limit = default_limit;
  if (const auto text = request.parameter("limit"); !text.empty()) {
    const auto limit = count_parameter(text);
    if (!limit || *limit == 0 || *limit > largest_limit)
      made.wrong = "limit must be between 1 and 10000";
    query.limit = limit.value_or(default_limit);
  }
  const auto sort = request.parameter("sort");
  if (!sort.empty() && sort != "asc" && sort != "desc") made.wrong = "invalid sort";
  query.descending = sort == "desc";
  if (const auto token = request.parameter("page_token"); !token.empty()) {
    const auto position = position_in(std::string{token}, made.kind);
    if (!position) made.wrong = "invalid page_token";
    query.position = position.value_or("");
  }
  return made;
}

void append_token(std::string& out, const std::string& kind, const std::string& next) {
  out += ",\"next_page_token\":";
  if (next.empty()) {
    out += "null}";
  } else {
    append_json_text(out, token_of(kind, next));
    out += "}";
  }
}

template <class T>
HttpResponse page_response(const HistoryRequest& request, Result<RecordPage<T>> page) {
  if (!page) return message_response(400, "invalid page_token");
  if (request.truncated) {
    page->items.resize(page->items.size() / 2);
    page->next.clear();
  }
  HttpResponse response;
  auto& out = response.body;
  out.reserve(page->items.size() * 110 + 100);
  if (request.single) {
    out = "{\"symbol\":";
    append_json_text(out, request.query.symbols.front().view());
    out += ",\"" + request.kind + "\":[";
    for (std::size_t i = 0; i < page->items.size(); ++i) {
      if (i) out.push_back(',');
      append_item(out, page->items[i]);
    }
    out += "]";
  } else {
    out = "{\"" + request.kind + "\":{";
    for (std::size_t i = 0; i < page->items.size(); ++i) {
      const auto& item = page->items[i];
      const auto begins = i == 0 || page->items[i - 1].symbol != item.symbol;
      if (begins) {
        if (i) out += "],";
        append_json_text(out, item.symbol.view());
        out += ":[";
      } else {
        out.push_back(',');
      }
      append_item(out, item);
    }
    out += page->items.empty() ? "}" : "]}";
  }
  append_token(out, request.kind, page->next);
  return response;
}

HttpResponse bars_response(const RestCall& call, const HistoryRequest& request) {
  const auto text = call.request.parameter("timeframe");
  const auto timeframe = parse_timeframe(text.empty() ? "1Min" : text);
  if (!timeframe) return message_response(400, "invalid timeframe: " + std::string{text});
  return page_response(request, call.engine.record().bars(request.query, *timeframe));
}

/// Official opens and closes, found among the trades of the range.
Json auctions_of(const RestCall& call, RecordQuery query, const Symbol& symbol) {
  std::map<std::string, Json> days;
  query.symbols = {symbol};
  query.limit = largest_limit;
  query.position.clear();
  query.descending = false;
  for (;;) {
    const auto page = call.engine.record().trades(query);
    if (!page) break;
    for (const auto& trade : page->items) {
      const auto codes = trade.conditions.view();
      const auto opens = codes.find_first_of("QO") != std::string_view::npos;
      const auto closes = codes.find_first_of("M6") != std::string_view::npos;
      if (!opens && !closes) continue;
      auto& day = days[format_date(new_york_date(trade.time))];
      if (day.is_null()) day = {{"o", Json::array()}, {"c", Json::array()}};
      const auto code = codes.find_first_of(opens ? "QO" : "M6");
      day[opens ? "o" : "c"].push_back({{"c", std::string{codes.substr(code, 1)}},
                                        {"p", to_double(trade.price)},
                                        {"s", trade.size.units / units_per_whole},
                                        {"t", format_timestamp(trade.time)},
                                        {"x", std::string{trade.exchange}}});
    }
    if (page->next.empty()) break;
    query.position = page->next;
  }
  auto list = Json::array();
  for (auto& [date, day] : days)
    list.push_back({{"d", date}, {"o", std::move(day["o"])}, {"c", std::move(day["c"])}});
  return list;
}

HttpResponse auctions_response(const RestCall& call, const HistoryRequest& request) {
  if (request.single)
    return json_response({{"symbol", request.query.symbols.front().view()},
                          {"auctions", auctions_of(call, request.query, request.query.symbols[0])},
                          {"next_page_token", nullptr}});
  auto symbols = Json::object();
  for (const auto& symbol : request.query.symbols)
    if (auto list = auctions_of(call, request.query, symbol); !list.empty())
      symbols[symbol.str()] = std::move(list);
  return json_response({{"auctions", std::move(symbols)}, {"next_page_token", nullptr}});
}

HttpResponse history(const RestCall& call, const HistoryRequest& request) {
  if (!request.wrong.empty()) return message_response(400, request.wrong);
  if (request.kind == "trades")
    return page_response(request, call.engine.record().trades(request.query));
  if (request.kind == "quotes")
    return page_response(request, call.engine.record().quotes(request.query));
  if (request.kind == "bars") return bars_response(call, request);
  return auctions_response(call, request);
}

bool is_kind(std::string_view text) {
  return text == "trades" || text == "quotes" || text == "bars" || text == "auctions";
}

} // namespace

RestAnswer data_answer(const RestCall& call, Faults& faults) {
  if (call.path.size() < 3 || call.path[0] != "v2" || call.path[1] != "stocks") return std::nullopt;
  if (auto latest = data_latest_answer(call)) return latest;
  const auto multi = call.path.size() == 3 && is_kind(call.path[2]);
  const auto single = call.path.size() == 4 && is_kind(call.path[3]);
  if (call.request.method != "GET" || (!multi && !single)) return std::nullopt;
  auto symbols = multi ? std::string{call.request.parameter("symbols")} : call.path[2];
  auto request = history_request(call, call.path.back(), std::move(symbols), single);
  if (!call.request.parameter("page_token").empty() && faults.strike(FaultKind::ExpireToken))
    return message_response(400, "page_token is expired");
  const FaultSubject subject{call.request.method, call.request.path, {}, {}};
  request.truncated = faults.strike(FaultKind::TruncatedPage, subject).has_value();
  return history(call, request);
}

} // namespace hft::simulated
