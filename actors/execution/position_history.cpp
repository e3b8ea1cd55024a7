#include "actors/execution/position_history.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace hft {

namespace {

template <class Changes>
auto last_at(Changes& changes, Quantity account) {
  return std::find_if(changes.rbegin(), changes.rend(), [account](const BookedChange& change) {
    return change.account_before.quantity == account;
  });
}

} // namespace

void PositionHistory::add(const Symbol& symbol, BookedChange change) {
  auto& changes = changes_[symbol];
  if (changes.size() == most) changes.pop_front();
  changes.push_back(std::move(change));
}

bool PositionHistory::stood_at(const Symbol& symbol, Quantity account) const {
  const auto found = changes_.find(symbol);
  return found != changes_.end() && last_at(found->second, account) != found->second.rend();
}

std::vector<BookedChange> PositionHistory::take_since(const Symbol& symbol, Quantity account) {
  const auto found = changes_.find(symbol);
  if (found == changes_.end()) return {};
  auto& changes = found->second;
  const auto last = last_at(changes, account);
  if (last == changes.rend()) return {};
  std::vector<BookedChange> since(std::make_move_iterator(std::prev(last.base())),
                                  std::make_move_iterator(changes.end()));
  changes_.erase(found);
  return since;
}

} // namespace hft
