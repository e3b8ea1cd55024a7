#include "actors/model/model_runner.hpp"

#include <algorithm>

namespace hft {

namespace {

/// Shows an input to the host, whoever it is for.
struct Shower {
  ModelHost& host;
  MonotonicTime now;
  ModelHost::Made operator()(const MarketFrame& x) const { return host.on_frame(x); }
  ModelHost::Made operator()(const Fill& x) const { return host.on_fill(x, now); }
  ModelHost::Made operator()(const OrderClosed& x) const { return host.on_order_closed(x, now); }
  ModelHost::Made operator()(const SessionChanged& x) const { return host.on_session(x, now); }
  ModelHost::Made operator()(const InstanceBook& x) const { return host.on_takeover(x, now); }
  ModelHost::Made operator()(const CorporateAction& x) const {
    return host.on_corporate_action(x, now);
  }
  ModelHost::Made operator()(const OrderRefused& x) const { return host.on_refused(x), none(); }
  ModelHost::Made operator()(const FeedGap& x) const { return host.on_gap(x), none(); }
  static ModelHost::Made none() { return {}; }
};

bool is_of_the_market(const ModelInput& input) {
  return std::holds_alternative<MarketFrame>(input) || std::holds_alternative<FeedGap>(input) ||
         std::holds_alternative<SessionChanged>(input);
}

} // namespace

ModelRunner::ModelRunner(std::shared_ptr<ModelHost> host, Role purpose, bool needs_history)
  : host_(std::move(host)),
    purpose_(purpose),
    stage_(Stage::Ready),
    past_(host_->needs()) {
  if (needs_history && past_.is_wanted()) stage_ = Stage::Waiting;
}

std::string ModelRunner::missing() const {
  if (stage_ == Stage::Waiting) return "the venue has not acknowledged what it watches";
  if (stage_ == Stage::Asked)
    return past_.failure().empty() ? "its history has not come" : past_.failure();
  return "it is still being shown its history";
}

void ModelRunner::give(const ModelInput& input, MonotonicTime now, std::vector<Signal>& out) {
  switch (purpose_) {
    case Role::Active: {
      const auto made = std::visit(Shower{*host_, now}, input);
      out.insert(out.end(), made.begin(), made.end());
      return;
    }
    case Role::Shadow: return trade_on_paper(input, now);
    case Role::Successor:
      if (is_of_the_market(input)) host_->rehearse([&] { std::visit(Shower{*host_, now}, input); });
  }
}

// The instance's own orders are another model's: only the market's news is for it.
void ModelRunner::trade_on_paper(const ModelInput& input, MonotonicTime now) {
  if (!is_of_the_market(input)) return;
  if (const auto* frame = std::get_if<MarketFrame>(&input))
    for (const auto& fact : paper_.on_frame(*frame)) {
      const auto* fill = std::get_if<Fill>(&fact);
      paper_.take(fill != nullptr ? host_->on_fill(*fill, now)
                                  : host_->on_order_closed(std::get<OrderClosed>(fact), now));
    }
  paper_.take(std::visit(Shower{*host_, now}, input));
}

void ModelRunner::take(const ModelInput& input, MonotonicTime now, std::vector<Signal>& out) {
  if (fault()) return;
  if (is_ready()) return give(input, now, out);
  held_.push_back({input, now});
  if (held_.size() - replayed_ > most_held)
    failure_ = "model " + host_->id().str() + " was not warmed up: too much came meanwhile";
}

bool ModelRunner::may_ask(const Subscriptions& acknowledged) const {
  if (stage_ != Stage::Waiting) return false;
  const auto wanted = host_->wanted();
  for (const auto channel : {Channel::Trades, Channel::Quotes, Channel::Bars})
    for (const auto& symbol : wanted.of(channel))
      if (!acknowledged.contains(channel, symbol) && !acknowledged.contains(channel, Symbol{"*"}))
        return false;
  return true;
}

std::vector<HistoryQuestion> ModelRunner::ask(const Windows& windows, Timestamp newest,
                                              std::uint64_t& next_number) {
  stage_ = Stage::Asked;
  auto wanted = windows(host_->needs(), newest);
  if (const auto trades = past_.needs_of_trades())
    wanted = past_.joined(std::move(wanted), windows(*trades, newest));
  auto questions = past_.ask(wanted, next_number);
  if (questions.empty()) stage_ = Stage::Showing;
  return questions;
}

bool ModelRunner::on_history(std::uint64_t number, const Result<std::vector<MarketEvent>>& events) {
  if (stage_ != Stage::Asked || !past_.on_answer(number, events)) return false;
  if (!past_.is_answered() || !past_.failure().empty() || past_.is_short()) return true;
  std::vector<MarketFrame> live;
  for (const auto& held : held_)
    if (const auto* frame = std::get_if<MarketFrame>(&held.input)) live.push_back(*frame);
  past_.arrange(live);
  stage_ = Stage::Showing;
  return true;
}

bool ModelRunner::advance(std::vector<Signal>& out) {
  if (stage_ != Stage::Showing || fault()) return false;
  if (const auto slice = past_.next(events_a_turn); !slice.empty()) {
    host_->show_history(slice);
    return true;
  }
  if (replayed_ == 0) host_->on_warm();
  for (std::size_t shown = 0; replayed_ < held_.size() && shown < events_a_turn && !fault();) {
    const auto& [input, now] = held_[replayed_++];
    if (const auto* frame = std::get_if<MarketFrame>(&input)) shown += frame->batch->events.size();
    give(input, now, out);
  }
  if (replayed_ < held_.size()) return !fault();
  held_ = {};
  replayed_ = 0;
  stage_ = Stage::Ready;
  return false;
}

void ModelRunner::decide(const InstanceBook& standing, MonotonicTime now,
                         std::vector<Signal>& out) {
  purpose_ = Role::Active;
  give(standing, now, out);
}

PaperReport ModelRunner::paper_report() const {
  auto report = paper_.report();
  report.name = host_->report().name;
  report.state = is_ready() ? ModelState::Shadow : ModelState::WarmingUp;
  report.ticks = host_->report().ticks;
  return report;
}

} // namespace hft
