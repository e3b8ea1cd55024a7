#include "actors/execution/kill_switch.hpp"

#include "actors/execution/hold_back.hpp"

#include <chrono>
#include <map>

namespace hft {

void ErrorRate::drop_old(Timestamp now) {
  while (!errors_.empty() && now - errors_.front().at >= std::chrono::minutes{1})
    errors_.pop_front();
}

void ErrorRate::on_error(Timestamp at, const std::string& words) {
  if (limit_ == 0) return;
  drop_old(at);
  errors_.push_back({at, words});
}

// The newest of those that are alike but for their numbers.
std::string ErrorRate::seen_most() const {
  struct Seen {
    std::size_t times = 0;
    const std::string* words = nullptr;
  };
  std::map<std::string, Seen> kinds;
  const Seen* most = nullptr;
  for (const auto& error : errors_) {
    auto& seen = kinds[reason_of(error.words)];
    ++seen.times;
    seen.words = &error.words;
    if (!most || seen.times >= most->times) most = &seen;
  }
  if (!most || most->words->empty()) return {};
  return ": " + std::to_string(most->times) + " times " + *most->words;
}

std::optional<std::string> ErrorRate::objection(Timestamp now) {
  if (limit_ == 0) return std::nullopt;
  drop_old(now);
  if (errors_.size() <= limit_) return std::nullopt;
  return "errors a minute " + std::to_string(errors_.size()) + " is over the allowance of " +
         std::to_string(limit_) + seen_most();
}

std::optional<std::string> KillSwitch::objection(std::optional<std::string> over_loss,
                                                 Timestamp at) {
  if (!over_loss)
    loss_since_.reset();
  else if (!loss_since_)
    loss_since_ = at;
  if (over_loss && at - *loss_since_ >= patience_) return over_loss;
  return errors_.objection(at);
}

void KillSwitch::reset() {
  errors_.forget();
  flatten_wanted_ = false;
}

} // namespace hft
