#include "adapters/dashboard/metrics_text.hpp"

#include "adapters/report/status_view.hpp"

#include <array>
#include <charconv>
#include <chrono>
#include <cmath>

namespace hft::dashboard {

namespace {

using Type = MetricsText::Type;

std::string escaped(std::string_view text) {
  std::string written;
  for (const char letter : text) {
    if (letter == '\\' || letter == '"') written += '\\';
    if (letter == '\n')
      written += "\\n";
    else
      written += letter;
  }
  return written;
}

std::string number(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "+Inf" : "-Inf";
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
  return {text.data(), end};
}

double in_seconds(Duration duration) {
  return std::chrono::duration<double>(duration).count();
}

constexpr std::array phases{SessionPhase::Closed, SessionPhase::PreOpen, SessionPhase::Regular,
                            SessionPhase::Closing, SessionPhase::AfterHours};
constexpr std::array model_states{
  ModelState::Starting,    ModelState::WarmingUp, ModelState::Running, ModelState::Failed,
  ModelState::Quarantined, ModelState::Stopped,   ModelState::Shadow};

std::string lower(std::string_view text) {
  std::string made;
  for (const char letter : text)
    if (letter >= 'A' && letter <= 'Z')
      made += (made.empty() ? "" : "_") + std::string(1, static_cast<char>(letter - 'A' + 'a'));
    else
      made += letter == ' ' || letter == '-' ? '_' : letter;
  return made;
}

void write_run(MetricsText& out, const report::DayRecord& day, MonotonicTime now, double disk) {
  const auto& identity = day.identity();
  out.begin("hft_build_info", Type::Gauge, "The program's version; always 1.");
  out.value(std::uint64_t{1}, {{"version", identity.version}});
  out.begin("hft_up", Type::Gauge, "1 while the supervisor answers, else 0.");
  const bool answers =
    day.status() && now - day.status_at() < std::chrono::seconds{10} && !day.ended();
  out.value(std::uint64_t{answers ? 1u : 0u});
  out.begin("hft_uptime_seconds", Type::Gauge, "Since the program's start.");
  out.value(in_seconds(now - identity.started));
  if (disk >= 0) {
    out.begin("hft_state_disk_free_bytes", Type::Gauge, "Free on the disk of the state directory.");
    out.value(disk);
  }
  const auto& counts = day.counts();
  out.begin("hft_orders_sent_total", Type::Counter, "Orders handed to the broker since the start.");
  out.value(counts.orders);
  out.begin("hft_fills_received_total", Type::Counter, "Fills booked since the start.");
  out.value(counts.fills);
  out.begin("hft_orders_closed_total", Type::Counter,
            "Orders that ended other than by a fill since the start.");
  out.value(counts.closed);
  out.begin("hft_anomalies_total", Type::Counter,
            "Things about orders and positions that did not fit since the start.");
  out.value(counts.anomalies);
  out.begin("hft_incidents_total", Type::Counter, "Incidents since the start.");
  out.value(counts.incidents);
  out.begin("hft_refusals_total", Type::Counter, "Signals refused since the start, by limit.");
  for (const auto& [name, count] : counts.refusals) out.value(count, {{"limit", lower(name)}});
  if (counts.refusals.empty()) out.value(std::uint64_t{0}, {{"limit", "none"}});
}

void write_session(MetricsText& out, const StatusSnapshot& status) {
  out.begin("hft_session_phase", Type::Gauge,
            "1 for the phase the session is in, 0 for the others.");
  for (const auto phase : phases)
    out.value(std::uint64_t{status.session.phase == phase ? 1u : 0u},
              {{"phase", lower(to_string(phase))}});
  out.begin("hft_ready", Type::Gauge,
            "1 when the books are reconciled and the data stream is live.");
  out.value(std::uint64_t{status.ready ? 1u : 0u});
  out.begin("hft_clock_agrees", Type::Gauge,
            "1 when the broker's clock and calendar agree with ours.");
  out.value(std::uint64_t{status.session.agrees_with_broker ? 1u : 0u});
  if (status.session.next_change != Timestamp{} && status.session.now != Timestamp{}) {
    out.begin("hft_next_phase_seconds", Type::Gauge,
              "Until the session's next phase, in venue time.");
    out.value(in_seconds(status.session.next_change - status.session.now));
  }
}

void write_feed(MetricsText& out, const report::DayRecord& day, const StatusSnapshot& status,
                MonotonicTime now) {
  const auto& feed = status.feed;
  out.begin("hft_feed_live", Type::Gauge, "1 when the data stream is live.");
  out.value(std::uint64_t{feed.state == FeedState::Live ? 1u : 0u});
  out.begin("hft_feed_frames_total", Type::Counter, "Frames the present data stream has received.");
  out.value(feed.frames);
  out.begin("hft_feed_events_total", Type::Counter,
            "Market events the present data stream has received.");
  out.value(feed.events);
  out.begin("hft_feed_malformed_total", Type::Counter,
            "Frames and items of it that could not be read.");
  out.value(feed.malformed);
  out.begin("hft_feed_reconnects_total", Type::Counter, "Times it connected anew.");
  out.value(feed.reconnects);
  out.begin("hft_feed_gaps_total", Type::Counter, "Gaps in it.");
  out.value(feed.gaps);
  out.begin("hft_feed_conflated_total", Type::Counter,
            "Quotes replaced by newer ones under overload.");
  out.value(feed.conflated);
  if (day.frames_at() != MonotonicTime{}) {
    out.begin("hft_feed_silent_seconds", Type::Gauge, "Since the newest frame came.");
    out.value(in_seconds(now - day.frames_at()));
  }
}

void write_desk(MetricsText& out, const report::DayRecord& day, const StatusSnapshot& status) {
  const auto& desk = status.desk;
  const auto& vitals = day.vitals();
  out.begin("hft_halted", Type::Gauge, "1 while trading is halted.");
  out.value(std::uint64_t{desk.halted ? 1u : 0u});
  out.begin("hft_books_disagree", Type::Gauge,
            "1 while trading is halted because books and broker disagree.");
  out.value(std::uint64_t{desk.halt_reason.find("disagree") != std::string::npos ? 1u : 0u});
  out.begin("hft_orders_open", Type::Gauge, "Orders working at the broker.");
  out.value(desk.orders_open);
  out.begin("hft_orders_unknown", Type::Gauge, "Orders in doubt: sent, and not known to exist.");
  out.value(desk.orders_unknown);
  out.begin("hft_order_stream_up", Type::Gauge,
            "1 when the account's stream of order events is up.");
  out.value(std::uint64_t{vitals.stream_up ? 1u : 0u});
  const auto now = status.session.now;
  if (vitals.books_agreed && now != Timestamp{}) {
    out.begin("hft_books_agreed_age_seconds", Type::Gauge,
              "Since books and broker were last seen to agree, in venue time.");
    out.value(std::max(0.0, in_seconds(now - *vitals.books_agreed)));
  }
  out.begin("hft_requests_total", Type::Counter, "Requests made to the broker since the start.");
  out.value(desk.requests.made);
  out.begin("hft_requests_used", Type::Gauge, "Requests of the minute that ends now.");
  out.value(desk.requests.used);
  if (desk.requests.limit) {
    out.begin("hft_requests_limit", Type::Gauge, "Requests the broker allows a minute.");
    out.value(*desk.requests.limit);
  }
  out.begin("hft_requests_throttled_total", Type::Counter, "Answers that said: too many requests.");
  out.value(desk.requests.throttled);
  out.begin("hft_requests_kept_back_total", Type::Counter,
            "Orders and replacements kept back for the budget of requests.");
  out.value(desk.requests.refused);
  out.begin("hft_profit_dollars", Type::Gauge,
            "Realized today and unrealized, of all models and what no model holds.");
  out.value(to_double(day.profit_now()));
  out.begin("hft_drawdown_dollars", Type::Gauge, "From the day's best profit to the present one.");
  out.value(to_double(day.drawdown()));
  if (const auto equity = day.equity()) {
    out.begin("hft_equity_dollars", Type::Gauge, "What the account is worth.");
    out.value(to_double(*equity));
  }
  out.begin("hft_position_shares", Type::Gauge, "Held in the account, negative when short.");
  for (const auto& held : desk.positions)
    out.value(to_double(held.quantity), {{"symbol", held.symbol.str()}});
  if (desk.positions.empty()) out.value(0.0, {{"symbol", ""}});
}

void write_models(MetricsText& out, const StatusSnapshot& status) {
  if (status.models.empty()) return;
  const auto each = [&](std::string_view name, Type type, std::string_view help, auto value) {
    out.begin(name, type, help);
    for (const auto& model : status.models) out.value(value(model), {{"model", model.id.str()}});
  };
  out.begin("hft_model_state", Type::Gauge, "1 for the state a model is in, 0 for the others.");
  for (const auto& model : status.models)
    for (const auto state : model_states)
      out.value(std::uint64_t{model.state == state ? 1u : 0u},
                {{"model", model.id.str()}, {"state", lower(to_string(state))}});
  each("hft_model_events_total", Type::Counter, "Trades and quotes a model was shown today.",
       [](const ModelStatus& x) { return x.counts.ticks; });
  each("hft_model_signals_total", Type::Counter, "Signals it made today.",
       [](const ModelStatus& x) { return x.counts.signals; });
  each("hft_model_orders_total", Type::Counter, "Orders sent for it today.",
       [](const ModelStatus& x) { return x.counts.orders; });
  each("hft_model_fills_total", Type::Counter, "Its fills today.",
       [](const ModelStatus& x) { return x.counts.fills; });
  each("hft_model_refused_total", Type::Counter, "Its signals refused today.",
       [](const ModelStatus& x) { return x.counts.refused; });
  each("hft_model_restarts_total", Type::Counter, "Its restarts since the start.",
       [](const ModelStatus& x) { return x.restarts; });
  each("hft_model_faults_total", Type::Counter, "Its falls since the start.",
       [](const ModelStatus& x) { return x.faults; });
  each("hft_model_profit_dollars", Type::Gauge, "Realized today and unrealized.",
       [](const ModelStatus& x) { return to_double(x.book.realized_today + x.book.unrealized); });
}

void write_latencies(MetricsText& out, const report::DayRecord& day) {
  out.begin(
    "hft_stage_duration_seconds", Type::Histogram,
    "How long a stage took since feed and desk started: wait (in the socket), decode (frame "
    "read to events), model (events to decision), gate (decision to order handed over), "
    "write (to the socket), order (frame read to order written), answer (to the answer).");
  for (std::size_t i = 0; i < stage_count; ++i) {
    const auto stage = static_cast<Stage>(i);
    out.histogram(day.latency(stage), {{"stage", std::string{to_string(stage)}}});
  }
}

} // namespace

void MetricsText::begin(std::string_view name, Type type, std::string_view help) {
  constexpr std::array<std::string_view, 3> types{"counter", "gauge", "histogram"};
  name_ = name;
  text_ += "# HELP " + name_ + ' ' + std::string{help} + "\n# TYPE " + name_ + ' ' +
           std::string{types[static_cast<std::size_t>(type)]} + '\n';
}

void MetricsText::line(std::string_view suffix, const Labels& labels, const std::string& value) {
  text_ += name_;
  text_ += suffix;
  char separator = '{';
  for (const auto& [name, text] : labels) {
    text_ += separator;
    text_ += std::string{name} + "=\"" + escaped(text) + '"';
    separator = ',';
  }
  text_ += (labels.empty() ? " " : "} ") + value + '\n';
}

void MetricsText::value(double value, const Labels& labels) {
  line("", labels, number(value));
}

void MetricsText::value(std::uint64_t value, const Labels& labels) {
  line("", labels, std::to_string(value));
}

void MetricsText::histogram(const LatencyCounts& counts, const Labels& labels) {
  auto with_edge = labels;
  with_edge.emplace_back("le", "");
  for (std::size_t i = 0; i < latency_edges.size(); ++i) {
    with_edge.back().second = number(in_seconds(latency_edges[i]));
    line("_bucket", with_edge, std::to_string(counts.up_to[i]));
  }
  with_edge.back().second = "+Inf";
  line("_bucket", with_edge, std::to_string(counts.count));
  line("_sum", labels, number(in_seconds(counts.sum)));
  line("_count", labels, std::to_string(counts.count));
}

std::string metrics_of(const report::DayRecord& day, MonotonicTime now, double disk_free_bytes) {
  MetricsText out;
  write_run(out, day, now, disk_free_bytes);
  if (day.status()) {
    write_session(out, *day.status());
    if (day.status()->feed_answers) write_feed(out, day, *day.status(), now);
    if (day.status()->desk_answers) write_desk(out, day, *day.status());
    write_models(out, *day.status());
  }
  write_latencies(out, day);
  return out.text();
}

} // namespace hft::dashboard
