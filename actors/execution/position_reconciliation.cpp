#include "actors/execution/position_reconciliation.hpp"

#include <algorithm>

namespace hft {

namespace {

constexpr Duration longest_pause = std::chrono::seconds{15};

std::string without_slash(const Symbol& symbol) {
  auto text = symbol.str();
  std::erase(text, '/');
  return text;
}

/// The book's spelling of what the broker's list of positions calls `BTCUSD`.
class Spelling {
public:
  explicit Spelling(const PositionBook& book) {
    for (const auto& symbol : book.symbols())
      if (symbol.view().find('/') != std::string_view::npos)
        pairs_.emplace(without_slash(symbol), symbol);
  }
  Symbol of(const Symbol& symbol) const {
    const auto found = pairs_.find(symbol.str());
    return found == pairs_.end() ? symbol : found->second;
  }

private:
  std::map<std::string, Symbol> pairs_;
};

/// The broker's positions by our spelling; what only our book knows is zero there.
std::map<Symbol, BrokerPosition> by_symbol(const std::vector<BrokerPosition>& positions,
                                           const PositionBook& book) {
  const Spelling spelling{book};
  std::map<Symbol, BrokerPosition> theirs;
  for (const auto& position : positions) {
    auto& sum = theirs[spelling.of(position.symbol)];
    sum.quantity += position.quantity;
    sum.average_entry = position.average_entry;
    sum.current = position.current;
  }
  for (const auto& symbol : book.symbols()) theirs.try_emplace(symbol);
  return theirs;
}

} // namespace

std::string sentence_of(const PositionDifference& difference) {
  return "position of " + difference.symbol.str() + " is " + to_string(difference.ours) +
         " in our book and " + to_string(difference.theirs) + " at the broker";
}

void PositionReconciliation::ask(const PositionBook& book) {
  window_.clear();
  for (const auto& symbol : book.symbols()) {
    const auto position = book.account_position(symbol);
    window_[symbol] = {position, position};
  }
}

void PositionReconciliation::on_position(const Symbol& symbol, Quantity position, bool by_model) {
  auto& range = window_[symbol]; // a symbol new since the question began at zero
  range.least = std::min(range.least, position);
  range.most = std::max(range.most, position);
  if (by_model) fresh_.insert(symbol);
}

std::vector<PositionDifference>
PositionReconciliation::compare(const std::vector<BrokerPosition>& positions,
                                const PositionBook& book) const {
  std::vector<PositionDifference> differences;
  for (const auto& [symbol, position] : by_symbol(positions, book)) {
    const auto known = window_.find(symbol);
    const auto [least, most] = known == window_.end() ? Range{} : known->second;
    if (least <= position.quantity && position.quantity <= most) continue;
    differences.push_back({symbol, book.account_position(symbol), position.quantity,
                           position.average_entry, position.current});
  }
  return differences;
}

void PositionReconciliation::see(const std::vector<BrokerPosition>& positions,
                                 const PositionBook& book) {
  if (fresh_.empty()) return;
  for (const auto& [symbol, position] : by_symbol(positions, book))
    if (position.quantity == book.account_position(symbol)) fresh_.erase(symbol);
}

std::vector<std::string>
PositionReconciliation::record(const std::vector<PositionDifference>& differences, DeskTime at) {
  std::vector<std::string> news;
  std::set<Symbol> differing;
  for (const auto& difference : differences) {
    differing.insert(difference.symbol);
    auto& open = open_[difference.symbol];
    if (open.looks++ == 0) {
      open.since = at;
      news.push_back("the " + sentence_of(difference) + ": no new orders in it until both agree");
    }
    open.difference = difference;
  }
  std::erase_if(open_, [&](const auto& entry) {
    if (differing.contains(entry.first)) return false;
    news.push_back("the position of " + entry.first.str() + " agrees with the broker again");
    return true;
  });
  return news;
}

const PositionDifference* PositionReconciliation::difference(const Symbol& symbol) const {
  const auto found = open_.find(symbol);
  return found == open_.end() ? nullptr : &found->second.difference;
}

std::vector<Symbol> PositionReconciliation::differing() const {
  std::vector<Symbol> symbols;
  for (const auto& [symbol, open] : open_) symbols.push_back(symbol);
  return symbols;
}

const PositionDifference* PositionReconciliation::overdue(DeskTime at) const {
  for (const auto& [symbol, open] : open_) {
    const auto lasted = std::max(at.time - open.since.time, at.now - open.since.now);
    if (open.looks >= least_looks_ && lasted >= patience_) return &open.difference;
  }
  return nullptr;
}

Duration PositionReconciliation::pause(DeskTime at, Duration least) const {
  Duration longest{0};
  for (const auto& [symbol, open] : open_) longest = std::max(longest, at.now - open.since.now);
  return std::clamp(longest / 2, least, std::max(least, longest_pause));
}

} // namespace hft
