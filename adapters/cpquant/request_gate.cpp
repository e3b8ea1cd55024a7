#include "adapters/cpquant/request_gate.hpp"

#include "adapters/door/retry_after.hpp"
#include "adapters/net/clock.hpp"

#include <charconv>
#include <utility>

namespace hft::cpquant {

namespace {

/// So that many clients that were told the same do not come back together.
net::Backoff::Settings pauses() {
  net::Backoff::Settings settings;
  settings.seed = static_cast<std::uint64_t>(net::monotonic_now().nanoseconds);
  return settings;
}

std::optional<std::size_t> limit_in(const net::HttpResponse& response) {
  const auto text = response.header("X-RateLimit-Limit");
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || number == 0) return std::nullopt;
  return number;
}

} // namespace

RequestGate::RequestGate(std::optional<std::size_t> limit, std::size_t reserve, Clock budget_clock)
  : budget_clock_(std::move(budget_clock)),
    budget_(limit, reserve),
    pause_(pauses()) {}

void RequestGate::count_by(Clock budget_clock) {
  const std::scoped_lock lock{mutex_};
  budget_clock_ = std::move(budget_clock);
}

bool RequestGate::may_order() {
  const std::scoped_lock lock{mutex_};
  if (!pause_.may_ask(net::monotonic_now())) {
    budget_.refuse();
    return false;
  }
  return budget_.take(budget_clock_());
}

bool RequestGate::may_ask() {
  const std::scoped_lock lock{mutex_};
  return pause_.may_ask(net::monotonic_now()) && budget_.take_reserved(budget_clock_());
}

bool RequestGate::may_cancel() {
  const std::scoped_lock lock{mutex_};
  if (!pause_.may_cancel(net::monotonic_now())) return false;
  budget_.count(budget_clock_());
  return true;
}

MonotonicTime RequestGate::paused_until() const {
  const std::scoped_lock lock{mutex_};
  return pause_.until();
}

std::optional<Duration> RequestGate::wait_in(const net::HttpResponse& response, Timestamp now) {
  if (response.status != 429 && response.status != 503) return std::nullopt;
  const auto named =
    door::wait_asked_for(response.header("Retry-After"), response.header("X-RateLimit-Reset"), now);
  // A 503 that names no time is a failure like others.
  if (!named && response.status == 503) return std::nullopt;
  return named.value_or(Duration{0});
}

void RequestGate::heard(std::string_view asked, const net::HttpResponse& response) {
  const auto now = net::monotonic_now();
  std::optional<Duration> news;
  {
    const std::scoped_lock lock{mutex_};
    if (const auto limit = limit_in(response)) budget_.limit_is(*limit);
    if (const auto wait = wait_in(response, net::wall_now())) {
      budget_.count_throttled();
      news = pause_.limited(now, *wait > Duration{0} ? wait : std::nullopt);
    } else {
      pause_.answered(now);
    }
  }
  if (!news || !tell_) return;
  const auto seconds = (*news + std::chrono::milliseconds{999}) / std::chrono::seconds{1};
  tell_("the broker answered " + std::string{asked} + " with HTTP " +
        std::to_string(response.status) + ": nothing is asked or ordered for " +
        std::to_string(seconds) + " s");
}

RequestsReport RequestGate::report() {
  const std::scoped_lock lock{mutex_};
  return budget_.report(budget_clock_());
}

} // namespace hft::cpquant
