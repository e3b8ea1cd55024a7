#include "tests/bench/stand_in_tape.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace hft::bench {

namespace {

constexpr int causing_size = 17; // what `modulo` sells on
constexpr int quiet_size = 100;  // neither 17 nor 31 divides it

bool contains(const std::vector<std::string>& list, const std::string& text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

} // namespace

TapeFrame Tape::next(Timestamp now) {
  std::uniform_int_distribution<std::size_t> sizes{options_.smallest_frame, options_.largest_frame};
  std::uniform_int_distribution<std::size_t> which{0, options_.symbols.size() - 1};
  TapeFrame frame;
  const auto count = sizes(random_);
  for (std::size_t i = 0; i < count; ++i) {
    const auto& symbol = options_.symbols[which(random_)];
    const bool causes_order =
      contains(options_.trigger_symbols, symbol) && ++candidates_ % options_.order_every == 0;
    append_trade(frame, symbol, causes_order, now);
  }
  frame.text += ']';
  return frame;
}

TapeFrame Tape::probe(Timestamp now) {
  TapeFrame frame;
  append_trade(frame, options_.trigger_symbols.front(), true, now);
  frame.text += ']';
  return frame;
}

void Tape::append_trade(TapeFrame& frame, const std::string& symbol, bool causes_order,
                        Timestamp now) {
  // A wave of a dollar with a period of 20,000 trades: models that follow trends see one.
  const auto place = static_cast<std::int64_t>(++printed_ % 20'000);
  cents_ = 45'000 + (place < 10'000 ? place : 20'000 - place) / 100;
  fmt::format_to(
    std::back_inserter(frame.text),
    R"({}{{"T":"t","S":"{}","i":{},"x":"V","p":{}.{:02},"s":{},"c":["@"],"t":"{}","z":"B"}})",
    frame.trades == 0 ? "[" : ",", symbol, printed_, cents_ / 100, cents_ % 100,
    causes_order ? causing_size : quiet_size, format_timestamp(now));
  ++frame.trades;
  if (causes_order) frame.triggers.push_back(symbol);
}

void Pairs::order_read(const std::string& symbol, std::int64_t at) {
  orders_[symbol].push_back(at);
}

std::size_t Pairs::trades() const {
  std::size_t sum = 0;
  for (const auto& [symbol, moments] : trades_) sum += moments.size();
  return sum;
}

std::size_t Pairs::orders() const {
  std::size_t sum = 0;
  for (const auto& [symbol, moments] : trades_)
    if (const auto found = orders_.find(symbol); found != orders_.end())
      sum += found->second.size();
  return sum;
}

std::string Pairs::text() const {
  std::string text;
  for (const auto& [symbol, trades] : trades_) {
    const auto found = orders_.find(symbol);
    if (found == orders_.end()) continue;
    for (std::size_t i = 0; i < std::min(trades.size(), found->second.size()); ++i)
      fmt::format_to(std::back_inserter(text), "{} {}\n", trades[i], found->second[i] - trades[i]);
  }
  return text;
}

std::vector<std::int64_t> Pairs::latencies(std::size_t warm_up) const {
  std::vector<std::int64_t> all;
  for (const auto& [symbol, trades] : trades_) {
    const auto found = orders_.find(symbol);
    if (found == orders_.end()) continue;
    const auto count = std::min(trades.size(), found->second.size());
    for (auto i = warm_up; i < count; ++i) all.push_back(found->second[i] - trades[i]);
  }
  std::sort(all.begin(), all.end());
  return all;
}

} // namespace hft::bench
