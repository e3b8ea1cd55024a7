#include "adapters/simulated/exchange/ids.hpp"

#include "adapters/simulated/exchange/asset.hpp"
#include "messages/split_mix.hpp"

namespace hft::simulated {

std::uint64_t SeededNumbers::next() {
  SplitMix numbers{state_};
  state_ += SplitMix::step;
  return numbers.next();
}

double SeededNumbers::fraction() {
  return static_cast<double>(next() >> 11) * 0x1.0p-53;
}

std::uint64_t SeededNumbers::up_to(std::uint64_t most) {
  return 1 + next() % most;
}

Uuid SeededNumbers::next_id() {
  const auto high = next();
  return make_uuid(high, next());
}

Uuid SeededNumbers::next_id_of(const ClientOrderId& order, Date date) {
  SeededNumbers days{static_cast<std::uint64_t>(date.days)};
  const auto salt = days.next() ^ text_hash(order.view());
  const auto high = next() ^ salt;
  return make_uuid(high, next() ^ salt);
}

Uuid make_uuid(std::uint64_t high, std::uint64_t low) {
  high = (high & ~0xf000ULL) | 0x4000ULL;                      // version 4
  low = (low & 0x3fffffffffffffffULL) | 0x8000000000000000ULL; // variant 10
  char text[37];
  std::size_t at = 0;
  for (int digit = 0; digit < 32; ++digit) {
    if (digit == 8 || digit == 12 || digit == 16 || digit == 20) text[at++] = '-';
    const auto word = digit < 16 ? high : low;
    text[at++] = "0123456789abcdef"[(word >> (60 - 4 * (digit % 16))) & 0xf];
  }
  return Uuid::truncated({text, at});
}

std::uint64_t text_hash(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325ULL; // FNV-1a
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  return hash;
}

Uuid asset_id_of(const Symbol& symbol) {
  SeededNumbers numbers{text_hash(symbol.view())};
  const auto high = numbers.next();
  return make_uuid(high, numbers.next());
}

} // namespace hft::simulated
