#include "actors/model/warm_up.hpp"

#include <algorithm>
#include <set>
#include <tuple>

namespace hft {

namespace {

using Identity = std::tuple<Symbol, char, char, std::int64_t, Timestamp>;

Identity identity_of(const Trade& trade) {
  return {trade.symbol, trade.exchange, trade.tape, trade.id, trade.time};
}

} // namespace

WarmUp::WarmUp(const Needs& needs)
  : needs_(needs),
    wanted_(needs.warm_up.count() > 0 && !needs.symbols.empty() && (needs.trades || needs.bars)) {}

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
        if (!(channel == Channel::Trades ? needs_.trades : needs_.bars)) continue;
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
    return time_of(a) < time_of(b);
  });
}

std::span<const MarketEvent> WarmUp::next(std::size_t most) {
  const auto count = std::min(most, events_.size() - handed_out_);
  const std::span<const MarketEvent> slice{events_.data() + handed_out_, count};
  handed_out_ += count;
  return slice;
}

} // namespace hft
