#include "actors/feed/stream_health.hpp"

namespace hft {

namespace {

std::string seconds_text(Duration duration) {
  return std::to_string(duration.count() / 1'000'000'000) + " s";
}

} // namespace

void StreamHealth::watch(const Subscriptions& acknowledged, MonotonicTime now) {
  streams_.clear();
  trades_.clear();
  quotes_.clear();
  heard_ = now;
  silent_ = false;
  for (const auto channel : {Channel::Trades, Channel::Quotes}) {
    auto& places = channel == Channel::Trades ? trades_ : quotes_;
    for (const auto& symbol : acknowledged.of(channel)) {
      places[symbol] = streams_.size();
      streams_.push_back({channel, symbol, now, false});
    }
  }
}

void StreamHealth::on_phase(SessionPhase phase, MonotonicTime now) {
  const bool regular = phase == SessionPhase::Regular || phase == SessionPhase::Closing;
  if (regular == regular_) return;
  regular_ = regular;
  heard_ = now;
  silent_ = false;
  for (auto& stream : streams_) {
    stream.heard = now;
    stream.silent = false;
  }
}

void StreamHealth::hear(Channel channel, const Symbol& symbol, MonotonicTime at) {
  const auto& places = channel == Channel::Trades ? trades_ : quotes_;
  if (const auto found = places.find(symbol); found != places.end())
    streams_[found->second].heard = at;
}

void StreamHealth::on_batch(const MarketBatch& batch) {
  heard_ = batch.received;
  for (const auto& event : batch.events) {
    if (const auto* trade = std::get_if<Trade>(&event))
      hear(Channel::Trades, trade->symbol, batch.received);
    else if (const auto* quote = std::get_if<Quote>(&event))
      hear(Channel::Quotes, quote->symbol, batch.received);
  }
}

std::string StreamHealth::name_of(const Stream& stream) {
  return std::string{to_string(stream.channel)} + " of " + stream.symbol.str();
}

std::vector<std::string> StreamHealth::check(MonotonicTime now) {
  std::vector<std::string> news;
  if (!regular_ || streams_.empty()) return news;
  const auto judge = [&](bool& silent, MonotonicTime heard, Duration limit, std::string what) {
    const bool is_silent = now - heard > limit;
    if (is_silent && !silent) news.push_back(what + " silent for more than " + seconds_text(limit));
    if (!is_silent && silent) news.push_back(what + " heard again");
    silent = is_silent;
  };
  judge(silent_, heard_, limits_.stream, "market data");
  for (auto& stream : streams_)
    judge(stream.silent, stream.heard, limits_.subscription, name_of(stream));
  return news;
}

std::string StreamHealth::silences() const {
  if (silent_) return "market data silent";
  std::string text;
  for (const auto& stream : streams_)
    if (stream.silent) text += (text.empty() ? "" : ", ") + name_of(stream);
  return text.empty() ? text : text + " silent";
}

std::string missing_text(const Subscriptions& wanted, const Subscriptions& acknowledged) {
  std::string text;
  for (std::size_t i = 0; i < channel_count; ++i) {
    const auto channel = static_cast<Channel>(i);
    for (const auto& symbol : wanted.of(channel))
      if (!acknowledged.contains(channel, symbol))
        text +=
          (text.empty() ? "" : ", ") + std::string{to_string(channel)} + " of " + symbol.str();
  }
  return text.empty() ? text : "venue does not send " + text;
}

} // namespace hft
