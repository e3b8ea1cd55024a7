#include "actors/execution/order_look_ups.hpp"

#include <algorithm>

namespace hft {

namespace {

constexpr unsigned absences_believed = 2;
constexpr unsigned most_questions_about_exits = 5;

} // namespace

OrderLookUps::Due OrderLookUps::due(const OrderLedger& ledger, const WaitingOrders& waiting,
                                    DeskTime at) {
  Due due;
  ask_about_awaited(ledger, waiting, at);
  ask_about_exits(ledger, at, due);
  ask_about_doubtful(ledger, at);
  for (auto& [id, question] : questions_) {
    if (at.now < question.next) continue;
    question.next = at.now + (question.asked ? answer_timeout_ : pause_);
    question.asked = true;
    question.asked_at = at.time;
    due.ids.push_back(id);
  }
  return due;
}

// An order that others wait for ends within moments. When it does not, the news of its end may be
// lost, and the broker is asked long before the next look at its books.
void OrderLookUps::ask_about_awaited(const OrderLedger& ledger, const WaitingOrders& waiting,
                                     DeskTime at) {
  if (waiting.empty() || at.now < next_awaited_) return;
  for (const auto* entry : ledger.working_orders()) {
    const auto& order = entry->order;
    if (waiting.has(order.symbol) && entry->in_flight() && !order.client_order_id.empty() &&
        at.time - entry->sent >= pause_ && questions_.try_emplace(order.client_order_id).second)
      next_awaited_ = at.now + pause_;
  }
}

// The broker has exits for an order of ours that it has not told of: a look at the order does.
void OrderLookUps::ask_about_exits(const OrderLedger& ledger, DeskTime at, Due& due) {
  if (at.now < next_exits_) return;
  next_exits_ = at.now + pause_;
  for (const auto* entry : ledger.unknown_exits()) {
    const auto& id = entry->order.client_order_id;
    if (at.time - entry->sent < pause_ || asks_about(id)) continue;
    auto& asked = exits_asked_[id];
    if (asked >= most_questions_about_exits) continue;
    if (++asked == most_questions_about_exits) due.given_up.push_back(id);
    ask(id);
  }
}

void OrderLookUps::ask_about_doubtful(const OrderLedger& ledger, DeskTime at) {
  for (const auto* entry : ledger.working_orders()) {
    const auto& id = entry->order.client_order_id;
    if (entry->state == OrderState::Unknown && !id.empty()) ask(id);
    const bool silent = entry->state == OrderState::Intended && entry->sent.nanoseconds != 0 &&
                        at.time - entry->sent >= answer_timeout_;
    if (silent) ask(id);
  }
}

std::optional<OrderLookUps::Heard> OrderLookUps::on_answer(const OrderLookedUp& answer,
                                                           MonotonicTime now) {
  const auto found = questions_.find(answer.id);
  if (found == questions_.end()) return std::nullopt;
  auto& question = found->second;
  question.next = now + pause_;
  question.asked = false;
  if (!answer.order) return std::nullopt;
  const auto asked_at = question.asked_at;
  if (*answer.order) return Heard{Outcome::Found, asked_at};
  if (++question.absent < absences_believed) return Heard{Outcome::Absent, asked_at};
  questions_.erase(found);
  return Heard{Outcome::Gone, asked_at};
}

void OrderLookUps::put_off(const ClientOrderId& id, MonotonicTime now) {
  if (const auto found = questions_.find(id); found != questions_.end())
    found->second.next = now + answer_timeout_;
}

std::size_t OrderLookUps::exits_awaited(const OrderLedger& ledger) const {
  const auto unknown = ledger.unknown_exits();
  return static_cast<std::size_t>(std::count_if(unknown.begin(), unknown.end(), [&](auto* entry) {
    const auto asked = exits_asked_.find(entry->order.client_order_id);
    return asked == exits_asked_.end() || asked->second < most_questions_about_exits;
  }));
}

void OrderLookUps::forget() {
  questions_.clear();
  exits_asked_.clear();
}

} // namespace hft
