#pragma once

#include "adapters/simulated/market/source.hpp"

#include <memory>
#include <vector>

namespace hft::research {

/// A market that is another one after a moment: every price from there on is a tenth higher. What a
/// model decides before that moment must not change by it. One thread.
class AlteredFuture final : public simulated::MarketSource {
public:
  AlteredFuture(std::unique_ptr<simulated::MarketSource> source, Timestamp after)
    : source_(std::move(source)),
      after_(after) {}

  std::optional<Timestamp> next_time() const override { return source_->next_time(); }
  MarketEvent take() override;
  simulated::BarStage bar_stage() const override { return source_->bar_stage(); }
  void start_at(Timestamp time) override { source_->start_at(time); }
  const std::vector<Symbol>& symbols() const override { return source_->symbols(); }
  Date date() const override { return source_->date(); }
  std::optional<Price> reference_price(const Symbol& symbol) const override {
    return source_->reference_price(symbol);
  }
  simulated::SourceTroubles troubles() const override { return source_->troubles(); }

private:
  std::unique_ptr<simulated::MarketSource> source_;
  Timestamp after_;
};

} // namespace hft::research
