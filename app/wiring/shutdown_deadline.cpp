#include "app/wiring/shutdown_deadline.hpp"

#include <future>
#include <memory>

namespace hft {

void ShutdownDeadline::ask(MonotonicTime now) {
  std::int64_t never = 0;
  asked_at_.compare_exchange_strong(never, now.nanoseconds);
}

std::string ShutdownDeadline::on_the_lane() const {
  const auto who = lane_.running();
  return who.empty() ? who : who + " on the lane";
}

std::optional<RunOutcome> ShutdownDeadline::overdue(MonotonicTime now) const {
  const auto asked_at = asked_at_.load();
  if (asked_at == 0 || now - MonotonicTime{asked_at} < limit) return std::nullopt;
  const auto who = on_the_lane();
  return RunOutcome{
    exit_code::failed,
    "the end was asked for " + std::to_string(limit / std::chrono::seconds{1}) +
      " s ago and has not come: " + (who.empty() ? "an actor" : who) +
      " is stuck in a call that does not return; orders may still work at the broker, "
      "and the next start takes them up from the journal"};
}

void wait_for_lane(net::IoLoop& loop) {
  const auto idle = std::make_shared<std::promise<void>>();
  loop.post([idle] { idle->set_value(); });
  idle->get_future().wait_for(std::chrono::seconds{1});
}

} // namespace hft
