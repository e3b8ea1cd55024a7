#include "adapters/simulated/protocol/foreign_books.hpp"

#include "adapters/simulated/exchange/ids.hpp"

#include <algorithm>
#include <array>

namespace hft::simulated {

namespace {

constexpr std::array foreign_lists{"orders", "positions", "activities"};
constexpr std::size_t most_items = 10'000;

tl::unexpected<Failure> unusable(std::string sentence) {
  return fail(ErrorKind::BadPayload, std::move(sentence));
}

bool is_over(const Json& order) {
  static const std::array over{"filled", "canceled", "expired", "rejected", "replaced"};
  const auto status = text_at(order, "status");
  return std::find(over.begin(), over.end(), status) != over.end();
}

const Json* named(const std::vector<Json>& items, const char* field, std::string_view name) {
  const auto found = std::find_if(items.begin(), items.end(),
                                  [&](const Json& item) { return scalar_at(item, field) == name; });
  return found == items.end() ? nullptr : &*found;
}

void overlay(Json& base, const Json& given) {
  for (const auto& field : given.items()) base[field.key()] = field.value();
}

/// Puts `item` in the place of the one with the same `field`, or at the end.
void put(std::vector<Json>& items, const char* field, Json item) {
  const auto name = scalar_at(item, field);
  const auto found = std::find_if(
    items.begin(), items.end(), [&](const Json& other) { return scalar_at(other, field) == name; });
  if (found == items.end())
    items.push_back(std::move(item));
  else
    *found = std::move(item);
}

} // namespace

Json ForeignBooks::completed_order(const Json& given, Timestamp now) {
  VenueOrder base;
  SeededNumbers numbers{0xf0e1d2c3b4a59687ULL + ++made_};
  const auto id = [&] {
    const auto high = numbers.next();
    return make_uuid(high, numbers.next());
  };
  base.id = id();
  base.client_order_id = ClientOrderId::truncated(id().view());
  base.created_at = base.updated_at = base.submitted_at = now;
  base.expires_at = now + std::chrono::hours{24};
  base.symbol = "SPY";
  base.asset_id = asset_id_of(base.symbol);
  base.quantity = shares(1);
  base.state = OrderState::New;
  auto order = to_json(base);
  overlay(order, given);
  if (given.contains("type") && !given.contains("order_type")) order["order_type"] = given["type"];
  return order;
}

Result<void> ForeignBooks::add(const Json& request, Timestamp now) {
  if (!request.is_object()) return unusable("what others do must be an object with a key");
  const auto key = text_at(request, "key");
  if (key.empty()) return unusable("key must name an account's API key");
  for (const auto& field : request.items()) {
    const auto& name = field.key();
    const bool is_list =
      std::find(foreign_lists.begin(), foreign_lists.end(), name) != foreign_lists.end();
    const bool known =
      is_list || name == "key" || name == "event" || name == "update" || name == "clear";
    if (!known) return unusable("there is no field \"" + name + "\" in what others do");
    if (!is_list) continue;
    if (!field.value().is_array() || field.value().size() > most_items)
      return unusable(name + " must be a list of at most 10000 objects");
    for (const auto& item : field.value())
      if (!item.is_object()) return unusable(name + " must be a list of objects");
  }
  if (request.contains("clear") && !request["clear"].is_boolean())
    return unusable("clear must be true or false");
  if (request.contains("event") && !request["event"].is_string())
    return unusable("event must be a text");
  if (request.contains("update") && !request["update"].is_object())
    return unusable("update must be an object");
  auto& books = accounts_[key];
  if (request.value("clear", false)) books = {};
  const auto event = text_at(request, "event");
  for (const auto& given : request.value("orders", Json::array())) {
    const auto* known =
      given.contains("id") ? named(books.orders, "id", scalar_at(given, "id")) : nullptr;
    auto order = known ? *known : completed_order(given, now);
    overlay(order, given);
    put(books.orders, "id", order);
    if (event.empty()) continue;
    Json data{{"event", event}, {"timestamp", format_timestamp(now)}, {"order", std::move(order)}};
    SeededNumbers numbers{0x1234567890abcdefULL + ++made_};
    const auto high = numbers.next();
    data["execution_id"] = make_uuid(high, numbers.next()).view();
    overlay(data, request.value("update", Json::object()));
    send_(key, data);
  }
  for (const auto& given : request.value("positions", Json::array())) {
    PositionSnapshot base;
    base.symbol = Symbol::truncated(scalar_at(given, "symbol"));
    base.asset_id = asset_id_of(base.symbol);
    auto position = to_json(base);
    overlay(position, given);
    put(books.positions, "symbol", std::move(position));
  }
  std::erase_if(books.positions,
                [](const Json& position) { return scalar_at(position, "qty") == "0"; });
  for (const auto& given : request.value("activities", Json::array())) {
    AccountActivity base;
    SeededNumbers numbers{0xabcdef0123456789ULL + ++made_};
    const auto high = numbers.next();
    base.id = "20260101000000000::" + make_uuid(high, numbers.next()).str();
    base.type = "MISC";
    base.booked = now;
    auto activity = to_json(base);
    overlay(activity, given);
    put(books.activities, "id", std::move(activity));
  }
  return {};
}

const ForeignBooks::Books* ForeignBooks::of(const std::string& key) const {
  const auto found = accounts_.find(key);
  return found == accounts_.end() ? nullptr : &found->second;
}

Json ForeignBooks::orders(const std::string& key, const OrderQuery& query) const {
  auto shown = Json::array();
  const auto* books = of(key);
  // Cursors are the account's own orders, so these stand on the first page alone.
  if (!books || !query.after_order_id.empty() || !query.before_order_id.empty()) return shown;
  for (auto order = books->orders.rbegin(); order != books->orders.rend(); ++order) {
    const auto time = parse_timestamp(text_at(*order, "submitted_at"));
    if (time && query.after && *time <= *query.after) continue;
    if (time && query.until && *time >= *query.until) continue;
    if (query.status == OrderQuery::Status::Open && is_over(*order)) continue;
    if (query.status == OrderQuery::Status::Closed && !is_over(*order)) continue;
    shown.push_back(*order);
  }
  return shown;
}

Json ForeignBooks::positions(const std::string& key) const {
  const auto* books = of(key);
  return books ? Json(books->positions) : Json::array();
}

Json ForeignBooks::activities(const std::string& key, const ActivityQuery& query) const {
  auto shown = Json::array();
  const auto* books = of(key);
  if (!books || !query.page_token.empty()) return shown;
  for (const auto& activity : books->activities) {
    if (query.wants(text_at(activity, "activity_type"))) shown.push_back(activity);
  }
  return shown;
}

const Json* ForeignBooks::order(const std::string& key, std::string_view id) const {
  const auto* books = of(key);
  return books ? named(books->orders, "id", id) : nullptr;
}

const Json* ForeignBooks::position(const std::string& key, std::string_view symbol) const {
  const auto* books = of(key);
  return books ? named(books->positions, "symbol", symbol) : nullptr;
}

std::vector<std::string> ForeignBooks::open_orders(const std::string& key) const {
  std::vector<std::string> ids;
  if (const auto* books = of(key))
    for (const auto& order : books->orders)
      if (!is_over(order)) ids.push_back(scalar_at(order, "id"));
  return ids;
}

bool ForeignBooks::cancel(const std::string& key, std::string_view id) {
  const auto found = accounts_.find(key);
  if (found == accounts_.end()) return false;
  auto& orders = found->second.orders;
  const auto order = std::find_if(orders.begin(), orders.end(),
                                  [&](const Json& other) { return scalar_at(other, "id") == id; });
  if (order == orders.end()) return false;
  if (is_over(*order)) return true;
  (*order)["status"] = "canceled";
  send_(key, {{"event", "canceled"}, {"order", *order}});
  return true;
}

} // namespace hft::simulated
