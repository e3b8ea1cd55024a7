#include "actors/feed/requested_symbols.hpp"

#include "messages/same_text.hpp"

#include <algorithm>
#include <chrono>

namespace hft {

void RequestedSymbols::add(const Subscriptions& wanted) {
  for (const auto& channel : wanted.symbols) symbols_.insert(channel.begin(), channel.end());
  last_ = {};
}

bool RequestedSymbols::has(const Symbol& symbol) {
  if (!is_same(symbol, last_)) {
    last_ = symbol;
    has_last_ = symbols_.contains(symbol);
  }
  return has_last_;
}

std::shared_ptr<const MarketBatch>
RequestedSymbols::keep(std::shared_ptr<const MarketBatch> batch) {
  if (symbols_.empty()) return batch;
  const auto& events = batch->events;
  const auto is_foreign = [this](const MarketEvent& event) { return !has(symbol_of(event)); };
  const auto first = std::find_if(events.begin(), events.end(), is_foreign);
  if (first == events.end()) return batch;
  if (kept_out_ == told_) example_ = symbol_of(*first).str();
  auto rest = std::make_shared<MarketBatch>();
  rest->received = batch->received;
  rest->sequence = batch->sequence;
  rest->events.assign(events.begin(), first);
  std::remove_copy_if(first, events.end(), std::back_inserter(rest->events), is_foreign);
  kept_out_ += events.size() - rest->events.size();
  return rest;
}

std::optional<std::string> RequestedSymbols::news(MonotonicTime now) {
  constexpr auto pause = std::chrono::minutes{10};
  if (kept_out_ == told_ || (told_at_ && now - *told_at_ < pause)) return std::nullopt;
  const auto count = kept_out_ - told_;
  told_ = kept_out_;
  told_at_ = now;
  return "kept out " + std::to_string(count) +
         (count == 1 ? " event of a symbol" : " events of symbols") +
         " that nobody asked for: first " + example_;
}

} // namespace hft
