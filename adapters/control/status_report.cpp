#include "adapters/control/report_json.hpp"
#include "adapters/control/reports.hpp"
#include "messages/new_york.hpp"

#include <algorithm>
#include <cstdio>

namespace hft::control {

namespace {

Json quantities(const std::vector<PositionReport>& positions) {
  auto json = Json::object();
  for (const auto& position : positions) json[position.symbol.str()] = to_string(position.quantity);
  return json;
}

Json paper_json(const PaperReport& paper) {
  auto positions = Json::object();
  for (const auto& [symbol, quantity] : paper.positions)
    positions[symbol.str()] = to_string(quantity);
  return {{"name", paper.name},
          {"state", to_string(paper.state)},
          {"ticks", paper.ticks},
          {"decisions", paper.decisions},
          {"fills", paper.fills},
          {"position", positions},
          {"pnl", to_string(paper.profit)}};
}

Json model_json(const ModelStatus& model) {
  return {{"name", model.name},
          {"state", to_string(model.state)},
          {"restarts", model.restarts},
          {"ticks", model.counts.ticks},
          {"signals", model.counts.signals},
          {"orders", model.counts.orders},
          {"fills", model.counts.fills},
          {"refused", model.counts.refused},
          {"position", quantities(model.book.positions)},
          {"realized_pnl", to_string(model.book.realized)},
          {"unrealized_pnl", to_string(model.book.unrealized)},
          {"runs_on", to_string(model.runs_on)},
          {"faults", model.faults},
          {"last_fault", model.last_fault.empty() ? Json{} : Json(model.last_fault)},
          {"frames", model.frames},
          {"lost", model.lost},
          {"repeated", model.repeated},
          {"shadow", model.paper ? paper_json(*model.paper) : Json{}}};
}

Json all_models(const StatusSnapshot& status) {
  auto json = Json::object();
  for (const auto& model : status.models) json[model.id.str()] = model_json(model);
  return json;
}

Json feed_json(const FeedStatus& feed) {
  return {{"state", to_string(feed.state)}, {"frames", feed.frames},
          {"events", feed.events},          {"malformed", feed.malformed},
          {"reconnects", feed.reconnects},  {"gaps", feed.gaps},
          {"conflated", feed.conflated},    {"last_event", time_or_null(feed.last_event)},
          {"detail", feed.detail}};
}

Json latency_json(const LatencyReport& latency) {
  return {{"count", latency.count},
          {"p50", latency.p50},
          {"p99", latency.p99},
          {"p999", latency.p999},
          {"max", latency.max}};
}

Json requests_json(const RequestsReport& requests) {
  return {{"limit", requests.limit ? Json(*requests.limit) : Json()},
          {"used", requests.used},
          {"made", requests.made},
          {"refused", requests.refused},
          {"delayed", requests.delayed},
          {"throttled", requests.throttled}};
}

std::string count(std::uint64_t number) {
  return std::to_string(number);
}

std::string request_words(const RequestsReport& requests) {
  auto words = count(requests.made) + " made, " + count(requests.used);
  if (requests.limit) words += " of " + count(*requests.limit);
  words += " this minute";
  if (requests.refused) words += ", " + count(requests.refused) + " orders kept back";
  if (requests.delayed) words += ", " + count(requests.delayed) + " looks put off";
  if (requests.throttled) words += ", throttled " + count(requests.throttled) + " times";
  return words;
}

std::string position_words(const std::vector<PositionReport>& positions) {
  std::string words;
  for (const auto& position : positions)
    if (position.quantity != Quantity{})
      words +=
        (words.empty() ? "" : " ") + position.symbol.str() + " " + to_string(position.quantity);
  return words.empty() ? "flat" : words;
}

std::string trading_words(const DeskStatus& desk, bool ready) {
  if (desk.halted) return "halted" + (desk.halt_reason.empty() ? "" : ": " + desk.halt_reason);
  return ready ? "ready" : "not ready";
}

/// Under the table: what runs on paper, and why models fell.
std::string footnotes(const StatusSnapshot& status) {
  std::string text;
  for (const auto& model : status.models) {
    if (model.paper) {
      const auto& paper = *model.paper;
      std::string held;
      for (const auto& [symbol, quantity] : paper.positions)
        held += (held.empty() ? "" : " ") + symbol.str() + " " + to_string(quantity);
      text += model.id.str() + ": " + paper.name + " in " + std::string{to_string(paper.state)} +
              " decided " + count(paper.decisions) + " times, " + count(paper.fills) +
              " fills on paper, position " + (held.empty() ? "flat" : held) + ", profit " +
              to_cents(paper.profit) + "\n";
    }
    if (!model.last_fault.empty())
      text += model.id.str() + ": fell " + count(model.faults) +
              " times, last: " + model.last_fault + "\n";
  }
  return text;
}

} // namespace

std::string table(const std::vector<std::vector<std::string>>& rows, std::size_t first_number) {
  std::vector<std::size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  std::string text;
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::string blanks(widths[i] - row[i].size(), ' ');
      line += (i == 0 ? "" : "  ") + (i < first_number ? row[i] + blanks : blanks + row[i]);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  return text;
}

std::string status_json(const StatusSnapshot& status) {
  const auto& session = status.session;
  const auto& desk = status.desk;
  auto refusals = Json::object();
  for (const auto& [name, number] : desk.refusals) refusals[name] = number;
  return dump({{"phase", to_string(session.phase)},
               {"ready", status.ready},
               {"halted", desk.halted},
               {"halt_reason", desk.halt_reason},
               {"date", date_or_null(session.plan.date)},
               {"now", time_or_null(session.now)},
               {"next_phase", to_string(session.next_phase)},
               {"next_change", time_or_null(session.next_change)},
               {"agrees_with_broker", session.agrees_with_broker},
               {"disagreement", session.disagreement},
               {"models", all_models(status)},
               {"feed", feed_json(status.feed)},
               {"orders_open", desk.orders_open},
               {"orders_unknown", desk.orders_unknown},
               {"positions", quantities(desk.positions)},
               {"refusals", refusals},
               {"requests", requests_json(desk.requests)},
               {"latency_us", latency_json(desk.latency)}});
}

std::string status_text(const StatusSnapshot& status) {
  const auto& session = status.session;
  std::string text = "phase    " + std::string{to_string(session.phase)};
  if (session.plan.date != Date{}) text += ", session of " + format_date(session.plan.date);
  text += "\n";
  if (session.now != Timestamp{}) text += "now      " + format_new_york(session.now) + "\n";
  if (session.next_change != Timestamp{})
    text += "next     " + std::string{to_string(session.next_phase)} + " at " +
            format_new_york(session.next_change) + "\n";
  if (!session.disagreement.empty()) text += "warning  " + session.disagreement + "\n";
  text += "trading  " + trading_words(status.desk, status.ready) + "\n";
  text += "orders   " + count(status.desk.orders_open) + " open, " +
          count(status.desk.orders_unknown) + " unknown\n";
  text += "requests " + request_words(status.desk.requests) + "\n";
  text += "feed     " + std::string{to_string(status.feed.state)} + ", " +
          count(status.feed.events) + " events, " + count(status.feed.gaps) + " gaps";
  if (!status.feed.detail.empty()) text += ": " + status.feed.detail;
  text += "\naccount  " + position_words(status.desk.positions) + "\n";
  if (status.desk.latency.count > 0) {
    char line[160];
    std::snprintf(line, sizeof line,
                  "latency  p50 %.0f us, p99 %.0f us, p99.9 %.0f us, max %.0f us\n",
                  status.desk.latency.p50, status.desk.latency.p99, status.desk.latency.p999,
                  status.desk.latency.max);
    text += line;
  }
  return text + "\n" + models_text(status);
}

std::string models_json(const StatusSnapshot& status) {
  return dump(all_models(status));
}

std::string models_text(const StatusSnapshot& status) {
  if (status.models.empty()) return "no models\n";
  std::vector<std::vector<std::string>> rows = {{"model", "name", "state", "position", "restarts",
                                                 "ticks", "signals", "orders", "fills", "refused",
                                                 "realized", "unrealized"}};
  for (const auto& model : status.models)
    rows.push_back({model.id.str(), model.name, std::string{to_string(model.state)},
                    position_words(model.book.positions), count(model.restarts),
                    count(model.counts.ticks), count(model.counts.signals),
                    count(model.counts.orders), count(model.counts.fills),
                    count(model.counts.refused), to_cents(model.book.realized),
                    to_cents(model.book.unrealized)});
  return table(rows, 4) + footnotes(status);
}

} // namespace hft::control
