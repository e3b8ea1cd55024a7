#include "adapters/control/status_report.hpp"

#include "adapters/control/report_json.hpp"
#include "adapters/report/status_view.hpp"
#include "messages/new_york.hpp"
#include "messages/number_text.hpp"

#include <algorithm>
#include <array>
#include <utility>

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

Json if_known(bool known, Json value) {
  return known ? std::move(value) : Json{};
}

/// Counts only grow: the last ones known say something. What is held may have changed since.
bool counted_by_desk(const ModelStatus& model, bool desk_answers) {
  return desk_answers || model.book.id == model.id;
}

Json model_json(const ModelStatus& model, bool desk_answers) {
  const auto& counts = model.counts;
  const bool of_desk = counted_by_desk(model, desk_answers);
  return {{"name", model.name},
          {"parameters", model.parameters},
          {"state", to_string(model.state)},
          {"restarts", model.restarts},
          {"ticks", if_known(model.counted, counts.ticks)},
          {"signals", if_known(model.counted, counts.signals)},
          {"orders", if_known(of_desk, counts.orders)},
          {"fills", if_known(of_desk, counts.fills)},
          {"refused", if_known(of_desk, counts.refused)},
          {"position", if_known(desk_answers, quantities(model.book.positions))},
          {"realized_pnl", if_known(desk_answers, to_string(model.book.realized))},
          {"unrealized_pnl", if_known(desk_answers, to_string(model.book.unrealized))},
          {"runs_on", to_string(model.runs_on)},
          {"faults", model.faults},
          {"last_fault", model.last_fault.empty() ? Json{} : Json(model.last_fault)},
          {"frames", if_known(model.counted, model.frames)},
          {"lost", if_known(model.counted, model.lost)},
          {"repeated", if_known(model.counted, model.repeated)},
          {"shadow", model.paper ? paper_json(*model.paper) : Json{}}};
}

/// New York's time to the second, as every text here has it.
std::string clock_words(Timestamp time) {
  constexpr std::int64_t second = 1'000'000'000;
  return format_new_york({time.nanoseconds - time.nanoseconds % second});
}

Json all_models(const StatusSnapshot& status) {
  auto json = Json::object();
  for (const auto& model : status.models)
    json[model.id.str()] = model_json(model, status.desk_answers);
  return json;
}

Json unanswered(const StatusSnapshot& status) {
  auto names = Json::array();
  if (!status.clock_answers) names.push_back("clock");
  if (!status.feed_answers) names.push_back("feed");
  if (!status.desk_answers) names.push_back("execution");
  for (const auto& model : status.models)
    if (!model.answers) names.push_back(model.id.str());
  return names;
}

Json feed_json(const FeedStatus& feed, bool known) {
  Json json = {{"state", to_string(feed.state)}, {"frames", feed.frames},
               {"events", feed.events},          {"malformed", feed.malformed},
               {"reconnects", feed.reconnects},  {"gaps", feed.gaps},
               {"conflated", feed.conflated},    {"last_event", time_or_null(feed.last_event)},
               {"detail", feed.detail}};
  if (!known)
    for (auto& value : json) value = nullptr;
  return json;
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

std::string feed_words(const StatusSnapshot& status) {
  if (!status.feed_answers) return "unknown: feed does not answer";
  const auto& feed = status.feed;
  return std::string{to_string(feed.state)} + ", " + count(feed.events) + " events, " +
         count(feed.gaps) + " gaps" + (feed.detail.empty() ? "" : ": " + feed.detail);
}

std::string trading_words(const DeskStatus& desk, bool ready) {
  if (desk.halted) return "halted" + (desk.halt_reason.empty() ? "" : ": " + desk.halt_reason);
  return ready ? "ready" : "not ready";
}

/// In lines of at most 80 columns, broken at blanks and after commas.
std::string folded(std::string text, std::size_t margin) {
  constexpr std::size_t width = 80;
  std::string lines;
  while (text.size() > width) {
    auto cut = text.find_last_of(" ,", width - 1);
    if (cut == std::string::npos || cut <= margin) break; // one long word
    const bool comma = text[cut] == ',';
    lines += text.substr(0, cut + (comma ? 1 : 0)) + '\n';
    text = std::string(margin, ' ') + text.substr(cut + 1);
  }
  return lines + text;
}

/// How many orders each limit has refused; nothing when none did.
std::string refusal_words(const DeskStatus& desk) {
  std::string words;
  for (const auto& [name, number] : desk.refusals)
    words += (words.empty() ? "" : ", ") + count(number) + " for " + name;
  return words.empty() ? "" : folded("refused  " + words, 9) + '\n';
}

std::string cell(const std::string& text, std::size_t width, bool number) {
  const std::string blanks(width - std::min(width, text.size()), ' ');
  return number ? ' ' + blanks + text : text + blanks;
}

/// In 80 columns; a longer id has a line of its own.
std::string model_row(const std::string& id, const std::string& state,
                      const std::array<std::string, 5>& counts, const std::string& profit) {
  constexpr std::size_t id_width = 15;
  constexpr std::array<std::size_t, 5> widths{8, 7, 6, 6, 7};
  const bool fits = id.size() < id_width;
  auto text =
    (fits ? "" : id + '\n') + cell(fits ? id : "", id_width, false) + cell(state, 11, false);
  for (std::size_t i = 0; i < counts.size(); ++i) text += cell(counts[i], widths[i], true);
  return text + cell(profit, 11, true) + '\n';
}

/// What a model is, holds and has earned, under its row.
std::string model_details(const ModelStatus& model, bool desk_answers) {
  std::vector<std::string> parts{report::model_words(model)};
  if (model.restarts > 0)
    parts.push_back(count(model.restarts) + (model.restarts == 1 ? " restart" : " restarts"));
  if (desk_answers) {
    const auto held = position_words(model.book.positions);
    parts.push_back(held == "flat" ? held : "holds " + held);
    parts.push_back("realized " + to_cents(model.book.realized));
    parts.push_back("unrealized " + to_cents(model.book.unrealized));
  } else {
    parts.emplace_back("position and profit unknown");
  }
  std::string text;
  for (const auto& part : parts)
    if (!part.empty()) text += (text.empty() ? "  " : ", ") + part;
  return folded(text, 4) + '\n';
}

/// Under the table: what runs on paper, and why models fell.
std::string footnotes(const StatusSnapshot& status) {
  std::string text;
  for (const auto& sentence : report::unmanned_sentences(status)) text += sentence + "\n";
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
              (model.faults == 1 ? " time, last: " : " times, last: ") + model.last_fault + "\n";
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
  const bool clock = status.clock_answers;
  const bool known = status.desk_answers;
  auto refusals = Json::object();
  for (const auto& [name, number] : desk.refusals) refusals[name] = number;
  return dump({{"phase", to_string(session.phase)},
               {"ready", status.ready},
               {"unanswered", unanswered(status)},
               {"halted", if_known(known, desk.halted)},
               {"halt_reason", if_known(known, desk.halt_reason)},
               {"date", date_or_null(session.plan.date)},
               {"now", time_or_null(session.now)},
               {"next_phase", if_known(clock, to_string(session.next_phase))},
               {"next_change", time_or_null(session.next_change)},
               {"agrees_with_broker", if_known(clock, session.agrees_with_broker)},
               {"disagreement", if_known(clock, session.disagreement)},
               {"models", all_models(status)},
               {"feed", feed_json(status.feed, status.feed_answers)},
               {"orders_open", if_known(known, desk.orders_open)},
               {"orders_unknown", if_known(known, desk.orders_unknown)},
               {"positions", if_known(known, quantities(desk.positions))},
               {"refusals", if_known(known, refusals)},
               {"requests", if_known(known, requests_json(desk.requests))},
               {"latency_us", if_known(known, latency_json(desk.latency))}});
}

std::string status_text(const StatusSnapshot& status) {
  const auto& session = status.session;
  std::string text = "phase    " + std::string{to_string(session.phase)};
  if (session.plan.date != Date{}) text += ", session of " + format_date(session.plan.date);
  text += "\n";
  if (!status.clock_answers) text += "now      unknown: the clock does not answer\n";
  if (session.now != Timestamp{}) text += "now      " + clock_words(session.now) + "\n";
  if (session.next_change != Timestamp{})
    text += "next     " + std::string{to_string(session.next_phase)} + " at " +
            clock_words(session.next_change) + "\n";
  if (!session.disagreement.empty()) text += "warning  " + session.disagreement + "\n";
  if (!status.desk_answers)
    text += "trading  unknown: execution does not answer\norders   unknown\n";
  else
    text += "trading  " + trading_words(status.desk, status.ready) + "\norders   " +
            count(status.desk.orders_open) + " open, " + count(status.desk.orders_unknown) +
            " unknown\n" + refusal_words(status.desk) + "requests " +
            request_words(status.desk.requests) + "\n";
  text += "feed     " + feed_words(status);
  const auto held = status.desk_answers ? position_words(status.desk.positions) : "unknown";
  text += '\n' + folded("account  " + held, 9) + '\n';
  if (status.desk_answers && status.desk.latency.count > 0) {
    const auto& latency = status.desk.latency;
    text += "latency  p50 " + fixed_text(latency.p50, 0) + " us, p99 " +
            fixed_text(latency.p99, 0) + " us, p99.9 " + fixed_text(latency.p999, 0) + " us, max " +
            fixed_text(latency.max, 0) + " us\n";
  }
  return text + "\n" + models_text(status);
}

std::string models_json(const StatusSnapshot& status) {
  return dump(all_models(status));
}

std::string models_text(const StatusSnapshot& status) {
  if (status.models.empty()) return "no models\n";
  std::string text =
    model_row("model", "state", {"ticks", "signals", "orders", "fills", "refused"}, "profit");
  const auto shown = [](bool known, std::string what) { return known ? std::move(what) : "?"; };
  for (const auto& model : status.models) {
    const auto& counts = model.counts;
    const bool of_desk = counted_by_desk(model, status.desk_answers);
    text +=
      model_row(model.id.str(), model.answers ? std::string{to_string(model.state)} : "no answer",
                {shown(model.counted, count(counts.ticks)),
                 shown(model.counted, count(counts.signals)), shown(of_desk, count(counts.orders)),
                 shown(of_desk, count(counts.fills)), shown(of_desk, count(counts.refused))},
                shown(status.desk_answers, to_cents(model.book.realized + model.book.unrealized)));
    text += model_details(model, status.desk_answers);
  }
  return text + footnotes(status);
}

std::string watch_text(const StatusSnapshot& status) {
  const auto& session = status.session;
  const auto line = [](std::string text) {
    if (text.size() > 80) text = text.substr(0, 77) + "...";
    return text + "\n";
  };
  auto text = line(
    (session.now == Timestamp{} ? "unknown time" : clock_words(session.now)) + "  " +
    std::string{to_string(session.phase)} + "  " +
    (status.desk_answers ? trading_words(status.desk, status.ready) : "execution does not answer"));
  if (session.next_change != Timestamp{})
    text += line("next: " + std::string{to_string(session.next_phase)} + " at " +
                 clock_words(session.next_change));
  text += line("feed: " + feed_words(status));
  if (status.desk_answers)
    text += line("orders: " + count(status.desk.orders_open) + " open, " +
                 count(status.desk.orders_unknown) +
                 " unknown; account: " + position_words(status.desk.positions));
  if (status.desk_answers) text += line("requests: " + request_words(status.desk.requests));
  if (status.desk_answers && status.desk.latency.count > 0)
    text += line("tick to order: p50 " + fixed_text(status.desk.latency.p50, 0) + " us, p99 " +
                 fixed_text(status.desk.latency.p99, 0) + " us, max " +
                 fixed_text(status.desk.latency.max, 0) + " us");
  if (status.desk_answers && !status.desk.refusals.empty()) {
    std::string words;
    for (const auto& [name, number] : status.desk.refusals)
      words += (words.empty() ? "" : ", ") + count(number) + " for " + name;
    text += line("refused: " + words);
  }
  std::vector<std::vector<std::string>> rows = {
    {"model", "state", "position", "orders", "fills", "refused", "profit"}};
  const auto known = [&](std::string what) { return status.desk_answers ? std::move(what) : "?"; };
  for (const auto& model : status.models)
    rows.push_back({model.id.str().substr(0, 16),
                    model.answers ? std::string{to_string(model.state)} : "no answer",
                    known(position_words(model.book.positions).substr(0, 16)),
                    count(model.counts.orders), count(model.counts.fills),
                    count(model.counts.refused),
                    known(to_cents(model.book.realized + model.book.unrealized))});
  const auto totals = report::totals_of(status);
  rows.push_back({"total", "", known(position_words(status.desk.positions).substr(0, 16)),
                  count(totals.counts.orders), count(totals.counts.fills),
                  count(totals.counts.refused),
                  known(to_cents(totals.realized + totals.unrealized))});
  text += "\n" + table(rows, 3);
  for (const auto& sentence : report::unmanned_sentences(status)) text += line(sentence);
  return text;
}

} // namespace hft::control
