#pragma once

#include "actors/execution/position_book.hpp"
#include "messages/gateway.hpp"

#include <map>
#include <string>
#include <vector>

namespace hft {

/// Whether the broker's positions are ours. A position may change while the broker is asked, so any
/// value our book had between question and answer agrees; only differences seen at several looks in
/// a row count as a disagreement.
class Agreement {
public:
  /// The question is sent now.
  void ask(const PositionBook& book);
  /// A fill changed the account's position of this symbol.
  void on_position(const Symbol& symbol, Quantity position);
  /// The answer: sentences, one a symbol that differs; none when all agree.
  std::vector<std::string> compare(const std::vector<BrokerPosition>& positions,
                                   const PositionBook& book);
  /// Looks in a row at which something differed.
  unsigned strikes() const { return strikes_; }
  void forget() { strikes_ = 0; }

private:
  struct Range {
    Quantity least;
    Quantity most;
  };
  std::map<Symbol, Range> window_;
  unsigned strikes_ = 0;
};

} // namespace hft
