#pragma once

#include "app/console/non_blocking_writer.hpp"
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
  bool colours() const { return colours_; }

  void phase(const SessionChanged& changed);
  /// The date's session is over for this run.
  void phase_ended(Timestamp at, Date date);
  /// What the account was worth at the start, for the running equity; zero: not known.
  /// `fresh`: its books are empty, so that all profit is this run's.
  void account_begins_with(Money equity, bool fresh) {
    equity_ = equity;
    begun_ = fresh;
  }
  /// Profit shown is that made after the first of these in which the desk is ready.
  void begin(const StatusSnapshot& status);
  void note(const std::string& subject, const std::string& sentence);
  /// A line as it is, for programs that read it too.
  void announce(const std::string& line);
  void ordered(const Order& order);
  void filled(const Fill& fill);
  void refused(const OrderRefused& refused);
  void closed(const OrderClosed& closed);
  /// How far the session is, and the profit and equity so far.
  void progress(const StatusSnapshot& status);

  /// Writes what came since; `now` paces it. Called by one thread, about twenty times a second.
  void flush(MonotonicTime now);
  /// The last words, in place of a flush. Without a patience it waits for whoever reads.
  void finish(const std::string& text, std::optional<Duration> patience);
  /// Whether it is time again to tell how it goes: every five seconds, however busy the screen is.
  bool wants_progress(MonotonicTime now);
  /// How long nothing was written.
  Duration quiet_for(MonotonicTime now) const;

private:
  enum class Kind { Phase, Note, Order, Fill, Refused, Gain, Loss };
  struct Line {
    Kind kind;
    std::string text;
  };
  void push(Kind kind, bool always, std::string text, std::string_view id = {});
  std::string paint(const Line& line) const;

  NonBlockingWriter out_;
  Money equity_;
  SessionPhase phase_ = SessionPhase::Closed; ///< by the thread that tells phases
  Money profit_before_;                       ///< of the books when the run began
  bool begun_ = false;
  bool colours_;
  bool terminal_;
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
  MonotonicTime progressed_; ///< by the thread that flushes
};

/// The table at the end, for people, at most 80 columns wide: per model and in total, with the
/// prices that positions are marked with, then refusals and latency.
std::string summary_text(const StatusSnapshot& status, const std::vector<std::string>& phases,
                         bool colours = false);

/// How far a session is at `now`: `18%, 5:20 left`; empty outside the regular hours.
std::string session_progress(const SessionPlan& plan, Timestamp now);

} // namespace hft
