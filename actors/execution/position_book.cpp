#include "actors/execution/position_book.hpp"

#include <algorithm>

namespace hft {

namespace {

// cost * part / whole without leaving 128 bits: 0 <= part <= whole < 2^63.
int128 share_of(int128 cost, std::int64_t part, std::int64_t whole) {
  return cost / whole * part + cost % whole * part / whole;
}

int128 value_at(const Position& position, const Symbol& symbol, const Marks& marks) {
  const auto* mark = marks.find(symbol);
  const auto price = mark ? mark->price() : std::nullopt;
  return price ? exact_product(*price, position.quantity) : position.cost;
}

PositionReport report_of(const Symbol& symbol, const Position& position, const Marks& marks) {
  return {symbol, position.quantity, position.average_price(), saturated_money(position.realized),
          saturated_money(value_at(position, symbol, marks) - position.cost)};
}

} // namespace

void Position::apply(Quantity change, Price price) {
  const bool closes =
    (quantity.units > 0 && change.units < 0) || (quantity.units < 0 && change.units > 0);
  if (!closes) {
    cost += exact_product(price, change);
    quantity += change;
    return;
  }
  const auto closed = std::min(abs(change), abs(quantity));
  const auto signed_closed = change.units < 0 ? -closed : closed;
  const auto freed = share_of(cost, closed.units, abs(quantity).units);
  realized += -exact_product(price, signed_closed) - freed;
  cost -= freed;
  quantity += signed_closed;
  const auto rest = change - signed_closed;
  if (rest.units != 0) apply(rest, price);
}

Price Position::average_price() const {
  if (quantity.units == 0) return {};
  const int128 twice = 2 * magnitude(cost) / magnitude(quantity.units);
  return saturated_price((twice + 1) / 2);
}

bool PositionBook::fits(const ModelId& model, const Symbol& symbol, Side side,
                        Quantity quantity) const {
  const auto change = side == Side::Buy ? int128{quantity.units} : -int128{quantity.units};
  const auto within = [&](Quantity held) {
    return magnitude(held.units + change) <= largest_position.units;
  };
  return within(account_position(symbol)) && within(position(model, symbol));
}

Quantity PositionBook::apply(const ModelId& model, const Symbol& symbol, Side side,
                             Quantity quantity, Price price) {
  const auto change = signed_quantity(side, quantity);
  account_[symbol].apply(change, price);
  auto& position = models_[model][symbol];
  position.apply(change, price);
  return position.quantity;
}

void PositionBook::adopt(const Symbol& symbol, Quantity quantity, Price average) {
  account_[symbol].apply(quantity, average);
  models_[ModelId{}][symbol].apply(quantity, average);
}

void PositionBook::correct(const ModelId& model, const Symbol& symbol, int128 more_cost) {
  account_[symbol].realized -= more_cost;
  models_[model][symbol].realized -= more_cost;
}

const Position* PositionBook::find(const ModelId& model, const Symbol& symbol) const {
  const auto holdings = models_.find(model);
  if (holdings == models_.end()) return nullptr;
  const auto found = holdings->second.find(symbol);
  return found == holdings->second.end() ? nullptr : &found->second;
}

Quantity PositionBook::position(const ModelId& model, const Symbol& symbol) const {
  const auto* position = find(model, symbol);
  return position ? position->quantity : Quantity{};
}

Quantity PositionBook::account_position(const Symbol& symbol) const {
  const auto found = account_.find(symbol);
  return found == account_.end() ? Quantity{} : found->second.quantity;
}

std::vector<Symbol> PositionBook::symbols() const {
  std::vector<Symbol> all;
  for (const auto& [symbol, position] : account_) all.push_back(symbol);
  return all;
}

int128 PositionBook::profit(const ModelId& model, const Marks& marks) const {
  const auto holdings = models_.find(model);
  if (holdings == models_.end()) return 0;
  int128 sum = 0;
  for (const auto& [symbol, position] : holdings->second)
    sum += position.realized + value_at(position, symbol, marks) - position.cost;
  return sum;
}

int128 PositionBook::account_profit(const Marks& marks) const {
  int128 sum = 0;
  for (const auto& [symbol, position] : account_)
    sum += position.realized + value_at(position, symbol, marks) - position.cost;
  return sum;
}

int128 PositionBook::gross_exposure(const Marks& marks) const {
  int128 sum = 0;
  for (const auto& [symbol, position] : account_)
    sum += magnitude(value_at(position, symbol, marks));
  return sum;
}

int128 PositionBook::gross_exposure(const ModelId& model, const Marks& marks) const {
  const auto holdings = models_.find(model);
  if (holdings == models_.end()) return 0;
  int128 sum = 0;
  for (const auto& [symbol, position] : holdings->second)
    sum += magnitude(value_at(position, symbol, marks));
  return sum;
}

std::vector<PositionReport> PositionBook::report(const Marks& marks) const {
  std::vector<PositionReport> all;
  for (const auto& [symbol, position] : account_) all.push_back(report_of(symbol, position, marks));
  return all;
}

ModelBook PositionBook::report(const ModelId& model, const Marks& marks) const {
  ModelBook book{model, {}, {}, {}, {}, {}};
  const auto holdings = models_.find(model);
  if (holdings == models_.end()) return book;
  int128 realized = 0;
  int128 unrealized = 0;
  for (const auto& [symbol, position] : holdings->second) {
    book.positions.push_back(report_of(symbol, position, marks));
    realized += position.realized;
    unrealized += value_at(position, symbol, marks) - position.cost;
  }
  book.realized = saturated_money(realized);
  book.unrealized = saturated_money(unrealized);
  return book;
}

std::vector<ModelId> PositionBook::models() const {
  std::vector<ModelId> all;
  for (const auto& [model, holdings] : models_) all.push_back(model);
  return all;
}

bool PositionBook::adds_up() const {
  std::map<Symbol, Quantity> sums;
  for (const auto& [model, holdings] : models_)
    for (const auto& [symbol, position] : holdings) sums[symbol] += position.quantity;
  return std::all_of(account_.begin(), account_.end(),
                     [&](const auto& held) { return sums[held.first] == held.second.quantity; });
}

} // namespace hft
