#pragma once

#include "actors/model/model_host.hpp"
#include "actors/model/paper_broker.hpp"
#include "actors/model/warm_up.hpp"

#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace hft {

/// All an instance of a model is told, in the order it comes.
using ModelInput = std::variant<MarketFrame, Fill, OrderClosed, OrderRefused, FeedGap,
                                SessionChanged, InstanceBook, CorporateAction>;

/// What an occupant of a seat is there for.
enum class Role : std::uint8_t {
  Active,    ///< its signals become orders
  Shadow,    ///< its signals are traded on paper
  Successor, ///< takes over as soon as it is ready; until then its signals are dropped
};

/// A model and its way to being ready: its subscription acknowledged, its history asked for and
/// shown in slices, then what came live meanwhile. Pure. On the way nothing is lost and nothing is
/// shown twice.
class ModelRunner {
public:
  /// How many inputs are held while it prepares.
  static constexpr std::size_t most_held = 200'000;
  /// How much of its past it is shown in one turn.
  static constexpr std::size_t events_a_turn = 2'000;

  ModelRunner(std::shared_ptr<ModelHost> host, Role purpose, bool needs_history);

  ModelHost& host() { return *host_; }
  const ModelHost& host() const { return *host_; }
  Role purpose() const { return purpose_; }
  bool is_ready() const { return stage_ == Stage::Ready; }
  /// Its model's fault, or why it cannot become ready.
  const std::optional<std::string>& fault() const { return failure_ ? failure_ : host_->fault(); }
  /// What it still waits for, as a part of a sentence.
  std::string missing() const;

  /// One input, held until it is ready. Signals to be sent are added to `out`.
  void take(const ModelInput& input, MonotonicTime now, std::vector<Signal>& out);

  /// The venue sends all it asked for: time to ask for the past.
  bool may_ask(const Subscriptions& acknowledged) const;
  using Windows = std::function<std::vector<TimeWindow>(const Needs&, Timestamp newest)>;
  /// Also to ask again after a failure, and further back where trades to be kept are missing.
  std::vector<HistoryQuestion> ask(const Windows& windows, Timestamp newest,
                                   std::uint64_t& next_number);
  /// False when the answer is not for it.
  bool on_history(std::uint64_t number, const Result<std::vector<MarketEvent>>& events);
  /// All questions were answered, one with a failure.
  bool is_refused() const { return stage_ == Stage::Asked && past_.is_answered(); }
  /// All were answered, and the trades to be kept may lie further back.
  bool is_short() const { return is_refused() && past_.is_short(); }
  /// Shows one slice; true while there is more to show.
  bool advance(std::vector<Signal>& out);
  /// How much of the past there was.
  std::size_t history_size() const { return past_.size(); }

  /// From now on its signals become orders.
  void decide(const InstanceBook& standing, MonotonicTime now, std::vector<Signal>& out);
  PaperReport paper_report() const;

private:
  enum class Stage : std::uint8_t { Waiting, Asked, Showing, Ready };
  struct Held {
    ModelInput input;
    MonotonicTime now;
  };
  void give(const ModelInput& input, MonotonicTime now, std::vector<Signal>& out);
  void trade_on_paper(const ModelInput& input, MonotonicTime now);

  std::shared_ptr<ModelHost> host_;
  Role purpose_;
  Stage stage_;
  WarmUp past_;
  std::vector<Held> held_;
  std::size_t replayed_ = 0;
  std::optional<std::string> failure_;
  PaperBroker paper_;
};

} // namespace hft
