#pragma once

#include "models/bars/bar_history.hpp"
#include "models/bars/bar_maker.hpp"
#include "models/bars/bar_set.hpp"

#include <memory>
#include <span>
#include <vector>

namespace hft {

/// Whether such bars can be made of minute bars: whole minutes.
bool is_made_of_minutes(BarSize size);

/// All bars one instance builds: every symbol it watches, every size it asks for. Time is that of
/// the events it is shown: what is complete by an event's time is told before the event itself, the
/// earliest end first, then by size, then by symbol.
class BarBoard {
public:
  BarBoard() = default;
  /// `symbols` sorted; `keep` bars of each are remembered, at least one.
  BarBoard(std::vector<Symbol> symbols, std::vector<BarSize> sizes, std::size_t keep,
           bool extended_hours);

  bool empty() const { return makers_.empty(); }
  /// The hours of the date in hand; other dates' are reckoned by the New York clock.
  void set_plan(const SessionPlan& plan);

  /// Something is complete by then.
  bool is_due(Timestamp now) const { return due_ <= now; }
  /// What is complete by then, for `told` and `set`; good until the next call.
  struct Closed {
    std::vector<Bar> bars;
    std::vector<BarSet> sets; ///< each after the bars of its end
  };
  const Closed& close(Timestamp now);
  /// Bars that the trade filled. Of history, only those that its minute bars do not make.
  const Closed& add(const Trade& trade, bool of_history = false);
  void add(const Bar& minute);

  /// Null when the model asks for no such bars.
  std::shared_ptr<const BarHistory> history(const Symbol& symbol, BarSize size) const;
  void convert(const Symbol& symbol, double price_factor);

private:
  struct Line {
    BarMaker maker;
    std::shared_ptr<BarHistory> history; ///< shared with who was shown it, so that it outlives us
  };
  const BarMaker::Hours& hours_at(Timestamp time);
  void set_due();
  void tell(Line& line, const Bar& bar);
  BarSet aligned(BarSize size, Timestamp end, Timestamp start) const;

  std::vector<Symbol> symbols_;
  std::vector<BarSize> sizes_;
  bool extended_hours_ = false;
  std::vector<Line> makers_; ///< by size, then by symbol
  BarMaker::Hours hours_;
  Timestamp hours_from_; ///< midnight before and after them
  Timestamp hours_until_;
  Timestamp due_{INT64_MAX};
  Closed closed_;
  std::vector<std::vector<Bar>> newest_; ///< of each size and symbol; the symbol empty: none yet
};

} // namespace hft
