#include "messages/market.hpp"

#include <algorithm>
#include <type_traits>

namespace hft {

HaltEffect halt_effect(const TradingStatus& status) {
  if (status.status_code == "2" || status.status_code == "H" || status.status_code == "P")
    return HaltEffect::Halts;
  if (status.status_code == "3" || status.status_code == "T") return HaltEffect::Resumes;
  return HaltEffect::None;
}

bool halts_market(const TradingStatus& status) {
  if (halt_effect(status) != HaltEffect::Halts) return false;
  const auto& reason = status.reason_code;
  if (status.tape == 'A' || status.tape == 'B')
    return reason == "1" || reason == "2" || reason == "3";
  return reason == "MWC0" || reason == "MWC1" || reason == "MWC2" || reason == "MWC3";
}

const Symbol& symbol_of(const MarketEvent& event) {
  return std::visit([](const auto& e) -> const Symbol& { return e.symbol; }, event);
}

Timestamp time_of(const MarketEvent& event) {
  return std::visit(
    [](const auto& e) {
      if constexpr (std::is_same_v<std::decay_t<decltype(e)>, Bar>)
        return e.start;
      else
        return e.time;
    },
    event);
}

std::string_view to_string(Channel channel) {
  constexpr std::string_view names[channel_count] = {"trades",    "quotes",   "bars", "updatedBars",
                                                     "dailyBars", "statuses", "lulds"};
  return names[static_cast<std::size_t>(channel)];
}

std::string_view to_string(FeedState state) {
  switch (state) {
    case FeedState::Down: return "down";
    case FeedState::Connecting: return "connecting";
    case FeedState::Subscribing: return "subscribing";
    case FeedState::Live: return "live";
    case FeedState::Refused: return "refused";
  }
  return "?";
}

void Subscriptions::add(Channel channel, const Symbol& symbol) {
  auto& list = of(channel);
  const auto at = std::lower_bound(list.begin(), list.end(), symbol);
  if (at == list.end() || *at != symbol) list.insert(at, symbol);
}

void Subscriptions::merge(const Subscriptions& other) {
  for (std::size_t i = 0; i < channel_count; ++i)
    for (const auto& symbol : other.symbols[i]) add(static_cast<Channel>(i), symbol);
}

bool Subscriptions::contains(Channel channel, const Symbol& symbol) const {
  const auto& list = of(channel);
  return std::binary_search(list.begin(), list.end(), symbol);
}

bool Subscriptions::empty() const {
  return std::all_of(std::begin(symbols), std::end(symbols),
                     [](const auto& list) { return list.empty(); });
}

bool Subscriptions::operator==(const Subscriptions& other) const {
  return std::equal(std::begin(symbols), std::end(symbols), std::begin(other.symbols));
}

} // namespace hft
