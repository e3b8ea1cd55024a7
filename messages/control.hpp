#pragma once

#include "messages/market.hpp"
#include "messages/order.hpp"
#include "messages/session.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace hft {

/// Where a model's actor runs: as a part of the hot path, on CAF's workers, or on its own thread.
enum class RunsOn : std::uint8_t { Default, Lane, Scheduler, Thread };
std::string_view to_string(RunsOn runs_on);

/// Which model, under which id, with which parameters, where:
/// `[ID=]NAME[@WHERE][:key=value,...]`, split.
struct ModelSpec {
  ModelId id;
  std::string name;
  std::map<std::string, std::string> parameters;
  RunsOn runs_on = RunsOn::Default; ///< default: as the model needs, the lane if it says nothing
  bool shadow = false;              ///< decides on paper only, until promoted
  bool operator==(const ModelSpec&) const = default;
};

/// Commands an operator gives a running system; each is answered by a `CommandResult`.
struct SpawnModel {
  ModelSpec spec;
};
/// Stops the candidate that runs beside the instance or, when there is none, the instance: its
/// working orders are canceled, its position kept or closed.
struct StopModel {
  ModelId id;
  bool flatten = false;
};
/// Another model takes the place of `spec.id`; in shadow: it runs beside it until promoted.
struct SwapModel {
  ModelSpec spec;
};
/// What runs in shadow under this id decides from now on.
struct PromoteModel {
  ModelId id;
};
/// The model will not trade any more: cancel its orders and, where told, close its position.
struct UnwindModel {
  ModelId id;
  bool flatten = false;
};
struct HaltTrading {
  std::string reason;
};
struct ResumeTrading {};
/// Takes back one working order, named by our id or the broker's.
struct CancelOrder {
  std::string id;
};
/// Closes what models hold of a symbol, after canceling their orders for it; models go on.
struct CloseSymbol {
  Symbol symbol;
};
/// Halts trading, cancels every working order of models and closes every position they hold.
struct FlattenAll {};
/// What an operator wants done at the desk; answered by a `CommandResult`.
struct DeskCommand {
  std::variant<CancelOrder, CloseSymbol, FlattenAll> what;
};
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
struct OrdersQuery {};
struct SessionQuery {};
struct FeedQuery {};
struct ModelQuery {};

enum class ModelState : std::uint8_t {
  Starting,
  WarmingUp,
  Running,
  Failed,      ///< fell; waits for its restart
  Quarantined, ///< fell too often; stays down
  Stopped,
  Shadow, ///< decides on paper
};
std::string_view to_string(ModelState state);

/// One model's count of what went in and out.
struct ModelCounts {
  std::uint64_t ticks = 0; ///< trades and quotes the model was shown
  std::uint64_t signals = 0;
  std::uint64_t orders = 0; ///< sent to the broker
  std::uint64_t fills = 0;
  std::uint64_t refused = 0; ///< by our risk gate or the broker
};

/// How a model does on paper: what it would have traded, at the prices it saw.
struct PaperReport {
  std::string name;
  ModelState state = ModelState::Shadow; ///< or WarmingUp
  std::uint64_t ticks = 0;
  std::uint64_t decisions = 0;
  std::uint64_t fills = 0;
  std::map<Symbol, Quantity> positions;
  Money profit; ///< realized and unrealized
};

/// What a ModelActor answers.
struct ModelReport {
  ModelId id;
  std::string name;
  ModelState state = ModelState::Starting;
  std::uint64_t ticks = 0;
  std::uint64_t signals = 0;
  std::uint64_t late = 0;           ///< signals made from data older than the age limit
  std::uint64_t frames = 0;         ///< that came to the instance, over all its models
  std::uint64_t lost = 0;           ///< frames whose number was skipped
  std::uint64_t repeated = 0;       ///< frames whose number came twice
  std::optional<PaperReport> paper; ///< of the candidate, or of an instance in shadow
};

struct PositionReport {
  Symbol symbol;
  Quantity quantity; ///< negative when short
  Price average_price;
  Money realized;
  Money unrealized;
  Price mark{};          ///< what `unrealized` is reckoned with; zero: no price is known
  Timestamp mark_time{}; ///< of the newest event behind it
};

/// A model's book as the desk keeps it.
struct ModelBook {
  ModelId id;
  ModelCounts counts; ///< ticks and signals are zero here
  std::vector<PositionReport> positions;
  Money realized; ///< since the books began
  Money unrealized;
  Money realized_today{}; ///< since the desk's trading date began
};

struct LatencyReport { ///< frame received to order written, microseconds
  std::uint64_t count = 0;
  double p50 = 0;
  double p99 = 0;
  double p999 = 0;
  double max = 0;
};

/// Requests to the broker against its limit a minute.
struct RequestsReport {
  std::optional<std::uint64_t> limit; ///< empty: none known, none is kept back
  std::uint64_t used = 0;             ///< of the minute that ends now
  std::uint64_t made = 0;             ///< since the start
  std::uint64_t refused = 0;          ///< orders and replacements kept back
  std::uint64_t delayed = 0;          ///< looks at the broker's books put off
  std::uint64_t throttled = 0;        ///< answers that said "too many requests"
};

/// What the ExecutionActor answers.
struct DeskStatus {
  Date date{};        ///< counts are this date's; zero: the desk did not answer
  bool ready = false; ///< streams up, books reconciled
  bool halted = false;
  std::string halt_reason;
  std::uint64_t orders_open = 0;
  std::uint64_t orders_unknown = 0;
  std::vector<ModelBook> models;         ///< by id; an empty id holds what no model of ours did
  std::vector<PositionReport> positions; ///< the account
  LatencyReport latency;
  std::map<std::string, std::uint64_t> refusals; ///< by the refusal's name
  RequestsReport requests;
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
  std::map<std::string, std::string> parameters{}; ///< those it was given, not the defaults
  ModelState state = ModelState::Starting;
  std::uint64_t restarts = 0;
  ModelCounts counts;
  ModelBook book;
  RunsOn runs_on = RunsOn::Default;
  std::uint64_t faults = 0;
  std::string last_fault; ///< one sentence; empty when it never fell
  std::uint64_t frames = 0;
  std::uint64_t lost = 0;
  std::uint64_t repeated = 0;
  std::optional<PaperReport> paper;
  bool answers = true; ///< false: it was asked in vain, and what it counts is as last known
  bool counted = true; ///< false: what it counts is not known at all
};

/// Who was asked in vain is left as last known, or as made, when it was never heard of.
struct StatusSnapshot {
  SessionStatus session;
  bool ready = false;
  FeedStatus feed;
  DeskStatus desk;
  std::vector<ModelStatus> models;
  bool clock_answers = true;
  bool feed_answers = true;
  bool desk_answers = true;
};

/// Something an operator should know about one model's state.
struct ModelNews {
  ModelId id;
  ModelState state = ModelState::Running;
  std::string sentence;                  ///< empty when the state says it all
  bool of_candidate = false;             ///< its candidate fell and is gone; the instance goes on
  std::optional<ModelReport> last_words; ///< its actor ends: what it had counted
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
  bool good_news = false; ///< the sentence tells of nothing an operator should look into
};

} // namespace hft
