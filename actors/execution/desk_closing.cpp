#include "actors/execution/desk.hpp"

#include <set>

namespace hft {

// The last minutes of a session: what works is canceled, then what is held is sold or bought back.

namespace {

constexpr Duration flatten_again_after = std::chrono::seconds{2};
constexpr Duration cancel_again_after = std::chrono::seconds{1};

bool is_last(Duration lead, const std::optional<SessionPlan>& plan, Timestamp time) {
  return lead > Duration::zero() && plan && plan->close - lead <= time && time < plan->close;
}

} // namespace

void Desk::approach_close(DeskTime at, DeskOutput& out) {
  if (!canceled_before_close_ && is_last(config_.cancel_lead, plan_, at.time)) {
    canceled_before_close_ = true;
    cancel_working(at, out);
  }
  if (!is_last(config_.flatten_lead, plan_, at.time)) return;
  if (!state_.flattening()) {
    state_.begin_flattening();
    write(at, journal::Noted{"positions are flattened before the close"});
    tell(out, "positions are flattened before the close", true);
    cancel_working(at, out);
  }
  if (at.now < next_flatten_ || state_.phase() != TradingPhase::Trading) return;
  next_flatten_ = at.now + flatten_again_after;
  std::set<Symbol> mixed; // held on both sides, and orders of models still work
  for (const auto& symbol : book_.symbols()) {
    settle_opposites(symbol, nullptr, at, out);
    if (book_.opposite_holdings(symbol)) mixed.insert(symbol);
  }
  for (const auto& model : book_.models()) {
    if (model.empty()) continue; // not ours to close
    for (const auto& held : book_.report(model, marks_).positions) {
      const bool working = mixed.contains(held.symbol) || waiting_.has(model, held.symbol) ||
                           ledger_.works_for(model, held.symbol);
      if (held.quantity.units != 0 && !working) close_position(model, held, at, out);
    }
  }
}

// A stop: what works is canceled until it works no more. Then, if an end of ours was only
// concluded, the broker's list of open orders has the last word.
void Desk::pursue_close(DeskTime at, DeskOutput& out) {
  if (!state_.closing() || close_told_) return;
  const bool late = at.now >= close_deadline_;
  if (!late && our_working() != 0) return cancel_again(at, out);
  if (!late && !looked_) {
    if (fetching_ && last_look_ == fetch_number_) return;
    if (last_look_ != 0 && at.now < next_fetch_) return;
    fetch(at, out);
    last_look_ = fetch_number_;
    return;
  }
  finish_close(at, out);
}

// A cancel may be refused, or come to nothing.
void Desk::cancel_again(DeskTime at, DeskOutput& out) {
  if (at.now < next_cancel_) return;
  next_cancel_ = at.now + cancel_again_after;
  for (const auto* entry : ledger_.working_orders()) {
    if (entry->order.model.empty()) continue;
    const auto& id = entry->order.client_order_id;
    if (entry->cancel_wanted) checks_.try_emplace(id);
  }
  cancel_working(at, out);
}

void Desk::finish_close(DeskTime at, DeskOutput& out) {
  auto left = our_working();
  for (const auto* entry : ledger_.working_orders())
    if (!entry->order.model.empty())
      tell(out, "order " + entry->order.client_order_id.str() +
                  " may still work at the broker: " + std::string{to_string(entry->state)});
  if (!looked_) {
    left += ledger_.inferred_ends();
    tell(out, "the broker could not be asked whether orders it refused work after all");
  }
  close_told_ = true;
  out.closed = left;
  write(at, journal::Closed{left ? "with orders left working" : "quiet"});
}

} // namespace hft
