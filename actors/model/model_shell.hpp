#pragma once

#include "actors/model/model_actor.hpp"

#include <caf/typed_response_promise.hpp>

#include <memory>
#include <optional>
#include <string>

namespace hft {

/// One life of a model's actor: the instance's seat, and where its answers go.
class ModelShell {
public:
  ModelShell(ModelActor::pointer self, std::shared_ptr<ModelHost> host, ModelActorConfig config);

  void start();
  void on_frame(const MarketFrame& frame) { send_on(seat_.on_frame(frame)); }
  void on_input(const ModelInput& input) { send_on(seat_.take(input, now())); }
  void on_standing(const InstanceBook& standing);
  void on_subscribed(const Subscribed& subscribed);
  void on_history(const HistoryFetched& fetched);
  void on_pulse();
  void on_heartbeat(const Heartbeat& beat) {
    if (config_.desk) self_->send(config_.desk, beat);
  }
  /// Behind the signals made of all that came before it.
  void on_mark(const StepMark& mark) {
    if (config_.desk) self_->send(config_.desk, mark);
  }
  void on_account(const AccountState& account) { seat_.on_account(account); }
  void on_asset(const AssetTraits& asset) { seat_.on_asset(asset); }
  caf::result<CommandResult> install(const InstallCandidate& candidate);
  caf::result<CommandResult> promote();
  CommandResult drop_candidate();
  ModelReport report() const { return seat_.report(); }
  void stop();

private:
  using Promise = caf::typed_response_promise<CommandResult>;

  MonotonicTime now() const;
  void send_on(ModelSlot::Made signals);
  void save();
  void fall(const std::string& sentence);
  void leave(caf::error reason);
  void ask(const std::vector<HistoryQuestion>& questions);
  void ask_standing();
  void answer(bool done, const std::string& sentence);
  void record_candidate();
  void record_readiness();
  void check_deadlines();
  void tell(ModelState state, const std::string& sentence, bool of_candidate = false);
  void prepare();
  void arm();
  std::string id() const { return seat_.active().host().id().str(); }
  caf::result<CommandResult> refused(const std::string& sentence);

  ModelActor::pointer self_;
  ModelSlot seat_;
  ModelActorConfig config_;
  std::uint64_t saved_at_ = 0; ///< events shown when memory was last saved
  bool told_ready_ = false;
  bool armed_ = false;
  bool left_ = false;
  bool standing_asked_ = false;
  bool history_came_ = false;
  MonotonicTime ready_by_;
  MonotonicTime candidate_ready_by_;
  MonotonicTime ask_again_at_;
  std::optional<Promise> awaiting_; ///< who waits for a candidate's fate
  std::string change_;              ///< what is changed into what, for the answer
};

} // namespace hft
