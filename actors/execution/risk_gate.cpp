#include "actors/execution/risk_gate.hpp"

#include "actors/execution/risk_rules.hpp"
#include "messages/symbol_text.hpp"

#include <algorithm>

namespace hft {

namespace {

constexpr Duration longest_window = std::chrono::minutes{1};

} // namespace

OrderRefused refuse(const Order& order, Refusal refusal, const std::string& why) {
  std::string sentence = "execution refused ";
  sentence += shown_symbol(order.symbol.view());
  sentence += ' ';
  sentence += to_string(order.side);
  sentence += ' ' + to_string(order.quantity) + ": " + why;
  return {order.model,    order.reference, order.symbol,        order.side,
          order.quantity, refusal,         std::move(sentence), order.caused_by};
}

std::variant<ApprovedOrder, OrderRefused> RiskGate::review(const Order& order,
                                                           const RiskView& view) {
  if (auto refusal = objection(order, view)) return std::move(*refusal);
  remember(order, view.now);
  return ApprovedOrder{order};
}

std::optional<OrderRefused> RiskGate::objection(const Order& order, const RiskView& view) const {
  const RiskCase account{order, view, *this, config_.account, nullptr};
  const RiskCase model{order, view, *this, limits_of(order.model), &order.model};
  for (const auto& rule : risk_rules()) {
    if (const auto why = rule.objection(account)) return refuse(order, rule.refusal, *why);
    if (!rule.by_scope) continue;
    if (const auto why = rule.objection(model)) return refuse(order, rule.refusal, *why);
  }
  return std::nullopt;
}

const RiskLimits& RiskGate::limits_of(const ModelId& model) const {
  if (config_.models.empty()) return config_.model;
  const auto found = config_.models.find(model);
  return found == config_.models.end() ? config_.model : found->second;
}

void RiskGate::remember(const Order& order, MonotonicTime now) {
  const auto rated = [](const RiskLimits& x) { return x.orders_a_second || x.orders_a_minute; };
  if (!rated(config_.account) && !rated(limits_of(order.model))) return;
  while (!approvals_.empty() && now - approvals_.front().at >= longest_window)
    approvals_.pop_front();
  approvals_.push_back({now, order.model});
}

std::uint32_t RiskGate::approved_since(const ModelId* model, MonotonicTime now,
                                       Duration window) const {
  std::uint32_t count = 0;
  for (auto approval = approvals_.rbegin(); approval != approvals_.rend(); ++approval) {
    if (now - approval->at >= window) break;
    if (!model || approval->model == *model) ++count;
  }
  return count;
}

void RiskGate::recall(const Order& order) {
  if (order.received.nanoseconds != 0) remember(order, order.received);
}

void RiskGate::forget_after(MonotonicTime now) {
  std::erase_if(approvals_, [now](const Approval& approval) { return approval.at > now; });
}

void RiskGate::resume_day(const ModelId* model, int128 profit) {
  if (model)
    profit_at_start_[*model] = profit;
  else
    account_profit_at_start_ = profit;
}

void RiskGate::begin_day(const PositionBook& book, const Marks& marks) {
  account_profit_at_start_ = book.account_profit(marks);
  profit_at_start_.clear();
  for (const auto& model : book.models()) profit_at_start_[model] = book.profit(model, marks);
}

int128 RiskGate::profit_at_start(const ModelId* model) const {
  if (!model) return account_profit_at_start_;
  const auto start = profit_at_start_.find(*model);
  return start == profit_at_start_.end() ? 0 : start->second;
}

int128 RiskGate::profit_today(const ModelId* model, const PositionBook& book,
                              const Marks& marks) const {
  const auto profit = model ? book.profit(*model, marks) : book.account_profit(marks);
  return profit - profit_at_start(model);
}

} // namespace hft
