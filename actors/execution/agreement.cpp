#include "actors/execution/agreement.hpp"

#include <algorithm>
#include <set>

namespace hft {

void Agreement::ask(const PositionBook& book) {
  window_.clear();
  for (const auto& symbol : book.symbols()) {
    const auto position = book.account_position(symbol);
    window_[symbol] = {position, position};
  }
}

void Agreement::on_position(const Symbol& symbol, Quantity position) {
  auto& range = window_[symbol]; // a symbol new since the question began at zero
  range.least = std::min(range.least, position);
  range.most = std::max(range.most, position);
}

std::vector<std::string> Agreement::compare(const std::vector<BrokerPosition>& positions,
                                            const PositionBook& book) {
  std::map<Symbol, Quantity> theirs;
  for (const auto& position : positions) theirs[position.symbol] += position.quantity;
  std::set<Symbol> symbols;
  for (const auto& [symbol, quantity] : theirs) symbols.insert(symbol);
  for (const auto& symbol : book.symbols()) symbols.insert(symbol);

  std::vector<std::string> differences;
  for (const auto& symbol : symbols) {
    const auto broker = theirs[symbol];
    const auto [least, most] = window_[symbol];
    if (least <= broker && broker <= most) continue;
    differences.push_back("position of " + symbol.str() + " is " +
                          to_string(book.account_position(symbol)) + " in our book and " +
                          to_string(broker) + " at the broker");
  }
  strikes_ = differences.empty() ? 0 : strikes_ + 1;
  return differences;
}

} // namespace hft
