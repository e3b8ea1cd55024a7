#pragma once

#include "adapters/report/day_series.hpp"
#include "messages/control.hpp"
#include "messages/facts.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace hft::report {

/// A fact with its place in the run, counted from 1.
struct NumberedFact {
  std::uint64_t number = 0;
  Fact fact;
};

/// Who runs where, known at the start.
struct RunIdentity {
  std::string run; ///< another text for every start of the program
  std::string version;
  std::string account;
  std::string venue;
  Money equity;       ///< at the start; zero: the venue did not say
  bool fresh = false; ///< the account's books are empty: all profit is this run's
  MonotonicTime started;
};

/// Counts over the whole run, whatever the day.
struct RunCounts {
  std::map<FeedState, std::uint64_t> feed_changes;
  std::uint64_t orders = 0;
  std::uint64_t fills = 0;
  std::uint64_t closed = 0;
  std::uint64_t anomalies = 0;
  std::uint64_t incidents = 0;
  std::map<std::string, std::uint64_t> refusals; ///< by name
};

/// What a day has been so far, kept from the stream of facts in bounded memory: the newest facts,
/// fills and incidents, profit and prices over time, and the newest status. Copying is cheap. Pure;
/// one thread.
class DayRecord {
public:
  static constexpr std::size_t most_facts = 4000;
  static constexpr std::size_t most_fills = 500;   ///< for a table
  static constexpr std::size_t most_marked = 2000; ///< fills on a symbol's chart
  static constexpr std::size_t most_incidents = 200;
  static constexpr std::size_t most_notes = 200; ///< remarks of models
  static constexpr std::size_t most_plots = 24;  ///< lines of models
  static constexpr std::size_t most_symbols = 64;
  static constexpr std::size_t most_models = 64;
  static constexpr std::size_t most_working = 4000; ///< orders whose beginning is remembered

  DayRecord() = default;
  explicit DayRecord(RunIdentity identity) : identity_(std::move(identity)) {}

  /// A phase of another date begins another day: all but the facts and the run's counts is new.
  /// Of what models note each remark is a fact of its own; points go to their lines alone.
  void apply(Fact fact);
  /// `now`: when it came; for the ages of what did not change.
  void apply(const StatusSnapshot& status, MonotonicTime now);
  void apply(const DeskVitals& vitals);
  void apply(const FeedVitals& vitals);

  struct Fills {
    struct One {
      Timestamp time;
      Price price;
      Quantity quantity;
      Side side = Side::Buy;
      ModelId model;
    };
    std::deque<One> newest;
  };
  using FactRef = std::shared_ptr<const NumberedFact>;

  const RunIdentity& identity() const { return identity_; }
  Date date() const { return date_; }
  std::uint64_t newest() const { return count_; }
  /// The newest facts, oldest first; those of a number more than `number`.
  std::deque<FactRef> facts_after(std::uint64_t number) const;
  /// Whether some facts after `number` are not kept any more.
  bool lost_after(std::uint64_t number) const;
  const std::deque<FactRef>& fills() const { return fills_; }
  const std::deque<FactRef>& incidents() const { return incidents_; }
  /// The newest remarks of models, each a `ModelNotes` of one.
  const std::deque<FactRef>& notes() const { return notes_; }
  /// How many remarks and points the models made today beyond what is kept of a date.
  std::uint64_t notes_dropped() const;
  /// What models plot, by the lines' names.
  const std::map<std::string, std::map<ModelId, DaySeries>>& plots() const { return plots_; }
  bool plots_left_out() const { return plots_left_out_; } ///< there were more than `most_plots`
  const std::optional<StatusSnapshot>& status() const { return status_; }
  MonotonicTime status_at() const { return status_at_; }
  MonotonicTime frames_at() const { return frames_at_; }
  const DeskVitals& vitals() const { return vitals_; }
  const LatencyCounts& latency(Stage stage) const;
  /// When this run sent an order that has not ended; none: it did not, or the order has ended.
  std::optional<Timestamp> sent(const ClientOrderId& id) const;
  const RunCounts& counts() const { return counts_; }
  /// Of the day: realized since the date began, and unrealized.
  const DaySeries& profit() const { return profit_; }
  const std::map<ModelId, DaySeries>& model_profits() const { return model_profits_; }
  const std::map<ModelId, DaySeries>& paper_profits() const { return paper_profits_; }
  const std::map<Symbol, DaySeries>& prices() const { return prices_; }
  const std::map<Symbol, Fills>& symbol_fills() const { return symbol_fills_; }
  /// What the account is worth now, as far as it is known.
  std::optional<Money> equity() const;
  Money profit_now() const { return profit_now_; }
  Money drawdown() const { return best_profit_ - profit_now_; } ///< from the day's best profit
  const std::optional<RunEnded>& ended() const { return ended_; }
  bool waiting() const { return waiting_; }
  SessionPhase phase() const { return phase_; }

private:
  void begin_day(Date date);
  void number(Fact fact);
  void keep(const FactRef& fact);
  void keep_notes(ModelNotes notes);
  void plot(const ModelId& model, const ModelNote& point);
  void price(const Symbol& symbol, Timestamp time, Price price);

  RunIdentity identity_;
  Date date_;
  SessionPhase phase_ = SessionPhase::Closed;
  std::uint64_t count_ = 0;
  std::deque<FactRef> facts_;
  std::deque<FactRef> fills_;
  std::deque<FactRef> incidents_;
  std::deque<FactRef> notes_;
  std::map<ModelId, std::uint64_t> notes_dropped_; ///< on this date
  std::map<std::string, std::map<ModelId, DaySeries>> plots_;
  bool plots_left_out_ = false;
  std::optional<StatusSnapshot> status_;
  MonotonicTime status_at_;
  MonotonicTime frames_at_;
  DeskVitals vitals_;
  FeedVitals feed_vitals_;
  RunCounts counts_;
  std::map<ClientOrderId, Timestamp> sent_; ///< of orders that may still work
  DaySeries profit_;
  std::map<ModelId, DaySeries> model_profits_;
  std::map<ModelId, DaySeries> paper_profits_;
  std::map<Symbol, DaySeries> prices_;
  std::map<Symbol, Fills> symbol_fills_;
  std::optional<Money> first_total_; ///< realized and unrealized of all time when the run began
  Money total_now_;
  Money profit_now_;
  Money best_profit_;
  std::optional<RunEnded> ended_;
  bool waiting_ = false;
};

} // namespace hft::report
