#include "messages/market.hpp"

#include <algorithm>
#include <charconv>
#include <iterator>
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

Timestamp end_of(const Bar& bar) {
  if (bar.end != Timestamp{}) return bar.end;
  return bar.start + (bar.kind == BarKind::Daily ? Duration{std::chrono::hours{24}}
                                                 : Duration{std::chrono::minutes{1}});
}

namespace {

constexpr char bar_letters[] = {'s', 'm', 'h', 'd', 'v', 't'};

} // namespace

std::string to_string(BarSize size) {
  return std::to_string(size.count) + bar_letters[static_cast<std::size_t>(size.unit)];
}

std::optional<BarSize> bar_size_from(std::string_view text) {
  if (text.size() < 2) return std::nullopt;
  const auto* letter = std::find(std::begin(bar_letters), std::end(bar_letters), text.back());
  if (letter == std::end(bar_letters)) return std::nullopt;
  BarSize size;
  size.unit = static_cast<BarUnit>(letter - std::begin(bar_letters));
  const auto* end = text.data() + text.size() - 1;
  const auto [stop, error] = std::from_chars(text.data(), end, size.count);
  if (error != std::errc{} || stop != end || size.count <= 0) return std::nullopt;
  const bool fits = size.unit == BarUnit::Day ? size.count == 1
                    : size.is_of_time()       ? size.count <= 57'600 && // 04:00 to 20:00
                                            duration_of(size) <= std::chrono::hours{16}
                                        : size.count <= 1'000'000'000;
  return fits ? std::optional{size} : std::nullopt;
}

Duration duration_of(BarSize size) {
  switch (size.unit) {
    case BarUnit::Second: return std::chrono::seconds{size.count};
    case BarUnit::Minute: return std::chrono::minutes{size.count};
    case BarUnit::Hour: return std::chrono::hours{size.count};
    case BarUnit::Day: return size.count * std::chrono::minutes{390};
    case BarUnit::Share:
    case BarUnit::Trade: break;
  }
  return {};
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
