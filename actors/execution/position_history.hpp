#pragma once

#include "actors/execution/position.hpp"
#include "messages/fixed_text.hpp"

#include <deque>
#include <map>
#include <optional>
#include <vector>

namespace hft {

/// One fill in the books, or what it cost more than was booked at first, and what was there before.
struct BookedChange {
  ModelId model;
  Position model_before;
  Position account_before;
  Quantity change; ///< signed; zero: only the cost was mended
  Price price;
  int128 more_cost = 0; ///< in 1e-18 dollars
};

/// The newest changes of each symbol's position. A corporate action is told when it is in the
/// account's history, which may be after fills that came later than it: this finds the point it
/// belongs to. Invariant: each change's `account_before` is what the change before it led to. Pure.
class PositionHistory {
public:
  static constexpr std::size_t most = 1024; ///< a symbol; the oldest go first

  void add(const Symbol& symbol, BookedChange change);
  /// Something else moved the position: nothing before it can be taken back.
  void forget(const Symbol& symbol) { changes_.erase(symbol); }
  /// Whether the account held so much before one of the changes.
  bool stood_at(const Symbol& symbol, Quantity account) const;
  /// The changes since the account last held so much, oldest first; they are forgotten. Empty when
  /// it never did.
  std::vector<BookedChange> take_since(const Symbol& symbol, Quantity account);

private:
  using Changes = std::deque<BookedChange>;
  std::map<Symbol, Changes> changes_;
};

} // namespace hft
