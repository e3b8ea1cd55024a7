#pragma once

#include "adapters/report/run_record.hpp"
#include "adapters/simulated/exchange/fees.hpp"
#include "app/research/backtest_runner.hpp"

#include <array>
#include <map>
#include <unordered_map>
#include <vector>

namespace hft::research {

/// Keeps what a backtest did as a run's record, from which its report is made: orders and fills
/// with the quotes they met, and prices after a fill. One thread.
class BacktestRecorder {
public:
  explicit BacktestRecorder(simulated::FeePlan fees = simulated::FeePlan::Paper) : plan_(fees) {}
  /// To be given to the runner; the recorder outlives it.
  BacktestObserver observer();

  /// The record's orders, fills, refusals, models, sessions and closes. The head is the caller's.
  report::RunRecord finish(const BacktestOutcome& outcome, Money equity_before);
  /// The newest price of a symbol that the models were shown; its quote's middle, else its trade.
  std::optional<hft::Price> price_of(const Symbol& symbol) const;

private:
  struct Price {
    std::optional<hft::Price> bid;
    std::optional<hft::Price> ask;
    std::optional<hft::Price> last;
    std::optional<Timestamp> at;
    std::optional<hft::Price> middle() const;
  };
  struct Markout {
    std::size_t fill = 0;
    std::size_t delay = 0; ///< index of `report::markout_delays`
  };
  void on_sent(const Order& order, Timestamp sent);
  void on_fill(const Fill& fill);
  void on_closed(const OrderClosed& closed);
  void on_market(const MarketBatch& batch);
  void on_day_closed(const DayClosed& day);
  void on_notes(const ModelNotes& notes);
  void on_minute(Timestamp at, const simulated::AccountSnapshot& account);
  void look_back(Timestamp now);

  simulated::FeePlan plan_;
  simulated::DayFees fees_;
  std::map<ModelId, Money> fees_of_;
  report::RunRecord record_;
  std::unordered_map<ClientOrderId, std::size_t> orders_; ///< places in the record
  Price& price_now(const Symbol& symbol);
  std::map<Symbol, Price> prices_;
  Symbol newest_symbol_; ///< told of last: events of one symbol come in runs
  Price* newest_ = nullptr;
  std::multimap<Timestamp, Markout> due_;
  std::map<std::pair<ModelId, Refusal>, std::uint64_t> refusals_;
  std::uint64_t notes_left_out_ = 0;
};

} // namespace hft::research
