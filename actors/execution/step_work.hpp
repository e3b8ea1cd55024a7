#pragma once

#include "messages/market.hpp"
#include "messages/order.hpp"
#include "messages/step.hpp"

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace hft {

/// What working off a step comes down to; all must be set.
struct StepHands {
  /// Sends a mark behind all that was sent to this model; without an id to execution itself.
  std::function<void(const StepMark&)> mark;
  std::function<void(const Signal&)> decide;
  std::function<void(const MarketFrame&)> take_marks;
  /// Takes in what became of requests and orders; false when there was nothing.
  std::function<bool()> release;
  /// Time has passed.
  std::function<void()> pulse;
  /// What is asked of the venue and not answered, as a part of a sentence; empty: nothing.
  std::function<std::string()> unanswered;
  /// Shows the step to the supervisor, who answers by `StepSettled`.
  std::function<void(const StepReached&)> look;
  std::function<void(std::uint64_t number)> done;
};

/// How execution works off the steps of a venue that waits for us, so that the same step always
/// leads to the same: first what the models made of the frames, then the frames as marks, then what
/// became of orders and what the models make of that, then the desk's own pulse, then the
/// supervisor where the session, a model or the desk has changed. Between these there are rounds:
/// a mark goes to every model and comes back behind all it had to say. Signals of models beside the
/// lane come whenever their threads got to them; they are decided at the end of a round, in the
/// order of frames and models. Pure; one thread.
class StepWork {
public:
  explicit StepWork(StepHands hands, Duration pulse = std::chrono::milliseconds{100})
    : hands_(std::move(hands)),
      pulse_(pulse) {}

  /// Whether the venue has ever been in step with us; from then on the desk lives by its time.
  bool begun() const { return begun_; }
  void connect(const ModelId& id, bool beside_lane);
  void disconnect(const ModelId& id);

  void on_step(const StepReached& step);
  void on_mark(const StepMark& mark);
  void on_settled(const StepSettled& settled);
  /// An answer has come that `unanswered` waited for.
  void on_answer();
  /// A step that ends at `time` and brings nothing but frames, of which nobody makes anything,
  /// calls for no more than taking them in as marks, and a pulse where one is due.
  bool would_rest(Timestamp time) const;
  bool is_pulse_due(Timestamp time) const { return time - last_pulse_ >= pulse_; }
  /// A pulse at such a step's end would have found nothing to do.
  void skip_pulse(Timestamp time) { last_pulse_ = time; }
  /// True when the signal is kept for the end of the round.
  bool hold(const Signal& signal);
  /// True when the frame is kept until the models' signals have been decided.
  bool hold(const MarketFrame& frame);
  /// Whether what the supervisor wants done belongs at the end of the step, where it is asked for.
  bool defers() const { return phase_ != Phase::Idle && phase_ != Phase::Settling; }
  /// A model was told something it may answer by signals.
  void record_fact() { facts_ = true; }
  /// The supervisor was told something it may act on.
  void record_unrest() { unrest_ = true; }

  /// What the step waits for, as a part of a sentence; empty when no step is being worked off.
  std::string waiting_for() const;
  std::uint64_t step() const { return step_.number; }
  /// Models whose marks have not come back.
  const std::set<ModelId>& awaited() const { return awaited_; }

private:
  enum class Phase { Idle, Frames, Facts, Pulse, Settling, Settled };
  void begin_round();
  void check_round();
  void decide_held();
  void go_on();
  void finish();

  StepHands hands_;
  Duration pulse_;
  Phase phase_ = Phase::Idle;
  bool begun_ = false;
  StepReached step_;
  std::uint64_t round_ = 0;
  bool self_awaited_ = false;
  std::set<ModelId> models_;
  std::set<ModelId> beside_; ///< the lane, of those
  std::set<ModelId> awaited_;
  std::vector<Signal> signals_;
  std::vector<MarketFrame> frames_;
  bool facts_ = false;
  bool unrest_ = true;
  bool answer_awaited_ = false;
  bool has_news_ = false; ///< of orders, in this step
  std::optional<Timestamp> next_look_;
  Timestamp last_pulse_;
};

} // namespace hft
