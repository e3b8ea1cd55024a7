#pragma once

#include "adapters/door/limits.hpp"
#include "messages/market.hpp"

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace hft {

/// How far the time on a print may be from what it is now, in real time; zero: any.
struct PrintLimits {
  Duration ahead = door::print_ahead;               ///< of the venue's clock
  Duration behind = door::print_behind;             ///< the venue's clock
  Duration out_of_order = door::print_out_of_order; ///< behind the newest of the stream
  Duration publish_every{std::chrono::minutes{10}}; ///< of what was kept out
};

/// Remembers which prints were seen: bounded memory, one cache line a question. The oldest of those
/// that share a line is forgotten first.
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
  std::vector<Line> lines_;
  Symbol last_symbol_; ///< prints of one symbol come in runs
  std::uint64_t last_hash_ = 0;
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
