#include "adapters/simulated/exchange/core.hpp"
#include "messages/new_york.hpp"

#include <algorithm>

namespace hft::simulated {

namespace {

constexpr std::chrono::hours gtc_life{24 * 90};

/// Monday to Friday, 09:30 to 16:00 in New York: for an exchange that was given no calendar.
std::optional<SessionPlan> weekday_session(Date date) {
  if (weekday(date) == 0 || weekday(date) == 6) return std::nullopt;
  const auto at = [&](int hours, int minutes) {
    return from_new_york(date, std::chrono::hours{hours} + std::chrono::minutes{minutes});
  };
  return SessionPlan{date, at(4, 0), at(9, 30), at(16, 0), at(20, 0), false};
}

} // namespace

SessionPlan Exchange::Core::session_from(Date date) const {
  for (int day = 0; day < 30; ++day)
    if (const auto found =
          config.session ? config.session(date + day) : weekday_session(date + day))
      return *found;
  return *weekday_session(date + (weekday(date) == 6 ? 2 : weekday(date) == 0 ? 1 : 0));
}

Timestamp Exchange::Core::boundary(int number) const {
  const Timestamp boundaries[] = {plan.pre_open, plan.open, plan.close, plan.post_end};
  return boundaries[number];
}

void Exchange::Core::set_session(const SessionPlan& next) {
  if (has_plan && next == plan) return;
  // What is left of the session before happens now: its orders must not slip into the next one.
  if (has_plan && plan.date < next.date)
    for (auto left = 4 - stage; left > 0; --left) pass_boundary(boundary(stage));
  const bool first = !has_plan;
  plan = next;
  has_plan = true;
  stage = 0;
  while (stage < 4 && boundary(stage) <= now) ++stage;
  if (!first) return;
  expire_due(now); // of a restored exchange
  release_queued();
}

void Exchange::Core::advance(Timestamp to) {
  if (!has_plan) {
    now = to;
    plan = session_from(new_york_date(to));
    if (plan.post_end <= to) plan = session_from(plan.date + 1);
    has_plan = true;
    while (stage < 4 && boundary(stage) <= now) ++stage;
    expire_due(now); // of a restored exchange
    release_queued();
  }
  if (to <= now) return;
  for (;;) {
    const auto edge = stage < 4 ? boundary(stage) : Timestamp{INT64_MAX};
    const auto due = dues.empty() ? Timestamp{INT64_MAX} : dues.begin()->first;
    if (std::min(edge, due) > to) break;
    if (due <= edge) {
      now = std::max(now, due);
      const auto what = dues.begin()->second;
      dues.erase(dues.begin());
      perform(what);
    } else {
      now = std::max(now, edge);
      pass_boundary(edge);
    }
  }
  now = to;
  if (now.nanoseconds / 60'000'000'000 != sampled_minute) sample_equity();
}

void Exchange::Core::pass_boundary(Timestamp at) {
  ++stage;
  switch (stage) {
    case 1:
      book_due_actions();
      expire_due(at);
      release_queued();
      break;
    case 2:
      for (auto& [symbol, book] : symbols) {
        book.opened = false;
        book.day_last = {};
      }
      release_queued();
      break;
    case 3:
      close_auctions();
      cancel_unfilled_auctions(TimeInForce::Opg, at);
      cancel_unfilled_auctions(TimeInForce::Cls, at);
      expire_due(at);
      close_session_day();
      break;
    default:
      expire_due(at);
      plan = session_from(plan.date + 1);
      stage = 0;
      while (stage < 4 && boundary(stage) <= now) ++stage;
      break;
  }
}

void Exchange::Core::release_queued() {
  for (const auto& account : accounts) {
    const auto open = account.open;
    for (const auto index : open)
      if (records[index].order.state == OrderState::Accepted) acknowledge(index);
  }
}

void Exchange::Core::cancel_unfilled_auctions(TimeInForce kind, Timestamp until) {
  for (const auto& account : accounts) {
    const auto open = account.open;
    for (const auto index : open) {
      const auto& order = records[index].order;
      if (order.time_in_force == kind && order.expires_at <= until && !is_terminal(order.state))
        end(index, OrderState::Canceled, OrderEventKind::Canceled);
    }
  }
}

void Exchange::Core::close_session_day() {
  for (auto& account : accounts) {
    account.last_equity = to_money(equity_of(account));
    for (const auto& [symbol, holding] : account.book.holdings())
      if (const auto price = mark(book_of(symbol)); price.units != 0)
        account.book.mark_day(symbol, price);
  }
  for (auto& [symbol, book] : symbols)
    if (const auto price = mark(book); price.units != 0) book.previous_close = price;
  ++revision;
}

void Exchange::Core::expire_due(Timestamp until) {
  for (const auto& account : accounts) {
    const auto open = account.open;
    for (const auto index : open) {
      const auto& order = records[index].order;
      const auto tif = order.time_in_force;
      if (order.expires_at > until || is_terminal(order.state)) continue;
      if (tif == TimeInForce::Gtc) {
        // The broker's nightly job cancels them.
        records[index].order.state = OrderState::PendingCancel;
        emit(index, OrderEventKind::PendingCancel);
        end(index, OrderState::Canceled, OrderEventKind::Canceled);
      } else if (tif == TimeInForce::Day) {
        end(index, OrderState::Expired, OrderEventKind::Expired);
      } else {
        end(index, OrderState::Canceled, OrderEventKind::Canceled);
      }
    }
  }
}

void Exchange::Core::perform(const Due& due) {
  switch (due.kind) {
    case DueKind::Acknowledge:
      if (records[due.order].order.state == OrderState::PendingNew) acknowledge(due.order);
      break;
    case DueKind::Cancel:
      if (!holds_cancels) finish_cancel(due.order);
      break;
    case DueKind::Replace: finish_replace(due.order); break;
  }
}

void Exchange::Core::sample_equity() {
  sampled_minute = now.nanoseconds / 60'000'000'000;
  if (!plan.is_extended(now)) return;
  const Timestamp minute{sampled_minute * 60'000'000'000};
  for (auto& account : accounts) account.curve.push_back({minute, to_money(equity_of(account))});
}

Timestamp Exchange::Core::expiry_of(const VenueOrder& order) const {
  const auto next = [&] { return session_from(plan.date + 1); };
  switch (order.time_in_force) {
    case TimeInForce::Gtc: return now + gtc_life;
    case TimeInForce::Opg: return now < plan.open ? plan.open : next().open;
    default:
      if (order.extended_hours) return now < plan.post_end ? plan.post_end : next().post_end;
      return now < plan.close ? plan.close : next().close;
  }
}

} // namespace hft::simulated
