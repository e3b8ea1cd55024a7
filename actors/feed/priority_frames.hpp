#pragma once

#include "messages/market.hpp"
#include "messages/same_text.hpp"

#include <unordered_set>

namespace hft {

/// Which batches the desk must have before the models, not after: one with the first price of a
/// symbol, without which it could not judge an order, or with a halt. All others go to the models
/// first: the desk needs them only as marks.
class PriorityFrames {
public:
  bool is_due(const MarketBatch& batch) {
    bool due = false;
    for (const auto& event : batch.events) {
      if (std::holds_alternative<TradingStatus>(event)) due = true;
      if (!std::holds_alternative<Trade>(event) && !std::holds_alternative<Quote>(event)) continue;
      const auto& symbol = symbol_of(event);
      if (is_same(symbol, last_)) continue;
      last_ = symbol;
      due = priced_.insert(symbol).second || due;
    }
    return due;
  }

private:
  std::unordered_set<Symbol> priced_;
  Symbol last_; ///< events of one symbol come in runs
};

} // namespace hft
