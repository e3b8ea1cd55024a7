#pragma once

#include "adapters/simulated/market/day_path.hpp"
#include "adapters/simulated/market/source.hpp"
#include "messages/session.hpp"

#include <cstdint>
#include <vector>

namespace hft::simulated {

struct GeneratorConfig {
  std::uint64_t seed = 1;
  SessionPlan plan; ///< the hours of the trading date, and the date
  std::vector<Symbol> symbols;
  bool quiet = false;    ///< quotes only
  double activity = 1.0; ///< 1: about 112'000 trades of SPY in regular hours, less of others
};

/// A made-up trading day: the same for the same seed, date and symbol, whatever other symbols there
/// are and wherever it starts. Volume is U-shaped over the regular hours and thin around them,
/// arrivals come in bursts, prices walk in ticks of a cent and join the days before and after,
/// sizes mix odd, round and mixed lots with rare blocks, and quotes bracket the trades. Made minute
/// by minute as it is read.
class MarketGenerator final : public MarketSource {
public:
  explicit MarketGenerator(GeneratorConfig config);
  std::optional<Timestamp> next_time() const override { return time_; }
  MarketEvent take() override;
  void start_at(Timestamp time) override;
  const std::vector<Symbol>& symbols() const override { return config_.symbols; }
  Date date() const override { return config_.plan.date; }

private:
  /// One symbol's day and its current minute.
  struct Lane {
    DayPath path;
    std::vector<MarketEvent> events;
    std::size_t next = 0;
  };
  void fill();
  void choose();

  GeneratorConfig config_;
  std::vector<Lane> lanes_;       ///< one a symbol
  int minute_ = 0;                ///< the next to be made, counted from 04:00
  std::optional<Timestamp> time_; ///< of the next event
  std::size_t lane_ = 0;          ///< that has it
};

} // namespace hft::simulated
