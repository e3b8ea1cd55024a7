#include "adapters/simulated/exchange/exchange.hpp"

#include "adapters/simulated/exchange/core.hpp"

namespace hft::simulated {

Exchange::Core::Core(ExchangeConfig settings) : config(std::move(settings)), numbers(config.seed) {}

Exchange::Exchange(ExchangeConfig config) : core_(std::make_unique<Core>(std::move(config))) {}
Exchange::~Exchange() = default;

void Exchange::set_session(const SessionPlan& plan) {
  core_->set_session(plan);
}
const SessionPlan& Exchange::session() const {
  return core_->plan;
}
void Exchange::advance(Timestamp now) {
  core_->advance(now);
}
Timestamp Exchange::now() const {
  return core_->now;
}

void Exchange::on_trade(const Trade& trade, bool sets_last) {
  core_->on_trade(trade, sets_last);
}
void Exchange::on_break(const Symbol& symbol, std::int64_t id, std::optional<Price> corrected) {
  core_->on_break(symbol, id, corrected);
}
void Exchange::on_quote(const Quote& quote) {
  core_->on_quote(quote);
}
void Exchange::on_status(const TradingStatus& status) {
  core_->on_status(status);
}

AccountSnapshot Exchange::account(std::string_view key) {
  return core_->snapshot(core_->account_of(key));
}

void Exchange::set_settings(std::string_view key, const AccountSettings& settings) {
  core_->account_of(key).settings = settings;
}

std::vector<std::string> Exchange::account_keys() const {
  std::vector<std::string> keys;
  for (const auto& account : core_->accounts) keys.push_back(account.key);
  return keys;
}

Answer<VenueOrder> Exchange::submit(std::string_view key, const PlaceRequest& request) {
  return core_->submit(key, request);
}

Answer<VenueOrder> Exchange::replace(std::string_view key, std::string_view id,
                                     const ReplaceRequest& request) {
  return core_->replace(key, id, request);
}

Answer<void> Exchange::cancel(std::string_view key, std::string_view id) {
  auto& account = core_->account_of(key);
  const auto index = core_->find(account, id);
  if (!index) return tl::unexpected{index.error()};
  return core_->cancel(account, *index);
}

std::vector<CanceledOrder> Exchange::cancel_all(std::string_view key) {
  auto& account = core_->account_of(key);
  const std::vector<OrderIndex> open(account.open.begin(), account.open.end());
  std::vector<CanceledOrder> canceled;
  for (const auto index : open) {
    const auto& record = core_->records[index];
    // A leg may have gone with its group since the list was made.
    if (is_terminal(record.order.state) && record.parent != no_order) continue;
    const auto id = record.order.id;
    canceled.push_back({id, core_->cancel(account, index)});
  }
  return canceled;
}

Answer<VenueOrder> Exchange::close_position(std::string_view key, std::string_view symbol,
                                            std::string_view qty, std::string_view percentage) {
  const auto asset = core_->asset(symbol);
  if (!asset) return tl::unexpected{not_found("position does not exist")};
  return core_->close_position(core_->account_of(key), asset->symbol, qty, percentage);
}

std::vector<ClosedPosition> Exchange::close_all(std::string_view key, bool cancel_orders) {
  if (cancel_orders) cancel_all(key);
  auto& account = core_->account_of(key);
  std::vector<Symbol> held;
  for (const auto& [symbol, holding] : account.book.holdings())
    if (holding.quantity.units != 0) held.push_back(symbol);
  std::vector<ClosedPosition> closed;
  for (const auto& symbol : held)
    closed.push_back({symbol, core_->close_position(account, symbol, "", "")});
  return closed;
}

Answer<VenueOrder> Exchange::order(std::string_view key, std::string_view id) {
  const auto index = core_->find(core_->account_of(key), id);
  if (!index) return tl::unexpected{index.error()};
  return core_->shown(*index, true);
}

Answer<VenueOrder> Exchange::order_by_client_id(std::string_view key,
                                                std::string_view client_order_id) {
  auto& account = core_->account_of(key);
  const auto id = ClientOrderId::from(client_order_id);
  const auto found = id ? account.by_client_id.find(*id) : account.by_client_id.end();
  if (found == account.by_client_id.end())
    return tl::unexpected{not_found("order not found for: " + std::string{client_order_id})};
  return core_->shown(found->second, true);
}

Answer<std::vector<VenueOrder>> Exchange::orders(std::string_view key, const OrderQuery& query) {
  return core_->orders(core_->account_of(key), query);
}

std::vector<PositionSnapshot> Exchange::positions(std::string_view key, Duration lag) {
  const auto& account = core_->account_of(key);
  std::set<Symbol> symbols;
  for (const auto& [symbol, holding] : account.book.holdings()) symbols.insert(symbol);
  for (const auto& change : account.changes) symbols.insert(change.symbol);
  std::vector<PositionSnapshot> positions;
  for (const auto& symbol : symbols)
    if (const auto held = core_->holding_at(account, symbol, lag); held.quantity.units != 0)
      positions.push_back(core_->position_of(account, symbol, held));
  return positions;
}

Answer<PositionSnapshot> Exchange::position(std::string_view key, std::string_view symbol,
                                            Duration lag) {
  const auto& account = core_->account_of(key);
  const auto asset = core_->asset(symbol);
  const auto held = asset ? core_->holding_at(account, asset->symbol, lag) : Holding{};
  if (held.quantity.units == 0) return tl::unexpected{not_found("position does not exist")};
  return core_->position_of(account, asset->symbol, held);
}

std::vector<FillRecord> Exchange::activities(std::string_view key, const ActivityQuery& query) {
  return core_->activities(core_->account_of(key), query);
}

std::vector<Activity> Exchange::account_activities(std::string_view key,
                                                   const ActivityQuery& query) {
  return core_->account_activities(core_->account_of(key), query);
}

void Exchange::announce(CorporateAction action) {
  core_->announce(std::move(action));
}
const std::vector<CorporateAction>& Exchange::corporate_actions() const {
  return core_->actions;
}
AccountActivity Exchange::book_activity(std::string_view key, const ActivityRequest& request) {
  return core_->book_activity(core_->account_of(key), request);
}

std::vector<EquityPoint> Exchange::equity_history(std::string_view key) {
  return core_->account_of(key).curve;
}

void Exchange::list_asset(const Asset& asset) {
  auto& listed = core_->listed[asset.symbol] = asset;
  listed.id = asset_id_of(asset.symbol);
  if (listed.name.empty()) listed.name = asset.symbol.str() + " Common Stock";
  core_->asset_symbols[listed.id] = asset.symbol;
}

std::vector<Asset> Exchange::assets() const {
  std::vector<Asset> assets;
  for (const auto& [symbol, asset] : core_->listed) assets.push_back(asset);
  return assets;
}

Answer<Asset> Exchange::asset(std::string_view symbol_or_id) {
  return core_->asset(symbol_or_id);
}

void Exchange::set_previous_close(const Symbol& symbol, Price price) {
  core_->book_of(symbol).previous_close = price;
}

std::vector<OrderUpdate> Exchange::take_updates() {
  return std::exchange(core_->updates, {});
}

std::vector<OrderUpdate> Exchange::events_after(std::string_view key,
                                                std::uint64_t event_id) const {
  std::vector<OrderUpdate> events;
  for (const auto& update : core_->kept)
    if (update.event_id > event_id && update.account_key == key) events.push_back(update);
  return events;
}

void Exchange::hold_cancels(bool hold) {
  core_->holds_cancels = hold;
  if (hold) return;
  for (OrderIndex i = 0; i < core_->records.size(); ++i)
    if (core_->records[i].cancel_wanted && !is_terminal(core_->records[i].order.state))
      core_->finish_cancel(i);
}

void Exchange::set_partial_fill_probability(double probability) {
  core_->config.partial_fill_probability = probability;
}

Ledger Exchange::ledger() const {
  Ledger ledger;
  for (OrderIndex i = 0; i < core_->records.size(); ++i)
    ledger.orders.push_back(core_->shown(i, false));
  ledger.fills = core_->fills;
  for (const auto& account : core_->accounts)
    for (const auto& [symbol, holding] : account.book.holdings())
      ledger.positions[symbol] += holding.quantity;
  std::erase_if(ledger.positions, [](const auto& entry) { return entry.second.units == 0; });
  return ledger;
}

std::uint64_t Exchange::revision() const {
  return core_->revision;
}
ExchangeState Exchange::save() const {
  return core_->save();
}
Result<void> Exchange::restore(const ExchangeState& state) {
  return core_->restore(state);
}

} // namespace hft::simulated
