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
CAF_ADD_TYPE_ID(hft, (hft::OrdersQuery))
CAF_ADD_TYPE_ID(hft, (hft::SessionQuery))
CAF_ADD_TYPE_ID(hft, (hft::FeedQuery))
CAF_ADD_TYPE_ID(hft, (hft::ModelQuery))
CAF_ADD_TYPE_ID(hft, (hft::ModelReport))
CAF_ADD_TYPE_ID(hft, (hft::DeskStatus))
CAF_ADD_TYPE_ID(hft, (hft::OrdersReport))
CAF_ADD_TYPE_ID(hft, (hft::StatusSnapshot))
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

/// What each actor accepts. Behind every message stands who sends it and what for; the table of
/// `docs/messages.md` is made from that.
template <class Message>
using Accepts = caf::reacts_to<Message>;
template <class Question, class Answer>
using Answers = typename caf::replies_to<Question>::template with<Answer>;

/// One for each model instance; hosts any `Model`.
using ModelActor = caf::typed_actor<
  Accepts<MarketFrame>,     // FeedActor: a frame with something it asked for
  Accepts<FeedGap>,         // FeedActor: events between two times may be missing
  Accepts<Subscribed>,      // FeedActor: the venue sends all it asked for
  Accepts<HistoryFetched>,  // history port: a part of what it is warmed up with
  Accepts<InstanceBook>,    // ExecutionActor: what the instance holds and has working
  Accepts<AccountState>,    // ExecutionActor: cash, equity and buying power
  Accepts<AssetTraits>,     // ExecutionActor: what may be done with a symbol
  Accepts<Fill>,            // ExecutionActor: a part of an order of its was filled
  Accepts<OrderClosed>,     // ExecutionActor: an order of its has ended
  Accepts<OrderRefused>,    // ExecutionActor: a signal of its led to no order
  Accepts<CorporateAction>, // ExecutionActor: a split or the like changed what it holds
  Accepts<SessionChanged>,  // SupervisorActor: the session's phase
  Answers<InstallCandidate, CommandResult>, // SupervisorActor: another model for the instance
  Answers<PromoteCandidate, CommandResult>, // SupervisorActor: what runs in shadow takes over
  Answers<DropCandidate, CommandResult>,    // SupervisorActor: what runs in shadow goes
  Answers<ModelQuery, ModelReport>,         // SupervisorActor: what it was shown and decided so far
  Accepts<Heartbeat>,                       // FeedActor: passed on to execution
  Accepts<StepMark>,       // ExecutionActor: sent back behind all it made of a step
  Accepts<pulse_atom>,     // itself: a timer
  Accepts<shutdown_atom>>; // SupervisorActor: save and end

/// The only one that reads the market: frames in from the port, frames out to the models.
using FeedActor =
  caf::typed_actor<Accepts<MarketFrame>,      // market-feed port: one frame of the stream, decoded
                   Accepts<FeedStateChanged>, // market-feed port: down, live, refused and so on
                   Accepts<StepReached>,   // market-feed port: a simulated venue's step is complete
                   Accepts<StepSettled>,   // SupervisorActor: passed on to execution
                   Accepts<TradesFetched>, // history port: what was traded in a gap
                   Accepts<Subscribe>,   // SupervisorActor: a model comes, or wants something else
                   Accepts<Unsubscribe>, // SupervisorActor: a model is gone
                   Accepts<SessionChanged>, // SupervisorActor: the phase, and the date's hours
                   Answers<FeedQuery, FeedStatus>, // SupervisorActor: counts and state
                   Accepts<Heartbeat>,             // SupervisorActor: passed on to the models
                   Accepts<pulse_atom>,            // itself: a timer
                   Accepts<shutdown_atom>>;        // SupervisorActor: close the stream and end

/// The only one that trades.
using ExecutionActor = caf::typed_actor<
  Accepts<Signal>,             // ModelActor: a decision, stamped with who, why and when
  Accepts<InstanceBookQuery>,  // ModelActor: answered by `InstanceBook`, in order with fills
  Accepts<MarketFrame>,        // FeedActor: marks and halts, after the models have had it
  Accepts<FeedStateChanged>,   // FeedActor: marks age when data stop
  Accepts<OrderAnswered>,      // order-gateway port: what the broker said to a request
  Accepts<OrderEvent>,         // order-gateway port: what became of an order
  Accepts<OrderStreamChanged>, // order-gateway port: the stream of order events is up or down
  Accepts<BooksFetched>,       // order-gateway port: the broker's orders, positions, executions
  Accepts<OrderLookedUp>,      // order-gateway port: one order, as the broker has it
  Accepts<AssetLookedUp>,      // order-gateway port: what the broker allows with a security
  Accepts<UnreadItem>,         // order-gateway port: what of its words could not be read
  Accepts<ConnectModel>,       // SupervisorActor: where a model's fills go, what it may order
  Accepts<DisconnectModel>,    // SupervisorActor: a model's actor is gone
  Accepts<UnwindModel>,        // SupervisorActor: cancel its orders, perhaps close its position
  Accepts<SessionChanged>,     // SupervisorActor: the phase
  Answers<HaltTrading, CommandResult>,   // SupervisorActor: an operator's halt
  Answers<ResumeTrading, CommandResult>, // SupervisorActor: an operator lets it trade again
  Answers<DeskCommand, CommandResult>, // SupervisorActor: cancel an order, close a symbol, flatten
  Accepts<ChangeLimits>,               // SupervisorActor: new risk limits; what was counted stays
  Answers<StatusQuery, DeskStatus>,    // SupervisorActor: books, counts, latency
  Answers<OrdersQuery, OrdersReport>,  // SupervisorActor: working orders and those that ended
  Accepts<CloseDesk>,                  // SupervisorActor: no new orders, cancel, then `DeskClosed`
  Accepts<Heartbeat>,      // ModelActor, FeedActor, SupervisorActor: back to the supervisor
  Accepts<StepReached>,    // FeedActor: behind all of a step's frames
  Accepts<StepMark>,       // ModelActor, itself: all that a model made of a step has come
  Accepts<StepSettled>,    // FeedActor, itself: nobody starts, changes or ends
  Accepts<pulse_atom>,     // itself: a timer
  Accepts<shutdown_atom>>; // SupervisorActor: end

/// Tells the supervisor when the session's phase changes; the wall clock's or the venue's.
using SessionClockActor = caf::typed_actor<
  Accepts<BrokerClock>,    // market-clock port: the broker's time, and whether it is open
  Accepts<BrokerCalendar>, // market-clock port: the broker's sessions
  Accepts<Failure>,        // market-clock port: clock or calendar could not be asked
  Accepts<FeedTime>,       // FeedActor: the venue's time as its events tell it
  Answers<SessionQuery, SessionStatus>, // SupervisorActor: phase, next change, agreement
  Accepts<Heartbeat>,                   // SupervisorActor: back to it, while nothing else runs
  Accepts<StepReached>,                 // SupervisorActor: answered by `StepTold`
  Accepts<pulse_atom>,                  // itself: a timer
  Accepts<shutdown_atom>>;              // SupervisorActor: end

/// Spawns, monitors, restarts and stops all the others; answers the operator.
using SupervisorActor = caf::typed_actor<
  Accepts<SessionChanged>,            // SessionClockActor: a phase began: once a boundary, in order
  Accepts<FeedStateChanged>,          // FeedActor, ExecutionActor: live or not, silences, refused
  Accepts<DeskChanged>,               // ExecutionActor: ready, halted, books disagree
  Accepts<DeskClosed>,                // ExecutionActor: the desk is quiet
  Accepts<ModelNews>,                 // ModelActor, FeedActor, ExecutionActor: a model's state
  Accepts<ModelNotes>,                // ModelActor: notes and plots for people
  Answers<SpawnModel, CommandResult>, // operator: one more model
  Answers<StopModel, CommandResult>,  // operator: one model less
  Answers<SwapModel, CommandResult>,  // operator, itself: another model for an instance
  Answers<PromoteModel, CommandResult>,  // operator: what runs in shadow trades from now on
  Answers<HaltTrading, CommandResult>,   // operator: passed on to execution
  Answers<ResumeTrading, CommandResult>, // operator: passed on to execution
  Answers<DeskCommand, CommandResult>,   // operator: passed on to execution
  Answers<StatusQuery, StatusSnapshot>,  // operator, monitor: how everybody is
  Answers<OrdersQuery, OrdersReport>,    // operator: passed on to execution
  Accepts<ChangeLimits>,                 // operator: passed on to execution
  Accepts<Heartbeat>,      // ExecutionActor, SessionClockActor: all on its way still work
  Accepts<StepReached>,    // ExecutionActor: passed on to the clock
  Accepts<StepTold>,       // SessionClockActor: what the step's time changed is told
  Accepts<restart_atom>,   // itself: a fallen model's delay is over
  Accepts<pulse_atom>,     // itself: a timer
  Accepts<shutdown_atom>>; // operator: stop in order

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
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(hft::OrdersQuery)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(hft::SessionQuery)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(hft::FeedQuery)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(hft::ModelQuery)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(hft::ModelReport)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(hft::DeskStatus)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(hft::OrdersReport)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(hft::StatusSnapshot)
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
