#include "app/display.hpp"

#include "messages/new_york.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <cstdlib>
#include <unistd.h>

namespace hft {

namespace {

std::string clock_of(Timestamp time) {
  return time.nanoseconds == 0 ? std::string{"--:--:--"} : format_new_york_clock(time);
}

std::string_view colour_of(int kind) {
  constexpr std::string_view colours[] = {"\033[1;36m", "\033[2m", "\033[33m", "\033[32m",
                                          "\033[31m"};
  return colours[kind];
}

} // namespace

Display::Display(int out, int lines_a_second)
  : out_(out),
    colours_(isatty(out) == 1 && std::getenv("NO_COLOR") == nullptr),
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
  auto text = fmt::format("{}  {:<10}", clock_of(changed.scheduled), to_string(changed.to));
  switch (changed.to) {
    case SessionPhase::Closed:
      text += fmt::format(" next session {} opens {} New York", format_date(changed.plan.date),
                          clock_of(changed.plan.open));
      break;
    case SessionPhase::PreOpen:
      text += fmt::format(" {} opens {}, closes {} New York", format_date(changed.plan.date),
                          clock_of(changed.plan.open), clock_of(changed.plan.close));
      break;
    default: text += ' ' + format_date(changed.plan.date);
  }
  push(Kind::Phase, true, std::move(text));
}

void Display::note(const std::string& subject, const std::string& sentence) {
  push(Kind::Note, true, fmt::format("          {:<10} {}", subject, sentence));
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

void Display::progress(const StatusSnapshot& status) {
  std::uint64_t ticks = 0;
  std::uint64_t signals = 0;
  std::uint64_t orders = 0;
  std::uint64_t fills = 0;
  for (const auto& model : status.models) {
    ticks += model.counts.ticks;
    signals += model.counts.signals;
    orders += model.counts.orders;
    fills += model.counts.fills;
  }
  push(Kind::Note, true,
       fmt::format("{}  {:<10} {} ticks, {} signals, {} orders, {} fills",
                   clock_of(status.session.now), to_string(status.session.phase), ticks, signals,
                   orders, fills));
}

std::string Display::paint(const Line& line) const {
  if (!colours_) return line.text + '\n';
  return fmt::format("{}{}\033[0m\n", colour_of(static_cast<int>(line.kind)), line.text);
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

Duration Display::quiet_for(MonotonicTime now) const {
  const std::lock_guard lock{mutex_};
  return now - written_;
}

std::string summary_text(const StatusSnapshot& status, const std::vector<std::string>& phases) {
  std::string text = fmt::format("\nSession {}: {}\n", format_date(status.session.plan.date),
                                 fmt::join(phases, ", "));
  constexpr auto row = "{:<16} {:>9} {:>8} {:>8} {:>8} {:>8}  {:<20} {:>14} {:>14}\n";
  text += fmt::format(fmt::runtime(row), "model", "ticks", "signals", "orders", "fills", "refused",
                      "position", "realized", "unrealized");
  ModelCounts total;
  Money realized;
  Money unrealized;
  for (const auto& model : status.models) {
    std::string position;
    for (const auto& held : model.book.positions)
      if (held.quantity.units != 0)
        position +=
          (position.empty() ? "" : " ") + held.symbol.str() + ' ' + to_string(held.quantity);
    const auto& c = model.counts;
    text += fmt::format(fmt::runtime(row), model.id.view(), c.ticks, c.signals, c.orders, c.fills,
                        c.refused, position.empty() ? "flat" : position,
                        to_cents(model.book.realized), to_cents(model.book.unrealized));
    total.ticks += c.ticks;
    total.signals += c.signals;
    total.orders += c.orders;
    total.fills += c.fills;
    total.refused += c.refused;
    realized += model.book.realized;
    unrealized += model.book.unrealized;
  }
  std::string account;
  for (const auto& held : status.desk.positions)
    if (held.quantity.units != 0)
      account += (account.empty() ? "" : " ") + held.symbol.str() + ' ' + to_string(held.quantity);
  text += fmt::format(fmt::runtime(row), "total", total.ticks, total.signals, total.orders,
                      total.fills, total.refused, account.empty() ? "flat" : account,
                      to_cents(realized), to_cents(unrealized));
  for (const auto& [name, count] : status.desk.refusals)
    text += fmt::format("refused for {}: {}\n", name, count);
  const auto& latency = status.desk.latency;
  text += fmt::format("frame received to order written, microseconds: p50 {:.1f}, p99 {:.1f}, "
                      "p99.9 {:.1f}, max {:.1f} ({} orders)\n",
                      latency.p50, latency.p99, latency.p999, latency.max, latency.count);
  return text;
}

} // namespace hft
