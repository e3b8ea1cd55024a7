#pragma once

#include "actors/execution/ledger_entry.hpp"
#include "messages/account_state.hpp"
#include "messages/asset.hpp"
#include "messages/control.hpp"
#include "messages/gateway.hpp"

#include <optional>
#include <variant>
#include <vector>

namespace hft {

/// To be canceled at the broker.
struct CancelRequest {
  BrokerOrderId id;
  ClientOrderId client_order_id;
};

/// To be replaced at the broker by `order`.
struct ReplaceRequest {
  BrokerOrderId id;
  ApprovedOrder order;
};

/// The broker's books to be asked for.
struct FetchRequest {
  Timestamp since;
  std::uint64_t number = 0;
  std::vector<Symbol> unexplained{}; ///< what is announced of these may explain them
};

/// What becomes of a signal. Monostate: nothing to do now (a cancel waits for the broker's id, an
/// order for another one's end).
using DeskVerdict =
  std::variant<std::monostate, ApprovedOrder, ReplaceRequest, CancelRequest, OrderRefused>;

using DeskFact = std::variant<Fill, OrderClosed, OrderRefused, Anomaly>;

/// What an input leads to; handed in empty, carried out by the caller.
struct DeskOutput {
  std::vector<DeskFact> facts;
  std::vector<CancelRequest> cancels;
  std::vector<ApprovedOrder> orders; ///< to be sent now, after the cancels
  std::vector<ClientOrderId> look_ups;
  std::vector<Symbol> asset_look_ups;
  std::optional<FetchRequest> fetch;
  std::vector<DeskChanged> changes;
  std::optional<AccountState> account; ///< it changed: for every model to know
  std::vector<AssetTraits> assets;     ///< the broker told of them: for those that watch them
  std::optional<std::uint64_t> closed; ///< the desk is quiet; how many orders it had to leave
};

} // namespace hft
