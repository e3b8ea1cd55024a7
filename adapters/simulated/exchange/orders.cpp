#include "adapters/simulated/exchange/orders.hpp"

#include "adapters/simulated/exchange/order_checks.hpp"
#include "messages/result.hpp"

#include <algorithm>

namespace hft::simulated {

bool OrderRecord::is_working() const {
  const auto state = order.state;
  const bool pending = state == OrderState::PendingCancel || state == OrderState::PendingReplace;
  const auto effective = pending ? before : state;
  return effective == OrderState::New || effective == OrderState::PartiallyFilled;
}

bool OrderRecord::is_stop() const {
  return order.type == OrderType::Stop || order.type == OrderType::StopLimit ||
         order.type == OrderType::TrailingStop;
}

bool OrderRecord::is_auction() const {
  return order.time_in_force == TimeInForce::Opg || order.time_in_force == TimeInForce::Cls;
}

std::optional<Price> OrderRecord::limit() const {
  switch (order.type) {
    case OrderType::Limit:
    case OrderType::StopLimit: return order.limit_price;
    case OrderType::Stop: return collar;
    default: return std::nullopt;
  }
}

const Orders::Owned& Orders::owned_by(AccountIndex account) const {
  static const Owned nothing;
  return account < owned_.size() ? owned_[account] : nothing;
}

Orders::Owned& Orders::owned_by(AccountIndex account) {
  if (account >= owned_.size()) owned_.resize(account + 1);
  return owned_[account];
}

OrderIndex Orders::add(OrderRecord record) {
  const auto index = static_cast<OrderIndex>(records_.size());
  const auto& order = record.order;
  auto& owned = owned_by(record.account);
  ensure(by_id_.emplace(order.id, index).second, "an order's id is new");
  owned.by_client_id.emplace(order.client_order_id, index);
  owned.all.push_back(index);
  if (!is_terminal(order.state)) owned.open.insert(index);
  records_.push_back(std::move(record));
  return index;
}

void Orders::close(OrderIndex index) {
  owned_by(at(index).account).open.erase(index);
}

OrderIndex Orders::by_id(const Uuid& id) const {
  const auto found = by_id_.find(id);
  return found == by_id_.end() ? no_order : found->second;
}

OrderIndex Orders::by_client_id(AccountIndex account, const ClientOrderId& id) const {
  const auto& known = owned_by(account).by_client_id;
  const auto found = known.find(id);
  return found == known.end() ? no_order : found->second;
}

Answer<OrderIndex> Orders::find(AccountIndex account, std::string_view id) const {
  const auto uuid = Uuid::from(id);
  const auto found = uuid ? by_id(*uuid) : no_order;
  if (found == no_order || at(found).account != account)
    return tl::unexpected{not_found("order not found for: " + std::string{id})};
  return found;
}

std::vector<OrderIndex> Orders::open_of(AccountIndex account) const {
  const auto& open = owned_by(account).open;
  return {open.begin(), open.end()};
}

std::vector<OrderIndex> Orders::group_of(OrderIndex index) const {
  const auto& record = at(index);
  std::vector<OrderIndex> group;
  if (record.parent != no_order) {
    for (const auto leg : at(record.parent).legs)
      if (leg != index) group.push_back(leg);
    if (record.order.order_class == OrderClass::Oco) group.push_back(record.parent);
  } else if (record.order.order_class == OrderClass::Oco) {
    group = record.legs;
  }
  return group;
}

void Orders::adopt(OrderIndex parent, OrderIndex leg) {
  at(leg).parent = parent;
  at(leg).order.parent = at(parent).order.id;
  at(parent).legs.push_back(leg);
}

bool Orders::waits_for_predecessor(const VenueOrder& order) const {
  const auto before = order.replaces.empty() ? no_order : by_id(order.replaces);
  return before != no_order && at(before).order.state != OrderState::Replaced;
}

void Orders::take_place(OrderIndex index, OrderIndex successor) {
  auto& old = at(index);
  auto& next = at(successor);
  next.parent = old.parent;
  next.legs = old.legs;
  next.order.parent = old.order.parent;
  for (const auto leg : next.legs) {
    at(leg).parent = successor;
    at(leg).order.parent = next.order.id;
  }
  if (old.parent != no_order)
    std::replace(at(old.parent).legs.begin(), at(old.parent).legs.end(), index, successor);
  old.legs.clear();
  old.parent = no_order;
  old.order.replaced_by = next.order.id;
}

VenueOrder Orders::shown(OrderIndex index, bool with_legs) const {
  auto order = at(index).order;
  if (with_legs)
    for (const auto leg : at(index).legs) order.legs.push_back(at(leg).order);
  return order;
}

Answer<std::vector<VenueOrder>> Orders::list(AccountIndex account, const OrderQuery& query) const {
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
    const auto& record = at(index);
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
    for (auto place = begin; place != end && answer.size() < limit; ++place)
      if (matches(*place)) answer.push_back(shown(*place, query.nested));
  };
  const auto& owned = owned_by(account);
  // Open orders are few; the account's whole life may be long.
  if (query.status == OrderQuery::Status::Open) {
    if (query.ascending)
      collect(owned.open.begin(), owned.open.end());
    else
      collect(owned.open.rbegin(), owned.open.rend());
  } else if (query.ascending) {
    // They stand by time: an account's whole life need not be gone through for its last minutes.
    const auto is_before = [&](OrderIndex index) {
      return query.after && at(index).order.submitted_at <= *query.after;
    };
    collect(std::partition_point(owned.all.begin(), owned.all.end(), is_before), owned.all.end());
  } else {
    collect(owned.all.rbegin(), owned.all.rend());
  }
  return answer;
}

const FillRecord& Orders::add_fill(FillRecord fill, AccountIndex account) {
  fills_.push_back(std::move(fill));
  owned_by(account).fills.push_back(fills_.size() - 1);
  return fills_.back();
}

std::vector<std::size_t> Orders::fills_of(AccountIndex account) const {
  return owned_by(account).fills;
}

} // namespace hft::simulated
