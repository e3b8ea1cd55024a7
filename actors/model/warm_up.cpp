#include "actors/model/warm_up.hpp"

#include "models/bars/bar_board.hpp"

#include <algorithm>
#include <set>
#include <tuple>

namespace hft {

namespace {

using Identity = std::tuple<Symbol, char, char, std::int64_t, Timestamp>;

Identity identity_of(const Trade& trade) {
  return {trade.symbol, trade.exchange, trade.tape, trade.id, trade.time};
}

Timestamp known_at(const MarketEvent& event) {
  const auto* bar = std::get_if<Bar>(&event);
  return bar != nullptr ? end_of(*bar) : time_of(event);
}

bool builds_of_minutes(const Needs& needs) {
  return std::any_of(needs.bar_sizes.begin(), needs.bar_sizes.end(), is_made_of_minutes);
}

bool wants_history(const Needs& needs) {
  const bool of_time =
    needs.warm_up.count() > 0 || needs.warm_up_days > 0 || needs.warm_up_since_open;
  const bool of_bars = needs.keep_bars > 1 && builds_of_minutes(needs);
  return !needs.symbols.empty() &&
         (of_bars || (of_time && (needs.trades || needs.bars || !needs.bar_sizes.empty())));
}

} // namespace

WarmUp::WarmUp(const Needs& needs) : needs_(needs), wanted_(wants_history(needs)) {}

std::vector<HistoryQuestion> WarmUp::ask(const std::vector<TimeWindow>& windows,
                                         std::uint64_t& next_number) {
  std::vector<HistoryQuestion> questions;
  asked_ = true;
  open_.clear();
  events_.clear();
  failure_.clear();
  handed_out_ = 0;
  for (const auto& window : windows)
    for (const auto& symbol : needs_.symbols)
      for (const auto channel : {Channel::Trades, Channel::Bars}) {
        const bool trades = channel == Channel::Trades;
        if (trades && window.bars_only) continue;
        const bool builds_of_trades =
          std::any_of(needs_.bar_sizes.begin(), needs_.bar_sizes.end(),
                      [](BarSize size) { return !is_made_of_minutes(size); });
        if (!(trades ? needs_.trades || builds_of_trades
                     : needs_.bars || builds_of_minutes(needs_)))
          continue;
        questions.push_back({next_number, symbol, channel, window});
        open_.insert(next_number++);
      }
  return questions;
}

bool WarmUp::on_answer(std::uint64_t number, const Result<std::vector<MarketEvent>>& events) {
  if (open_.erase(number) == 0) return false;
  if (events)
    events_.insert(events_.end(), events->begin(), events->end());
  else if (failure_.empty())
    failure_ = events.error().sentence;
  return true;
}

void WarmUp::arrange(std::span<const MarketFrame> live) {
  std::set<Identity> trades;
  std::set<std::pair<Symbol, Timestamp>> bars;
  for (const auto& frame : live)
    for (const auto& event : frame.batch->events) {
      if (const auto* trade = std::get_if<Trade>(&event)) trades.insert(identity_of(*trade));
      if (const auto* bar = std::get_if<Bar>(&event)) bars.insert({bar->symbol, bar->start});
    }
  std::erase_if(events_, [&](const MarketEvent& event) {
    if (const auto* trade = std::get_if<Trade>(&event)) return trades.contains(identity_of(*trade));
    const auto* bar = std::get_if<Bar>(&event);
    return bar != nullptr && bars.contains({bar->symbol, bar->start});
  });
  std::stable_sort(events_.begin(), events_.end(), [](const MarketEvent& a, const MarketEvent& b) {
    return known_at(a) < known_at(b);
  });
}

std::span<const MarketEvent> WarmUp::next(std::size_t most) {
  const auto count = std::min(most, events_.size() - handed_out_);
  const std::span<const MarketEvent> slice{events_.data() + handed_out_, count};
  handed_out_ += count;
  return slice;
}

} // namespace hft
