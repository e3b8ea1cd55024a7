#pragma once

#include "adapters/simulated/protocol/json.hpp"

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace hft::simulated {

/// What others do on an account in ways the exchange does not know: multi-leg option orders, coins,
/// values no document names. Kept as JSON and shown in the account's lists beside its own. Pure.
class ForeignBooks {
public:
  /// A frame for the account stream of `key`: `{"event":..,"order":{..}}` and what was added to it.
  using Send = std::function<void(const std::string& key, const Json& data)>;

  explicit ForeignBooks(Send send) : send_(std::move(send)) {}

  /// `{"key":K,"orders":[..],"positions":[..],"activities":[..],"event":"new","update":{..}}`. An
  /// order is completed with what an ordinary one has; an order with a known `id` and a position
  /// with a known `symbol` take the place of the old one, and a position of `"qty":"0"` goes. With
  /// `event`, each order is told on the account stream, the fields of `update` beside it.
  /// `{"clear":true}` forgets the account's first. All or nothing.
  Result<void> add(const Json& request, Timestamp now);

  /// Newest first, as the list of orders is.
  Json orders(const std::string& key, const OrderQuery& query) const;
  Json positions(const std::string& key) const;
  Json activities(const std::string& key, const ActivityQuery& query) const;
  const Json* order(const std::string& key, std::string_view id) const;
  const Json* position(const std::string& key, std::string_view symbol) const;
  std::vector<std::string> open_orders(const std::string& key) const; ///< their ids
  /// Whether there was such an order; it is canceled if it was open, and that is told.
  bool cancel(const std::string& key, std::string_view id);

private:
  struct Books {
    std::vector<Json> orders;
    std::vector<Json> positions;
    std::vector<Json> activities;
  };
  const Books* of(const std::string& key) const;
  Json completed_order(const Json& given, Timestamp now);

  Send send_;
  std::map<std::string, Books> accounts_;
  std::uint64_t made_ = 0;
};

} // namespace hft::simulated
