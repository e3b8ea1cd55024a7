#include "adapters/simulated/protocol/control.hpp"

#include "adapters/simulated/exchange/order_checks.hpp"
#include "adapters/simulated/protocol/json_control.hpp"
#include "adapters/simulated/protocol/json_injected.hpp"
#include "messages/new_york.hpp"

namespace hft::simulated {

namespace {

HttpResponse refused(const std::string& sentence) {
  return message_response(400, sentence);
}

/// The objects of a body that is one of them or a list.
Result<Json> items_of(const HttpRequest& request) {
  auto body = decode(request.body, Encoding::Json);
  if (body.is_object()) body = Json::array({std::move(body)});
  if (body.is_discarded() || !body.is_array())
    return fail(ErrorKind::BadPayload, "the body must be an object or an array");
  return body;
}

} // namespace

RestAnswer VenueControl::answer(const RestCall& call) {
  if (call.is("GET", {"_venue", "ledger"})) return ledger();
  if (call.is("POST", {"_venue", "trade"}) || call.is("POST", {"_venue", "print"}))
    return print(call.request);
  if (call.is("GET", {"_venue", "faults"})) {
    HttpResponse response;
    response.body = faults_.to_json();
    return response;
  }
  if (call.is("POST", {"_venue", "faults"})) return change_faults(call.request);
  if (call.is("POST", {"_venue", "corporate_action"})) return corporate_action(call.request);
  if (call.is("POST", {"_venue", "activity"})) return activity(call.request);
  if (call.is("POST", {"_venue", "foreign"})) return foreign(call.request);
  if (call.is("POST", {"_venue", "asset"})) return asset(call.request);
  return std::nullopt;
}

HttpResponse VenueControl::ledger() {
  const auto books = engine_.exchange().ledger();
  auto orders = Json::array();
  for (const auto& order : books.orders) orders.push_back(to_json(order));
  auto fills = Json::array();
  for (const auto& fill : books.fills) fills.push_back(ledger_fill(fill));
  auto positions = Json::object();
  for (const auto& [symbol, quantity] : books.positions)
    positions[symbol.str()] = to_string(quantity);
  return json_response({{"orders", std::move(orders)},
                        {"fills", std::move(fills)},
                        {"positions", std::move(positions)},
                        {"requests", config_.requests()}});
}

HttpResponse VenueControl::print(const HttpRequest& request) {
  const auto items = items_of(request);
  if (!items) return refused(items.error().sentence);
  std::vector<StreamEvent> events;
  for (const auto& item : *items) {
    auto event = injected_event(item, engine_.now(), engine_.next_trade_id());
    if (!event) return refused(event.error().sentence);
    events.push_back(std::move(*event));
  }
  const auto count = events.size();
  config_.print(std::move(events));
  return json_response({{"printed", count}});
}

HttpResponse VenueControl::change_faults(const HttpRequest& request) {
  if (const auto added = faults_.add(request.body); !added) return refused(added.error().sentence);
  config_.faults_changed();
  HttpResponse response;
  response.body = faults_.to_json();
  return response;
}

HttpResponse VenueControl::corporate_action(const HttpRequest& request) {
  const auto items = items_of(request);
  if (!items) return refused(items.error().sentence);
  std::vector<CorporateAction> actions;
  for (const auto& item : *items) {
    const auto action = corporate_action_from(item, new_york_date(engine_.now()));
    if (!action) return refused(action.error().sentence);
    actions.push_back(*action);
  }
  for (const auto& action : actions) engine_.announce(action);
  auto shown = Json::array();
  for (const auto& action : engine_.exchange().corporate_actions()) {
    shown.push_back(announcement_json(action));
    shown.back()["booked"] = action.booked;
  }
  return json_response(shown);
}

HttpResponse VenueControl::activity(const HttpRequest& request) {
  const auto items = items_of(request);
  if (!items) return refused(items.error().sentence);
  std::vector<std::pair<std::string, ActivityRequest>> wanted;
  for (const auto& item : *items) {
    auto activity = activity_request_from(item);
    if (!activity) return refused(activity.error().sentence);
    wanted.emplace_back(text_at(item, "key"), std::move(*activity));
  }
  auto shown = Json::array();
  for (const auto& [key, activity] : wanted)
    shown.push_back(to_json(engine_.exchange().book_activity(key, activity)));
  return json_response(shown);
}

HttpResponse VenueControl::foreign(const HttpRequest& request) {
  const auto added = foreign_.add(decode(request.body, Encoding::Json), engine_.now());
  return added ? json_response(Json::object()) : refused(added.error().sentence);
}

HttpResponse VenueControl::asset(const HttpRequest& request) {
  const auto items = items_of(request);
  if (!items) return refused(items.error().sentence);
  std::vector<Asset> assets;
  for (const auto& item : *items) {
    const auto known = engine_.exchange().asset(text_at(item, "symbol"));
    if (!known) return refused("symbol must be an asset's: 1 to 5 capital letters");
    const auto changed = changed_asset(*known, item);
    if (!changed) return refused(changed.error().sentence);
    assets.push_back(*changed);
  }
  auto shown = Json::array();
  for (const auto& asset : assets) {
    engine_.exchange().list_asset(asset);
    shown.push_back(to_json(asset));
  }
  return json_response(shown);
}

} // namespace hft::simulated
