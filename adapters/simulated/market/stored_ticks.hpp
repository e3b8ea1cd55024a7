#pragma once

#include "adapters/simulated/market/source.hpp"
#include "adapters/store/row_stream.hpp"

#include <optional>
#include <vector>

namespace hft::simulated {

/// The trades or quotes of one file of the market data store, a block in memory at a time. Rows
/// that are marked as suspect are not played but counted; a block that cannot be read ends it.
class StoredTicks final : public MarketSource {
public:
  /// Played as `symbol`, which may be a later name of the file's.
  StoredTicks(store::StoreReader reader, const Symbol& symbol);
  std::optional<Timestamp> next_time() const override { return time_; }
  MarketEvent take() override;
  const Trade* trade_at_hand() const override { return time_ && !quotes_ ? &trade_ : nullptr; }
  const Quote* quote_at_hand() const override { return time_ && quotes_ ? &quote_ : nullptr; }
  void drop() override;
  void start_at(Timestamp time) override;
  const std::vector<Symbol>& symbols() const override { return symbols_; }
  Date date() const override { return cursor_.header().first_date; }
  std::optional<Price> reference_price(const Symbol& symbol) const override {
    return symbol == symbols_.front() ? first_price_ : std::nullopt;
  }
  SourceTroubles troubles() const override { return troubles_; }

private:
  void read_next();
  bool begin_block();
  void skip_suspect(std::size_t row);

  store::RowCursor cursor_;
  std::size_t row_ = 0; ///< of the cursor's block; the next to be read
  std::size_t end_ = 0; ///< behind the block's last
  std::vector<Symbol> symbols_;
  bool quotes_;
  Trade trade_; ///< the next event is one of the two
  Quote quote_;
  std::optional<Timestamp> time_;
  std::optional<Price> first_price_;
  SourceTroubles troubles_;
};

} // namespace hft::simulated
