#pragma once

#include "messages/market.hpp"
#include "messages/order.hpp"
#include "messages/session.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace hft {

/// Which model, under which id, with which parameters: `[ID=]NAME[:key=value,...]`, split.
struct ModelSpec {
  ModelId id;
  std::string name;
  std::map<std::string, std::string> parameters;
  bool operator==(const ModelSpec&) const = default;
};

/// Commands an operator gives a running system; each is answered by a `CommandResult`.
struct SpawnModel {
  ModelSpec spec;
};
struct StopModel {
  ModelId id;
};
struct SwapModel {
  ModelSpec spec;
};
struct HaltTrading {
  std::string reason;
};
struct ResumeTrading {};
struct RiskConfig; // actors/execution/risk_limits.hpp
/// From now on these limits hold; what was counted so far stays counted.
struct ChangeLimits {
  std::shared_ptr<const RiskConfig> limits;
};
struct CommandResult {
  bool done = false;
  std::string sentence; ///< what was done, or why not
};

/// Questions; answered by what they are named for.
struct StatusQuery {};
struct PositionsQuery {};
struct OrdersQuery {};
struct SessionQuery {};
struct FeedQuery {};
struct ModelQuery {};

enum class ModelState : std::uint8_t { Starting, WarmingUp, Running, Failed, Quarantined, Stopped };
std::string_view to_string(ModelState state);

/// One model's count of what went in and out.
struct ModelCounts {
  std::uint64_t ticks = 0; ///< trades and quotes the model was shown
  std::uint64_t signals = 0;
  std::uint64_t orders = 0; ///< sent to the broker
  std::uint64_t fills = 0;
  std::uint64_t refused = 0; ///< by our risk gate or the broker
};

/// What a ModelActor answers.
struct ModelReport {
  ModelId id;
  std::string name;
  ModelState state = ModelState::Starting;
  std::uint64_t ticks = 0;
  std::uint64_t signals = 0;
  std::uint64_t late = 0; ///< signals made from data older than the age limit
};

struct PositionReport {
  Symbol symbol;
  Quantity quantity; ///< negative when short
  Price average_price;
  Money realized;
  Money unrealized;
};

/// A model's book as the desk keeps it.
struct ModelBook {
  ModelId id;
  ModelCounts counts; ///< ticks and signals are zero here
  std::vector<PositionReport> positions;
  Money realized;
  Money unrealized;
};

struct LatencyReport { ///< frame received to order written, microseconds
  std::uint64_t count = 0;
  double p50 = 0;
  double p99 = 0;
  double p999 = 0;
  double max = 0;
};

/// What the ExecutionActor answers.
struct DeskStatus {
  bool ready = false; ///< streams up, books reconciled
  bool halted = false;
  std::string halt_reason;
  std::uint64_t orders_open = 0;
  std::uint64_t orders_unknown = 0;
  std::vector<ModelBook> models;         ///< by id; an empty id holds what no model of ours did
  std::vector<PositionReport> positions; ///< the account
  LatencyReport latency;
  std::map<std::string, std::uint64_t> refusals; ///< by the refusal's name
};

/// One working or recent order, for `hft control orders`.
struct OrderReport {
  Order order;
  BrokerOrderId broker_id;
  OrderState state = OrderState::Intended;
  Quantity filled;
  Price average_price;
  Timestamp updated;
};
struct OrdersReport {
  std::vector<OrderReport> orders;
};

/// One model in the supervisor's answer.
struct ModelStatus {
  ModelId id;
  std::string name;
  ModelState state = ModelState::Starting;
  std::uint64_t restarts = 0;
  ModelCounts counts;
  ModelBook book;
};

struct StatusSnapshot {
  SessionStatus session;
  bool ready = false;
  FeedStatus feed;
  DeskStatus desk;
  std::vector<ModelStatus> models;
};

/// A child of the supervisor is set up and can work.
struct ChildReady {
  std::string name;
};

/// Made by the supervisor, passed on by each that does its share, back to the supervisor: feed,
/// then models, then execution while a session runs, else the session clock. One that comes back
/// says that all on its way still work.
struct Heartbeat {
  std::uint64_t number = 0; ///< counts from 1
};

/// The desk's state changed in a way others must know.
struct DeskChanged {
  bool ready = false;
  bool halted = false;
  bool books_disagree = false; ///< the halt is for a difference with the broker: exit code 5
  bool journal_failed = false; ///< the journal cannot be written: exit code 6
  std::string sentence;
};

} // namespace hft
