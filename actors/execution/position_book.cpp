#include "actors/execution/position_book.hpp"

#include <algorithm>
#include <numeric>

namespace hft {

namespace {

int128 value_at(const Position& position, const Symbol& symbol, const Marks& marks) {
  const auto* mark = marks.find(symbol);
  const auto price = mark ? mark->price() : std::nullopt;
  return price ? exact_product(*price, position.quantity) : position.cost;
}

PositionReport report_of(const Symbol& symbol, const Position& position, const Marks& marks) {
  const auto* mark = marks.find(symbol);
  return {symbol,
          position.quantity,
          position.average_price(),
          saturated_money(position.realized),
          saturated_money(value_at(position, symbol, marks) - position.cost),
          mark ? mark->price().value_or(Price{}) : Price{},
          mark ? mark->time : Timestamp{}};
}

int128 exact_money(Money money) {
  return static_cast<int128>(money.units) * units_per_whole;
}

/// One who holds a symbol whose shares are exchanged.
struct Holder {
  ModelId model;
  Position* position = nullptr;
  int128 shares = 0; // of the new ones, in the smallest unit given out
  int128 rest = 0;   // what was cut off, over the denominator
};

bool is_whole_number(Quantity quantity) {
  return quantity.units % units_per_whole == 0;
}

/// Everybody's part of `after`, by the method of the largest remainder: whole shares when all are.
void share_out(std::vector<Holder>& holders, Quantity before, Quantity after) {
  const bool whole = is_whole_number(after) &&
                     std::all_of(holders.begin(), holders.end(),
                                 [](auto& x) { return is_whole_number(x.position->quantity); });
  const std::int64_t unit = whole ? units_per_whole : 1;
  const int128 denominator = magnitude(int128{before.units}) * unit;
  const int128 sign = before.units < 0 ? -1 : 1;
  int128 left = after.units / unit;
  for (auto& holder : holders) {
    const auto part = sign * holder.position->quantity.units * after.units;
    holder.shares = part / denominator;
    holder.rest = part - holder.shares * denominator;
    left -= holder.shares;
  }
  const auto less = [](const Holder& a, const Holder& b) { return a.rest < b.rest; };
  for (; left > 0; --left) {
    auto& most = *std::max_element(holders.begin(), holders.end(), less);
    ++most.shares;
    most.rest -= denominator;
  }
  for (; left < 0; ++left) {
    auto& least = *std::min_element(holders.begin(), holders.end(), less);
    --least.shares;
    least.rest += denominator;
  }
  for (auto& holder : holders) holder.shares *= unit;
}

/// `whole` split so that the parts add up to it.
Money part_of(Money whole, std::int64_t part, std::int64_t of, Money& given) {
  const auto mine =
    Money{checked_narrow(static_cast<int128>(whole.units) * part / (of == 0 ? 1 : of))};
  given += mine;
  return mine;
}

/// What the shares cost that were not given out: nothing of it stays with the new ones.
int128 freed_cost(const Position& position, Quantity after, Quantity fraction,
                  Quantity account_after) {
  if (after.units == 0) return position.cost;
  const auto paid = abs(fraction).units;
  const auto kept = abs(account_after).units;
  return paid == 0 ? 0 : share_of(position.cost, paid, checked_add(paid, kept));
}

/// 10 for 1 rather than 100 for 10.
std::pair<Quantity, Quantity> ratio_of(const PositionAdjustment& x) {
  if (x.old_shares.units > 0 && x.new_shares.units > 0) return {x.old_shares, x.new_shares};
  const auto before = abs(x.before).units;
  const auto after = abs(x.after).units;
  if (before == 0 || after == 0) return {};
  const auto common = std::gcd(before, after);
  const auto scale = std::max(before, after) / common < INT64_MAX / units_per_whole
                       ? units_per_whole
                       : std::int64_t{1};
  return {Quantity{before / common * scale}, Quantity{after / common * scale}};
}

} // namespace

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
  auto& account = account_[symbol];
  auto& position = models_[model][symbol];
  history_.add(symbol, {model, position, account, change, price});
  account.apply(change, price);
  position.apply(change, price);
  return position.quantity;
}

std::optional<OppositeHoldings> PositionBook::opposite_holdings(const Symbol& symbol,
                                                                const ModelId* only) const {
  OppositeHoldings found;
  Quantity owned;
  Quantity owed;
  const auto take = [&](const ModelId& model) {
    const auto quantity = position(model, symbol);
    if (quantity > Quantity{} && owned == Quantity{}) found.seller = model, owned = quantity;
    if (quantity < Quantity{} && owed == Quantity{}) found.buyer = model, owed = -quantity;
  };
  if (only) take(*only);
  if (only && owned == owed) return std::nullopt;
  for (const auto& [model, holdings] : models_)
    if (!model.empty()) take(model);
  found.quantity = std::min(owned, owed);
  return found.quantity > Quantity{} ? std::optional{found} : std::nullopt;
}

void PositionBook::settle(const OppositeHoldings& holdings, const Symbol& symbol, Price price) {
  history_.forget(symbol);
  models_[holdings.seller][symbol].apply(-holdings.quantity, price);
  models_[holdings.buyer][symbol].apply(holdings.quantity, price);
}

Quantity PositionBook::held_on(Side side, const Symbol& symbol) const {
  int128 sum = 0;
  for (const auto& [model, holdings] : models_) {
    const auto held = holdings.find(symbol);
    if (model.empty() || held == holdings.end()) continue;
    const auto signed_units = signed_quantity(side, held->second.quantity).units;
    if (signed_units > 0) sum += signed_units;
  }
  return Quantity{static_cast<std::int64_t>(std::min<int128>(sum, largest_position.units))};
}

void PositionBook::adopt(const Symbol& symbol, Quantity quantity, Price average) {
  history_.forget(symbol);
  account_[symbol].apply(quantity, average);
  models_[ModelId{}][symbol].apply(quantity, average);
}

std::vector<CorporateAction> PositionBook::adjust(const PositionAdjustment& adjustment) {
  if (adjustment.kind == ActivityKind::Elsewhere) {
    set_nobodys(adjustment);
    return {};
  }
  if (adjustment.kind == ActivityKind::Dividend || adjustment.kind == ActivityKind::CashInLieu)
    return share_out_cash(adjustment);
  if (exchanges_shares(adjustment.kind) && adjustment.before.units != 0)
    return exchange(adjustment);
  adopt(adjustment.symbol, adjustment.after - adjustment.before, adjustment.price);
  correct(ModelId{}, adjustment.symbol, -exact_money(adjustment.cash));
  return {};
}

/// Newest first, so that each leads to what was there before it.
void PositionBook::take_back(const Symbol& symbol, const std::vector<BookedChange>& changes) {
  for (auto change = changes.rbegin(); change != changes.rend(); ++change) {
    account_[symbol] = change->account_before;
    models_[change->model][symbol] = change->model_before;
  }
}

std::vector<CorporateAction> PositionBook::exchange(const PositionAdjustment& x) {
  std::vector<BookedChange> later;
  if (account_position(x.symbol) != x.before) later = history_.take_since(x.symbol, x.before);
  take_back(x.symbol, later);
  history_.forget(x.symbol);
  history_.forget(x.new_symbol);
  auto told = exchange_held(x);
  for (const auto& change : later)
    if (change.change.units == 0)
      correct(change.model, x.new_symbol, change.more_cost);
    else
      apply(change.model, x.new_symbol, change.change.units > 0 ? Side::Buy : Side::Sell,
            abs(change.change), change.price);
  return told;
}

std::vector<CorporateAction> PositionBook::exchange_held(const PositionAdjustment& x) {
  std::vector<Holder> holders;
  for (auto& [model, holdings] : models_)
    if (const auto held = holdings.find(x.symbol);
        held != holdings.end() && held->second.quantity.units != 0)
      holders.push_back({model, &held->second, 0, 0});
  if (holders.empty()) return {};
  share_out(holders, x.before, x.after);
  const auto [old_shares, new_shares] = ratio_of(x);
  const auto move = [&](Holdings& holdings, Quantity after, Money cash) {
    auto& old = holdings[x.symbol];
    const auto freed = freed_cost(old, after, x.fraction, x.after);
    const auto cost = old.cost - freed;
    old.realized += exact_money(cash) - freed;
    old.cost = 0;
    old.quantity = {};
    auto& held = holdings[x.new_symbol];
    held.quantity += after;
    held.cost += cost;
  };
  std::vector<CorporateAction> told;
  Money given;
  for (auto& holder : holders) {
    const auto before = holder.position->quantity;
    const Quantity after{checked_narrow(holder.shares)};
    auto cash = part_of(x.cash, before.units, x.before.units, given);
    if (&holder == &holders.back()) cash += x.cash - given;
    move(models_[holder.model], after, cash);
    told.push_back({holder.model, x.kind, x.symbol, x.new_symbol, before, after, old_shares,
                    new_shares, cash, x.time});
  }
  move(account_, x.after, x.cash);
  return told;
}

std::vector<CorporateAction> PositionBook::share_out_cash(const PositionAdjustment& x) {
  history_.forget(x.symbol);
  std::vector<CorporateAction> told;
  Money given;
  const auto all = account_position(x.symbol);
  for (auto& [model, holdings] : models_) {
    const auto held = holdings.find(x.symbol);
    if (held == holdings.end() || held->second.quantity.units == 0 || all.units == 0) continue;
    const auto quantity = held->second.quantity;
    const auto cash = part_of(x.cash, quantity.units, all.units, given);
    held->second.realized += exact_money(cash);
    told.push_back({model, x.kind, x.symbol, x.symbol, quantity, quantity, {}, {}, cash, x.time});
  }
  models_[ModelId{}][x.symbol].realized +=
    exact_money(x.cash - given); // what rounding left, or all
  account_[x.symbol].realized += exact_money(x.cash);
  return told;
}

// What no model holds follows the broker, at what the broker says it cost.
void PositionBook::set_nobodys(const PositionAdjustment& x) {
  history_.forget(x.symbol);
  auto& nobodys = models_[ModelId{}][x.symbol];
  auto& account = account_[x.symbol];
  const auto change = x.after - account.quantity;
  const auto before = nobodys;
  nobodys.quantity += change;
  nobodys.cost = exact_product(x.price, nobodys.quantity);
  nobodys.realized += exact_money(x.cash);
  account.quantity += change;
  account.cost += nobodys.cost - before.cost;
  account.realized += exact_money(x.cash);
}

void PositionBook::correct(const ModelId& model, const Symbol& symbol, int128 more_cost) {
  auto& account = account_[symbol];
  auto& position = models_[model][symbol];
  history_.add(symbol, {model, position, account, {}, {}, more_cost});
  account.realized -= more_cost;
  position.realized -= more_cost;
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

bool PositionBook::stood_at(const Symbol& symbol, Quantity account) const {
  return account_position(symbol) == account || history_.stood_at(symbol, account);
}

bool PositionBook::held_by_models(const Symbol& symbol) const {
  return std::any_of(models_.begin(), models_.end(), [&](const auto& row) {
    if (row.first.empty()) return false;
    const auto held = row.second.find(symbol);
    return held != row.second.end() && held->second.quantity.units != 0;
  });
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
