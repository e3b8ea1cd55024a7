#pragma once

#include "adapters/door/limits.hpp"
#include "messages/market.hpp"

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace hft {

/// How far the time on a print may be from what it is now, in real time; zero: any.
struct PrintLimits {
  Duration ahead = door::print_ahead;               ///< of the venue's clock
  Duration behind = door::print_behind;             ///< the venue's clock
  Duration out_of_order = door::print_out_of_order; ///< behind the newest of the stream
  Duration publish_every{std::chrono::minutes{10}}; ///< of what was kept out
};

/// Remembers which prints were seen, in bounded memory. Where a symbol's ids count up one by one, a
/// print is two bytes of its run; any other is a question to one cache line of a table, in which
/// the oldest of those that share a line is forgotten first.
class PrintMemory {
public:
  PrintMemory() : lines_(line_count) {}
  /// False when it was seen before. A print without an id is always new.
  bool is_new(const Trade& trade);
  void forget();

private:
  static constexpr std::size_t line_count = 65'536;
  static constexpr std::size_t line_length = 7;
  static_assert(line_count * line_length == door::prints_remembered);
  struct alignas(64) Line {
    std::array<std::uint64_t, line_length> prints{}; ///< 0: free
    std::uint64_t next = 0;
  };
  using Venue = std::uint16_t; ///< exchange and tape
  /// A symbol's newest prints whose ids follow each other.
  struct Run {
    std::uint64_t hash = 0; ///< of the symbol
    bool begun = false;     ///< an id was seen
    std::int64_t first = 0; ///< id, of the first of `venues`
    std::int64_t last = 0;  ///< the largest seen; of the last of `venues`
    std::vector<Venue> venues;
  };
  Run& run_of(const Symbol& symbol);
  bool remember(const Run& run, std::int64_t id, Venue venue);
  void give_up(Run& run);

  std::vector<Line> lines_;
  bool lines_used_ = false;
  std::unordered_map<Symbol, Run> runs_;
  std::size_t in_runs_ = 0; ///< prints
  Symbol last_symbol_;      ///< prints of one symbol come in runs
  Run* last_run_ = nullptr;
};

/// Keeps out of the market what is no trade of now: prints and quotes whose time is ahead of the
/// venue's clock, far behind it or far behind the newest of the stream, and prints seen before, by
/// symbol, exchange, tape and id, whether they came over this connection, an earlier one or from
/// history. Pure: told the venue's time.
class PrintJudge {
public:
  struct Counts {
    std::uint64_t repeated = 0;
    std::uint64_t ahead = 0;
    std::uint64_t behind = 0;
    std::uint64_t all() const { return repeated + ahead + behind; }
  };

  /// `speed`: venue seconds a real second, by which the limits grow. At 0 the venue keeps no time:
  /// only repeats are found.
  PrintJudge(const PrintLimits& limits, double speed);

  /// Ids begin anew with a trading date.
  void on_date(Date date);
  /// The batch itself when all of it may pass, else one without what may not, perhaps empty. `lag`:
  /// how long it had waited for us.
  std::shared_ptr<const MarketBatch> judge(std::shared_ptr<const MarketBatch> batch, Timestamp now,
                                           Duration lag = {});
  /// Of trades fetched from history, those not seen before.
  void keep_new(std::vector<Trade>& trades);

  const Counts& counts() const { return counts_; }
  /// What was kept out since it was last told of, in one sentence; empty when there is nothing to
  /// tell now.
  std::optional<std::string> news(MonotonicTime now);

private:
  enum class Verdict : std::uint8_t { Passes, Repeated, Ahead, Behind };
  struct Window {
    Timestamp first;
    Timestamp last;
  };
  Window window_at(Timestamp now, Duration lag) const;
  Verdict judge_time(Timestamp time, const Window& window) const;
  Verdict judge_event(const MarketEvent& event, const Window& window);
  void note(Verdict verdict, const MarketEvent& event);
  Duration scaled(Duration real) const;

  PrintLimits limits_;
  double speed_;
  PrintMemory memory_;
  Counts counts_;
  Counts told_;
  std::optional<MonotonicTime> told_at_;
  std::string example_; ///< the first that was kept out since the last sentence
  Timestamp newest_;
  Date date_;
};

} // namespace hft
