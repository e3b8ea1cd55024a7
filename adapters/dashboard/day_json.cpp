#include "adapters/dashboard/day_json.hpp"

#include "adapters/control/books_report.hpp"
#include "adapters/control/report_json.hpp"
#include "adapters/control/status_report.hpp"
#include "adapters/report/status_view.hpp"

#include <chrono>

namespace hft::dashboard {

namespace {

using control::dump;
using control::Json;
using report::DayRecord;

std::int64_t milliseconds(Timestamp time) {
  return time.nanoseconds / 1'000'000;
}

double seconds(Duration duration) {
  return std::chrono::duration<double>(duration).count();
}

double microseconds(Duration duration) {
  return std::chrono::duration<double, std::micro>(duration).count();
}

std::string words_of(const Order& order) {
  auto text = std::string{to_string(order.side)} + ' ' + to_string(order.quantity) + ' ' +
              order.symbol.str() + ' ' + std::string{to_string(order.type)};
  if (order.limit_price.units != 0) text += ' ' + to_string(order.limit_price);
  return text;
}

/// The parts of a fact that the page shows; `kind` chooses how.
struct FactWriter {
  Json& json;
  void write(const char* kind, const std::string& sentence) const {
    json["kind"] = kind;
    json["sentence"] = sentence;
  }
  void operator()(const OrderSent& sent) const {
    write("order", words_of(sent.order));
    json["model"] = sent.order.model.str();
    json["symbol"] = sent.order.symbol.str();
    json["id"] = sent.order.client_order_id.str();
  }
  void operator()(const Fill& fill) const {
    write("fill", std::string{fill.side == Side::Buy ? "bought " : "sold "} +
                    to_string(fill.quantity) + ' ' + fill.symbol.str() + " at " +
                    to_string(fill.price));
    json["model"] = fill.model.empty() ? "(not ours)" : fill.model.str();
    json["symbol"] = fill.symbol.str();
    json["side"] = to_string(fill.side);
    json["quantity"] = to_string(fill.quantity);
    json["price"] = to_string(fill.price);
    json["position"] = to_string(fill.model_position);
    json["id"] = fill.client_order_id.str();
  }
  void operator()(const OrderRefused& refused) const {
    write("refusal", refused.sentence);
    json["model"] = refused.model.str();
    json["symbol"] = refused.symbol.str();
    json["refusal"] = to_string(refused.refusal);
  }
  void operator()(const OrderClosed& closed) const {
    write("closed", std::string{to_string(closed.state)} + ", filled " + to_string(closed.filled));
    json["model"] = closed.model.str();
    json["symbol"] = closed.symbol.str();
    json["id"] = closed.client_order_id.str();
  }
  void operator()(const AnomalyFound& found) const { write("anomaly", found.sentence); }
  void operator()(const IncidentHappened& happened) const { write("incident", happened.sentence); }
  void operator()(const NewsTold& told) const { write("news", told.sentence); }
  void operator()(const SessionChanged& changed) const {
    write("phase", std::string{to_string(changed.to)} + ", session of " +
                     format_date(changed.plan.date) +
                     (changed.reason.empty() ? "" : ": " + changed.reason));
    json["phase"] = to_string(changed.to);
  }
  void operator()(const ReadinessChanged& changed) const {
    write("ready", changed.ready ? "ready: " + changed.sentence : std::string{"not ready"});
    json["ready"] = changed.ready;
  }
  void operator()(const FeedStateChanged& changed) const {
    write("feed", "the data stream is " + std::string{to_string(changed.state)} +
                    (changed.detail.empty() ? "" : ": " + changed.detail));
  }
  void operator()(const ModelNotes& notes) const {
    write("note", notes.notes.front().text);
    json["model"] = notes.id.str();
  }
  void operator()(const WaitingBegan&) const { write("waiting", "waiting for the next session"); }
  void operator()(const RunEnded& ended) const {
    write("ended", ended.sentence.empty() ? "the run has ended in order" : ended.sentence);
    json["exit_code"] = ended.exit_code;
  }
};

Json fact_json(const report::NumberedFact& numbered) {
  Json json{{"number", numbered.number}, {"time", milliseconds(numbered.fact.time)}};
  std::visit(FactWriter{json}, numbered.fact.what);
  return json;
}

Json age(Timestamp now, const std::optional<Timestamp>& then) {
  if (!then || now == Timestamp{} || *then == Timestamp{}) return {};
  return std::max(0.0, seconds(now - *then));
}

Json age(MonotonicTime now, MonotonicTime then) {
  if (then == MonotonicTime{}) return {};
  return std::max(0.0, seconds(now - then));
}

/// Counts of each interval, not cumulative, by its upper edge in microseconds.
Json histogram_json(const LatencyCounts& counts) {
  auto bars = Json::array();
  std::uint64_t before = 0;
  for (std::size_t i = 0; i < latency_edges.size(); ++i) {
    bars.push_back({microseconds(latency_edges[i]), counts.up_to[i] - before});
    before = counts.up_to[i];
  }
  bars.push_back({nullptr, counts.count - before});
  return Json{{"count", counts.count}, {"sum_us", microseconds(counts.sum)}, {"bars", bars}};
}

Json latencies_json(const DayRecord& day) {
  auto json = Json::object();
  for (std::size_t i = 0; i < stage_count; ++i) {
    const auto stage = static_cast<Stage>(i);
    json[std::string{to_string(stage)}] = histogram_json(day.latency(stage));
  }
  return json;
}

Json position_rows(const std::vector<PositionReport>& positions) {
  auto rows = Json::array();
  for (const auto& held : positions) {
    if (held.quantity.units == 0) continue;
    rows.push_back({{"symbol", held.symbol.str()},
                    {"quantity", to_string(held.quantity)},
                    {"average_price", to_string(held.average_price)},
                    {"mark", held.mark.units == 0 ? Json{} : Json(to_string(held.mark))},
                    {"unrealized", to_cents(held.unrealized)}});
  }
  return rows;
}

Json models_json(const StatusSnapshot& status) {
  auto models = Json::object();
  for (const auto& model : status.models)
    models[model.id.str()] = {
      {"profit", to_cents(model.book.realized_today + model.book.unrealized)},
      {"positions", position_rows(model.book.positions)},
      {"paper", model.paper ? Json{{"name", model.paper->name},
                                   {"state", to_string(model.paper->state)},
                                   {"decisions", model.paper->decisions},
                                   {"fills", model.paper->fills},
                                   {"profit", to_cents(model.paper->profit)}}
                            : Json{}}};
  return models;
}

Json beside_status(const DayRecord& day, MonotonicTime now) {
  const auto& identity = day.identity();
  const auto& vitals = day.vitals();
  Json json{{"run", identity.run},
            {"newest", day.newest()},
            {"version", identity.version},
            {"account", identity.account},
            {"venue", identity.venue},
            {"status_age", age(now, day.status_at())},
            {"waiting", day.waiting()},
            {"ended", day.ended() ? Json{{"exit_code", day.ended()->exit_code},
                                         {"sentence", day.ended()->sentence}}
                                  : Json{}},
            {"stream_up", vitals.stream_up},
            {"latency", latencies_json(day)},
            {"profit", to_cents(day.profit_now())},
            {"drawdown", to_cents(day.drawdown())}};
  const auto equity = day.equity();
  json["equity"] = equity ? Json(to_cents(*equity)) : Json{};
  auto symbols = Json::array();
  for (const auto& [symbol, series] : day.prices()) symbols.push_back(symbol.str());
  json["symbols"] = symbols;
  auto plots = Json::array();
  for (const auto& [name, lines] : day.plots()) plots.push_back(name);
  json["plots"] = plots;
  json["notes_dropped"] = day.notes_dropped();
  if (!day.status()) return json;
  const auto& status = *day.status();
  const auto venue_now = status.session.now;
  json["feed_silent"] = age(now, day.frames_at());
  json["feed_event_age"] = age(venue_now, status.feed.last_event);
  json["stream_age"] = age(venue_now, vitals.stream_heard);
  json["books_age"] = age(venue_now, vitals.books_agreed);
  json["plan"] = {{"open", milliseconds(status.session.plan.open)},
                  {"close", milliseconds(status.session.plan.close)}};
  json["models"] = models_json(status);
  json["positions"] = position_rows(status.desk.positions);
  return json;
}

Json points_json(const report::DaySeries& series, std::size_t pixels) {
  auto points = Json::array();
  for (const auto& [time, value] : series.points(pixels))
    points.push_back({milliseconds(time), value});
  return points;
}

} // namespace

std::string status_with_day(const std::string& status, const DayRecord& day, MonotonicTime now) {
  auto json = Json::parse(status, nullptr, false);
  if (!json.is_object()) json = Json::object();
  json["dashboard"] = beside_status(day, now);
  return dump(json);
}

std::string newest_status(const DayRecord& day, MonotonicTime now) {
  return status_with_day(day.status() ? control::status_json(*day.status()) : "{}", day, now);
}

std::string orders_with_day(const std::string& orders, const DayRecord& day) {
  auto json = Json::parse(orders, nullptr, false);
  if (!json.is_object() || !json.contains("orders")) return orders;
  for (auto& order : json["orders"]) {
    const auto sent = day.sent(ClientOrderId::truncated(order.value("client_order_id", "")));
    order["sent"] = sent ? Json(format_timestamp(*sent)) : Json{};
  }
  return dump(json);
}

std::string facts_json(const DayRecord& day, std::uint64_t number, std::size_t most) {
  auto facts = Json::array();
  auto found = day.facts_after(number);
  while (found.size() > most) found.pop_front();
  for (const auto& fact : found) facts.push_back(fact_json(*fact));
  return dump(facts);
}

std::string day_json(const DayRecord& day) {
  constexpr std::size_t most_rows = 200;
  const auto newest_first = [](const auto& facts) {
    auto rows = Json::array();
    for (auto fact = facts.rbegin(); fact != facts.rend() && rows.size() < most_rows; ++fact)
      rows.push_back(fact_json(**fact));
    return rows;
  };
  return dump({{"run", day.identity().run},
               {"newest", day.newest()},
               {"date", control::date_or_null(day.date())},
               {"fills", newest_first(day.fills())},
               {"incidents", newest_first(day.incidents())},
               {"notes", newest_first(day.notes())}});
}

std::string chart_json(const DayRecord& day, const std::string& symbol, std::size_t pixels) {
  if (symbol.empty()) {
    auto series = Json::object();
    series["account"] = points_json(day.profit(), pixels);
    auto models = Json::object();
    for (const auto& [id, profit] : day.model_profits())
      models[id.str()] = points_json(profit, pixels);
    auto paper = Json::object();
    for (const auto& [id, profit] : day.paper_profits())
      paper[id.str()] = points_json(profit, pixels);
    return dump({{"account", series["account"]}, {"models", models}, {"paper", paper}});
  }
  const auto known = Symbol::truncated(symbol);
  Json json{{"symbol", symbol}, {"price", Json::array()}, {"fills", Json::array()}};
  if (const auto price = day.prices().find(known); price != day.prices().end())
    json["price"] = points_json(price->second, pixels);
  const auto fills = day.symbol_fills().find(known);
  if (fills == day.symbol_fills().end()) return dump(json);
  // More than one mark of a side in so many pixels cannot be told apart.
  constexpr std::size_t mark_pixels = 9;
  const auto& all = fills->second.newest;
  const auto begin = milliseconds(all.front().time);
  const auto width = std::max<std::int64_t>(
    1, (milliseconds(all.back().time) - begin) /
         static_cast<std::int64_t>(std::max<std::size_t>(pixels / mark_pixels, 1)));
  std::int64_t last[2] = {-1, -1};
  for (const auto& fill : all) {
    auto& seen = last[fill.side == Side::Buy ? 0 : 1];
    const auto column = (milliseconds(fill.time) - begin) / width;
    if (std::exchange(seen, column) == column) continue;
    json["fills"].push_back({milliseconds(fill.time), to_double(fill.price), to_string(fill.side),
                             to_string(fill.quantity), fill.model.str()});
  }
  return dump(json);
}

std::string plots_json(const DayRecord& day, std::size_t pixels) {
  auto plots = Json::object();
  for (const auto& [name, lines] : day.plots())
    for (const auto& [model, line] : lines) plots[name][model.str()] = points_json(line, pixels);
  return dump({{"plots", plots}, {"left_out", day.plots_left_out()}});
}

} // namespace hft::dashboard
