#pragma once

#include "messages/timestamp.hpp"

#include <cstdint>
#include <deque>
#include <optional>
#include <string>

namespace hft {

/// Counts what went wrong between us and the broker for no fault of an order: answers that did not
/// come or said nothing, orders that could not be handed over, requests over its limit. What the
/// broker refuses for the sake of the order itself is its model's affair (`HoldBack`). Of the last
/// minute of venue time. Pure.
class ErrorRate {
public:
  /// More than `limit` errors a minute are too many; zero: any number is well.
  explicit ErrorRate(std::uint32_t limit) : limit_(limit) {}
  /// `words`: what was said of it.
  void on_error(Timestamp at, const std::string& words);
  /// Why trading must stop now, naming count, allowance and the error seen most; none when it need
  /// not.
  std::optional<std::string> objection(Timestamp now);
  /// An operator looked into it: counts from zero again.
  void forget() { errors_.clear(); }

private:
  struct Error {
    Timestamp at;
    std::string words;
  };
  void drop_old(Timestamp now);
  std::string seen_most() const;
  std::uint32_t limit_;
  std::deque<Error> errors_;
};

/// The limits of the whole account that stop trading rather than refuse an order: a daily loss that
/// lasts and too many errors. Pure; times are the venue's.
///
/// Invariants: a loss that comes with one price and goes with the next is none; once tripped with
/// the wish to flatten, positions stay to be closed until that is done or somebody resumes.
class KillSwitch {
public:
  /// `patience`: how long a daily loss stands until it trips.
  KillSwitch(std::uint32_t errors_a_minute, Duration patience)
    : errors_(errors_a_minute),
      patience_(patience) {}

  void on_error(Timestamp at, const std::string& words) { errors_.on_error(at, words); }
  /// Why trading must stop now. `over_loss`: the sentence for a daily loss that is over its limit.
  std::optional<std::string> objection(std::optional<std::string> over_loss, Timestamp at);
  /// A daily loss is over its limit, and may yet last.
  bool watches_loss() const { return loss_since_.has_value(); }
  void trip(bool flatten) { flatten_wanted_ = flatten; }
  /// Every position of a model is to be closed.
  bool flatten_wanted() const { return flatten_wanted_; }
  void on_flattened() { flatten_wanted_ = false; }
  /// Somebody resumes trading: errors count from zero, nothing is to be closed any more.
  void reset();

private:
  ErrorRate errors_;
  Duration patience_;
  std::optional<Timestamp> loss_since_;
  bool flatten_wanted_ = false;
};

} // namespace hft
