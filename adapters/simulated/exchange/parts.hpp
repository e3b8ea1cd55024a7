#pragma once

#include "adapters/simulated/exchange/accounts.hpp"
#include "adapters/simulated/exchange/assets.hpp"
#include "adapters/simulated/exchange/order_book.hpp"
#include "adapters/simulated/exchange/order_events.hpp"
#include "adapters/simulated/exchange/orders.hpp"
#include "adapters/simulated/exchange/session_times.hpp"

#include <vector>

namespace hft::simulated {

/// The parts of an exchange, each with state of its own that only it changes, and the few questions
/// that take several of them. Order entry, matching and corporate actions work on these.
struct ExchangeParts {
  explicit ExchangeParts(ExchangeConfig settings);
  ExchangeParts(const ExchangeParts&) = delete;
  ExchangeParts& operator=(const ExchangeParts&) = delete;

  ExchangeConfig config;
  SeededNumbers numbers; ///< ids and partial fills
  SessionTimes times;
  OrderBook book;
  Accounts accounts;
  Orders orders;
  OrderEvents events;
  Assets assets;
  std::vector<CorporateAction> actions; ///< by announcement
  std::uint64_t revision = 0;           ///< grows with every change that is saved

  /// Opens the account if need be.
  AccountIndex account_of(std::string_view key);
  Account& owner_of(OrderIndex index) { return accounts.at(orders.at(index).account); }
  /// Another one on every date and for every order.
  Uuid next_id_of(const ClientOrderId& order);

  /// Tells that something happened to an order; with an execution, the position after it.
  void publish(OrderIndex index, OrderEventKind event, const FillRecord* execution = nullptr,
               Quantity position = {});

  Price reference(const Symbol& symbol, Side side) const;
  Quantity estimated_quantity(const VenueOrder& order) const;
  /// What orders of `side` but `besides` would take of the position.
  Quantity held_by_orders(AccountIndex account, const Symbol& symbol, Side side,
                          OrderIndex besides) const;
  /// What a new order of `side` may close of the position.
  Quantity closable(AccountIndex account, const Symbol& symbol, Side side,
                    OrderIndex besides = no_order) const;
  /// The part of an order that opens a position takes buying power, and gives it back.
  void reserve(OrderRecord& record);
  void release(const OrderRecord& record);
};

} // namespace hft::simulated
