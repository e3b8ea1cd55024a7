#pragma once

#include "actors/execution/desk_time.hpp"

#include <cstdint>
#include <optional>

namespace hft {

/// When the broker's books are asked for, and from what time on their fills are news. Pure.
///
/// Invariants: one question is under way at a time, and only the answer to the newest counts; a
/// question that is not answered in time is asked again. The watermark only moves to the time of a
/// question whose answer agreed. No fill at or before the baseline is ours to book.
class BooksPoll {
public:
  /// `poll`: between questions; `answer_timeout`: until one is lost.
  BooksPoll(Duration poll, Duration answer_timeout)
    : poll_(poll),
      answer_timeout_(answer_timeout) {}

  struct Question {
    Timestamp since;
    std::uint64_t number = 0;
  };
  /// Asks now, whatever is under way.
  Question ask(DeskTime at);
  bool due(MonotonicTime now) const;
  /// Whether this is the answer that is waited for; it is waited for no more.
  bool take_answer(std::uint64_t number);
  /// An answer under way is as good as none.
  void drop_answer() { fetching_ = false; }
  void look_again_at(MonotonicTime time) { next_ = time; }

  /// No reconciliation of this account was ever journaled: the first look is a baseline.
  bool is_first() const { return first_; }
  void end_first_look() { first_ = false; }
  /// What the newest question has told is known.
  void advance() { watermark_ = asked_at_.time; }
  /// From the journal: the account was reconciled up to here.
  void recall(Timestamp watermark);
  /// An order of the baseline was changed then.
  void inherit(Timestamp updated);
  /// Another account.
  void forget();

  bool fetching() const { return fetching_; }
  /// The number of the question under way.
  std::optional<std::uint64_t> number() const;
  Timestamp asked_at() const { return asked_at_.time; }
  MonotonicTime next() const { return next_; }
  Timestamp watermark() const { return watermark_; }
  Timestamp baseline() const { return baseline_; }

private:
  Duration poll_;
  Duration answer_timeout_;
  std::uint64_t number_ = 0;
  bool fetching_ = false;
  bool first_ = true;
  DeskTime asked_at_;
  MonotonicTime next_;
  Timestamp watermark_; // fills up to here are known
  Timestamp baseline_;  // fills up to here are in the baseline
};

} // namespace hft
