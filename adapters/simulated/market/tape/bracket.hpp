#pragma once

#include "adapters/simulated/market/source.hpp"

#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace hft::simulated {

/// Puts made-up quotes before the trades of symbols whose quotes nobody recorded: at the same time,
/// a cent (below a dollar: a hundredth of one) to each side, whenever the price has moved. Trades
/// that do not tell where the market is (averages, late or priced elsewhere) move no quote.
class BracketedSource final : public MarketSource {
public:
  BracketedSource(std::unique_ptr<MarketSource> trades, const std::vector<Symbol>& symbols);
  std::optional<Timestamp> next_time() const override;
  MarketEvent take() override;
  const Trade* trade_at_hand() const override;
  const Quote* quote_at_hand() const override;
  void drop() override;
  BarStage bar_stage() const override { return trades_->bar_stage(); }
  void start_at(Timestamp time) override;
  const std::vector<Symbol>& symbols() const override { return trades_->symbols(); }
  Date date() const override { return trades_->date(); }
  std::optional<Price> reference_price(const Symbol& symbol) const override;
  SourceTroubles troubles() const override { return trades_->troubles(); }

private:
  /// The price bracketed last, when the trade has moved it and a quote comes before it.
  Price* moved_by(const Trade& trade) const;
  bool is_led(const Trade& trade) const;

  std::unique_ptr<MarketSource> trades_;
  mutable std::map<Symbol, Price> last_; ///< the price bracketed last, zero before the first
  std::optional<MarketEvent> held_;      ///< the trade whose quote was taken
  std::optional<Timestamp> held_time_;
  bool led_ = false;                  ///< the quote of the trade at hand was taken
  mutable std::optional<bool> leads_; ///< whether the trade at hand has one; not looked at yet
  mutable Quote quote_;               ///< which then is this
  mutable Symbol symbol_;             ///< trades of one symbol come in runs
  mutable Price* price_ = nullptr;
};

/// The quote around a price.
Quote bracket(const Trade& trade);

} // namespace hft::simulated
