#include "actors/model/model_guard.hpp"

namespace hft {

namespace {

std::string milliseconds(Duration duration) {
  return std::to_string(duration.count() / 1'000'000) + " ms";
}

std::optional<std::string> nonsense(const Decision& decision) {
  if (decision.action == SignalAction::Cancel)
    return decision.reference == 0 ? std::optional<std::string>{"a cancel without a reference"}
                                   : std::nullopt;
  if (decision.action == SignalAction::CancelAll) return std::nullopt;
  if (decision.symbol.empty()) return "an order without a symbol";
  if (decision.action == SignalAction::Close) return std::nullopt; // of whatever is held
  const auto& terms = *decision.terms;
  const bool replaces = decision.action == SignalAction::Replace;
  const bool keeps_quantity = replaces && decision.quantity == Quantity{};
  if (decision.quantity <= Quantity{} && terms.notional <= Money{} && !keeps_quantity)
    return "a quantity of " + to_string(decision.quantity);
  const bool limited = decision.type == OrderType::Limit || decision.type == OrderType::StopLimit;
  const bool by_stop = replaces && (terms.stop_price > Price{} || terms.trail > Price{} ||
                                    terms.trail_percent > Percent{});
  const bool by_exits = terms.contingency == Contingency::Oco;
  if ((limited || replaces) && !by_stop && !by_exits && decision.limit_price <= Price{})
    return "a limit of " + to_string(decision.limit_price);
  if (decision.action == SignalAction::Replace && decision.reference == 0)
    return "a replacement without a reference";
  return std::nullopt;
}

} // namespace

std::optional<std::string> ModelGuard::overrun(Duration took) {
  constexpr std::uint64_t window = 1'000;
  overruns_[0] = overruns_[1];
  overruns_[1] = overruns_[2];
  overruns_[2] = calls_;
  ++overrun_count_;
  const bool often = overrun_count_ >= 3 && calls_ - overruns_[0] < window;
  if (!often && took <= 8 * limits_.event_budget) return std::nullopt;
  return "it took " + milliseconds(took) + ", its time is " + milliseconds(limits_.event_budget);
}

std::optional<std::string> ModelGuard::judge_decisions(const Decisions& decisions) const {
  const auto count = decisions.decisions().size();
  if (count > limits_.decisions)
    return "it made " + std::to_string(count) + " decisions of one event, at most " +
           std::to_string(limits_.decisions) + " are allowed";
  for (const auto& decision : decisions.decisions())
    if (auto wrong = nonsense(decision)) return "it made nonsense: " + *wrong;
  return std::nullopt;
}

} // namespace hft
