#include "app/console/narration.hpp"

#include "messages/new_york.hpp"

#include <fmt/format.h>

namespace hft {

namespace {

std::string short_clock(Timestamp time) {
  return format_new_york_clock(time).substr(0, 5);
}

std::string closed_sentence(const SessionChanged& changed) {
  if (!changed.reason.empty())
    return "The market counts as closed, against our calendar: " + changed.reason + ".";
  if (changed.plan.open.nanoseconds == 0) return "The market is closed.";
  return fmt::format("The market is closed; the session of {} opens at {} New York time.",
                     format_date(changed.plan.date), short_clock(changed.plan.open));
}

std::string positions_of(const std::vector<PositionReport>& positions) {
  std::string text;
  for (const auto& held : positions)
    if (held.quantity.units != 0)
      text += (text.empty() ? "" : ", ") + to_string(held.quantity) + ' ' +
              std::string{held.symbol.view()};
  return text.empty() ? "nothing" : text;
}

} // namespace

std::string phase_sentence(const SessionChanged& changed) {
  const auto date = format_date(changed.plan.date);
  switch (changed.to) {
    case SessionPhase::PreOpen:
      return fmt::format("The session of {} opens at {} and closes at {} New York time.", date,
                         short_clock(changed.plan.open), short_clock(changed.plan.close));
    case SessionPhase::Regular:
      return fmt::format("The regular session of {} is open until {} New York time.", date,
                         short_clock(changed.plan.close));
    case SessionPhase::Closing:
      return fmt::format("The session of {} closes at {} New York time: no position is opened now.",
                         date, short_clock(changed.plan.close));
    case SessionPhase::AfterHours: return fmt::format("The regular session of {} is over.", date);
    case SessionPhase::Closed: break;
  }
  return closed_sentence(changed);
}

std::string start_sentence(const std::string& release, const std::string& venue,
                           const std::string& account, const std::vector<ModelSpec>& models) {
  std::string names;
  for (const auto& model : models) {
    names += (names.empty() ? "" : ", ") + model.id.str();
    if (model.id.view() != model.name) names += " (" + model.name + ')';
  }
  return fmt::format("hft {} starts on account {} at {} with {} {}.", release, account, venue,
                     models.size() == 1 ? "model" : "models", names);
}

std::vector<std::string> report_sentences(const StatusSnapshot& report) {
  std::vector<std::string> told;
  for (const auto& model : report.models)
    told.push_back(fmt::format(
      "Model {} saw {} ticks and made {} signals: {} orders, {} fills, {} refusals; it holds {}, "
      "realized {} and unrealized {} dollars.",
      model.id.view(), model.counts.ticks, model.counts.signals, model.counts.orders,
      model.counts.fills, model.counts.refused, positions_of(model.book.positions),
      to_cents(model.book.realized_today), to_cents(model.book.unrealized)));
  const auto& latency = report.desk.latency;
  if (latency.count > 0)
    told.push_back(fmt::format(
      "Orders were written {:.1f} microseconds after their frame was read at the median, {:.1f} at "
      "the 99th percentile.",
      latency.p50, latency.p99));
  for (const auto& [name, count] : report.desk.refusals)
    told.push_back(fmt::format("{} orders were refused for {}.", count, name));
  return told;
}

std::string progress_sentence(const StatusSnapshot& status) {
  ModelCounts sum;
  for (const auto& model : status.models) {
    sum.ticks += model.counts.ticks;
    sum.orders += model.counts.orders;
    sum.fills += model.counts.fills;
  }
  return fmt::format("So far {} ticks, {} orders and {} fills; {} orders are open.", sum.ticks,
                     sum.orders, sum.fills, status.desk.orders_open);
}

std::string as_sentence(std::string text) {
  if (text.empty()) return text;
  if (text.front() >= 'a' && text.front() <= 'z')
    text.front() = static_cast<char>(text.front() - 'a' + 'A');
  const auto last = text.back();
  if (last != '.' && last != '!' && last != '?') text += '.';
  return text;
}

std::optional<std::string> HourlyProgress::at(Timestamp venue_time, const StatusSnapshot& status) {
  if (!status.clock_answers || !status.desk_answers) return std::nullopt; // told when it is known
  const auto hour = venue_time.nanoseconds / Duration{std::chrono::hours{1}}.count();
  const bool first = !hour_;
  if (hour_ == hour) return std::nullopt;
  hour_ = hour;
  const auto& plan = status.session.plan;
  const Timestamp began{hour * Duration{std::chrono::hours{1}}.count()};
  if (first || !plan.is_regular(began)) return std::nullopt;
  return fmt::format("{} New York time: {} The account holds {}.", short_clock(began),
                     progress_sentence(status), positions_of(status.desk.positions));
}

} // namespace hft
