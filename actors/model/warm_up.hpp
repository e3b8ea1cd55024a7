#pragma once

#include "messages/market.hpp"
#include "messages/result.hpp"
#include "models/model.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <unordered_set>
#include <vector>

namespace hft {

struct TimeWindow {
  Timestamp from;
  Timestamp until;        ///< included
  bool bars_only = false; ///< of no trades
  bool trades_only = false;
};

/// What to ask the history: one symbol's trades or minute bars in one window.
struct HistoryQuestion {
  std::uint64_t number = 0;
  Symbol symbol;
  Channel channel = Channel::Trades; ///< or Bars
  TimeWindow window;
};

/// The past a model wants before it decides: asked for in questions, gathered, put in order and
/// handed out in slices. What also came live is left out: the live event counts.
class WarmUp {
public:
  explicit WarmUp(const Needs& needs);

  /// Whether there is anything to ask.
  bool is_wanted() const { return wanted_; }
  /// The questions about these windows, numbered from `next_number` on, which moves on. What was
  /// gathered before is forgotten.
  std::vector<HistoryQuestion> ask(const std::vector<TimeWindow>& windows,
                                   std::uint64_t& next_number);
  /// False when the number is not one of its open questions.
  bool on_answer(std::uint64_t number, const Result<std::vector<MarketEvent>>& events);
  bool is_answered() const { return asked_ && open_.empty(); }
  /// One sentence when a question could not be answered.
  const std::string& failure() const { return failure_; }

  /// Where the trades that are to be kept may lie: session time back from now, a guess at first.
  /// Empty where none are kept.
  std::optional<Needs> needs_of_trades() const;
  /// Both together: no trade is asked for twice.
  std::vector<TimeWindow> joined(std::vector<TimeWindow> windows,
                                 const std::vector<TimeWindow>& of_trades) const;
  /// All was answered, and of some symbol there were fewer trades than are to be kept: the next
  /// guess is longer, until it has reached back for weeks.
  bool is_short() const { return is_short_; }

  /// Sorts by time and leaves out what `live` holds too. Once, after the last answer.
  void arrange(std::span<const MarketFrame> live);
  /// The next events, at most `most`; empty when all were handed out.
  std::span<const MarketEvent> next(std::size_t most);
  std::size_t size() const { return events_.size(); }

private:
  bool asks_trades() const;
  void judge_length();

  Needs needs_;
  Duration trade_span_;
  bool is_short_ = false;
  bool wanted_ = false;
  bool asked_ = false;
  std::unordered_set<std::uint64_t> open_;
  std::string failure_;
  std::vector<MarketEvent> events_;
  std::size_t handed_out_ = 0;
};

} // namespace hft
