#pragma once

#include "messages/result.hpp"
#include "messages/timestamp.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hft::simulated {

/// What can be made to go wrong. The names on the wire are in `fault_table`.
enum class FaultKind : std::uint8_t {
  DropUpdate,         ///< an order update is never sent
  DelayUpdate,        ///< it is sent `delay` later, others overtake it
  RepeatUpdate,       ///< it is sent twice
  ReorderUpdate,      ///< it is sent after the one that follows it
  AnswerLate,         ///< a request is carried out at once and answered `delay` later
  AnswerNever,        ///< it is carried out, the connection stays open without an answer
  AnswerCut,          ///< it is carried out, the connection is cut instead of an answer
  AnswerGarbage,      ///< it is carried out, the answer's body is torn in the middle
  AnswerError,        ///< it is carried out and answered with HTTP `code` (500)
  RefuseRequest,      ///< it is not carried out and answered with HTTP `code` (500)
  RefuseAuth,         ///< data-stream authentication is answered with `code` (406)
  RefuseOrderAuth,    ///< the order stream answers `unauthorized`
  RefuseUpgrade,      ///< the websocket upgrade is answered with HTTP `code` (429)
  MuteData,           ///< no market data is sent; pings are answered
  MuteOrders,         ///< no order update is sent; pings are answered
  CutData,            ///< all data-stream sockets are cut, once for each of `times`
  CutOrders,          ///< all order-stream sockets are cut, likewise
  ConnectionLimit,    ///< more than `code` data sessions of one key get 406
  SymbolLimit,        ///< more than `code` symbols in trades or quotes get 405
  HoldCancels,        ///< cancels stay `pending_cancel`
  ExpireToken,        ///< a page token is refused
  TextOrders,         ///< the order stream sends text frames instead of binary ones
  SilentSubscription, ///< a subscription is acknowledged and nothing of `symbol` comes
  LagPositions,       ///< positions are answered as they were `delay` of venue time ago
  TruncatedPage,      ///< a page of history ends half way and says that nothing follows
};

struct FaultName {
  FaultKind kind;
  std::string_view name;
  std::string_view meaning;
};
/// Every fault there is, with its name on the wire.
const std::vector<FaultName>& fault_table();

/// One entry of the plan. Empty texts match everything.
struct FaultRule {
  FaultKind kind = FaultKind::DropUpdate;
  std::string method;                 ///< of a request
  std::string path;                   ///< a request's path begins with it
  std::string event;                  ///< of an order update: `fill`
  std::string symbol;                 ///< of an order update or a market event
  std::uint64_t skip = 0;             ///< so many matches pass untouched first
  std::optional<std::uint64_t> times; ///< then so many are struck; empty: all
  double probability = 1;             ///< of those, this share, by a seeded coin
  Duration delay{0};                  ///< real time
  std::optional<Duration> from;       ///< New York time of day in venue time: not before
  std::optional<Duration> until;      ///< and not from then on
  int code = 0;                       ///< zero: the kind's own
};

/// What a rule may match.
struct FaultSubject {
  std::string_view method;
  std::string_view path;
  std::string_view event;
  std::string_view symbol;
};

/// The plan of what goes wrong. Pure and seeded: the same questions in the same order get the same
/// answers.
class Faults {
public:
  /// Reads `{"faults":[{"kind":"drop_update","event":"fill","times":1,"delay_ms":0,...}]}`, the
  /// bare array or one bare object, and adds it to the plan; `{"clear":true}` empties the plan
  /// first. All or nothing.
  Result<void> add(std::string_view json);
  void add(FaultRule rule) { entries_.push_back({std::move(rule), 0, 0}); }
  void clear() { entries_.clear(); }
  /// Where rules with a time of day read the venue's clock; without one they never strike.
  void set_clock(std::function<Timestamp()> clock) { clock_ = std::move(clock); }
  /// Whether any rule waits for a time.
  bool timed() const;

  /// The rule that strikes now, if any; counts the match.
  std::optional<FaultRule> strike(FaultKind kind, const FaultSubject& subject = {});
  /// Whether a rule of this kind could still strike; counts nothing.
  bool armed(FaultKind kind) const;
  /// The number a limit is set to.
  std::optional<int> limit(FaultKind kind) const;

  /// The plan with how often each rule matched and struck.
  std::string to_json() const;

private:
  struct Entry {
    FaultRule rule;
    std::uint64_t matched = 0;
    std::uint64_t struck = 0;
  };
  bool coin(double probability);
  bool in_time(const FaultRule& rule) const;

  std::vector<Entry> entries_;
  std::function<Timestamp()> clock_;
  std::uint64_t random_ = 0x9e3779b97f4a7c15;
};

} // namespace hft::simulated
