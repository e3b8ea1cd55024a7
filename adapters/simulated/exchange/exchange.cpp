#include "adapters/simulated/exchange/exchange.hpp"

#include "adapters/simulated/exchange/activities.hpp"
#include "adapters/simulated/exchange/corporate_booking.hpp"
#include "adapters/simulated/exchange/matching_engine.hpp"
#include "adapters/simulated/exchange/order_checks.hpp"
#include "adapters/simulated/exchange/order_entry.hpp"
#include "adapters/simulated/exchange/saved_state.hpp"

#include <set>

namespace hft::simulated {

namespace {

constexpr std::int64_t a_minute = 60 * units_per_whole;

} // namespace

struct Exchange::Rooms {
  explicit Rooms(ExchangeConfig config) : parts(std::move(config)) {}

  ExchangeParts parts;
  MatchingEngine matching{parts};
  OrderEntry entry{parts, matching};
  CorporateBooking corporate{parts, matching};
  std::int64_t sampled_minute = 0;
  /// Before it no boundary and no new minute comes: only what of an order is due.
  Timestamp quiet_until;
};

Exchange::Exchange(ExchangeConfig config) : rooms_(std::make_unique<Rooms>(std::move(config))) {}
Exchange::~Exchange() = default;

void Exchange::set_session(const SessionPlan& plan) {
  rooms_->quiet_until = {};
  auto& times = rooms_->parts.times;
  const bool first = !times.known();
  if (!first && plan == times.plan()) return;
  // What is left of the session before happens now: its orders must not slip into the next one.
  if (!first && times.plan().date < plan.date)
    for (auto left = times.boundaries_left(); left > 0; --left) pass_boundary();
  times.begin(plan);
  if (!first) return;
  rooms_->matching.expire_due(times.now()); // of a restored exchange
  rooms_->matching.release_queued();
}

const SessionPlan& Exchange::session() const {
  return rooms_->parts.times.plan();
}

Timestamp Exchange::now() const {
  return rooms_->parts.times.now();
}

void Exchange::advance(Timestamp to) {
  auto& times = rooms_->parts.times;
  auto& matching = rooms_->matching;
  if (to < rooms_->quiet_until && !matching.has_dues()) return times.move_to(to);
  if (!times.known()) {
    times.find_first(to);
    matching.expire_due(to); // of a restored exchange
    matching.release_queued();
  }
  if (to <= times.now()) return;
  constexpr Timestamp never{INT64_MAX};
  for (;;) {
    const auto edge = times.next_boundary().value_or(never);
    const auto due = matching.next_due().value_or(never);
    if (std::min(edge, due) > to) break;
    times.move_to(std::min(edge, due));
    if (due <= edge)
      matching.do_next_due();
    else
      pass_boundary();
  }
  times.move_to(to);
  sample_equity();
  const Timestamp next_minute{(rooms_->sampled_minute + 1) * a_minute};
  rooms_->quiet_until = std::min(times.next_boundary().value_or(never), next_minute);
}

void Exchange::pass_boundary() {
  auto& parts = rooms_->parts;
  auto& matching = rooms_->matching;
  const auto at = *parts.times.next_boundary();
  switch (parts.times.pass_boundary()) {
    case Boundary::PreOpen:
      rooms_->corporate.book_due();
      matching.expire_due(at);
      matching.release_queued();
      break;
    case Boundary::Open:
      parts.book.begin_regular_session();
      matching.release_queued();
      break;
    case Boundary::Close:
      matching.close_auctions();
      matching.cancel_unfilled_auctions(TimeInForce::Opg, at);
      matching.cancel_unfilled_auctions(TimeInForce::Cls, at);
      matching.expire_due(at);
      parts.accounts.close_day(parts.book);
      parts.book.close_day();
      ++parts.revision;
      break;
    case Boundary::PostEnd:
      matching.expire_due(at);
      parts.times.begin_next();
      break;
  }
}

void Exchange::sample_equity() {
  auto& parts = rooms_->parts;
  const auto number = parts.times.now().nanoseconds / a_minute;
  if (number == rooms_->sampled_minute) return;
  rooms_->sampled_minute = number;
  if (parts.times.is_extended()) parts.accounts.sample_equity({number * a_minute}, parts.book);
}

void Exchange::on_trade(const Trade& trade, bool sets_last) {
  advance(trade.time);
  rooms_->matching.on_trade(trade, sets_last);
}

void Exchange::on_break(const Symbol& symbol, std::int64_t id, std::optional<Price> corrected) {
  rooms_->parts.book.take_back(symbol, id, corrected);
}

void Exchange::on_quote(const Quote& quote) {
  advance(quote.time);
  rooms_->matching.on_quote(quote);
}

void Exchange::on_bar_open(const Bar& bar) {
  rooms_->matching.on_bar_open(bar);
}

void Exchange::on_bar(const Bar& bar) {
  rooms_->matching.on_bar(bar);
}

void Exchange::on_status(const TradingStatus& status) {
  advance(status.time);
  rooms_->parts.book.follow(status);
}

AccountSnapshot Exchange::account(std::string_view key) {
  auto& parts = rooms_->parts;
  const auto& account = parts.accounts.at(parts.account_of(key));
  const auto as_of = parts.times.known() ? parts.times.plan().date - 1 : Date{};
  return parts.accounts.snapshot(account, parts.book, as_of);
}

const AccountSettings& Exchange::settings(std::string_view key) {
  auto& parts = rooms_->parts;
  return parts.accounts.at(parts.account_of(key)).settings;
}

void Exchange::set_settings(std::string_view key, const AccountSettings& settings) {
  auto& parts = rooms_->parts;
  parts.accounts.at(parts.account_of(key)).settings = settings;
}

std::vector<std::string> Exchange::account_keys() const {
  std::vector<std::string> keys;
  for (const auto& account : rooms_->parts.accounts) keys.push_back(account.key);
  return keys;
}

Answer<VenueOrder> Exchange::submit(std::string_view key, const PlaceRequest& request) {
  auto draft = draft_of(request);
  if (!draft) return refuse(draft.error());
  const auto account = rooms_->parts.account_of(key);
  return rooms_->entry.submit(account, std::move(*draft), request.position_intent);
}

Answer<VenueOrder> Exchange::replace(std::string_view key, std::string_view id,
                                     const ReplaceRequest& request) {
  return rooms_->entry.replace(rooms_->parts.account_of(key), id, request);
}

Answer<void> Exchange::cancel(std::string_view key, std::string_view id) {
  const auto index = rooms_->parts.orders.find(rooms_->parts.account_of(key), id);
  if (!index) return refuse(index.error());
  return rooms_->matching.cancel(*index);
}

std::vector<CanceledOrder> Exchange::cancel_all(std::string_view key) {
  auto& orders = rooms_->parts.orders;
  std::vector<CanceledOrder> canceled;
  for (const auto index : orders.open_of(rooms_->parts.account_of(key))) {
    const auto& record = orders.at(index);
    // A leg may have gone with its group since the list was made.
    if (is_terminal(record.order.state) && record.parent != no_order) continue;
    const auto id = record.order.id;
    canceled.push_back({id, rooms_->matching.cancel(index)});
  }
  return canceled;
}

Answer<VenueOrder> Exchange::close_position(std::string_view key, std::string_view symbol,
                                            std::string_view qty, std::string_view percentage) {
  auto& parts = rooms_->parts;
  const auto asset = parts.assets.find(symbol);
  if (!asset) return refuse(not_found("position does not exist"));
  return rooms_->entry.close_position(parts.account_of(key), asset->symbol, qty, percentage);
}

std::vector<ClosedPosition> Exchange::close_all(std::string_view key, bool cancel_orders) {
  if (cancel_orders) cancel_all(key);
  const auto account = rooms_->parts.account_of(key);
  std::vector<Symbol> held;
  for (const auto& [symbol, holding] : rooms_->parts.accounts.at(account).book.holdings())
    if (holding.quantity.units != 0) held.push_back(symbol);
  std::vector<ClosedPosition> closed;
  for (const auto& symbol : held)
    closed.push_back({symbol, rooms_->entry.close_position(account, symbol, "", "")});
  return closed;
}

Answer<VenueOrder> Exchange::order(std::string_view key, std::string_view id) {
  const auto index = rooms_->parts.orders.find(rooms_->parts.account_of(key), id);
  if (!index) return refuse(index.error());
  return rooms_->parts.orders.shown(*index, true);
}

Answer<VenueOrder> Exchange::order_by_client_id(std::string_view key,
                                                std::string_view client_order_id) {
  const auto account = rooms_->parts.account_of(key);
  const auto id = ClientOrderId::from(client_order_id);
  const auto found = id ? rooms_->parts.orders.by_client_id(account, *id) : no_order;
  if (found == no_order)
    return refuse(not_found("order not found for: " + std::string{client_order_id}));
  return rooms_->parts.orders.shown(found, true);
}

Answer<std::vector<VenueOrder>> Exchange::orders(std::string_view key, const OrderQuery& query) {
  return rooms_->parts.orders.list(rooms_->parts.account_of(key), query);
}

PositionSnapshot Exchange::position_of(AccountIndex account, const Symbol& symbol,
                                       const Holding& holding) const {
  const auto closing = holding.quantity.units < 0 ? Side::Buy : Side::Sell;
  const auto& parts = rooms_->parts;
  return position_snapshot(symbol, holding, parts.closable(account, symbol, closing), parts.book);
}

std::vector<PositionSnapshot> Exchange::positions(std::string_view key, Duration lag) {
  const auto index = rooms_->parts.account_of(key);
  const auto& account = rooms_->parts.accounts.at(index);
  std::set<Symbol> symbols;
  for (const auto& [symbol, holding] : account.book.holdings()) symbols.insert(symbol);
  for (const auto& change : account.changes) symbols.insert(change.symbol);
  std::vector<PositionSnapshot> positions;
  for (const auto& symbol : symbols)
    if (const auto held = account.holding_at(symbol, now(), lag); held.quantity.units != 0)
      positions.push_back(position_of(index, symbol, held));
  return positions;
}

Answer<PositionSnapshot> Exchange::position(std::string_view key, std::string_view symbol,
                                            Duration lag) {
  const auto index = rooms_->parts.account_of(key);
  const auto asset = rooms_->parts.assets.find(symbol);
  const auto held =
    asset ? rooms_->parts.accounts.at(index).holding_at(asset->symbol, now(), lag) : Holding{};
  if (held.quantity.units == 0) return refuse(not_found("position does not exist"));
  return position_of(index, asset->symbol, held);
}

std::vector<FillRecord> Exchange::activities(std::string_view key, const ActivityQuery& query) {
  return fills_page(rooms_->parts.orders, rooms_->parts.account_of(key), query);
}

std::vector<Activity> Exchange::account_activities(std::string_view key,
                                                   const ActivityQuery& query) {
  const auto account = rooms_->parts.account_of(key);
  return activities_page(rooms_->parts.orders, rooms_->parts.accounts, account, query);
}

void Exchange::announce(CorporateAction action) {
  rooms_->corporate.announce(std::move(action));
}

const std::vector<CorporateAction>& Exchange::corporate_actions() const {
  return rooms_->parts.actions;
}

AccountActivity Exchange::book_activity(std::string_view key, const ActivityRequest& request) {
  return rooms_->corporate.book_activity(rooms_->parts.account_of(key), request);
}

std::vector<EquityPoint> Exchange::equity_history(std::string_view key) {
  return rooms_->parts.accounts.at(rooms_->parts.account_of(key)).curve;
}

void Exchange::list_asset(const Asset& asset) {
  rooms_->parts.assets.list(asset);
}

std::vector<Asset> Exchange::assets() const {
  return rooms_->parts.assets.listed();
}

Answer<Asset> Exchange::asset(std::string_view symbol_or_id) {
  return rooms_->parts.assets.find(symbol_or_id);
}

void Exchange::set_previous_close(const Symbol& symbol, Price price) {
  rooms_->parts.book.set_previous_close(symbol, price);
}

std::vector<OrderUpdate> Exchange::take_updates() {
  return rooms_->parts.events.take();
}

std::vector<OrderUpdate> Exchange::events_after(std::string_view key,
                                                std::uint64_t event_id) const {
  return rooms_->parts.events.after(key, event_id);
}

void Exchange::hold_cancels(bool hold) {
  rooms_->matching.hold_cancels(hold);
}

void Exchange::set_partial_fill_probability(double probability) {
  rooms_->parts.config.partial_fill_probability = probability;
}

Ledger Exchange::ledger() const {
  const auto& parts = rooms_->parts;
  Ledger ledger;
  for (OrderIndex i = 0; i < parts.orders.count(); ++i)
    ledger.orders.push_back(parts.orders.shown(i, false));
  ledger.fills = parts.orders.fills();
  for (const auto& account : parts.accounts)
    for (const auto& [symbol, holding] : account.book.holdings())
      ledger.positions[symbol] += holding.quantity;
  std::erase_if(ledger.positions, [](const auto& entry) { return entry.second.units == 0; });
  return ledger;
}

std::uint64_t Exchange::revision() const {
  return rooms_->parts.revision;
}

ExchangeState Exchange::save() const {
  return saved_state(rooms_->parts);
}

Result<void> Exchange::restore(const ExchangeState& state) {
  rooms_->quiet_until = {};
  auto restored = restore_state(state, rooms_->parts, rooms_->matching);
  if (!restored) return restored;
  if (const auto& times = rooms_->parts.times; times.known()) {
    rooms_->matching.expire_due(times.now());
    rooms_->matching.release_queued();
  }
  ++rooms_->parts.revision;
  return {};
}

} // namespace hft::simulated
