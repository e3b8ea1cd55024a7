#pragma once

#include "messages/timestamp.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace hft::bench {

/// One order of the stand-in: market, whole shares, filled at once at the last price.
struct StandInOrder {
  std::string id;
  std::string client_order_id;
  std::string symbol;
  std::string side;
  std::int64_t quantity = 0;
  bool filled = false;
  double price = 0;
  Timestamp submitted;
  Timestamp changed;
};

/// What the broker answers, and what it tells the order stream.
struct Reply {
  unsigned status = 200;
  std::string body;
};

/// The account behind the measuring server: takes market orders, fills them when told, and gives
/// true answers to whoever checks its books. Its clock starts on a Monday of a plain week, at 10:00
/// New York, so that the market is open whenever a measurement runs.
class StandInBroker {
public:
  StandInBroker();

  Timestamp now() const;
  /// Answers a GET; `target` with its query.
  Reply get(std::string_view target) const;
  /// Takes an order in. Its place in the book is `newest()` when the status is 200.
  Reply submit(std::string_view body);
  std::size_t newest() const { return orders_.size() - 1; }
  const std::string& symbol_of(std::size_t order) const { return orders_[order].symbol; }
  /// Trades print at this price from now on.
  void set_price(double price) { price_ = price; }
  /// Fills the whole order at the last price.
  void fill(std::size_t order);
  /// The frame for `/stream`: `new` or, once filled, `fill`.
  std::string update(std::size_t order) const;

private:
  struct Position {
    std::int64_t quantity = 0;
    double cost = 0;
  };

  std::string account() const;
  std::string clock() const;
  std::string calendar(std::string_view target) const;
  std::string positions() const;
  std::string orders(std::string_view target) const;
  std::string activities(std::string_view target) const;
  Reply order_by(std::string_view client_order_id) const;

  std::int64_t started_; ///< on the monotonic clock
  double price_ = 450;
  std::vector<StandInOrder> orders_;
  std::vector<std::size_t> fills_; ///< by time
  std::unordered_map<std::string, std::size_t> by_client_order_id_;
  std::map<std::string, Position> positions_;
};

/// CLOCK_MONOTONIC, nanoseconds.
std::int64_t monotonic_now();

} // namespace hft::bench
