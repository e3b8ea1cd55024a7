#pragma once

#include "adapters/cpquant/request_budget.hpp"
#include "adapters/cpquant/request_pause.hpp"
#include "adapters/net/http.hpp"

#include <functional>
#include <mutex>
#include <string>
#include <string_view>

namespace hft::cpquant {

/// Every request of one account passes here before it is sent, whoever sends it, and every answer
/// is heard: the budget a minute and the pauses the broker asks for. Any thread.
class RequestGate {
public:
  using Clock = std::function<MonotonicTime()>;

  /// `limit` a minute, empty when none is known; `budget_clock` is the one by which the broker
  /// counts its minutes. Pauses are in real time.
  RequestGate(std::optional<std::size_t> limit, std::size_t reserve, Clock budget_clock);

  /// Told once a spell of "too many requests", in one sentence. Set before the first request.
  void on_pause(std::function<void(const std::string&)> tell) { tell_ = std::move(tell); }
  /// The broker counts its minutes by this clock.
  void count_by(Clock budget_clock);

  /// An order or a replacement, a question, a cancel: counted when true, not to be sent when false.
  bool may_order();
  bool may_ask();
  bool may_cancel();
  /// When the pause of now ends; in the past when there is none.
  MonotonicTime paused_until() const;

  /// `asked` names the request: `GET /v2/positions`.
  void heard(std::string_view asked, const net::HttpResponse& response);
  RequestsReport report();

  /// How long an answer asks us to wait; empty when it is none that does. A 429 without a time asks
  /// for a wait of zero.
  static std::optional<Duration> wait_in(const net::HttpResponse& response, Timestamp now);

private:
  mutable std::mutex mutex_;
  Clock budget_clock_;
  RequestBudget budget_;
  RequestPause pause_;
  std::function<void(const std::string&)> tell_;
};

} // namespace hft::cpquant
