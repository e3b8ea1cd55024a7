#include "adapters/simulated/exchange/core.hpp"
#include "messages/new_york.hpp"

#include <algorithm>

namespace hft::simulated {

Uuid Exchange::Core::next_id() {
  const auto high = numbers.next();
  return make_uuid(high, numbers.next());
}

// Of an order and what happens to it: another on every date and for every order, whatever the seed,
// as a program that ran before a venue was started anew remembers the ids of then.
Uuid Exchange::Core::next_id_of(const ClientOrderId& order) {
  SeededNumbers date{static_cast<std::uint64_t>(new_york_date(now).days)};
  const auto salt = date.next() ^ text_hash(order.view());
  const auto high = numbers.next() ^ salt;
  return make_uuid(high, numbers.next() ^ salt);
}

VenueOrder Exchange::Core::shown(OrderIndex index, bool with_legs) const {
  const auto& record = records[index];
  auto order = record.order;
  if (with_legs)
    for (const auto leg : record.legs) order.legs.push_back(records[leg].order);
  return order;
}

void Exchange::Core::emit(OrderIndex index, OrderEventKind event, const FillRecord* execution,
                          Quantity position) {
  auto& record = records[index];
  record.order.updated_at = now;
  OrderUpdate update;
  update.event_id = ++event_id;
  update.account_key = accounts[record.account].key;
  update.event = event;
  update.order = shown(index, true);
  update.time = now;
  if (execution) {
    update.execution_id = execution->execution_id;
    update.price = execution->price;
    update.quantity = execution->quantity;
    update.position_quantity = position;
  } else {
    update.execution_id = next_id_of(record.order.client_order_id);
  }
  ++revision;
  if (config.kept_events > 0) {
    if (kept.size() == config.kept_events) kept.pop_front();
    kept.push_back(update);
  }
  updates.push_back(std::move(update));
}

Answer<OrderIndex> Exchange::Core::find(Account& account, std::string_view id) const {
  const auto uuid = Uuid::from(id);
  const auto found = uuid ? by_id.find(*uuid) : by_id.end();
  if (found == by_id.end() || &accounts[records[found->second].account] != &account)
    return tl::unexpected{not_found("order not found for: " + std::string{id})};
  return found->second;
}

Answer<std::vector<VenueOrder>> Exchange::Core::orders(Account& account,
                                                       const OrderQuery& query) const {
  const bool cursors = !query.before_order_id.empty() || !query.after_order_id.empty();
  if (cursors && (query.after || query.until))
    return tl::unexpected{
      unprocessable("before_order_id and after_order_id cannot be combined with after and until")};
  OrderIndex least = 0;
  OrderIndex most = no_order;
  if (!query.before_order_id.empty()) {
    const auto index = find(account, query.before_order_id);
    if (!index) return tl::unexpected{index.error()};
    most = *index;
  }
  if (!query.after_order_id.empty()) {
    const auto index = find(account, query.after_order_id);
    if (!index) return tl::unexpected{index.error()};
    least = *index + 1;
  }
  const auto matches = [&](OrderIndex index) {
    const auto& record = records[index];
    const auto& order = record.order;
    const bool closed = is_terminal(order.state);
    if (index < least || index >= most) return false;
    if (query.status == OrderQuery::Status::Open && closed) return false;
    if (query.status == OrderQuery::Status::Closed && !closed) return false;
    if (query.after && order.submitted_at <= *query.after) return false;
    if (query.until && order.submitted_at >= *query.until) return false;
    if (query.side && order.side != *query.side) return false;
    if (!query.symbols.empty() &&
        std::find(query.symbols.begin(), query.symbols.end(), order.symbol) == query.symbols.end())
      return false;
    return !query.nested || record.parent == no_order;
  };
  std::vector<VenueOrder> answer;
  if (!query.asset_class.empty() && query.asset_class != "us_equity") return answer;
  const auto limit = std::min<std::size_t>(query.limit, 500);
  const auto collect = [&](auto begin, auto end) {
    for (auto at = begin; at != end && answer.size() < limit; ++at)
      if (matches(*at)) answer.push_back(shown(*at, query.nested));
  };
  // Open orders are few; the account's whole life may be long.
  if (query.status == OrderQuery::Status::Open) {
    if (query.ascending)
      collect(account.open.begin(), account.open.end());
    else
      collect(account.open.rbegin(), account.open.rend());
  } else if (query.ascending) {
    collect(account.orders.begin(), account.orders.end());
  } else {
    collect(account.orders.rbegin(), account.orders.rend());
  }
  return answer;
}

std::vector<FillRecord> Exchange::Core::activities(const Account& account,
                                                   const ActivityQuery& query) const {
  const auto matches = [&](const FillRecord& record) {
    if (query.date && new_york_date(record.time) != *query.date) return false;
    if (query.after && record.time <= *query.after) return false;
    return !query.until || record.time < *query.until;
  };
  const auto limit = std::min<std::size_t>(query.page_size, 100);
  std::vector<FillRecord> page;
  bool started = query.page_token.empty();
  const auto collect = [&](auto begin, auto end) {
    for (auto at = begin; at != end && page.size() < limit; ++at) {
      const auto& record = fills[*at];
      if (started && matches(record))
        page.push_back(record);
      else if (!started)
        started = record.activity_id == query.page_token;
    }
  };
  if (query.ascending)
    collect(account.fills.begin(), account.fills.end());
  else
    collect(account.fills.rbegin(), account.fills.rend());
  return page;
}

std::vector<Activity> Exchange::Core::account_activities(const Account& account,
                                                         const ActivityQuery& query) const {
  const auto wanted = [&](std::string_view type) {
    return query.types.empty() ||
           std::find(query.types.begin(), query.types.end(), type) != query.types.end();
  };
  // Both lists are in order of booking already.
  std::vector<const FillRecord*> filled;
  if (wanted("FILL"))
    for (const auto index : account.fills) filled.push_back(&fills[index]);
  std::vector<std::pair<const FillRecord*, const AccountActivity*>> merged;
  auto next = filled.begin();
  for (const auto& other : account.activities) {
    if (!wanted(other.type)) continue;
    while (next != filled.end() && (*next)->time <= other.booked)
      merged.emplace_back(*next++, nullptr);
    merged.emplace_back(nullptr, &other);
  }
  for (; next != filled.end(); ++next) merged.emplace_back(*next, nullptr);
  if (!query.ascending) std::reverse(merged.begin(), merged.end());
  std::vector<Activity> page;
  bool started = query.page_token.empty();
  for (const auto& [fill, other] : merged) {
    const auto& id = fill ? fill->activity_id : other->id;
    if (!started) {
      started = id == query.page_token;
      continue;
    }
    const auto time = fill ? fill->time : other->booked;
    const auto date = fill ? new_york_date(fill->time) : other->date;
    if (query.date && date != *query.date) continue;
    if (query.after && time <= *query.after) continue;
    if (query.until && time >= *query.until) continue;
    if (page.size() == std::min<std::size_t>(query.page_size, 100)) break;
    page.push_back(fill ? Activity{*fill} : Activity{*other});
  }
  return page;
}

Answer<Asset> Exchange::Core::asset(std::string_view symbol_or_id) {
  auto symbol = Symbol::from(symbol_or_id);
  if (const auto id = Uuid::from(symbol_or_id); id && asset_symbols.contains(*id))
    symbol = asset_symbols.at(*id);
  if (symbol && listed.contains(*symbol)) return listed.at(*symbol);
  if (!symbol || !is_plausible_symbol(symbol->view()))
    return tl::unexpected{not_found("asset not found for " + std::string{symbol_or_id})};
  Asset made;
  made.id = asset_id_of(*symbol);
  made.symbol = *symbol;
  made.name = symbol->str() + " Common Stock";
  asset_symbols.emplace(made.id, *symbol);
  return made;
}

} // namespace hft::simulated
