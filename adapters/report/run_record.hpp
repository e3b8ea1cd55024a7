#pragma once

#include "messages/order.hpp"
#include "messages/timestamp.hpp"
#include "messages/units.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Everything a report is made from: what a run, or a live session, was and did. Plain data without
/// a single computed figure, so that a backtest and a live session are judged by the same rules.
/// `run_file.hpp` keeps it in a file; `docs/report.md` tells the format.
namespace hft::report {

enum class RunKind : std::uint8_t {
  Backtest,  ///< recorded or made-up data through the matcher
  Simulated, ///< a session at the simulated venue
  Live,      ///< a session at a broker's venue, on paper
};
std::string_view to_string(RunKind kind);

/// A word and what it says, shown as it is.
struct Remark {
  std::string name;
  std::string value;
  bool operator==(const Remark&) const = default;
};

/// What was run, on what, with which rules.
struct RunHead {
  std::string id;
  RunKind kind = RunKind::Backtest;
  std::string code;    ///< version of the program
  std::string data;    ///< which data, with its hash where there is one
  std::string profile; ///< the matcher's; empty live
  std::string fees;
  std::string feed;
  Date from;  ///< first session
  Date to;    ///< last session
  Money cash; ///< equity before the first session; zero: not known, then nothing is a percentage
  Timestamp made;
  std::uint64_t trials = 0; ///< how many parameter sets were tried before this one; 0: not counted
  bool operator==(const RunHead&) const = default;
};

struct Parameter {
  std::string model; ///< the instance; empty: of the run
  std::string name;
  std::string value;
  bool operator==(const Parameter&) const = default;
};

struct RunSession {
  Date date;
  Timestamp open;  ///< of the regular session
  Timestamp close; ///< of the regular session
  bool early_close = false;
  bool operator==(const RunSession&) const = default;
};

/// One instance's counts and money over the whole run.
struct RunModel {
  std::string id;
  std::string name;
  std::uint64_t ticks = 0;
  std::uint64_t signals = 0;
  std::uint64_t orders = 0;
  std::uint64_t fills = 0;
  std::uint64_t refused = 0;
  Money realized; ///< before fees
  Money unrealized;
  Money fees;
  bool operator==(const RunModel&) const = default;
};

/// Equity of the account (empty model), or what a model has made, at the close of a session.
struct EquityClose {
  std::string model;
  Date date;
  Money equity;      ///< of a model: its profit after fees since the start
  Money long_value;  ///< of what is held, at the closing prices
  Money short_value; ///< not negative
  Money flow;        ///< paid in (or out, negative) during the session; no profit
  bool operator==(const EquityClose&) const = default;
};

/// The account's equity within a session.
struct EquityMark {
  Timestamp at;
  Money equity;
  Money long_value;
  Money short_value; ///< not negative
  bool operator==(const EquityMark&) const = default;
};

/// What was held before the first session.
struct HeldBefore {
  std::string model;
  Symbol symbol;
  Quantity quantity; ///< negative: short
  Price price;       ///< average, as paid
  bool operator==(const HeldBefore&) const = default;
};

/// Shares became more or fewer without a trade: each `from` shares are `to` shares from `at` on.
struct RunSplit {
  Timestamp at;
  Symbol symbol;
  Quantity from;
  Quantity to;
  bool operator==(const RunSplit&) const = default;
};

struct RunOrder {
  std::string id;
  std::string model;
  Symbol symbol;
  Side side = Side::Buy;
  OrderType type = OrderType::Market;
  Quantity quantity;
  std::optional<Price> limit;
  std::optional<Price>
    decision_price; ///< middle of the quote, else the price, the model decided on
  Timestamp decided;
  std::optional<Timestamp> sent;
  std::optional<Timestamp> ended;
  OrderState state = OrderState::Intended;
  Quantity filled;
  bool extended_hours = false;
  bool operator==(const RunOrder&) const = default;
};

/// How long after a fill the price is looked at again.
inline constexpr std::array<Duration, 4> markout_delays{
  std::chrono::seconds{1}, std::chrono::seconds{10}, std::chrono::minutes{1},
  std::chrono::minutes{5}};

struct RunFill {
  std::string id;
  std::string order; ///< of `RunOrder`; empty: no order of ours
  std::string model; ///< empty: no model's
  Symbol symbol;
  Side side = Side::Buy;
  Timestamp at;
  Price price;
  Quantity quantity; ///< positive
  Money fee;
  std::optional<Price> bid; ///< the quote it filled against
  std::optional<Price> ask;
  std::optional<Timestamp> data_at; ///< of the newest market data behind the price
  std::array<std::optional<Price>, markout_delays.size()> markouts; ///< price that long afterwards
  bool operator==(const RunFill&) const = default;
};

/// How often a limit, or the venue, said no.
struct RunRefusal {
  std::string model;
  std::string limit;
  std::uint64_t count = 0;
  bool operator==(const RunRefusal&) const = default;
};

struct RunBar {
  Symbol symbol;
  Timestamp at; ///< its beginning
  Duration span{};
  Price open;
  Price high;
  Price low;
  Price close;
  Quantity volume;
  bool operator==(const RunBar&) const = default;
};

/// What was wrong with the data, how often.
struct DataWarning {
  std::string kind; ///< `gap`, `duplicate`, `crossed quote`, ...
  Symbol symbol;
  Date date;
  std::uint64_t count = 0;
  std::string sentence;
  bool operator==(const DataWarning&) const = default;
};

/// Frame received to order written, in microseconds.
struct RunLatency {
  double p50 = 0;
  double p99 = 0;
  double p999 = 0;
  double max = 0;
  bool operator==(const RunLatency&) const = default;
};

struct BenchmarkClose {
  Date date;
  Price close; ///< with dividends put back, where they are known
  bool operator==(const BenchmarkClose&) const = default;
};

/// The same run under another assumption.
struct Rerun {
  enum class Kind : std::uint8_t {
    Delay, ///< value: milliseconds added to every order
    Fees,  ///< value: factor on every fee
    Size,  ///< value: factor on every order's size
  };
  Kind kind = Kind::Delay;
  double value = 0;
  Money profit; ///< after fees
  std::uint64_t fills = 0;
  bool operator==(const Rerun&) const = default;
};
std::string_view to_string(Rerun::Kind kind);

/// Something worth knowing that happened.
struct RunIncident {
  Timestamp at;
  std::string sentence;
  bool operator==(const RunIncident&) const = default;
};

/// A remark of a model's, or a point of one of its lines.
struct RunNote {
  Timestamp at; ///< of the event it was made at, as that which caused an order
  std::string model;
  std::string plot; ///< the line's name; empty for a remark
  double value = 0; ///< the line's at that time
  std::string text; ///< the remark
  bool operator==(const RunNote&) const = default;
};

struct RunRecord {
  static constexpr int version = 1;

  RunHead run;
  std::vector<Remark> remarks; ///< more provenance, in the order shown
  std::vector<Parameter> parameters;
  std::vector<RunSession> sessions;
  std::vector<RunModel> models;
  std::vector<EquityClose> closes; ///< by date; the account's (empty model) and each model's
  std::vector<EquityMark> marks;
  std::vector<HeldBefore> held_before;
  std::vector<RunSplit> splits;
  std::vector<RunOrder> orders;
  std::vector<RunFill> fills;
  std::vector<RunRefusal> refusals;
  std::vector<RunBar> bars; ///< of each symbol by time
  std::vector<DataWarning> warnings;
  std::optional<RunLatency> latency;
  std::string benchmark; ///< symbol; empty: none
  std::vector<BenchmarkClose> benchmark_closes;
  std::vector<Rerun> reruns;
  std::vector<RunIncident> incidents;
  std::vector<RunNote> notes; ///< by time; in files of before there are none
  bool operator==(const RunRecord&) const = default;
};

/// What is wrong in the record itself, as `fills, row 3: the quantity is not positive`; empty when
/// nothing is: dates and times in order, quantities and prices positive, fills of orders and models
/// that are listed, closes of sessions that are listed.
std::string fault_of(const RunRecord& record);

} // namespace hft::report
