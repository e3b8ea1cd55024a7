#include "adapters/simulated/exchange/state.hpp"

namespace hft::simulated {

namespace {

tl::unexpected<Failure> unreadable(const std::string& reason) {
  return fail(Fault::BadPayload, "exchange refused the saved state: " + reason);
}

void save_account(const Account& account, ExchangeState& state) {
  RowWriter row{"account"};
  row.text("key", account.key).text("id", account.id.view()).text("number", account.number);
  row.number("created", account.created.nanoseconds)
    .number("last_equity", account.last_equity.units);
  row.text("cash", exact_text(account.book.cash()));
  state.push_back(row.take());
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
                  .id = Uuid::truncated(reader.text("id")),
                  .number = reader.text("number"),
                  .created = {reader.number("created")},
                  .book = AccountBook{Money{}},
                  .last_equity = {reader.number("last_equity")},
                  .orders = {},
                  .open = {},
                  .by_client_id = {},
                  .fills = {},
                  .curve = {},
                  .activities = {},
                  .changes = {},
                  .settings = {}};
  account.book.restore_cash(reader.exact_amount("cash"));
  return account;
}

/// Puts rows back into an empty exchange, in the order in which `save` wrote them.
class Restorer {
public:
  explicit Restorer(Exchange::Core& core) : core_(core) {}

  Result<void> take(const StateRow& row) {
    if (row.kind == "order") return take_order(row);
    if (row.kind == "fill") return take_fill(row);
    if (row.kind == "activity") return take_activity(row);
    if (row.kind == "action") return take_action(row);
    RowReader reader{row};
    if (row.kind == "exchange")
      take_exchange(reader);
    else if (row.kind == "symbol")
      take_symbol(reader);
    else if (row.kind == "account")
      take_account(reader);
    else if (row.kind == "holding" || row.kind == "equity") {
      if (!core_.by_key.contains(reader.text("account"))) return unreadable("a row of no account");
      auto& account = core_.account_of(reader.text("account"));
      if (row.kind == "holding")
        account.book.restore_holding(Symbol::truncated(reader.text("symbol")), holding(reader));
      else
        account.curve.push_back({{reader.number("time")}, {reader.number("equity")}});
    } else
      return unreadable("a row of unknown kind " + row.kind);
    if (!reader.broken().empty())
      return unreadable("a row of kind " + row.kind + " has a bad " + reader.broken());
    return {};
  }

  /// Ties orders together once all are there, and goes on with what was under way.
  void finish() {
    for (OrderIndex i = 0; i < core_.records.size(); ++i) {
      const auto& record = core_.records[i];
      const auto& order = record.order;
      if (!order.parent.empty() && core_.by_id.contains(order.parent))
        adopt(core_.by_id.at(order.parent), i);
      if (!order.replaces.empty() && core_.by_id.contains(order.replaces))
        core_.records[core_.by_id.at(order.replaces)].successor = i;
    }
    for (OrderIndex i = 0; i < core_.records.size(); ++i) {
      const auto& record = core_.records[i];
      const auto state = record.order.state;
      if (is_terminal(state)) continue;
      if (record.cancel_wanted)
        core_.dues.emplace(core_.now, Due{DueKind::Cancel, i});
      else if (record.successor != no_order)
        core_.dues.emplace(core_.now, Due{DueKind::Replace, i});
      else if (state == OrderState::PendingNew && record.order.replaces.empty())
        core_.dues.emplace(core_.now, Due{DueKind::Acknowledge, i});
    }
  }

private:
  Exchange::Core& core_;

  void adopt(OrderIndex parent, OrderIndex leg) {
    // A leg that was replaced has left its group; its successor stands in it.
    if (core_.records[leg].order.state == OrderState::Replaced) return;
    const auto& replaces = core_.records[leg].order.replaces;
    const bool waits =
      !replaces.empty() && core_.by_id.contains(replaces) &&
      core_.records[core_.by_id.at(replaces)].order.state == OrderState::PendingReplace;
    if (waits) return;
    core_.records[leg].parent = parent;
    core_.records[parent].legs.push_back(leg);
  }

  static Holding holding(RowReader& reader) {
    return {{reader.number("quantity")},
            reader.exact_amount("cost"),
            reader.exact_amount("day_cost"),
            reader.exact_amount("realized")};
  }

  void take_exchange(RowReader& reader) {
    core_.numbers = SeededNumbers{reader.word("numbers")};
    core_.event_id = reader.word("event_id");
    const Timestamp saved{reader.number("now")};
    if (!core_.has_plan) core_.now = saved; // a clock that runs already is right
  }

  void take_symbol(RowReader& reader) {
    auto& book = core_.book_of(Symbol::truncated(reader.text("symbol")));
    book.last = {reader.number("last")};
    book.previous_close = {reader.number("previous_close")};
  }

  void take_account(RowReader& reader) {
    const auto place = static_cast<std::uint32_t>(core_.accounts.size());
    core_.accounts.push_back(restored_account(reader));
    core_.by_key.emplace(core_.accounts.back().key, place);
  }

  Result<void> take_order(const StateRow& row) {
    auto record = order_record(row);
    if (!record) return tl::unexpected{record.error()};
    const auto owner = row.fields.find("account");
    const auto found =
      owner == row.fields.end() ? core_.by_key.end() : core_.by_key.find(owner->second);
    if (found == core_.by_key.end()) return unreadable("an order of no account");
    record->account = found->second;
    const auto index = static_cast<OrderIndex>(core_.records.size());
    auto& account = core_.accounts[found->second];
    core_.by_id.emplace(record->order.id, index);
    account.by_client_id.emplace(record->order.client_order_id, index);
    account.orders.push_back(index);
    if (!is_terminal(record->order.state)) {
      account.open.insert(index);
      account.reserved += exact_product(record->reserve_price, record->opening);
      core_.book_of(record->order.symbol).live.push_back(index);
    }
    core_.records.push_back(std::move(*record));
    return {};
  }

  Result<void> take_activity(const StateRow& row) {
    auto activity = activity_record(row);
    if (!activity) return tl::unexpected{activity.error()};
    const auto owner = row.fields.find("account");
    const auto found =
      owner == row.fields.end() ? core_.by_key.end() : core_.by_key.find(owner->second);
    if (found == core_.by_key.end()) return unreadable("an activity of no account");
    core_.accounts[found->second].activities.push_back(std::move(*activity));
    return {};
  }

  Result<void> take_action(const StateRow& row) {
    auto action = action_record(row);
    if (!action) return tl::unexpected{action.error()};
    core_.actions.push_back(*action);
    return {};
  }

  Result<void> take_fill(const StateRow& row) {
    auto fill = fill_record(row);
    if (!fill) return tl::unexpected{fill.error()};
    const auto found = core_.by_id.find(fill->order_id);
    if (found == core_.by_id.end()) return unreadable("a fill of no order");
    const auto& record = core_.records[found->second];
    auto& account = core_.accounts[record.account];
    fill->account_key = account.key;
    fill->client_order_id = record.order.client_order_id;
    fill->symbol = record.order.symbol;
    fill->side = record.order.side;
    core_.fills.push_back(std::move(*fill));
    account.fills.push_back(core_.fills.size() - 1);
    return {};
  }
};

} // namespace

ExchangeState Exchange::Core::save() const {
  ExchangeState state;
  RowWriter row{"exchange"};
  row.number("numbers", static_cast<std::int64_t>(numbers.state()));
  row.number("event_id", static_cast<std::int64_t>(event_id)).number("now", now.nanoseconds);
  state.push_back(row.take());
  const std::map<Symbol, SymbolBook> sorted(symbols.begin(), symbols.end());
  for (const auto& [symbol, book] : sorted) {
    RowWriter market{"symbol"};
    market.text("symbol", symbol.view()).number("last", book.last.units);
    state.push_back(market.number("previous_close", book.previous_close.units).take());
  }
  for (const auto& account : accounts) save_account(account, state);
  for (const auto& record : records) {
    state.push_back(order_row(record));
    state.back().fields["account"] = accounts[record.account].key;
  }
  for (const auto& fill : fills) state.push_back(fill_row(fill));
  for (const auto& action : actions) state.push_back(action_row(action));
  return state;
}

Result<void> Exchange::Core::restore(const ExchangeState& state) {
  if (!accounts.empty()) return unreadable("the exchange already has accounts");
  Restorer restorer{*this};
  for (const auto& row : state)
    if (const auto taken = restorer.take(row); !taken) return taken;
  restorer.finish();
  if (has_plan) {
    expire_due(now);
    release_queued();
  }
  ++revision;
  return {};
}

} // namespace hft::simulated
