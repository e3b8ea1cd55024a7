#include "app/research/altered_future.hpp"

namespace hft::research {

namespace {

/// To whole cents, so that orders at the price are still allowed.
void raise(Price& price) {
  constexpr std::int64_t cent = 10'000'000;
  price.units = (price.units + price.units / 10) / cent * cent;
}

} // namespace

MarketEvent AlteredFuture::take() {
  const auto time = source_->next_time();
  auto event = source_->take();
  if (!time || *time <= after_) return event;
  if (auto* trade = std::get_if<Trade>(&event)) {
    raise(trade->price);
  } else if (auto* quote = std::get_if<Quote>(&event)) {
    raise(quote->bid);
    raise(quote->ask);
  } else if (auto* bar = std::get_if<Bar>(&event)) {
    for (auto* price : {&bar->open, &bar->high, &bar->low, &bar->close, &bar->vwap}) raise(*price);
  }
  return event;
}

} // namespace hft::research
