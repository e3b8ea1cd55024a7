#include "adapters/simulated/market/source.hpp"

#include "messages/result.hpp"

#include <algorithm>
#include <utility>

namespace hft::simulated {

void MarketSource::start_at(Timestamp time) {
  for (auto next = next_time(); next && *next < time; next = next_time()) (void)take();
}

std::optional<Price> MarketSource::reference_price(const Symbol&) const {
  return std::nullopt;
}

SourceTroubles MarketSource::troubles() const {
  return {};
}

bool MarketSource::take_until(Timestamp time, std::vector<MarketEvent>& out, std::size_t most) {
  for (auto next = next_time(); next && *next <= time; next = next_time()) {
    if (most-- == 0) return false;
    out.push_back(take());
  }
  return true;
}

MarketEvent EmptySource::take() {
  throw std::logic_error{"an empty source was asked for an event"};
}

MergedSource::MergedSource(std::vector<std::unique_ptr<MarketSource>> sources)
  : sources_{std::move(sources)} {
  ensure(!sources_.empty(), "a merged source has at least one source");
  for (const auto& source : sources_)
    symbols_.insert(symbols_.end(), source->symbols().begin(), source->symbols().end());
  std::sort(symbols_.begin(), symbols_.end());
  symbols_.erase(std::unique(symbols_.begin(), symbols_.end()), symbols_.end());
  choose();
}

MarketEvent MergedSource::take() {
  ensure(time_.has_value(), "a merged source that has ended was asked for an event");
  auto event = sources_[next_]->take();
  choose();
  return event;
}

void MergedSource::drop() {
  ensure(time_.has_value(), "a merged source that has ended was asked for an event");
  sources_[next_]->drop();
  choose();
}

void MergedSource::start_at(Timestamp time) {
  for (auto& source : sources_) source->start_at(time);
  choose();
}

std::optional<Price> MergedSource::reference_price(const Symbol& symbol) const {
  for (const auto& source : sources_)
    if (const auto price = source->reference_price(symbol)) return price;
  return std::nullopt;
}

SourceTroubles MergedSource::troubles() const {
  SourceTroubles all;
  for (const auto& source : sources_) {
    auto one = source->troubles();
    all.malformed += one.malformed;
    std::move(one.sentences.begin(), one.sentences.end(), std::back_inserter(all.sentences));
  }
  return all;
}

void MergedSource::choose() {
  time_.reset();
  for (std::size_t i = 0; i < sources_.size(); ++i)
    if (const auto time = sources_[i]->next_time(); time && (!time_ || *time < *time_)) {
      time_ = time;
      next_ = i;
    }
}

} // namespace hft::simulated
