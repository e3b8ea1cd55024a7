#pragma once

#include "adapters/simulated/market/source.hpp"
#include "messages/session.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace hft::simulated {

/// Bars of one symbol as a market, each in its stages (`BarStage`). A minute bar opens at its start
/// and is shown at its end, a minute later, but before the close when it ends there. A daily bar
/// opens and ends with the regular session, and is shown when the next one opens: what is decided
/// on it is traded at that open.
class BarSource final : public MarketSource {
public:
  /// One session's minute bars, by time.
  static BarSource minutes(const SessionPlan& plan, const Symbol& symbol, std::vector<Bar> bars);
  /// One session's daily bar; before it that of the session before, if that is to be shown.
  static BarSource daily(const SessionPlan& plan, const Symbol& symbol,
                         const std::optional<Bar>& before, const std::optional<Bar>& today);

  std::optional<Timestamp> next_time() const override;
  MarketEvent take() override;
  BarStage bar_stage() const override { return steps_[next_].stage; }
  void start_at(Timestamp time) override;
  const std::vector<Symbol>& symbols() const override { return symbols_; }
  Date date() const override { return date_; }

private:
  struct Step {
    Timestamp at;
    BarStage stage;
    Bar bar;
  };
  BarSource(Date date, const Symbol& symbol) : symbols_{symbol}, date_{date} {}

  std::vector<Symbol> symbols_;
  Date date_;
  std::vector<Step> steps_;
  std::size_t next_ = 0;
};

} // namespace hft::simulated
