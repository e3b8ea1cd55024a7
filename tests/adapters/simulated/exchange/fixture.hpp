#pragma once

#include "adapters/simulated/exchange/exchange.hpp"
#include "messages/new_york.hpp"

#include <string>
#include <vector>

namespace hft::simulated {

/// An exchange on Monday 2026-03-02, 10:00 in New York, with SPY quoted at 450.00 to 450.02.
struct TestVenue {
  static constexpr const char* key = "key";
  Date date = make_date(2026, 3, 2);
  Exchange exchange;

  explicit TestVenue(ExchangeConfig config = calm()) : exchange(std::move(config)) {
    clock(10, 0);
    quote(45000, 45002);
  }

  /// Without partial fills, and one order may cross zero.
  static ExchangeConfig calm() {
    ExchangeConfig config;
    config.partial_fill_probability = 0;
    config.allow_flip = true;
    return config;
  }
  static ExchangeConfig strict() {
    auto config = calm();
    config.allow_flip = false;
    return config;
  }

  Timestamp at(int hours, int minutes, int seconds = 0) const {
    return from_new_york(date, std::chrono::hours{hours} + std::chrono::minutes{minutes} +
                                 std::chrono::seconds{seconds});
  }
  void clock(int hours, int minutes, int seconds = 0) {
    exchange.advance(at(hours, minutes, seconds));
  }
  void quote(std::int64_t bid, std::int64_t ask, Symbol symbol = "SPY") {
    Quote made;
    made.symbol = symbol;
    made.bid = cents(bid);
    made.ask = cents(ask);
    made.time = exchange.now();
    exchange.on_quote(made);
  }
  void trade(std::int64_t price, Symbol symbol = "SPY") {
    Trade made;
    made.symbol = symbol;
    made.price = cents(price);
    made.size = shares(100);
    made.time = exchange.now();
    exchange.on_trade(made);
  }
  void halt(bool halted) {
    TradingStatus made;
    made.symbol = "SPY";
    made.status_code = halted ? "H" : "T";
    made.tape = 'C';
    made.time = exchange.now();
    exchange.on_status(made);
  }

  static PlaceRequest market(std::string side, std::string qty) {
    PlaceRequest request;
    request.symbol = "SPY";
    request.side = std::move(side);
    request.qty = std::move(qty);
    request.type = "market";
    request.time_in_force = "day";
    return request;
  }
  static PlaceRequest limit(std::string side, std::string qty, std::string price) {
    auto request = market(std::move(side), std::move(qty));
    request.type = "limit";
    request.limit_price = std::move(price);
    return request;
  }
  static PlaceRequest stop(std::string side, std::string qty, std::string price) {
    auto request = market(std::move(side), std::move(qty));
    request.type = "stop";
    request.stop_price = std::move(price);
    return request;
  }
  static PlaceRequest bracket(std::string qty, std::string profit, std::string loss) {
    auto request = market("buy", std::move(qty));
    request.order_class = "bracket";
    request.take_profit = true;
    request.take_profit_limit_price = std::move(profit);
    request.stop_loss = true;
    request.stop_loss_stop_price = std::move(loss);
    return request;
  }

  Answer<VenueOrder> submit(const PlaceRequest& request) { return exchange.submit(key, request); }
  template <class T>
  static long code(const Answer<T>& answer) {
    return answer ? 0 : answer.error().code;
  }
  template <class T>
  static int http(const Answer<T>& answer) {
    return answer ? 200 : answer.error().http;
  }
  /// The id of an order that must be taken.
  std::string taken(const PlaceRequest& request) { return submit(request).value().id.str(); }
  /// `422/42210000 message` of a request that must be refused.
  std::string refusal(const PlaceRequest& request) { return sentence(submit(request)); }
  template <class T>
  static std::string sentence(const Answer<T>& answer) {
    if (answer) return "taken";
    return std::to_string(answer.error().http) + "/" + std::to_string(answer.error().code) + " " +
           answer.error().message;
  }
  VenueOrder order(const std::string& id) { return exchange.order(key, id).value(); }
  std::string state(const std::string& id) { return std::string{to_string(order(id).state)}; }
  std::string leg_state(const std::string& id, std::size_t leg) {
    return std::string{to_string(order(id).legs.at(leg).state)};
  }
  /// The events since the last call: `pending_new new fill`.
  std::string events() {
    std::string text;
    for (const auto& update : exchange.take_updates())
      text += (text.empty() ? "" : " ") + std::string{to_string(update.event)};
    return text;
  }
  std::string position(const std::string& symbol = "SPY") {
    const auto held = exchange.position(key, symbol);
    return held ? to_string(held->quantity) : "0";
  }
};

} // namespace hft::simulated
