#include "app/console/display.hpp"

#include "adapters/report/status_view.hpp"
#include "app/console/terminal.hpp"
#include "messages/new_york.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

namespace hft {

namespace {

std::string clock_of(Timestamp time) {
  return time.nanoseconds == 0 ? std::string{"--:--:--"} : format_new_york_clock(time);
}

/// In lines of at most 80 columns, those after the first below its words.
std::string wrapped(const std::string& text, std::size_t indented = 21) {
  constexpr std::size_t width = 80;
  const std::string margin(indented, ' ');
  std::string lines;
  auto rest = text;
  while (rest.size() > width) {
    auto cut = rest.rfind(' ', width);
    if (cut == std::string::npos || cut <= margin.size()) break; // one long word
    lines += rest.substr(0, cut) + '\n';
    rest = margin + rest.substr(cut + 1);
  }
  return lines + rest;
}

std::string_view colour_of(int kind) {
  constexpr std::string_view colours[] = {"\033[1;36m", "\033[2m",  "\033[33m", "\033[32m",
                                          "\033[31m",   "\033[32m", "\033[31m"};
  return colours[kind];
}

} // namespace

Display::Display(int out, int lines_a_second)
  : out_(out),
    colours_(may_colour(out)),
    terminal_(is_terminal(out)),
    lines_a_second_(lines_a_second),
    allowance_(lines_a_second) {}

void Display::push(Kind kind, bool always, std::string text, std::string_view id) {
  const bool logged = !always && spdlog::should_log(spdlog::level::debug);
  const std::lock_guard lock{mutex_};
  if (logged) details_.push_back(id.empty() ? text : fmt::format("{} ({})", text, id));
  if (always || allowance_ >= 1) {
    if (!always) allowance_ -= 1;
    lines_.push_back({kind, std::move(text)});
    return;
  }
  switch (kind) {
    case Kind::Order: ++skipped_orders_; break;
    case Kind::Fill: ++skipped_fills_; break;
    default: ++skipped_refusals_; break;
  }
}

void Display::phase(const SessionChanged& changed) {
  const auto before = std::exchange(phase_, changed.to);
  if (before == SessionPhase::Regular && changed.to == SessionPhase::AfterHours)
    push(Kind::Phase, true,
         fmt::format("{}  {:<10} what works is canceled", clock_of(changed.scheduled),
                     to_string(SessionPhase::Closing)));
  auto text = fmt::format("{}  {:<10}", clock_of(changed.scheduled), to_string(changed.to));
  switch (changed.to) {
    case SessionPhase::Closed:
      text += fmt::format(" next session {} opens {} New York", format_date(changed.plan.date),
                          clock_of(changed.plan.open));
      break;
    case SessionPhase::AfterHours:
      text += " the regular session of " + format_date(changed.plan.date) + " is over";
      break;
    case SessionPhase::PreOpen:
      text += fmt::format(" {} opens {}, closes {} New York", format_date(changed.plan.date),
                          clock_of(changed.plan.open), clock_of(changed.plan.close));
      break;
    default: text += ' ' + format_date(changed.plan.date);
  }
  push(Kind::Phase, true, std::move(text));
}

void Display::phase_ended(Timestamp at, Date date) {
  push(Kind::Phase, true,
       fmt::format("{}  {:<10} {} is done", clock_of(at), "Closed", format_date(date)));
}

void Display::note(const std::string& subject, const std::string& sentence) {
  push(Kind::Note, true, fmt::format("          {:<10} {}", subject, sentence));
}

void Display::announce(const std::string& line) {
  push(Kind::Phase, true, line);
}

void Display::ordered(const Order& order) {
  auto text = fmt::format("{}  {:<10} {} {} {} {} {}", clock_of(order.caused_by), "order",
                          order.model.view(), to_string(order.side), to_string(order.quantity),
                          order.symbol.view(), to_string(order.type));
  if (order.type == OrderType::Limit) text += ' ' + to_string(order.limit_price);
  push(Kind::Order, false, std::move(text), order.client_order_id.view());
}

void Display::filled(const Fill& fill) {
  push(Kind::Fill, false,
       fmt::format("{}  {:<10} {} {} {} {} at {}, position {}", clock_of(fill.time), "fill",
                   fill.model.empty() ? "(not ours)" : fill.model.view(),
                   fill.side == Side::Buy ? "bought" : "sold", to_string(fill.quantity),
                   fill.symbol.view(), to_string(fill.price), to_string(fill.model_position)),
       fill.client_order_id.view());
}

void Display::refused(const OrderRefused& refused) {
  push(Kind::Refused, false,
       fmt::format("{}  {:<10} {} {} {} {}: {}", clock_of(refused.caused_by), "refused",
                   refused.model.view(), to_string(refused.side), to_string(refused.quantity),
                   refused.symbol.view(), refused.sentence));
}

void Display::closed(const OrderClosed& closed) {
  push(Kind::Order, false,
       fmt::format("{}  {:<10} {} {} {}", clock_of(closed.time), to_string(closed.state),
                   closed.model.view(), closed.symbol.view(), closed.client_order_id.view()));
}

void Display::begin(const StatusSnapshot& status) {
  if (begun_ || !status.desk_answers || !status.desk.ready) return;
  begun_ = true;
  const auto totals = report::totals_of(status);
  profit_before_ = totals.realized + totals.unrealized;
}

void Display::progress(const StatusSnapshot& status) {
  begin(status);
  const auto totals = report::totals_of(status);
  const auto profit = totals.realized + totals.unrealized;
  auto text =
    fmt::format("{}  {:<10}", clock_of(status.session.now), to_string(status.session.phase));
  if (const auto part = session_progress(status.session.plan, status.session.now); !part.empty())
    text += ' ' + part + ',';
  text += fmt::format(" {} orders", totals.counts.orders);
  if (!status.desk_answers) return push(Kind::Note, true, text + ", execution does not answer");
  const auto gained = profit - profit_before_;
  text += ", profit " + report::signed_cents(gained);
  if (equity_.units != 0) text += ", equity " + to_cents(equity_ + gained);
  push(gained.units > 0   ? Kind::Gain
       : gained.units < 0 ? Kind::Loss
                          : Kind::Note,
       true, std::move(text));
}

std::string Display::paint(const Line& line) const {
  const auto text = terminal_ ? wrapped(line.text) : line.text;
  if (!colours_) return text + '\n';
  return fmt::format("{}{}\033[0m\n", colour_of(static_cast<int>(line.kind)), text);
}

void Display::flush(MonotonicTime now) {
  std::string text;
  std::vector<std::string> details;
  {
    const std::lock_guard lock{mutex_};
    details.swap(details_);
    const double elapsed = std::chrono::duration<double>(now - refilled_).count();
    allowance_ = std::min<double>(lines_a_second_, allowance_ + elapsed * lines_a_second_);
    refilled_ = now;
    if (written_.nanoseconds == 0) written_ = now;
    if (allowance_ >= 1 && skipped_orders_ + skipped_fills_ + skipped_refusals_ > 0 &&
        elapsed < 10) {
      lines_.push_back(
        {Kind::Note, fmt::format("          {:<10} {} orders, {} fills, {} refusals", "and also",
                                 skipped_orders_, skipped_fills_, skipped_refusals_)});
      skipped_orders_ = skipped_fills_ = skipped_refusals_ = 0;
    }
    for (const auto& line : lines_) text += paint(line);
    lines_.clear();
    if (!text.empty()) written_ = now;
  }
  for (const auto& detail : details) spdlog::debug("{}", detail);
  out_.write(text); // what waits for the reader too
}

void Display::finish(const std::string& text, std::optional<Duration> patience) {
  out_.write(text);
  out_.finish(patience);
}

bool Display::wants_progress(MonotonicTime now) {
  constexpr Duration pause = std::chrono::seconds{5};
  if (progressed_.nanoseconds == 0) progressed_ = now;
  if (now - progressed_ < pause) return false;
  progressed_ = now;
  return true;
}

Duration Display::quiet_for(MonotonicTime now) const {
  const std::lock_guard lock{mutex_};
  return now - written_;
}

std::string session_progress(const SessionPlan& plan, Timestamp now) {
  if (!plan.is_regular(now)) return {};
  const auto whole = plan.close - plan.open;
  const auto left = plan.close - now;
  const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(left).count();
  return fmt::format("{}%, {}:{:02} left", (now - plan.open).count() * 100 / whole.count(),
                     minutes / 60, minutes % 60);
}

namespace {

constexpr auto table_row = "{:<14} {:>8} {:>7} {:>7} {:>7} {:>7}  {:>11} {:>11}\n";

std::string money_cell(Money money, bool colours) {
  auto text = fmt::format("{:>11}", to_cents(money));
  if (!colours || money.units == 0) return text;
  return fmt::format("\033[{}m{}\033[0m", money.units > 0 ? 32 : 31, text);
}

std::string row_of(std::string_view name, const ModelCounts& counts, Money realized,
                   Money unrealized, bool colours) {
  const bool fits = name.size() <= 14;
  return (fits ? std::string{} : std::string{name} + '\n') +
         fmt::format(fmt::runtime(table_row), fits ? name : "", counts.ticks, counts.signals,
                     counts.orders, counts.fills, counts.refused, money_cell(realized, colours),
                     money_cell(unrealized, colours));
}

std::string position_line(const std::vector<PositionReport>& positions) {
  const auto words = report::position_words(positions);
  return words == "flat" ? "" : wrapped("  holds " + words, 4) + '\n';
}

} // namespace

std::string summary_text(const StatusSnapshot& status, const std::vector<std::string>& phases,
                         bool colours) {
  std::string text = fmt::format("\nSession {}: {}\n", format_date(status.session.plan.date),
                                 fmt::join(phases, ", "));
  text += fmt::format(fmt::runtime(table_row), "model", "ticks", "signals", "orders", "fills",
                      "refused", "realized", "unrealized");
  for (const auto& model : status.models) {
    text += row_of(model.id.view(), model.counts, model.book.realized_today, model.book.unrealized,
                   colours);
    text += position_line(model.book.positions);
    if (model.state == ModelState::Quarantined)
      text += wrapped("  quarantined, it did not trade to the end: " + model.last_fault, 4) + '\n';
  }
  for (const auto& book : report::unmanned_books(status)) {
    text +=
      row_of(report::owner_of(book), book.counts, book.realized_today, book.unrealized, colours);
    text += position_line(book.positions);
  }
  const auto totals = report::totals_of(status);
  text += row_of("total", totals.counts, totals.realized_today, totals.unrealized, colours);
  text += wrapped("  holds " + report::position_words(status.desk.positions), 4) + '\n';
  if (const auto marks = report::mark_words(status.desk.positions); !marks.empty())
    text += wrapped("unrealized is reckoned with the last price: " + marks, 2) + '\n';
  for (const auto& [name, count] : status.desk.refusals) {
    text += fmt::format("refused for {}: {}\n", name, count);
    if (name == to_string(Refusal::GrossExposure))
      text += "  all positions together may be worth as much as the account was at the start;\n"
              "  to allow more: --limit=gross_exposure=DOLLARS\n";
  }
  const auto& latency = status.desk.latency;
  if (latency.count == 0) return text;
  text += fmt::format("latency, frame received to order written, of {} orders in microseconds:\n"
                      "  p50 {:.1f}, p99 {:.1f}, p99.9 {:.1f}, max {:.1f}\n",
                      latency.count, latency.p50, latency.p99, latency.p999, latency.max);
  return text;
}

} // namespace hft
