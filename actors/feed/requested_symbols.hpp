#pragma once

#include "messages/market.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>

namespace hft {

/// The symbols the stream was ever asked for. Events of any other symbol are kept out: no model
/// wants them, and whoever keeps something for each symbol would grow with every name the venue
/// makes up. Until something is asked for, everything passes. Pure.
class RequestedSymbols {
public:
  void add(const Subscriptions& wanted);
  /// The batch itself when all of it may pass, else one without what may not, perhaps empty.
  std::shared_ptr<const MarketBatch> keep(std::shared_ptr<const MarketBatch> batch);
  /// Events kept out so far.
  std::uint64_t kept_out() const { return kept_out_; }
  /// What was kept out since it was last told of, in one sentence, every ten minutes at most;
  /// empty when there is nothing to tell now.
  std::optional<std::string> news(MonotonicTime now);

private:
  bool has(const Symbol& symbol);

  std::unordered_set<Symbol> symbols_;
  Symbol last_; ///< events of one symbol come in runs
  bool has_last_ = false;
  std::uint64_t kept_out_ = 0;
  std::uint64_t told_ = 0;
  std::optional<MonotonicTime> told_at_;
  std::string example_; ///< the first that was kept out since the last sentence
};

} // namespace hft
