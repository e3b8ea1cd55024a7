#include "actors/execution/asset_book.hpp"

#include <algorithm>

namespace hft {

void AssetBook::doubt(const Symbol& symbol) {
  if (const auto found = known_.find(symbol); found != known_.end()) found->second.next = {};
}

bool AssetBook::is_due(MonotonicTime now) const {
  if (now < quiet_until_) return false;
  return std::any_of(known_.begin(), known_.end(),
                     [now](const auto& entry) { return now >= entry.second.next; });
}

std::optional<Symbol> AssetBook::due(MonotonicTime now) {
  if (known_.empty() || now < quiet_until_) return std::nullopt;
  const auto oldest = std::min_element(known_.begin(), known_.end(), [](auto& a, auto& b) {
    return std::pair{a.second.next, a.first} < std::pair{b.second.next, b.first};
  });
  if (now < oldest->second.next) return std::nullopt;
  oldest->second.next = now + config_.patience;
  quiet_until_ = now + config_.pace;
  return oldest->first;
}

void AssetBook::on_answer(const AssetLookedUp& answer, MonotonicTime now) {
  auto& entry = known_[answer.symbol];
  entry.next = now + (answer.asset ? config_.kept : config_.retry);
  if (answer.asset) entry.traits = *answer.asset;
}

const AssetTraits* AssetBook::find(const Symbol& symbol) const {
  const auto found = known_.find(symbol);
  return found == known_.end() || !found->second.traits ? nullptr : &*found->second.traits;
}

} // namespace hft
