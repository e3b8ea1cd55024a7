#pragma once

/// The wiring of the house: every actor's interface and every type that travels between actors.
/// The arrows, left to right, are one tick's way to an order:
///
///   MarketFeed port -> FeedActor -> ModelActor (N) -> ExecutionActor -> OrderGateway port
///   SessionClockActor -> SupervisorActor -> all of them
///
/// Nothing else connects them. Messages are never changed once sent.

#include "messages/account_state.hpp"
#include "messages/asset.hpp"
#include "messages/broker_clock.hpp"
#include "messages/control.hpp"
#include "messages/corporate_action.hpp"
#include "messages/gateway.hpp"
#include "messages/market.hpp"
#include "messages/model_notes.hpp"
#include "messages/order.hpp"
#include "messages/result.hpp"
#include "messages/session.hpp"
#include "messages/step.hpp"

#include <caf/replies_to.hpp>
#include <caf/type_id.hpp>
#include <caf/typed_actor.hpp>

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace hft {

/// A model wants events; the feed sends them to `handle` until `Unsubscribe`.
struct Subscribe;
/// A model's actor, for fills and refusals addressed to `id`.
struct ConnectModel;
/// Where a model sends its signals.
struct ConnectDesk;

/// The model `id` wants nothing more.
struct Unsubscribe {
  ModelId id;
};
struct DisconnectModel {
  ModelId id;
};
/// Stop taking new orders in, cancel what works, say when the book is quiet (`DeskClosed`).
struct CloseDesk {
  std::string reason;
};
struct DeskClosed {
  std::uint64_t orders_left = 0;
};
/// The feed's time passed a boundary or moved on: for venues whose clock is their own.
struct FeedTime {
  VenueTime time;
};
/// The venue sends what the subscriber asked for. `newest` is the newest event time the feed has
/// seen, zero when none.
struct Subscribed {
  Subscriptions acknowledged;
  Timestamp newest;
};
/// History asked for under `number` to warm a model up.
struct HistoryFetched {
  std::uint64_t number = 0;
  Result<std::vector<MarketEvent>> events{};
};
/// Where does `id` stand? Answered to its actor by `InstanceBook`, in order with its fills.
struct InstanceBookQuery {
  ModelId id;
};
/// The one that hosts a model (`actors/model`); here it only travels.
class ModelHost;
/// Another model for the instance: it takes over when ready, or runs in shadow until promoted.
/// Answered when it has taken over, runs in shadow or was given up.
struct InstallCandidate {
  std::shared_ptr<ModelHost> host;
  bool shadow = false;
  Duration patience{0}; ///< to be ready in
};
/// What runs in shadow decides from the next message on.
struct PromoteCandidate {};
struct DropCandidate {};
/// Trades of a gap, asked for under `number`: the history port's answer on its way to the feed.
struct TradesFetched {
  std::uint64_t number = 0;
  Symbol symbol;
  Result<std::vector<Trade>> trades{};
};
/// Counts the frames a subscriber has taken in; written by it, read by the feed, on any threads.
using FrameCount = std::atomic<std::uint64_t>;

} // namespace hft

CAF_BEGIN_TYPE_ID_BLOCK(hft, caf::first_custom_type_id)
// market
CAF_ADD_TYPE_ID(hft, (hft::MarketFrame))
CAF_ADD_TYPE_ID(hft, (hft::FeedStateChanged))
CAF_ADD_TYPE_ID(hft, (hft::FeedGap))
CAF_ADD_TYPE_ID(hft, (hft::FeedStatus))
CAF_ADD_TYPE_ID(hft, (hft::FeedTime))
CAF_ADD_TYPE_ID(hft, (hft::Subscribe))
CAF_ADD_TYPE_ID(hft, (hft::Unsubscribe))
CAF_ADD_TYPE_ID(hft, (hft::Subscribed))
CAF_ADD_TYPE_ID(hft, (hft::HistoryFetched))
// decisions and orders
CAF_ADD_TYPE_ID(hft, (hft::Signal))
CAF_ADD_TYPE_ID(hft, (hft::Fill))
CAF_ADD_TYPE_ID(hft, (hft::OrderRefused))
CAF_ADD_TYPE_ID(hft, (hft::OrderClosed))
CAF_ADD_TYPE_ID(hft, (hft::CorporateAction))
CAF_ADD_TYPE_ID(hft, (hft::InstanceBook))
CAF_ADD_TYPE_ID(hft, (hft::AccountState))
CAF_ADD_TYPE_ID(hft, (hft::AssetTraits))
CAF_ADD_TYPE_ID(hft, (hft::ModelNotes))
CAF_ADD_TYPE_ID(hft, (hft::InstanceBookQuery))
CAF_ADD_TYPE_ID(hft, (hft::UnwindModel))
CAF_ADD_TYPE_ID(hft, (hft::OrderEvent))
CAF_ADD_TYPE_ID(hft, (hft::OrderStreamChanged))
CAF_ADD_TYPE_ID(hft, (hft::OrderAnswered))
CAF_ADD_TYPE_ID(hft, (hft::BooksFetched))
CAF_ADD_TYPE_ID(hft, (hft::OrderLookedUp))
CAF_ADD_TYPE_ID(hft, (hft::AssetLookedUp))
CAF_ADD_TYPE_ID(hft, (hft::UnreadItem))
CAF_ADD_TYPE_ID(hft, (hft::ConnectModel))
CAF_ADD_TYPE_ID(hft, (hft::DisconnectModel))
CAF_ADD_TYPE_ID(hft, (hft::ConnectDesk))
CAF_ADD_TYPE_ID(hft, (hft::CloseDesk))
CAF_ADD_TYPE_ID(hft, (hft::DeskClosed))
CAF_ADD_TYPE_ID(hft, (hft::DeskChanged))
// session
CAF_ADD_TYPE_ID(hft, (hft::SessionChanged))
CAF_ADD_TYPE_ID(hft, (hft::SessionStatus))
CAF_ADD_TYPE_ID(hft, (hft::BrokerClock))
CAF_ADD_TYPE_ID(hft, (hft::BrokerCalendar))
CAF_ADD_TYPE_ID(hft, (hft::Failure))
// control
CAF_ADD_TYPE_ID(hft, (hft::SpawnModel))
CAF_ADD_TYPE_ID(hft, (hft::StopModel))
CAF_ADD_TYPE_ID(hft, (hft::SwapModel))
CAF_ADD_TYPE_ID(hft, (hft::PromoteModel))
CAF_ADD_TYPE_ID(hft, (hft::InstallCandidate))
CAF_ADD_TYPE_ID(hft, (hft::PromoteCandidate))
CAF_ADD_TYPE_ID(hft, (hft::DropCandidate))
CAF_ADD_TYPE_ID(hft, (hft::ModelNews))
CAF_ADD_TYPE_ID(hft, (hft::HaltTrading))
CAF_ADD_TYPE_ID(hft, (hft::ResumeTrading))
CAF_ADD_TYPE_ID(hft, (hft::DeskCommand))
CAF_ADD_TYPE_ID(hft, (hft::CommandResult))
CAF_ADD_TYPE_ID(hft, (hft::StatusQuery))
CAF_ADD_TYPE_ID(hft, (hft::PositionsQuery))
CAF_ADD_TYPE_ID(hft, (hft::OrdersQuery))
CAF_ADD_TYPE_ID(hft, (hft::SessionQuery))
CAF_ADD_TYPE_ID(hft, (hft::FeedQuery))
CAF_ADD_TYPE_ID(hft, (hft::ModelQuery))
CAF_ADD_TYPE_ID(hft, (hft::ModelReport))
CAF_ADD_TYPE_ID(hft, (hft::DeskStatus))
CAF_ADD_TYPE_ID(hft, (hft::OrdersReport))
CAF_ADD_TYPE_ID(hft, (hft::StatusSnapshot))
CAF_ADD_TYPE_ID(hft, (hft::ChildReady))
CAF_ADD_TYPE_ID(hft, (hft::TradesFetched))
CAF_ADD_TYPE_ID(hft, (hft::Heartbeat))
CAF_ADD_TYPE_ID(hft, (hft::ChangeLimits))
// a simulated venue's steps
CAF_ADD_TYPE_ID(hft, (hft::StepReached))
CAF_ADD_TYPE_ID(hft, (hft::StepMark))
CAF_ADD_TYPE_ID(hft, (hft::StepTold))
CAF_ADD_TYPE_ID(hft, (hft::StepSettled))
// commands without content
CAF_ADD_ATOM(hft, hft, pulse_atom, "pulse")       // a timer to oneself
CAF_ADD_ATOM(hft, hft, shutdown_atom, "shutdown") // stop in order
CAF_ADD_ATOM(hft, hft, restart_atom, "restart")   // a fallen child's delay is over
CAF_END_TYPE_ID_BLOCK(hft)

namespace hft {

template <class... Messages>
using Accepts = caf::typed_actor<caf::reacts_to<Messages>...>;

/// One for each model instance; hosts any `Model`.
using ModelActor = caf::typed_actor<
  caf::reacts_to<MarketFrame>, caf::reacts_to<Fill>, caf::reacts_to<OrderClosed>,
  caf::reacts_to<OrderRefused>, caf::reacts_to<CorporateAction>, caf::reacts_to<FeedGap>,
  caf::reacts_to<SessionChanged>, caf::reacts_to<ConnectDesk>, caf::reacts_to<InstanceBook>,
  caf::reacts_to<AccountState>, caf::reacts_to<AssetTraits>, caf::reacts_to<Subscribed>,
  caf::reacts_to<HistoryFetched>, caf::replies_to<InstallCandidate>::with<CommandResult>,
  caf::replies_to<PromoteCandidate>::with<CommandResult>,
  caf::replies_to<DropCandidate>::with<CommandResult>, caf::reacts_to<pulse_atom>,
  caf::replies_to<ModelQuery>::with<ModelReport>, caf::reacts_to<Heartbeat>,
  caf::reacts_to<StepMark>, caf::reacts_to<shutdown_atom>>;

/// The only one that reads the market: frames in from the port, frames out to the models.
using FeedActor = caf::typed_actor<
  caf::reacts_to<MarketFrame>, caf::reacts_to<FeedStateChanged>, caf::reacts_to<Subscribe>,
  caf::reacts_to<Unsubscribe>, caf::reacts_to<SessionChanged>, caf::reacts_to<TradesFetched>,
  caf::reacts_to<pulse_atom>, caf::replies_to<FeedQuery>::with<FeedStatus>,
  caf::reacts_to<Heartbeat>, caf::reacts_to<StepReached>, caf::reacts_to<shutdown_atom>>;

/// The only one that trades.
using ExecutionActor = caf::typed_actor<
  caf::reacts_to<Signal>,
  caf::reacts_to<MarketFrame>, // marks, halts: after the models have had it
  caf::reacts_to<OrderAnswered>, caf::reacts_to<OrderEvent>, caf::reacts_to<OrderStreamChanged>,
  caf::reacts_to<BooksFetched>, caf::reacts_to<OrderLookedUp>, caf::reacts_to<AssetLookedUp>,
  caf::reacts_to<UnreadItem>, caf::reacts_to<FeedStateChanged>, caf::reacts_to<SessionChanged>,
  caf::reacts_to<ConnectModel>, caf::reacts_to<DisconnectModel>, caf::reacts_to<InstanceBookQuery>,
  caf::reacts_to<UnwindModel>, caf::reacts_to<pulse_atom>,
  caf::replies_to<HaltTrading>::with<CommandResult>,
  caf::replies_to<ResumeTrading>::with<CommandResult>,
  caf::replies_to<DeskCommand>::with<CommandResult>, caf::replies_to<StatusQuery>::with<DeskStatus>,
  caf::replies_to<OrdersQuery>::with<OrdersReport>, caf::reacts_to<CloseDesk>,
  caf::reacts_to<Heartbeat>, caf::reacts_to<ChangeLimits>, caf::reacts_to<StepReached>,
  caf::reacts_to<StepMark>, caf::reacts_to<StepSettled>, caf::reacts_to<shutdown_atom>>;

/// Tells the supervisor when the session's phase changes; the wall clock's or the venue's.
using SessionClockActor = caf::typed_actor<
  caf::reacts_to<FeedTime>, caf::reacts_to<BrokerClock>, caf::reacts_to<BrokerCalendar>,
  caf::reacts_to<Failure>, // the broker's clock or calendar could not be asked
  caf::reacts_to<pulse_atom>, caf::replies_to<SessionQuery>::with<SessionStatus>,
  caf::reacts_to<Heartbeat>, caf::reacts_to<StepReached>, caf::reacts_to<shutdown_atom>>;

/// Spawns, monitors, restarts and stops all the others; answers the operator.
using SupervisorActor = caf::typed_actor<
  caf::reacts_to<SessionChanged>, caf::reacts_to<ChildReady>, caf::reacts_to<FeedStateChanged>,
  caf::reacts_to<DeskChanged>, caf::reacts_to<DeskClosed>,
  caf::replies_to<SpawnModel>::with<CommandResult>, caf::replies_to<StopModel>::with<CommandResult>,
  caf::replies_to<SwapModel>::with<CommandResult>,
  caf::replies_to<PromoteModel>::with<CommandResult>, caf::reacts_to<ModelNews>,
  caf::reacts_to<ModelNotes>, caf::reacts_to<restart_atom>,
  caf::replies_to<HaltTrading>::with<CommandResult>,
  caf::replies_to<ResumeTrading>::with<CommandResult>,
  caf::replies_to<DeskCommand>::with<CommandResult>,
  caf::replies_to<StatusQuery>::with<StatusSnapshot>,
  caf::replies_to<OrdersQuery>::with<OrdersReport>, caf::reacts_to<Heartbeat>,
  caf::reacts_to<ChangeLimits>, caf::reacts_to<StepReached>, caf::reacts_to<StepTold>,
  caf::reacts_to<pulse_atom>, caf::reacts_to<shutdown_atom>>;

struct Subscribe {
  ModelId id;
  Subscriptions wanted;
  ModelActor handle;
  /// Of a model that runs beside the lane: the feed keeps it from drowning. Empty on the lane.
  std::shared_ptr<const FrameCount> handled = nullptr;
};

struct ConnectModel {
  ModelId id;
  ModelActor handle;
  bool beside_lane = false;      ///< it runs on another thread than the desk
  std::vector<Symbol> watched{}; ///< the only symbols it may order; empty: any
  bool renewed = false;          ///< it runs on, and only what it watches has changed
};

struct ConnectDesk {
  ExecutionActor desk;
};

} // namespace hft

// None of these leaves the process: nothing is serialised.
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(hft::MarketFrame)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(hft::FeedStateChanged)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(hft::FeedStatus)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(hft::FeedTime)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(hft::Subscribe)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(hft::Unsubscribe)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(hft::OrderEvent)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(hft::OrderStreamChanged)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(hft::OrderAnswered)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(hft::BooksFetched)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(hft::OrderLookedUp)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(hft::AssetLookedUp)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(hft::UnreadItem)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(hft::CorporateAction)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(hft::ConnectModel)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(hft::DisconnectModel)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(hft::ConnectDesk)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(hft::CloseDesk)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(hft::DeskClosed)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(hft::DeskChanged)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(hft::BrokerClock)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(hft::BrokerCalendar)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(hft::Failure)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(hft::SpawnModel)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(hft::StopModel)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(hft::SwapModel)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(hft::HaltTrading)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(hft::ResumeTrading)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(hft::DeskCommand)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(hft::CommandResult)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(hft::StatusQuery)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(hft::PositionsQuery)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(hft::OrdersQuery)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(hft::SessionQuery)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(hft::FeedQuery)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(hft::ModelQuery)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(hft::ModelReport)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(hft::DeskStatus)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(hft::OrdersReport)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(hft::StatusSnapshot)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(hft::ChildReady)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(hft::TradesFetched)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(hft::Heartbeat)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(hft::ChangeLimits)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(hft::Subscribed)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(hft::HistoryFetched)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(hft::InstanceBook)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(hft::AccountState)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(hft::AssetTraits)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(hft::ModelNotes)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(hft::InstanceBookQuery)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(hft::UnwindModel)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(hft::PromoteModel)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(hft::InstallCandidate)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(hft::PromoteCandidate)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(hft::DropCandidate)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(hft::ModelNews)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(hft::StepReached)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(hft::StepMark)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(hft::StepTold)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(hft::StepSettled)
