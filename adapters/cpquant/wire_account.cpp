#include "adapters/cpquant/wire_account.hpp"

#include "adapters/cpquant/json_guard.hpp"
#include "adapters/cpquant/order_items.hpp"
#include "adapters/door/plausible.hpp"

namespace hft::cpquant {

namespace {

Money money_in(const Json& item, const char* key) {
  return {units_or_zero(item, key)};
}

/// Shown to people and not reckoned with: what makes no sense there is as good as absent.
Money shown_money(const Json& item, const char* key) {
  try {
    return money_in(item, key);
  } catch (const Malformed&) {
    return {};
  }
}

/// The broker judges by it in any case: what makes no sense there is as good as absent.
bool flag_if_readable(const Json& item, const char* key, bool otherwise) {
  try {
    return flag_or(item, key, otherwise);
  } catch (const Malformed&) {
    return otherwise;
  }
}

const Json& object_in(const Json& json) {
  if (!json.is_object()) throw Malformed{"it is no object"};
  return json;
}

Account read_account(const Json& item) {
  Account made;
  made.id = text_in(object_in(item), "id");
  if (made.id.empty()) throw Malformed{"it has no id"};
  made.account_number = text_in(item, "account_number");
  made.status = text_in(item, "status");
  made.currency = text_in(item, "currency");
  made.multiplier = text_in(item, "multiplier");
  made.cash = shown_money(item, "cash");
  made.equity.units = units_of(item, "equity"); // limits are reckoned from it
  made.last_equity = shown_money(item, "last_equity");
  made.portfolio_value = shown_money(item, "portfolio_value");
  made.buying_power = shown_money(item, "buying_power");
  made.long_market_value = shown_money(item, "long_market_value");
  made.short_market_value = shown_money(item, "short_market_value");
  made.initial_margin = shown_money(item, "initial_margin");
  made.maintenance_margin = shown_money(item, "maintenance_margin");
  made.trading_blocked = flag_or(item, "trading_blocked", false);
  made.account_blocked = flag_or(item, "account_blocked", false);
  made.suspended = flag_or(item, "trade_suspended_by_user", false);
  made.shorting_enabled = flag_if_readable(item, "shorting_enabled", true);
  return made;
}

Asset read_asset(const Json& item) {
  Asset made;
  made.id = text_in(object_in(item), "id");
  // Some assets of other classes have longer names than ours can be: cut, they are only shown.
  made.symbol = Symbol::truncated(text_in(item, "symbol"));
  if (made.symbol.empty()) throw Malformed{"it has no symbol"};
  made.name = text_in(item, "name");
  made.exchange = text_in(item, "exchange");
  made.asset_class = text_in(item, "class");
  made.status = text_in(item, "status");
  made.tradable = flag_if_readable(item, "tradable", true);
  made.marginable = flag_if_readable(item, "marginable", false);
  made.shortable = flag_if_readable(item, "shortable", true);
  made.easy_to_borrow = flag_if_readable(item, "easy_to_borrow", true);
  made.fractionable = flag_if_readable(item, "fractionable", true);
  return made;
}

Position read_position(const Json& item) {
  Position made;
  made.position.symbol = symbol_in(object_in(item), "symbol");
  made.position.quantity.units = units_of(item, "qty");
  // Negative when short; older answers told it by the side alone.
  if (text_in(item, "side") == "short" && made.position.quantity.units > 0)
    made.position.quantity = -made.position.quantity;
  made.position.average_entry.units = units_or_zero(item, "avg_entry_price");
  made.position.current.units = units_or_zero(item, "current_price");
  if (!door::is_price_or_none(made.position.average_entry) ||
      !door::is_price_or_none(made.position.current) ||
      !door::is_amount(made.position.average_entry, made.position.quantity) ||
      !door::is_amount(made.position.current, made.position.quantity))
    throw Malformed{"a position of " + to_string(made.position.quantity) + ' ' +
                    made.position.symbol.str() + " at " + to_string(made.position.average_entry) +
                    " cannot be"};
  made.asset_id = text_in(item, "asset_id");
  made.available.units = units_or_zero(item, "qty_available");
  made.market_value = shown_money(item, "market_value");
  made.cost_basis = shown_money(item, "cost_basis");
  made.unrealized = shown_money(item, "unrealized_pl");
  return made;
}

Activity read_activity(const Json& item) {
  Activity made;
  made.id = token_in(object_in(item), "id");
  made.type = text_in(item, "activity_type");
  if (const auto time = time_in(item, "transaction_time")) {
    made.time = *time;
  } else if (const auto date = text_in(item, "date"); !date.empty()) {
    const auto day = parse_date(date);
    if (!day) throw Malformed{"its date cannot be read"};
    made.time.nanoseconds = std::int64_t{day->days} * 86'400 * units_per_whole;
  }
  made.symbol = fixed_in<Symbol>(item, "symbol");
  made.side = text_in(item, "side");
  made.quantity.units = units_or_zero(item, "qty");
  made.price.units = units_or_zero(item, "price");
  made.net_amount = money_in(item, "net_amount");
  made.order_id = fixed_in<BrokerOrderId>(item, "order_id");
  made.status = text_in(item, field(item, "order_status") ? "order_status" : "status");
  made.new_symbol = fixed_in<Symbol>(item, "new_symbol");
  const auto shares = [&](const char* name, const char* other) {
    return Quantity{units_or_zero(item, field(item, name) ? name : other)};
  };
  made.old_shares = shares("old_rate", "split_from");
  made.new_shares = shares("new_rate", "split_to");
  made.description = text_if_any(item, "description");
  return made;
}

AccountActivity read_announcement(const Json& item) {
  AccountActivity made;
  made.id = "announced::" + text_in(object_in(item), "id");
  std::erase(made.id, ' ');
  made.symbol = symbol_in(item, "initiating_symbol");
  made.new_symbol = fixed_in<Symbol>(item, "target_symbol");
  made.code = text_in(item, "ca_type");
  made.old_shares.units = units_or_zero(item, "old_rate");
  made.new_shares.units = units_or_zero(item, "new_rate");
  const bool splits = made.code == "split";
  const bool renames = made.new_symbol != made.symbol && !made.new_symbol.empty();
  made.kind = splits ? ActivityKind::Split
              : renames
                ? (made.code == "merger" ? ActivityKind::Merger : ActivityKind::SymbolChange)
                : ActivityKind::Other;
  if (splits) made.new_symbol = {};
  const auto day = parse_date(text_in(item, "ex_date"));
  if (!day) throw Malformed{"its ex_date cannot be read"};
  made.time.nanoseconds = std::int64_t{day->days} * 86'400 * units_per_whole;
  return made;
}

/// Element `i` of a parallel array as a number; empty when null or absent.
std::optional<double> number_at(const Json& item, const char* key, std::size_t i) {
  const auto* list = field(item, key);
  if (!list || !list->is_array() || i >= list->size() || (*list)[i].is_null()) return std::nullopt;
  if (!(*list)[i].is_number()) throw Malformed{std::string{"its "} + key + " holds no number"};
  return (*list)[i].get<double>();
}

std::optional<Money> money_at(const Json& item, const char* key, std::size_t i) {
  const auto number = number_at(item, key, i);
  if (!number) return std::nullopt;
  const auto units = units_from_double(*number);
  return units ? std::optional{Money{*units}} : std::nullopt;
}

PortfolioHistory read_history(const Json& item) {
  PortfolioHistory made;
  made.base_value = money_in(object_in(item), "base_value");
  made.timeframe = text_in(item, "timeframe");
  const auto* times = field(item, "timestamp");
  if (!times) return made;
  for (std::size_t i = 0; i < list_in(*times).size(); ++i) {
    const auto seconds = number_at(item, "timestamp", i).value_or(0);
    const auto time = units_from_double(seconds);
    if (!time) throw Malformed{"its timestamp does not fit"};
    made.points.push_back({Timestamp{*time}, money_at(item, "equity", i),
                           money_at(item, "profit_loss", i),
                           number_at(item, "profit_loss_pct", i)});
  }
  return made;
}

BatchEntry read_batch_entry(const Json& item) {
  BatchEntry made;
  made.id = text_in(object_in(item), field(item, "symbol") ? "symbol" : "id");
  made.status = static_cast<int>(integer_or(item, "status", 0) % 1000);
  if (const auto* body = field(item, "body"); body && body->is_object()) {
    if (field(*body, "status") && field(*body, "client_order_id"))
      made.order = read_order(*body);
    else
      made.message = text_in(*body, "message");
  }
  return made;
}

template <class T, class Read>
Result<Listed<T>> read_list(const char* what, std::string_view body, UnreadItem::Kind kind,
                            Read read) {
  return guarded_list<T>(what, body, kind,
                         [&](const Json& item, auto& made) { made.push_back(read(item)); });
}

} // namespace

std::optional<AccountActivity> booked(const Activity& activity) {
  const auto& status = activity.status;
  if (activity.type == "FILL" || (!status.empty() && status != "executed")) return std::nullopt;
  AccountActivity made;
  made.id = activity.id;
  std::erase(made.id, ' ');
  made.code = activity.type;
  made.kind = activity_kind_from(activity.type);
  made.time = activity.time;
  made.symbol = activity.symbol;
  made.new_symbol = activity.new_symbol;
  made.quantity = activity.quantity;
  if (activity.side == "sell" && made.quantity.units > 0) made.quantity = -made.quantity;
  made.price = activity.price;
  made.cash = activity.net_amount;
  made.old_shares = activity.old_shares;
  made.new_shares = activity.new_shares;
  made.description = activity.description;
  return made;
}

Result<Account> parse_account(std::string_view body) {
  return guarded<Account>("an account", body, read_account);
}
Result<Asset> parse_asset(std::string_view body) {
  return guarded<Asset>("an asset", body, read_asset);
}
Result<Listed<Asset>> parse_assets(std::string_view body) {
  return read_list<Asset>("a list of assets", body, UnreadItem::Kind::Asset, read_asset);
}
Result<Position> parse_position(std::string_view body) {
  return guarded<Position>("a position", body, read_position);
}
Result<Listed<Position>> parse_positions(std::string_view body) {
  return read_list<Position>("a list of positions", body, UnreadItem::Kind::Position,
                             read_position);
}
Result<Listed<Activity>> parse_activities(std::string_view body) {
  return read_list<Activity>("a list of activities", body, UnreadItem::Kind::Activity,
                             read_activity);
}
Result<Listed<AccountActivity>> parse_announcements(std::string_view body) {
  return guarded_list<AccountActivity>("a list of announcements", body, UnreadItem::Kind::Activity,
                                       [](const Json& item, auto& made) {
                                         const auto action = read_announcement(item);
                                         if (exchanges_shares(action.kind)) made.push_back(action);
                                       });
}
Result<PortfolioHistory> parse_portfolio_history(std::string_view body) {
  return guarded<PortfolioHistory>("a portfolio history", body, read_history);
}
Result<Listed<BatchEntry>> parse_batch(std::string_view body) {
  return read_list<BatchEntry>("a list of outcomes", body, UnreadItem::Kind::Order,
                               read_batch_entry);
}

} // namespace hft::cpquant
