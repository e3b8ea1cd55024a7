#pragma once

#include "messages/timestamp.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>

namespace hft {

/// What the desk does next while it closes.
enum class DeskCloseStep : std::uint8_t {
  CancelAgain, ///< a cancel may be refused, or come to nothing
  Look,        ///< ask for the broker's books: `on_look` is told their number
  Finish       ///< all is quiet, or the time is up
};

/// The desk's own end: what works is canceled until it works no more. Then, if an end of ours was
/// only concluded, the broker's list of open orders has the last word. Pure.
///
/// Invariants: `Finish` comes once a close, at the deadline at the latest. Before it no order of
/// ours works, and whoever had to look has looked. Cancels are a pause apart.
class DeskClose {
public:
  /// What works was canceled just now. `must_look`: an end of ours was only concluded.
  void begin(MonotonicTime now, Duration patience, bool must_look);
  /// Trading goes on: another session.
  void abandon() { phase_ = Phase::Idle; }
  /// The next step, which is taken to be done by whoever asks. `fetching`: the books of this number
  /// are being asked for; `next_fetch`: when they would be asked for anyway.
  std::optional<DeskCloseStep> due(MonotonicTime now, bool works,
                                   std::optional<std::uint64_t> fetching, MonotonicTime next_fetch);
  void on_look(std::uint64_t number) { look_ = number; }
  /// Books that can be read have come.
  void on_books(std::uint64_t number);

  /// It has begun and is not finished.
  bool under_way() const { return phase_ == Phase::Canceling; }
  /// The broker could be asked, or need not be.
  bool looked() const { return looked_; }

private:
  enum class Phase : std::uint8_t { Idle, Canceling, Finished };
  Phase phase_ = Phase::Idle;
  MonotonicTime deadline_;
  MonotonicTime next_cancel_;
  bool looked_ = false;
  std::uint64_t look_ = 0; // the number of the books asked for; zero: not yet
};

} // namespace hft
