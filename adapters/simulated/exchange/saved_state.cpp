#include "adapters/simulated/exchange/saved_state.hpp"

namespace hft::simulated {

namespace {

tl::unexpected<Failure> unreadable(const std::string& reason) {
  return fail(ErrorKind::BadPayload, "exchange refused the saved state: " + reason);
}

tl::unexpected<Failure> unreadable_row(const StateRow& row, const std::string& field) {
  return unreadable("a row of kind " + row.kind + " has a bad " + field);
}

StateRow order_row(const OrderRecord& record) {
  const auto& order = record.order;
  RowWriter row{"order"};
  row.text("id", order.id.view()).text("client_order_id", order.client_order_id.view());
  row.number("created_at", order.created_at.nanoseconds);
  row.number("updated_at", order.updated_at.nanoseconds);
  row.number("submitted_at", order.submitted_at.nanoseconds);
  row.number("expires_at", order.expires_at.nanoseconds);
  row.maybe("filled_at", order.filled_at).maybe("expired_at", order.expired_at);
  row.maybe("canceled_at", order.canceled_at).maybe("failed_at", order.failed_at);
  row.maybe("replaced_at", order.replaced_at);
  row.maybe("cancel_requested_at", order.cancel_requested_at);
  row.text("replaced_by", order.replaced_by.view()).text("replaces", order.replaces.view());
  row.text("symbol", order.symbol.view()).text("order_class", to_string(order.order_class));
  row.text("type", to_string(order.type)).text("side", to_string(order.side));
  row.text("time_in_force", to_string(order.time_in_force));
  row.maybe("notional", order.notional).maybe("quantity", order.quantity);
  row.number("filled", order.filled.units).maybe("average_price", order.average_price);
  row.maybe("limit_price", order.limit_price).maybe("stop_price", order.stop_price);
  row.maybe("trail_price", order.trail_price).maybe("trail_percent", order.trail_percent);
  row.maybe("high_water_mark", order.high_water_mark);
  row.text("state", to_string(order.state)).flag("extended_hours", order.extended_hours);
  row.text("position_intent", to_string(order.position_intent));
  row.text("parent", order.parent.view()).text("before", to_string(record.before));
  row.text("cost", record.cost == 0 ? "" : exact_text(record.cost));
  row.number("reserve_price", record.reserve_price.units).number("opening", record.opening.units);
  row.maybe("collar", record.collar).number("inherited", record.inherited.units);
  row.flag("triggered", record.triggered).flag("arrived", record.arrived);
  row.flag("takes", record.takes).flag("drawn", record.drawn);
  row.flag("cancel_wanted", record.cancel_wanted);
  return row.take();
}

Result<OrderRecord> order_record(const StateRow& row) {
  RowReader reader{row};
  OrderRecord record;
  auto& order = record.order;
  order.id = reader.id<Uuid>("id");
  order.client_order_id = reader.id<ClientOrderId>("client_order_id");
  order.created_at = {reader.number("created_at")};
  order.updated_at = {reader.number("updated_at")};
  order.submitted_at = {reader.number("submitted_at")};
  order.expires_at = {reader.number("expires_at")};
  order.filled_at = reader.maybe<Timestamp>("filled_at");
  order.expired_at = reader.maybe<Timestamp>("expired_at");
  order.canceled_at = reader.maybe<Timestamp>("canceled_at");
  order.failed_at = reader.maybe<Timestamp>("failed_at");
  order.replaced_at = reader.maybe<Timestamp>("replaced_at");
  order.cancel_requested_at = reader.maybe<Timestamp>("cancel_requested_at");
  order.replaced_by = reader.id<Uuid>("replaced_by");
  order.replaces = reader.id<Uuid>("replaces");
  order.symbol = reader.id<Symbol>("symbol");
  order.asset_id = asset_id_of(order.symbol);
  const auto order_class = order_class_from(reader.text("order_class"));
  const auto type = order_type_from(reader.text("type"));
  const auto side = side_from(reader.text("side"));
  const auto time_in_force = time_in_force_from(reader.text("time_in_force"));
  const auto intent = position_intent_from(reader.text("position_intent"));
  order.notional = reader.maybe<Money>("notional");
  order.quantity = reader.maybe<Quantity>("quantity");
  order.filled = {reader.number("filled")};
  order.average_price = reader.maybe<Price>("average_price");
  order.limit_price = reader.maybe<Price>("limit_price");
  order.stop_price = reader.maybe<Price>("stop_price");
  order.trail_price = reader.maybe<Price>("trail_price");
  order.trail_percent = reader.maybe<Price>("trail_percent");
  order.high_water_mark = reader.maybe<Price>("high_water_mark");
  order.state = order_state_from(reader.text("state"));
  order.extended_hours = reader.flag("extended_hours");
  order.parent = reader.id<Uuid>("parent");
  record.before = order_state_from(reader.text("before"));
  record.cost = reader.exact_amount("cost");
  record.reserve_price = {reader.number("reserve_price")};
  record.opening = {reader.number("opening")};
  record.collar = reader.maybe<Price>("collar");
  record.inherited = {reader.number("inherited")};
  record.triggered = reader.flag("triggered");
  record.arrived = reader.flag("arrived");
  record.takes = reader.flag("takes");
  record.drawn = reader.flag("drawn");
  record.cancel_wanted = reader.flag("cancel_wanted");
  if (!reader.broken().empty()) return unreadable_row(row, reader.broken());
  if (!order_class || !type || !side || !time_in_force || !intent)
    return unreadable_row(row, "word");
  if (order.state == OrderState::Other) return unreadable_row(row, "state");
  if (order.id.empty() || order.symbol.empty() || (!order.quantity && !order.notional))
    return unreadable_row(row, "id, symbol or quantity");
  order.order_class = *order_class;
  order.type = *type;
  order.side = *side;
  order.time_in_force = *time_in_force;
  order.position_intent = *intent;
  return record;
}

StateRow fill_row(const FillRecord& fill) {
  RowWriter row{"fill"};
  row.text("activity_id", fill.activity_id).text("execution_id", fill.execution_id.view());
  row.text("order_id", fill.order_id.view()).number("price", fill.price.units);
  row.number("quantity", fill.quantity.units).number("cumulative", fill.cumulative.units);
  row.number("leaves", fill.leaves.units).text("order_state", to_string(fill.order_state));
  row.flag("partial", fill.partial).number("time", fill.time.nanoseconds);
  return row.take();
}

Result<FillRecord> fill_record(const StateRow& row) {
  RowReader reader{row};
  FillRecord fill;
  fill.activity_id = reader.text("activity_id");
  fill.execution_id = reader.id<Uuid>("execution_id");
  fill.order_id = reader.id<Uuid>("order_id");
  fill.price = {reader.number("price")};
  fill.quantity = {reader.number("quantity")};
  fill.cumulative = {reader.number("cumulative")};
  fill.leaves = {reader.number("leaves")};
  fill.order_state = order_state_from(reader.text("order_state"));
  fill.partial = reader.flag("partial");
  fill.time = {reader.number("time")};
  if (!reader.broken().empty()) return unreadable_row(row, reader.broken());
  return fill;
}

StateRow activity_row(const AccountActivity& activity) {
  RowWriter row{"activity"};
  row.text("id", activity.id).text("type", activity.type).text("sub_type", activity.sub_type);
  row.number("date", activity.date.days).number("booked", activity.booked.nanoseconds);
  row.number("net_amount", activity.net_amount.units).text("symbol", activity.symbol);
  row.maybe("quantity", activity.quantity).maybe("price", activity.price);
  row.maybe("per_share", activity.per_share).text("description", activity.description);
  row.text("group", activity.group.view());
  return row.take();
}

Result<AccountActivity> activity_record(const StateRow& row) {
  RowReader reader{row};
  AccountActivity activity;
  activity.id = reader.text("id");
  activity.type = reader.text("type");
  activity.sub_type = reader.text("sub_type");
  activity.date = {static_cast<std::int32_t>(reader.number("date"))};
  activity.booked = {reader.number("booked")};
  activity.net_amount = {reader.number("net_amount")};
  activity.symbol = reader.text("symbol");
  activity.quantity = reader.maybe<Quantity>("quantity");
  activity.price = reader.maybe<Price>("price");
  activity.per_share = reader.maybe<Price>("per_share");
  activity.description = reader.text("description");
  activity.group = reader.id<Uuid>("group");
  if (!reader.broken().empty()) return unreadable_row(row, reader.broken());
  return activity;
}

StateRow action_row(const CorporateAction& action) {
  RowWriter row{"action"};
  row.text("kind", to_string(action.kind)).text("id", action.id.view());
  row.text("symbol", action.symbol.view()).text("new_symbol", action.new_symbol.view());
  row.number("old_rate", action.old_rate.units).number("new_rate", action.new_rate.units);
  row.number("cash", action.cash.units).number("ex_date", action.ex_date.days);
  row.number("announced", action.announced.days);
  row.flag("told", action.told).flag("booked", action.booked);
  return row.take();
}

Result<CorporateAction> action_record(const StateRow& row) {
  RowReader reader{row};
  const auto kind = corporate_action_kind_from(reader.text("kind"));
  CorporateAction action;
  action.id = reader.id<Uuid>("id");
  action.symbol = reader.id<Symbol>("symbol");
  action.new_symbol = reader.id<Symbol>("new_symbol");
  action.old_rate = {reader.number("old_rate")};
  action.new_rate = {reader.number("new_rate")};
  action.cash = {reader.number("cash")};
  action.ex_date = {static_cast<std::int32_t>(reader.number("ex_date"))};
  action.announced = {static_cast<std::int32_t>(reader.number("announced"))};
  action.told = reader.flag("told");
  action.booked = reader.flag("booked");
  if (!reader.broken().empty()) return unreadable_row(row, reader.broken());
  const bool splits = kind == CorporateAction::Kind::Split;
  if (!kind || action.symbol.empty() ||
      (splits && (action.old_rate.units <= 0 || action.new_rate.units <= 0)))
    return unreadable_row(row, "kind, symbol or rate");
  action.kind = *kind;
  return action;
}

StateRow settings_row(const Account& account) {
  const auto& settings = account.settings;
  RowWriter row{"settings"};
  row.text("account", account.key);
  row.flag("no_shorting", settings.no_shorting).flag("suspended", settings.suspended);
  row.flag("whole_shares", !settings.fractional);
  row.number("most_multiplier", settings.most_multiplier);
  row.flag("no_overnight", settings.no_overnight);
  row.flag("ptp_no_exception_entry", settings.ptp_no_exception_entry);
  row.flag("silent", !settings.confirms_trades);
  return row.number("most_options_level", settings.most_options_level).take();
}

AccountSettings restored_settings(RowReader& reader) {
  AccountSettings settings;
  settings.no_shorting = reader.flag("no_shorting");
  settings.suspended = reader.flag("suspended");
  settings.fractional = !reader.flag("whole_shares");
  settings.most_multiplier = static_cast<int>(reader.number("most_multiplier"));
  settings.no_overnight = reader.flag("no_overnight");
  settings.ptp_no_exception_entry = reader.flag("ptp_no_exception_entry");
  settings.confirms_trades = !reader.flag("silent");
  settings.most_options_level = static_cast<int>(reader.number("most_options_level"));
  return settings;
}

StateRow asset_row(const Asset& asset) {
  RowWriter row{"asset"};
  row.text("symbol", asset.symbol.view());
  row.flag("inactive", !asset.active).flag("not_tradable", !asset.tradable);
  row.flag("not_marginable", !asset.marginable).flag("not_shortable", !asset.shortable);
  row.flag("hard_to_borrow", !asset.easy_to_borrow);
  return row.flag("whole_shares", !asset.fractionable).take();
}

bool is_usual(const Asset& asset) {
  return asset.active && asset.tradable && asset.marginable && asset.shortable &&
         asset.easy_to_borrow && asset.fractionable;
}

void save_account(const Account& account, ExchangeState& state) {
  RowWriter row{"account"};
  row.text("key", account.key).text("id", account.id.view()).text("number", account.number);
  row.number("created", account.created.nanoseconds)
    .number("last_equity", account.last_equity.units);
  row.text("cash", exact_text(account.book.cash()));
  state.push_back(row.take());
  if (account.settings != AccountSettings{}) state.push_back(settings_row(account));
  for (const auto& [symbol, holding] : account.book.holdings()) {
    RowWriter held{"holding"};
    held.text("account", account.key).text("symbol", symbol.view());
    held.number("quantity", holding.quantity.units).text("cost", exact_text(holding.cost));
    held.text("day_cost", exact_text(holding.day_cost));
    held.text("realized", exact_text(holding.realized));
    state.push_back(held.take());
  }
  for (const auto& activity : account.activities) {
    auto made = activity_row(activity);
    made.fields["account"] = account.key;
    state.push_back(std::move(made));
  }
  for (const auto& point : account.curve) {
    RowWriter sample{"equity"};
    sample.text("account", account.key).number("time", point.time.nanoseconds);
    state.push_back(sample.number("equity", point.equity.units).take());
  }
}

Account restored_account(RowReader& reader) {
  Account account{.key = reader.text("key"),
                  .id = reader.id<Uuid>("id"),
                  .number = reader.text("number"),
                  .created = {reader.number("created")},
                  .book = AccountBook{Money{}},
                  .last_equity = {reader.number("last_equity")}};
  account.book.restore_cash(reader.exact_amount("cash"));
  return account;
}

Holding restored_holding(RowReader& reader) {
  return {{reader.number("quantity")},
          reader.exact_amount("cost"),
          reader.exact_amount("day_cost"),
          reader.exact_amount("realized")};
}

class Restorer {
public:
  Restorer(ExchangeParts& parts, MatchingEngine& matching) : parts_(parts), matching_(matching) {}

  Result<void> apply(const StateRow& row) {
    if (row.kind == "order") return apply_order(row);
    if (row.kind == "fill") return apply_fill(row);
    if (row.kind == "activity") return apply_activity(row);
    if (row.kind == "action") return apply_action(row);
    RowReader reader{row};
    const auto owner = owner_of(row);
    if (row.kind == "exchange")
      apply_exchange(reader);
    else if (row.kind == "symbol")
      parts_.book.restore(reader);
    else if (row.kind == "asset")
      apply_asset(reader);
    else if (row.kind == "account") {
      auto account = restored_account(reader);
      if (parts_.accounts.find(account.key)) return unreadable("two accounts of one key");
      parts_.accounts.restore(std::move(account));
    } else if (row.kind == "holding" || row.kind == "equity" || row.kind == "settings") {
      if (!owner) return unreadable("a row of no account");
      auto& account = parts_.accounts.at(*owner);
      if (row.kind == "settings")
        account.settings = restored_settings(reader);
      else if (row.kind == "holding")
        account.book.restore_holding(reader.id<Symbol>("symbol"), restored_holding(reader));
      else
        account.curve.push_back({{reader.number("time")}, {reader.number("equity")}});
    } else
      return unreadable("a row of unknown kind " + row.kind);
    if (!reader.broken().empty()) return unreadable_row(row, reader.broken());
    return {};
  }

  /// Ties orders together once all are there, and goes on with what was under way.
  void finish() {
    auto& orders = parts_.orders;
    for (OrderIndex i = 0; i < orders.count(); ++i) {
      const auto& order = orders.at(i).order;
      if (const auto parent = orders.by_id(order.parent);
          !order.parent.empty() && parent != no_order && stands_in_group(order))
        orders.adopt(parent, i);
      if (const auto before = orders.by_id(order.replaces);
          !order.replaces.empty() && before != no_order)
        orders.at(before).successor = i;
    }
    for (OrderIndex i = 0; i < orders.count(); ++i) matching_.resume(i);
  }

private:
  /// A leg that was replaced has left its group; its successor stands in it.
  bool stands_in_group(const VenueOrder& leg) const {
    if (leg.state == OrderState::Replaced) return false;
    const auto before = leg.replaces.empty() ? no_order : parts_.orders.by_id(leg.replaces);
    return before == no_order || parts_.orders.at(before).order.state != OrderState::PendingReplace;
  }

  std::optional<AccountIndex> owner_of(const StateRow& row) const {
    const auto owner = row.fields.find("account");
    return owner == row.fields.end() ? std::nullopt : parts_.accounts.find(owner->second);
  }

  void apply_exchange(RowReader& reader) {
    parts_.numbers = SeededNumbers{reader.word("numbers")};
    parts_.events.restore_last_number(reader.word("event_id"));
    parts_.times.restore({reader.number("now")});
  }

  void apply_asset(RowReader& reader) {
    auto asset = parts_.assets.find(reader.text("symbol"));
    if (!asset) return;
    asset->active = !reader.flag("inactive");
    asset->tradable = !reader.flag("not_tradable");
    asset->marginable = !reader.flag("not_marginable");
    asset->shortable = !reader.flag("not_shortable");
    asset->easy_to_borrow = !reader.flag("hard_to_borrow");
    asset->fractionable = !reader.flag("whole_shares");
    parts_.assets.list(*asset);
  }

  Result<void> apply_order(const StateRow& row) {
    auto record = order_record(row);
    if (!record) return tl::unexpected{record.error()};
    const auto owner = owner_of(row);
    if (!owner) return unreadable("an order of no account");
    if (parts_.orders.by_id(record->order.id) != no_order)
      return unreadable("two orders of one id");
    record->account = *owner;
    const auto index = parts_.orders.add(std::move(*record));
    const auto& added = parts_.orders.at(index);
    if (is_terminal(added.order.state)) return {};
    parts_.accounts.at(*owner).reserved += exact_product(added.reserve_price, added.opening);
    parts_.book.enter(added.order.symbol, index);
    return {};
  }

  Result<void> apply_activity(const StateRow& row) {
    auto activity = activity_record(row);
    if (!activity) return tl::unexpected{activity.error()};
    const auto owner = owner_of(row);
    if (!owner) return unreadable("an activity of no account");
    parts_.accounts.at(*owner).activities.push_back(std::move(*activity));
    return {};
  }

  Result<void> apply_action(const StateRow& row) {
    auto action = action_record(row);
    if (!action) return tl::unexpected{action.error()};
    parts_.actions.push_back(*action);
    return {};
  }

  Result<void> apply_fill(const StateRow& row) {
    auto fill = fill_record(row);
    if (!fill) return tl::unexpected{fill.error()};
    const auto index = parts_.orders.by_id(fill->order_id);
    if (index == no_order) return unreadable("a fill of no order");
    const auto& record = parts_.orders.at(index);
    fill->account_key = parts_.accounts.at(record.account).key;
    fill->client_order_id = record.order.client_order_id;
    fill->symbol = record.order.symbol;
    fill->side = record.order.side;
    parts_.orders.add_fill(std::move(*fill), record.account);
    return {};
  }

  ExchangeParts& parts_;
  MatchingEngine& matching_;
};

} // namespace

ExchangeState saved_state(const ExchangeParts& parts) {
  ExchangeState state;
  RowWriter row{"exchange"};
  row.number("numbers", static_cast<std::int64_t>(parts.numbers.state()));
  row.number("event_id", static_cast<std::int64_t>(parts.events.last_number()));
  state.push_back(row.number("now", parts.times.now().nanoseconds).take());
  parts.book.save(state);
  for (const auto& asset : parts.assets.listed())
    if (!is_usual(asset)) state.push_back(asset_row(asset));
  for (const auto& account : parts.accounts) save_account(account, state);
  for (OrderIndex i = 0; i < parts.orders.count(); ++i) {
    const auto& record = parts.orders.at(i);
    state.push_back(order_row(record));
    state.back().fields["account"] = parts.accounts.at(record.account).key;
  }
  for (const auto& fill : parts.orders.fills()) state.push_back(fill_row(fill));
  for (const auto& action : parts.actions) state.push_back(action_row(action));
  return state;
}

Result<void> restore_state(const ExchangeState& state, ExchangeParts& parts,
                           MatchingEngine& matching) {
  if (parts.accounts.count() > 0) return unreadable("the exchange already has accounts");
  Restorer restorer{parts, matching};
  for (const auto& row : state)
    if (const auto applied = restorer.apply(row); !applied) return applied;
  restorer.finish();
  return {};
}

} // namespace hft::simulated
