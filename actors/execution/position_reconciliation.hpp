#pragma once

#include "actors/execution/desk_time.hpp"
#include "actors/execution/position_book.hpp"
#include "messages/gateway.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace hft {

/// A position that is another one at the broker.
struct PositionDifference {
  Symbol symbol; ///< as our book spells it, where it does
  Quantity ours;
  Quantity theirs;
  Price average; ///< what it cost, says the broker
  Price current;
};

/// `position of SPY is 5 in our book and 0 at the broker`
std::string sentence_of(const PositionDifference& difference);

/// Whether the broker's positions are ours. A position may change while the broker is asked, so any
/// value our book had between question and answer agrees. The broker's positions may also lag its
/// fills: a difference is given time, and until it is gone nothing new is to be sent in its symbol.
/// Pure; one thread.
class PositionReconciliation {
public:
  /// A difference that lasts for `patience`, of venue time or of ours, is believed; never one that
  /// was seen at fewer than `least_looks` looks.
  explicit PositionReconciliation(Duration patience = std::chrono::minutes{1},
                                  unsigned least_looks = 3)
    : patience_(patience),
      least_looks_(least_looks) {}

  /// The question is sent now.
  void ask(const PositionBook& book);
  /// The account's position of this symbol changed; `by_model`: by a fill of a model's order.
  void on_position(const Symbol& symbol, Quantity position, bool by_model = false);
  /// The answer: what differs, by symbol. Pairs of coins are the same with a slash (`BTC/USD`, as
  /// orders spell it) and without (as positions do).
  std::vector<PositionDifference> compare(const std::vector<BrokerPosition>& positions,
                                          const PositionBook& book) const;
  /// Positions that the broker shows just as our book has them: fills in them were seen. One that
  /// agrees only because our book had that value meanwhile is not enough.
  void see(const std::vector<BrokerPosition>& positions, const PositionBook& book);
  /// A model's fill in this symbol has not been seen in the broker's positions yet.
  bool is_fresh(const Symbol& symbol) const { return fresh_.contains(symbol); }

  /// What differs where models trade, at a look; all else agreed. Returns sentences for people:
  /// what differs from now on, and what agrees again.
  std::vector<std::string> record(const std::vector<PositionDifference>& differences, DeskTime at);
  bool agrees() const { return open_.empty(); }
  /// Null when the symbol agrees, as far as is known.
  const PositionDifference* difference(const Symbol& symbol) const;
  /// The symbols that differ.
  std::vector<Symbol> differing() const;
  /// One that has lasted too long.
  const PositionDifference* overdue(DeskTime at) const;
  /// How long to wait for the next look: longer as a difference lasts.
  Duration pause(DeskTime at, Duration least) const;
  void forget() { open_.clear(); }

private:
  struct Range {
    Quantity least;
    Quantity most;
  };
  struct Open {
    PositionDifference difference;
    DeskTime since;
    unsigned looks = 0;
  };
  Duration patience_;
  unsigned least_looks_;
  std::map<Symbol, Range> window_;
  std::map<Symbol, Open> open_;
  std::set<Symbol> fresh_;
};

} // namespace hft
