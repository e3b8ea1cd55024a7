#include "actors/execution/kill_switch.hpp"

#include <chrono>

namespace hft {

void ErrorRate::drop_old(Timestamp now) {
  while (!errors_.empty() && now - errors_.front() >= std::chrono::minutes{1}) errors_.pop_front();
}

void ErrorRate::on_error(Timestamp at) {
  if (limit_ == 0) return;
  drop_old(at);
  errors_.push_back(at);
}

std::optional<std::string> ErrorRate::objection(Timestamp now) {
  if (limit_ == 0) return std::nullopt;
  drop_old(now);
  if (errors_.size() <= limit_) return std::nullopt;
  return "errors a minute " + std::to_string(errors_.size()) + " is over the allowance of " +
         std::to_string(limit_);
}

} // namespace hft
