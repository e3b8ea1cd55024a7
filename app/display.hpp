#pragma once

#include "app/outlet.hpp"
#include "messages/control.hpp"

#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hft {

/// What a person watching sees on standard output: phases, orders and fills as they happen, at most
/// `lines_a_second` of them, a progress line in quiet stretches. Facts may come from any thread and
/// cost a short lock; only `flush` and `finish` write, and `flush` never waits for the reader. At
/// the log level debug `flush` logs every order, fill and refusal too, also those not shown.
class Display {
public:
  /// Colours when `out` is a terminal and NO_COLOR is not set.
  explicit Display(int out, int lines_a_second = 40);

  void phase(const SessionChanged& changed);
  void note(const std::string& subject, const std::string& sentence);
  void ordered(const Order& order);
  void filled(const Fill& fill);
  void refused(const OrderRefused& refused);
  void closed(const OrderClosed& closed);
  void progress(const StatusSnapshot& status);

  /// Writes what came since; `now` paces it. Called by one thread, about twenty times a second.
  void flush(MonotonicTime now);
  /// The last words, in place of a flush. Without a patience it waits for whoever reads.
  void finish(const std::string& text, std::optional<Duration> patience);
  /// How long nothing was written.
  Duration quiet_for(MonotonicTime now) const;

private:
  enum class Kind { Phase, Note, Order, Fill, Refused };
  struct Line {
    Kind kind;
    std::string text;
  };
  void push(Kind kind, bool always, std::string text, std::string_view id = {});
  std::string paint(const Line& line) const;

  Outlet out_;
  bool colours_;
  int lines_a_second_;
  mutable std::mutex mutex_;
  std::deque<Line> lines_;
  std::vector<std::string> details_; ///< for the log
  std::uint64_t skipped_orders_ = 0;
  std::uint64_t skipped_fills_ = 0;
  std::uint64_t skipped_refusals_ = 0;
  double allowance_;
  MonotonicTime refilled_;
  MonotonicTime written_;
};

/// The table at the end, for people: per model and in total, then the latency.
std::string summary_text(const StatusSnapshot& status, const std::vector<std::string>& phases);

} // namespace hft
